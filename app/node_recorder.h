// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/verification.h"
#include "formats/block_file.h"
#include "node/json_rpc.h"
#include "node/node_block.h"
#include "node/node_identity.h"

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::app {

/// Which node to ask, and how.
struct NodeSettings {
    std::string url;
    std::vector<std::string> headers;       ///< "Name: value"
    std::optional<std::uint64_t> chain_id;  ///< that the node must be of
    std::optional<Revision> revision;       ///< that the blocks follow; else it is found out
    bool use_trace = true;  ///< ask for the pre-state by debug_traceBlockByNumber first
    node::HttpLimits limits;
    node::RpcPatience patience;
};

/// The headers that the environment gives, one a line of LANESCOPE_RPC_HEADER, so that secrets need not
/// stand on a command line.
[[nodiscard]] std::vector<std::string> headers_from_environment();

/// The certificates to trust that the environment names: SSL_CERT_FILE, as curl's own tool and OpenSSL take
/// it. Empty: none.
[[nodiscard]] std::string ca_file_from_environment();

/// A block of a node that has been executed and agrees with its header.
struct RecordedBlock {
    formats::BlockFile file;
    Verification verification;
    Hash node_hash;                  ///< the block's, as the node says
    bool was_traced = false;         ///< the pre-state came from a trace, at least its most part
    std::uint32_t passes = 0;        ///< executions until nothing was missing
    std::vector<std::string> notes;  ///< what is not as one would expect, a sentence each
};

/// Takes blocks from a node. One thread; stopped by its token from any.
class NodeRecorder {
public:
    /// Asks the node who it is. An Error names the node without its secrets.
    [[nodiscard]] static Result<std::unique_ptr<NodeRecorder>> connect(
        const NodeSettings& settings, StopToken stop, node::FetchProgress progress = {});

    /// A block, as JSON-RPC names it ("0x1b4", "latest"): fetched, executed until nothing is missing,
    /// compared with its header, and looked for again, for the chain may have been reorganised
    /// meanwhile. An Error of invalid_block: it was executed and differs.
    [[nodiscard]] Result<RecordedBlock> record(const std::string& which);

    [[nodiscard]] Result<std::uint64_t> newest() { return node::newest_block(m_client); }
    [[nodiscard]] Result<std::optional<Hash>> hash_at(std::uint64_t number)
    {
        return node::block_hash_at(m_client, number);
    }
    [[nodiscard]] const node::JsonRpcClient& client() const noexcept { return m_client; }
    [[nodiscard]] const node::NodeIdentity& identity() const noexcept { return m_identity; }

private:
    NodeRecorder(const NodeSettings& settings, node::NodeAddress address, StopToken stop,
                 node::FetchProgress progress);
    [[nodiscard]] Result<RecordedBlock> verified(node::NodeBlock& block);
    /// The recorded block if execution by `fork` agrees with the header. Nothing if it differs; then
    /// `why` says how, unless it already says so of likelier rules.
    [[nodiscard]] Result<std::optional<RecordedBlock>> attempt(node::NodeBlock& block,
                                                               const Fork& fork, std::string& why);
    /// Whether the block differs only as Anvil's blocks with blobs do; then it no longer does.
    [[nodiscard]] bool mend_blob_root(RecordedBlock& recorded) const;

    NodeSettings m_settings;
    StopToken m_stop;
    node::FetchProgress m_progress;
    node::JsonRpcClient m_client;
    node::NodeIdentity m_identity;
    bool m_hasTrace = true;  ///< as far as known
};

}  // namespace lanescope::app
