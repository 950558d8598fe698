// SPDX-License-Identifier: GPL-3.0-or-later
#include "node/node_block.h"

#include "base/hex.h"
#include "evm/code.h"
#include "execution/block_executor.h"
#include "execution/system_contracts.h"
#include "formats/chain_json.h"
#include "state/world_state.h"

#include <string_view>
#include <utility>

namespace lanescope::node {

namespace {

/// How often a block is asked for again that its node has replaced meanwhile.
constexpr int reorganisation_attempts = 4;
/// There is another way, which a node that cannot trace must not keep waiting.
constexpr std::uint32_t trace_attempts = 2;

RpcCall block_call(const std::string& which, bool full)
{
    return {"eth_getBlockByNumber", "[\"" + which + (full ? "\",true]" : "\",false]")};
}

/// A block for people: numbers in decimal, as they ask for them.
std::string shown(const std::string& which)
{
    const auto number = which.starts_with("0x") ? uint256_from_hex(which) : std::nullopt;
    return number && number->fits64() ? std::to_string(number->low64()) : which;
}

void tell(const FetchProgress& progress, const std::string& what, std::size_t done = 0,
          std::size_t all = 0)
{
    if (progress) {
        progress(what, done, all);
    }
}

}  // namespace

Result<std::optional<Hash>> block_hash_at(JsonRpcClient& client, std::uint64_t number)
{
    const RpcCall call = block_call(to_hex_quantity(number), false);
    const auto answer = client.call(call);
    if (!answer) {
        return answer.error();
    }
    if (!answer->result.is_given()) {
        return std::optional<Hash>();
    }
    formats::Reading reading("the answer");
    const Hash hash = reading.hash(reading.required(answer->result, "hash"));
    if (reading.failed()) {
        return client.error(ErrorCode::malformed, call.method, reading.error().message,
                            "ask another node");
    }
    return std::optional(hash);
}

Result<std::uint64_t> newest_block(JsonRpcClient& client)
{
    const auto answer = client.call({"eth_blockNumber", "[]"});
    if (!answer) {
        return answer.error();
    }
    formats::Reading reading("the answer");
    const std::uint64_t number = reading.quantity64(answer->result);
    if (reading.failed()) {
        return client.error(ErrorCode::malformed, "eth_blockNumber", reading.error().message,
                            "ask another node");
    }
    return number;
}

Result<NodeBlock> NodeBlock::fetch(JsonRpcClient& client, const NodeIdentity& identity,
                                   const std::string& which, const FetchProgress& progress)
{
    const RpcCall call = block_call(which, true);
    for (int attempt = 0; attempt < reorganisation_attempts; ++attempt) {
        tell(progress, "asking for block " + shown(which));
        auto answer = client.call(call);
        if (!answer) {
            return answer.error();
        }
        if (!answer->result.is_given()) {
            const auto newest = newest_block(client);
            return client.error(ErrorCode::state_unavailable, call.method,
                                "the node does not have block " + shown(which) +
                                    (newest ? ", its newest is " + std::to_string(*newest) : ""),
                                "ask for another number, or wait for it");
        }
        formats::Reading reading("the answer");
        formats::ReadBlock read = formats::read_block(reading, answer->result, identity.chain_id);
        if (!reading.failed() && !read.block.claimed_hash) {
            reading.fail_plainly(answer->result, "the block has no hash: it is not mined yet",
                                 "ask for a mined block");
        }
        if (reading.failed()) {
            return client.error(reading.error().code, call.method, reading.error().message,
                                "ask another node");
        }
        NodeBlock block(client, identity);
        block.file_.name = "block " + std::to_string(read.block.header.number);
        block.file_.block = std::move(read.block);
        block.file_.claimed_transaction_hashes = std::move(read.claimed_transaction_hashes);
        const Header& header = block.file_.block.header;
        const auto asked = which.starts_with("0x") ? uint256_from_hex(which) : std::nullopt;
        if (asked && *asked != Uint256{header.number}) {
            return client.error(
                ErrorCode::malformed, call.method,
                "expected block " + shown(which) + ", found block " + std::to_string(header.number),
                "ask another node");
        }
        if (header.number == 0) {
            return client.error(ErrorCode::unsupported, call.method,
                                "block 0 runs nothing: no state comes before it",
                                "record block 1 or a later one");
        }
        block.file_.fork = possible_forks(identity, header).front();
        if (Status recovered =
                recover_senders(block.file_.block.transactions, block.file_.fork.revision);
            !recovered) {
            return client.error(recovered.error().code, call.method, recovered.error().message,
                                "ask another node");
        }
        if (Status fetched = block.fetch_ommers(answer->result); !fetched) {
            return fetched.error();
        }
        block.body_ = answer->body;
        const auto parent = block_hash_at(client, header.number - 1);
        if (!parent) {
            return parent.error();
        }
        if (*parent == header.parent_hash) {
            return block;
        }
        // The chain changed between the two answers.
    }
    return client.error(ErrorCode::state_unavailable, call.method,
                        "expected the parent of block " + shown(which) +
                            " before it, found another block at each of " +
                            std::to_string(reorganisation_attempts) + " attempts",
                        "the chain is being reorganised, or several nodes answer: record an older "
                        "block, or ask another node");
}

Status NodeBlock::fetch_ommers(formats::JsonValue block)
{
    const formats::JsonValue uncles = block.member("uncles");
    std::vector<RpcCall> calls;
    for (std::size_t i = file_.block.ommers.size(); i < uncles.size(); ++i) {
        calls.push_back({"eth_getUncleByBlockHashAndIndex",
                         "[\"" + to_hex(hash()) + "\",\"" + to_hex_quantity(i) + "\"]"});
    }
    const auto answers = client_->batch(calls);
    if (!answers) {
        return answers.error();
    }
    for (const RpcAnswer& answer : *answers) {
        formats::Reading reading("the answer");
        file_.block.ommers.push_back(formats::read_header(reading, answer.result));
        if (reading.failed()) {
            return client_->error(ErrorCode::malformed, calls.front().method,
                                  reading.error().message, "ask another node");
        }
    }
    return Success{};
}

Status NodeBlock::fetch_trace(const FetchProgress& progress)
{
    tell(progress, "asking for the trace of block " + std::to_string(number()));
    const auto answer =
        client_->call({"debug_traceBlockByNumber",
                       "[\"" + to_hex_quantity(number()) + R"(",{"tracer":"prestateTracer"}])"},
                      trace_attempts);
    if (!answer) {
        if (answer.error().code == ErrorCode::cancelled) {
            return answer.error();
        }
        why_no_trace_ = answer.error().message;
        return Success{};
    }
    // The reader of files merges the traces; the fork does not matter to it.
    const std::string bundle = R"({"revision":"osaka","chainId":)" +
                               std::to_string(identity_.chain_id) + R"(,"block":)" +
                               std::string(text_of(*body_)) + R"(,"prestate":)" +
                               std::string(text_of(*answer->body)) + '}';
    const auto read = formats::read_block_bundle(
        ByteView(reinterpret_cast<const std::uint8_t*>(bundle.data()), bundle.size()),
        "the trace of " + file_.name);
    if (!read) {
        why_no_trace_ = read.error().message;
        return Success{};
    }
    traced_ = std::make_unique<NodeState>(*client_, number() - 1);
    traced_->add(*read->pre_state);
    return Success{};
}

void NodeBlock::drop_trace(std::string why)
{
    traced_.reset();
    why_no_trace_ = std::move(why);
}

void NodeBlock::want_the_obvious(NodeState& state, const Fork& fork) const
{
    const Block& block = file_.block;
    state.want(block.header.beneficiary);
    for (const Transaction& transaction : block.transactions) {
        for (const auto& party : {transaction.sender, transaction.to}) {
            if (party) {
                state.want(*party);
            }
        }
        for (const AccessListEntry& entry : transaction.access_list) {
            state.want(entry.address);
            for (const Hash& slot : entry.storage_keys) {
                state.want_slot(entry.address, slot);
            }
        }
        for (const Authorization& authorization : transaction.authorizations) {
            state.want(authorization.address);
            if (authorization.authority) {
                state.want(*authorization.authority);
            }
        }
    }
    if (block.withdrawals) {
        for (const Withdrawal& withdrawal : *block.withdrawals) {
            state.want(withdrawal.address);
        }
    }
    for (const Header& ommer : block.ommers) {
        state.want(ommer.beneficiary);
    }
    for (const auto contracts :
         {contracts_called_before(fork.revision), contracts_called_after(fork.revision)}) {
        for (const Address& contract : contracts) {
            state.want(contract);
        }
    }
}

Result<formats::BlockFile> NodeBlock::with_state(const Fork& fork, const FetchProgress& progress)
{
    if (!traced_ && !fetched_) {
        fetched_ = std::make_unique<NodeState>(*client_, number() - 1);
    }
    NodeState& state = traced_ ? *traced_ : *fetched_;
    state.add_block_hash(number() - 1, file_.block.header.parent_hash);
    want_the_obvious(state, fork);

    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    BlockOptions options;
    options.stop = client_->stop();
    while (true) {
        if (state.has_missing()) {
            const std::string what =
                "asking for the state before block " + std::to_string(number());
            tell(progress, what, 0, state.missing());
            Status fetched = state.fetch_missing(
                [&](std::size_t done, std::size_t all) { tell(progress, what, done, all); });
            if (!fetched) {
                return fetched.error();
            }
        }
        tell(progress, "executing block " + std::to_string(number()));
        ++passes_;
        state.begin_pass();
        WorldState world(state);
        const auto result = execute_block(file_.block, fork, world, executor, options);
        if (client_->stop().stop_requested()) {
            return Error{ErrorCode::cancelled, "cancelled"};
        }
        if (state.has_missing()) {
            continue;
        }
        if (!result) {
            return Error{result.error().code, file_.name + ": " + result.error().message};
        }
        formats::BlockFile file = file_;
        file.fork = fork;
        file.pre_state = std::make_shared<const GivenState>(state.read_state());
        file.block_hashes = state.read_block_hashes();
        return file;
    }
}

Result<bool> NodeBlock::still_stands() const
{
    const auto hash_there = block_hash_at(*client_, number());
    if (!hash_there) {
        return hash_there.error();
    }
    return *hash_there == hash();
}

}  // namespace lanescope::node
