// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "chain/account.h"
#include "chain/block.h"
#include "chain/revision.h"
#include "formats/file_bytes.h"

#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::formats {

/// One block with the state that it runs on: what a block bundle or a pair of RPC answers gives.
struct BlockFile {
    std::string name;  ///< path as given
    Fork fork;
    Block block;
    std::shared_ptr<const GivenState> pre_state;
    bool pre_state_is_whole = false;       ///< then what is not in it is absent, not uncovered
    std::optional<GivenState> post_state;  ///< every account after the block
    std::map<std::uint64_t, Hash> block_hashes;
    /// Transaction hashes as the file gives them, in order; empty entries where it gives none.
    std::vector<std::optional<Hash>> claimed_transaction_hashes;
};

/// Reads a block bundle, decompressed:
///
///     { "chainId":      number; where it is missing, what the transactions say, else 1
///       "revision"?:    fork name; without it the chain must be mainnet
///       "block":        eth_getBlockByNumber(n, true)
///       "prestate":     {address: {"balance", "nonce", "code"?, "storage"?}}
///       "blockHashes"?: {number: hash}
///       "poststate"?:   as prestate; then prestate is the whole state
///       "prestateIsWhole"?: true or false, where "poststate" does not say it
///       "blobParameters"?:  {"target", "max", "baseFeeUpdateFraction"}, where they are not the fork's
///       "daoTransition"?:   true or false, where it is not the fork's }
///
/// `block` and `prestate` may be any answer that read_rpc_pair() takes. Errors name `name`, the JSON
/// path and byte offset, what was expected and found, and what to do.
[[nodiscard]] Result<BlockFile> read_block_bundle(ByteView json, const std::string& name);

/// Reads a block with full transactions and its pre-state, each bare or in a JSON-RPC envelope. The
/// pre-state is one object of accounts, or debug_traceBlockByNumber's list with prestateTracer: one
/// object a transaction, merged, an account's balance, nonce and code and each slot as first seen.
/// The tracer leaves out contracts that a transaction creates; where a later transaction shows one
/// whose creator is a transaction of the block itself, it stays absent. One made by CREATE or
/// CREATE2 inside a call cannot be told apart and stands in the pre-state as the later transaction
/// found it. `chainId` and `revision` may stand beside `result` or in the block.
[[nodiscard]] Result<BlockFile> read_rpc_pair(ByteView block_json, const std::string& block_name,
                                              ByteView pre_state_json,
                                              const std::string& pre_state_name);

/// Opens block bundles and RPC pairs from paths given on a command line, in order: a bundle stands
/// alone; a block answer and a pre-state answer next to each other make a pair; one file that holds
/// both (`{"block":…, "prestate":…}` in any envelope, or a JSON array of the two) is a pair too. A
/// state test or blockchain test among them is an Error that names the right command.
[[nodiscard]] std::vector<Result<BlockFile>> open_block_files(const std::vector<std::string>& paths,
                                                              const ReadLimits& limits = {});

/// `file` as the JSON text of a bundle, for samples and recordings: read_block_bundle() gives it
/// back, but for what no file holds (`Authorization::authority`, and the name).
[[nodiscard]] std::string write_block_bundle(const BlockFile& file);

/// Writes a bundle to `path`, gzip'd if that ends in ".gz", whole or not at all. Gives its bytes; more
/// than `max_bytes` are an Error of limit_exceeded, and not written.
[[nodiscard]] Result<std::uint64_t> save_block_bundle(const std::string& path,
                                                      const BlockFile& file,
                                                      std::uint64_t max_bytes = UINT64_MAX);

}  // namespace lanescope::formats
