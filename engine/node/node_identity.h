// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/block.h"
#include "chain/revision.h"
#include "node/json_rpc.h"

#include <cstdint>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::node {

/// What a node says of itself and its chain.
struct NodeIdentity {
    std::uint64_t chain_id = 0;
    std::string client;                           ///< like "anvil/v1.7.1"; empty: it does not say
    std::optional<Revision> revision;             ///< of the newest blocks
    std::optional<BlobParameters> blobs;          ///< of the newest blocks
    std::optional<std::uint64_t> rules_since{0};  ///< seconds; from when on these two hold

    [[nodiscard]] bool is_anvil() const { return client.starts_with("anvil/"); }
};

/// Asks a node who it is: eth_chainId, and what it knows of web3_clientVersion, eth_config (EIP-7910)
/// and anvil_nodeInfo. Another chain than `expected_chain` is an Error.
[[nodiscard]] Result<NodeIdentity> identify(JsonRpcClient& client,
                                            std::optional<std::uint64_t> expected_chain);

/// The rules that a block may follow, the likeliest first: mainnet's are known; elsewhere the header's
/// fields leave a few, and a block's results tell which of them it was.
[[nodiscard]] std::vector<Fork> possible_forks(const NodeIdentity& identity, const Header& header);

}  // namespace lanescope::node
