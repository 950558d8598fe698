// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "chain/account.h"
#include "chain/block.h"
#include "chain/revision.h"

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

/// One (fork, data/gas/value index) entry of a state test's `post`.
struct StateTestExpectation {
    std::string fork_name;
    std::size_t data_index = 0;
    std::size_t gas_index = 0;
    std::size_t value_index = 0;
    Hash state_root;
    Hash logs_hash;
    std::string expected_exception;  ///< empty: the transaction is valid
    Bytes transaction_bytes;         ///< `txbytes`, where given
    std::optional<GivenState> post_state;
};

/// A GeneralStateTests case. `transactions` are templates: index them through the expectation.
struct StateTest {
    std::string name;
    Header environment;  ///< fields of `env`; prev_randao in mix_hash; parent's excess applied
    GivenState pre_state;
    /// The transaction with data, gas limit, value (and access list) left empty.
    Transaction transaction;
    std::optional<std::uint64_t> gas_price_given;
    std::vector<Bytes> data;
    std::vector<std::optional<std::vector<AccessListEntry>>> access_lists;  ///< by data index
    std::vector<std::uint64_t> gas_limits;
    std::vector<std::optional<Uint256>> values;  ///< nothing: does not fit 256 bits
    std::optional<Hash> secret_key;  ///< to sign or to derive the sender, when `sender` is missing
    std::vector<StateTestExpectation> expectations;
    std::optional<std::uint64_t> chain_id;  ///< `config.chainid`
    /// `config.blobSchedule`, by fork name.
    std::map<std::string, BlobParameters> blob_schedule;
};

/// A BlockchainTests case.
struct BlockchainTest {
    struct TestBlock {
        Bytes encoded;                   ///< RLP as it would come from the network
        std::string expected_exception;  ///< empty: must be imported
        bool has_json_twin = false;      ///< the file gives the decoded block as well
    };
    std::string name;
    std::string network;
    Header genesis;
    Bytes genesis_encoded;
    GivenState pre_state;
    std::vector<TestBlock> blocks;
    Hash last_block_hash;
    std::optional<GivenState> post_state;
    std::optional<Hash> post_state_root;
    std::string seal_engine;
    std::optional<std::uint64_t> chain_id;
    std::map<std::string, BlobParameters> blob_schedule;
};

/// What a file turned out to be, told from its content.
enum class FileKind { block_bundle, rpc_pair, state_test, blockchain_test };

/// Ceilings for the readers: no input makes them use unbounded memory.
struct ReadLimits {
    std::uint64_t max_bytes = 2ull << 30;  ///< after decompression
};

/// A file's bytes, decompressed when they are gzip. Error: names the file and the byte offset.
[[nodiscard]] Result<Bytes> read_file(const std::string& path, const ReadLimits& limits = {});
/// Decompresses when `bytes` begins with the gzip magic; otherwise gives it back.
[[nodiscard]] Result<Bytes> gunzip_if_needed(Bytes bytes, const std::string& name,
                                             const ReadLimits& limits = {});
[[nodiscard]] Result<FileKind> recognise(ByteView json, const std::string& name);

/// Readers of decompressed JSON. Errors name `name`, the JSON path (or byte offset), what was
/// expected, and what to do.
[[nodiscard]] Result<BlockFile> read_block_bundle(ByteView json, const std::string& name);
/// Pair of RPC answers: block with full transactions, and pre-state (merged, or one object a
/// transaction as prestateTracer gives it; first seen wins); each bare or in a JSON-RPC envelope.
[[nodiscard]] Result<BlockFile> read_rpc_pair(ByteView block_json, const std::string& block_name,
                                              ByteView pre_state_json,
                                              const std::string& pre_state_name);
[[nodiscard]] Result<std::vector<StateTest>> read_state_tests(ByteView json, const std::string& name);
[[nodiscard]] Result<std::vector<BlockchainTest>> read_blockchain_tests(ByteView json,
                                                                        const std::string& name);

/// Opens block bundles and RPC pairs from paths given on a command line, in order: a bundle stands
/// alone; a block answer and a pre-state answer next to each other make a pair; one file that holds
/// both (`{"block":…, "prestate":…}` in any envelope, or a JSON array of the two) is a pair too. A
/// state test or blockchain test among them is an Error that names the right command.
[[nodiscard]] std::vector<Result<BlockFile>> open_block_files(const std::vector<std::string>& paths,
                                                              const ReadLimits& limits = {});

/// The bundle of shared/data as JSON text, for samples and recordings: what read_block_bundle reads.
[[nodiscard]] std::string write_block_bundle(const BlockFile& file);

}  // namespace lanescope::formats
