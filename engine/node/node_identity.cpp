// SPDX-License-Identifier: GPL-3.0-or-later
#include "node/node_identity.h"

#include "formats/chain_json.h"

#include <algorithm>

namespace lanescope::node {

namespace {

/// Of calls that the node need not know.
constexpr std::uint32_t optional_attempts = 2;

/// What EIP-7910's answer says of the rules that hold now. Its precompiles tell forks apart that give
/// headers the same fields.
void read_config(formats::JsonValue config, NodeIdentity& identity)
{
    formats::Reading reading("the answer");
    const formats::JsonValue current = reading.optional(config, "current");
    const formats::JsonValue precompiles = reading.optional(current, "precompiles");
    if (!precompiles.is_object()) {
        return;
    }
    const auto since = reading.optional_quantity64(current, "activationTime");
    std::optional<BlobParameters> blobs;
    if (const auto schedule = reading.optional(current, "blobSchedule"); schedule.is_given()) {
        blobs = formats::read_blob_parameters(reading, schedule);
    }
    if (reading.failed()) {
        return;
    }
    identity.rules_since = since;
    identity.blobs = blobs;
    if (precompiles.has("P256VERIFY")) {
        identity.revision = Revision::osaka;
    } else if (precompiles.has("BLS12_G1ADD")) {
        identity.revision = Revision::prague;
    } else if (precompiles.has("KZG_POINT_EVALUATION")) {
        identity.revision = Revision::cancun;
    }
}

std::vector<Revision> revisions_by_fields(const Header& header)
{
    if (header.requests_hash) {
        return {Revision::osaka, Revision::prague};
    }
    if (header.parent_beacon_block_root) {
        return {Revision::cancun};
    }
    if (header.withdrawals_root) {
        return {Revision::shanghai};
    }
    if (header.base_fee_per_gas) {
        return {header.difficulty.is_zero() ? Revision::paris : Revision::london};
    }
    return {Revision::berlin,
            Revision::istanbul,
            Revision::petersburg,
            Revision::constantinople,
            Revision::byzantium,
            Revision::spurious_dragon,
            Revision::tangerine_whistle,
            Revision::homestead,
            Revision::frontier};
}

}  // namespace

Result<NodeIdentity> identify(JsonRpcClient& client, std::optional<std::uint64_t> expected_chain)
{
    const auto chain = client.call({"eth_chainId", "[]"});
    if (!chain) {
        return chain.error();
    }
    formats::Reading reading("the answer");
    NodeIdentity identity;
    identity.chain_id = reading.quantity64(chain->result);
    if (reading.failed()) {
        return client.error(ErrorCode::malformed, "eth_chainId", reading.error().message,
                            "see whether the URL is that of a JSON-RPC node");
    }
    if (expected_chain && *expected_chain != identity.chain_id) {
        return client.error(ErrorCode::unsupported, "eth_chainId",
                            "expected chain " + std::to_string(*expected_chain) + ", found chain " +
                                std::to_string(identity.chain_id),
                            "correct the URL, or --chain-id");
    }
    // The rest is not everywhere, and nothing depends on it: any answer but a stop will do.
    if (const auto version = client.call({"web3_clientVersion", "[]"}, optional_attempts);
        version) {
        identity.client = version->result.text();
    }
    if (identity.chain_id != 1) {
        if (const auto config = client.call({"eth_config", "[]"}, optional_attempts); config) {
            read_config(config->result, identity);
        }
    }
    if (identity.is_anvil()) {
        if (const auto info = client.call({"anvil_nodeInfo", "[]"}, optional_attempts); info) {
            const auto fork = fork_by_name(info->result.member("hardFork").text());
            identity.revision = fork ? std::optional(fork->revision) : identity.revision;
        }
    }
    if (client.stop().stop_requested()) {
        return Error{ErrorCode::cancelled, "cancelled"};
    }
    return identity;
}

std::vector<Fork> possible_forks(const NodeIdentity& identity, const Header& header)
{
    if (identity.chain_id == 1) {
        return {mainnet_fork(header.number, header.timestamp)};
    }
    std::vector<Revision> revisions = revisions_by_fields(header);
    const bool are_known =
        identity.revision && header.timestamp >= identity.rules_since.value_or(0);
    if (are_known) {
        // Development chains may follow rules whose fields their headers do not have.
        std::erase(revisions, *identity.revision);
        revisions.insert(revisions.begin(), *identity.revision);
    }
    std::vector<Fork> forks;
    for (const Revision revision : revisions) {
        Fork fork =
            fork_by_name(name_of(revision), header.number, header.timestamp).value_or(Fork{});
        fork.chain_id = identity.chain_id;
        if (are_known && revision == *identity.revision && identity.blobs) {
            fork.blobs = *identity.blobs;
        }
        forks.push_back(fork);
    }
    return forks;
}

}  // namespace lanescope::node
