// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "formats/block_file.h"
#include "node/json_rpc.h"
#include "node/node_identity.h"
#include "node/node_state.h"

#include <cstdint>
#include <functional>
#include <memory>
#include <optional>
#include <string>

namespace lanescope::node {

/// Told what is being done, for people to read; `all` is 0 where nobody knows how much there is.
using FetchProgress =
    std::function<void(const std::string& what, std::size_t done, std::size_t all)>;

/// A block on its way out of a node, with the state that it runs on. One thread.
class NodeBlock {
public:
    /// Asks for a block, `which` as JSON-RPC names it ("0x1b4", "latest"), with ommers, and sees that
    /// the node's block before it is its parent. An Error says so where that changes all the time.
    [[nodiscard]] static Result<NodeBlock> fetch(JsonRpcClient& client,
                                                 const NodeIdentity& identity,
                                                 const std::string& which,
                                                 const FetchProgress& progress = {});

    [[nodiscard]] const Block& block() const noexcept { return file_.block; }
    [[nodiscard]] std::uint64_t number() const noexcept { return file_.block.header.number; }
    [[nodiscard]] const Hash& hash() const noexcept { return *file_.block.claimed_hash; }

    /// Asks for the pre-state by debug_traceBlockByNumber with the prestateTracer. Where that does not
    /// work, nothing is lost: with_state() then asks for each thing. An Error only after a stop.
    [[nodiscard]] Status fetch_trace(const FetchProgress& progress = {});
    [[nodiscard]] bool has_trace() const noexcept { return traced_ != nullptr; }
    /// Why there is no trace; empty where there is, or nobody has asked.
    [[nodiscard]] const std::string& why_no_trace() const noexcept { return why_no_trace_; }
    /// Forgets the trace: it did not give what the header says. with_state() asks afresh.
    void drop_trace(std::string why);

    /// Executes the block by the rules of `fork` until nothing is missing, asking the node for what the
    /// trace does not hold, and gives it with just the state that was read. An Error of invalid_block:
    /// by these rules and this state it cannot be executed.
    [[nodiscard]] Result<formats::BlockFile> with_state(const Fork& fork,
                                                        const FetchProgress& progress = {});
    /// Passes over the block that with_state() made, so far.
    [[nodiscard]] std::uint32_t passes() const noexcept { return passes_; }

    /// Whether the node still has this very block at its number. An Error: it could not be asked.
    [[nodiscard]] Result<bool> still_stands() const;

private:
    NodeBlock(JsonRpcClient& client, const NodeIdentity& identity)
        : client_(&client), identity_(identity)
    {
    }
    [[nodiscard]] Status fetch_ommers(formats::JsonValue block);
    /// Notes what any execution of the block reads.
    void want_the_obvious(NodeState& state, const Fork& fork) const;

    JsonRpcClient* client_;
    NodeIdentity identity_;
    formats::BlockFile file_;  ///< without pre-state, its fork the likeliest
    std::shared_ptr<const Bytes> body_;
    std::unique_ptr<NodeState> traced_;
    std::unique_ptr<NodeState> fetched_;
    std::string why_no_trace_;
    std::uint32_t passes_ = 0;
};

/// The hash of the node's block `number`; nothing where it has none.
[[nodiscard]] Result<std::optional<Hash>> block_hash_at(JsonRpcClient& client,
                                                        std::uint64_t number);
/// The number of the node's newest block.
[[nodiscard]] Result<std::uint64_t> newest_block(JsonRpcClient& client);

}  // namespace lanescope::node
