// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/block_file.h"

#include "base/keccak.h"
#include "base/rlp.h"
#include "formats/chain_json.h"
#include "formats/file_kind.h"
#include "formats/json.h"
#include "formats/json_text.h"
#include "formats/reading.h"

#include <array>
#include <functional>
#include <utility>

namespace lanescope::formats {
namespace {

/// The content of a JSON-RPC answer, or of a bare value; a node's error or null is a failure.
JsonValue answer_in(Reading& reading, JsonValue json)
{
    if (const JsonValue error = json.member("error"); error.is_given()) {
        const JsonValue message = error.member("message");
        reading.fail_plainly(
            error,
            "the node answered with an error: " +
                (message.is_string() ? quoted_excerpt(message.text(), 200) : error.excerpt()),
            "ask it again, or ask another node");
        return {};
    }
    const JsonValue inner = without_envelope(json);
    if (inner.kind() == JsonKind::null) {
        reading.fail_plainly(inner, "the node answered null: it does not have this block",
                             "ask for another number, or ask another node");
        return {};
    }
    return inner;
}

/// Address of the contract that a transaction without recipient creates (Yellow Paper, 7).
Address created_address(const Address& sender, std::uint64_t nonce)
{
    rlp::Encoder payload;
    payload.fixed(sender);
    payload.number(nonce);
    rlp::Encoder list;
    list.list(payload);
    return Address::from(keccak256(list.view()).view().subspan(12));
}

/// Adds the accounts that one transaction found to `merged`: what is in it already was seen earlier.
void merge_first_seen(GivenState& merged, GivenState&& found)
{
    for (auto& [address, account] : found) {
        const auto [place, added] = merged.try_emplace(address);
        if (added) {
            place->second = std::move(account);
        } else {
            place->second.storage.merge(account.storage);
        }
    }
}

/// The accounts of one entry of prestateTracer's list.
JsonValue trace_in(Reading& reading, JsonValue entry, const std::optional<Hash>& transaction_hash)
{
    if (!reading.expect_object(entry, "the pre-state of a transaction")) {
        return {};
    }
    const bool wrapped = entry.has("result") || entry.has("txHash") || entry.has("error");
    if (!wrapped) {
        return entry;
    }
    if (const auto hash = reading.optional_hash(entry, "txHash");
        hash && transaction_hash && *hash != *transaction_hash) {
        reading.fail_plainly(entry.member("txHash"),
                             "the block has another transaction at this place",
                             "give the pre-state of the same block");
    }
    const JsonValue inner = answer_in(reading, entry);
    const JsonValue accounts = inner.has("txHash") ? reading.required(inner, "result") : inner;
    if (!reading.failed() && accounts.has("pre") && accounts.has("post")) {
        reading.fail_plainly(accounts,
                             "this is the tracer's diffMode, which leaves out what is only read",
                             "trace again with prestateTracer without diffMode");
    }
    return accounts;
}

GivenState merge_traces(Reading& reading, JsonValue list, const ReadBlock& read)
{
    const auto& transactions = read.block.transactions;
    if (list.size() != transactions.size()) {
        reading.fail_plainly(list,
                             "the pre-state has " + std::to_string(list.size()) +
                                 " transactions, the block has " +
                                 std::to_string(transactions.size()),
                             "give the pre-state of the same block");
        return {};
    }
    GivenState merged;
    std::map<Address, bool> created;
    std::size_t index = 0;
    for (const JsonValue entry : list) {
        const Transaction& transaction = transactions[index];
        GivenState found =
            read_state(reading, trace_in(reading, entry, read.claimed_transaction_hashes[index]));
        if (reading.failed()) {
            return {};
        }
        std::erase_if(found, [&](const auto& account) {
            return created.contains(account.first) && !merged.contains(account.first);
        });
        merge_first_seen(merged, std::move(found));
        if (!transaction.to && transaction.sender) {
            created[created_address(*transaction.sender, transaction.nonce)] = true;
        }
        ++index;
    }
    return merged;
}

GivenState read_pre_state(Reading& reading, JsonValue json, const ReadBlock& block)
{
    const JsonValue inner = answer_in(reading, json);
    if (inner.is_array()) {
        return merge_traces(reading, inner, block);
    }
    if (!reading.failed() && inner.has("pre") && inner.has("post")) {
        reading.fail_plainly(inner,
                             "this is the tracer's diffMode, which leaves out what is only read",
                             "trace again with prestateTracer without diffMode");
    }
    return read_state(reading, inner);
}

/// What a file says of its chain, beside the block.
struct ChainClaims {
    std::optional<std::uint64_t> chain_id;
    JsonValue revision;
    JsonValue place;  ///< where "revision" is to be added when it is missing
};

ChainClaims read_chain_claims(Reading& reading, JsonValue outer, JsonValue block)
{
    ChainClaims claims;
    claims.place = outer;
    for (const JsonValue object : {outer, block}) {
        if (!claims.chain_id) {
            claims.chain_id = reading.optional_quantity64(object, "chainId");
        }
        if (!claims.revision.is_given()) {
            claims.revision = reading.optional(object, "revision");
        }
    }
    return claims;
}

Fork decide_fork(Reading& reading, const ChainClaims& claims, const Block& block)
{
    if (reading.failed()) {
        return {};
    }
    std::optional<std::uint64_t> chain_id = claims.chain_id;
    for (std::size_t i = 0; !chain_id && i < block.transactions.size(); ++i) {
        chain_id = block.transactions[i].chain_id;
    }
    const Header& header = block.header;
    Fork fork;
    if (claims.revision.is_given()) {
        const std::string name = reading.string(claims.revision);
        const auto known = fork_by_name(name, header.number, header.timestamp);
        if (!known) {
            reading.fail(claims.revision, "the name of a fork from \"frontier\" to \"osaka\"",
                         "write the name of the fork whose rules the block follows");
        }
        fork = known.value_or(Fork{});
    } else if (chain_id.value_or(1) == 1) {
        fork = mainnet_fork(header.number, header.timestamp);
    } else {
        reading.fail_plainly(claims.place,
                             "the block is of chain " + std::to_string(*chain_id) +
                                 ", whose forks are not known here",
                             "add \"revision\" with the name of the fork that it follows, like "
                             "\"revision\": \"prague\"");
    }
    fork.chain_id = chain_id.value_or(1);
    return fork;
}

std::map<std::uint64_t, Hash> read_block_hashes(Reading& reading, JsonValue json)
{
    std::map<std::uint64_t, Hash> hashes;
    if (!json.is_given() || !reading.expect_object(json, "block hashes")) {
        return hashes;
    }
    for (const JsonValue member : json) {
        const Uint256 number = reading.quantity_key(member);
        const Hash hash = reading.hash(member);
        if (!reading.failed() && !number.fits64()) {
            reading.fail_plainly(member, "a block number passes 64 bits", "correct the key");
        }
        if (reading.failed()) {
            return hashes;
        }
        if (!hashes.emplace(number.low64(), hash).second) {
            reading.fail_plainly(member, "this block number stands twice", "delete one of the two");
        }
    }
    return hashes;
}

Result<BlockFile> finish(Reading& reading, BlockFile&& file, ReadBlock&& block, GivenState&& state)
{
    if (reading.failed()) {
        return reading.error();
    }
    file.block = std::move(block.block);
    file.claimed_transaction_hashes = std::move(block.claimed_transaction_hashes);
    file.pre_state = std::make_shared<const GivenState>(std::move(state));
    return std::move(file);
}

Result<BlockFile> read_bundle(JsonValue json, const std::string& name)
{
    Reading reading(name);
    const JsonValue bundle = answer_in(reading, json);
    reading.expect_object(bundle, "a block bundle");
    BlockFile file;
    file.name = name;
    const JsonValue block_answer = reading.required(bundle, "block");
    const JsonValue block_json = answer_in(reading, block_answer);
    const ChainClaims claims = read_chain_claims(reading, bundle, block_json);
    ReadBlock block = read_block(reading, block_json, claims.chain_id);
    file.fork = decide_fork(reading, claims, block.block);
    if (const JsonValue blobs = reading.optional(bundle, "blobParameters"); blobs.is_given()) {
        file.fork.blobs = read_blob_parameters(reading, blobs);
    }
    if (const JsonValue dao = reading.optional(bundle, "daoTransition"); dao.is_given()) {
        file.fork.dao_transition = reading.boolean(dao);
    }
    GivenState state = read_pre_state(reading, reading.required(bundle, "prestate"), block);
    file.block_hashes = read_block_hashes(reading, reading.optional(bundle, "blockHashes"));
    if (const JsonValue post = reading.optional(bundle, "poststate"); post.is_given()) {
        file.post_state = read_state(reading, post);
        file.pre_state_is_whole = true;
    }
    if (const JsonValue whole = reading.optional(bundle, "prestateIsWhole"); whole.is_given()) {
        file.pre_state_is_whole = reading.boolean(whole);
    }
    return finish(reading, std::move(file), std::move(block), std::move(state));
}

/// A pair whose two answers may stand in two files, each with its own name in errors.
Result<BlockFile> read_pair(JsonValue block_answer, const std::string& block_name,
                            JsonValue pre_state_answer, const std::string& pre_state_name)
{
    Reading reading(block_name);
    BlockFile file;
    file.name = block_name;
    const JsonValue block_json = answer_in(reading, block_answer);
    const ChainClaims claims = read_chain_claims(reading, block_answer, block_json);
    ReadBlock block = read_block(reading, block_json, claims.chain_id);
    file.fork = decide_fork(reading, claims, block.block);
    if (reading.failed()) {
        return reading.error();
    }
    Reading state_reading(pre_state_name);
    GivenState state = read_pre_state(state_reading, pre_state_answer, block);
    return finish(state_reading, std::move(file), std::move(block), std::move(state));
}

Result<BlockFile> read_pair_in_list(JsonValue list, const std::string& name)
{
    auto item = list.begin();
    JsonValue block = *item;
    JsonValue pre_state = *++item;
    if (!without_envelope(block).has("transactions")) {
        std::swap(block, pre_state);
    }
    return read_pair(block, name, pre_state, name);
}

/// A file on its way to becoming one half of a pair.
struct OpenedFile {
    std::string path;
    JsonDocument document;
    FileKind kind;
};

Result<OpenedFile> open_file(const std::string& path, const ReadLimits& limits)
{
    const auto bytes = read_file(path, limits);
    if (!bytes) {
        return bytes.error();
    }
    auto document = JsonDocument::parse(*bytes, path);
    if (!document) {
        return document.error();
    }
    const auto kind = recognise(document->root(), path);
    if (!kind) {
        return kind.error();
    }
    return OpenedFile{path, *std::move(document), *kind};
}

bool make_pair(FileKind first, FileKind second)
{
    return (first == FileKind::rpc_block && second == FileKind::rpc_pre_state) ||
           (first == FileKind::rpc_pre_state && second == FileKind::rpc_block);
}

Result<BlockFile> read_alone(const OpenedFile& file)
{
    const JsonValue root = file.document.root();
    const auto wrong = [&](const char* problem) {
        return Error{ErrorCode::unsupported, file.path + ": " + problem};
    };
    switch (file.kind) {
    case FileKind::block_bundle:
        return read_bundle(root, file.path);
    case FileKind::rpc_pair:
        return read_pair_in_list(root, file.path);
    case FileKind::rpc_block:
        return wrong(
            "a block without the state that it runs on; name the answer of "
            "debug_traceBlockByNumber with prestateTracer next to it");
    case FileKind::rpc_pre_state:
        return wrong(
            "a pre-state without its block; name the answer of "
            "eth_getBlockByNumber with full transactions next to it");
    case FileKind::state_test:
        return wrong("a state test, not a block; run it with `lanescope statetest FILE`");
    case FileKind::blockchain_test:
        break;
    }
    return wrong("a blockchain test, not a block; run it with `lanescope blocktest FILE`");
}

}  // namespace

Result<BlockFile> read_block_bundle(ByteView json, const std::string& name)
{
    const auto document = JsonDocument::parse(json, name);
    if (!document) {
        return document.error();
    }
    return read_bundle(document->root(), name);
}

Result<BlockFile> read_rpc_pair(ByteView block_json, const std::string& block_name,
                                ByteView pre_state_json, const std::string& pre_state_name)
{
    const auto block = JsonDocument::parse(block_json, block_name);
    if (!block) {
        return block.error();
    }
    const auto pre_state = JsonDocument::parse(pre_state_json, pre_state_name);
    if (!pre_state) {
        return pre_state.error();
    }
    return read_pair(block->root(), block_name, pre_state->root(), pre_state_name);
}

std::vector<Result<BlockFile>> open_block_files(const std::vector<std::string>& paths,
                                                const ReadLimits& limits)
{
    std::vector<Result<BlockFile>> results;
    std::optional<OpenedFile> waiting;  // half of a pair, until its other half comes
    const auto give_up_waiting = [&] {
        if (waiting) {
            results.push_back(read_alone(*waiting));
            waiting.reset();
        }
    };
    for (const std::string& path : paths) {
        auto opened = open_file(path, limits);
        if (!opened) {
            give_up_waiting();
            results.push_back(opened.error());
        } else if (waiting && make_pair(waiting->kind, opened->kind)) {
            const bool block_first = waiting->kind == FileKind::rpc_block;
            const OpenedFile& block = block_first ? *waiting : *opened;
            const OpenedFile& pre_state = block_first ? *opened : *waiting;
            results.push_back(read_pair(block.document.root(), block.path,
                                        pre_state.document.root(), pre_state.path));
            waiting.reset();
        } else if (opened->kind == FileKind::rpc_block || opened->kind == FileKind::rpc_pre_state) {
            give_up_waiting();
            waiting.emplace(*std::move(opened));
        } else {
            give_up_waiting();
            results.push_back(read_alone(*opened));
        }
    }
    give_up_waiting();
    return results;
}

}  // namespace lanescope::formats
