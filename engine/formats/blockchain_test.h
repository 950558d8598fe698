// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "chain/account.h"
#include "chain/block.h"
#include "chain/revision.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::formats {

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
    Bytes genesis_encoded;  ///< empty where the file does not give it
    GivenState pre_state;
    std::vector<TestBlock> blocks;
    Hash last_block_hash;
    std::optional<GivenState> post_state;
    std::optional<Hash> post_state_root;
    std::string seal_engine;
    std::optional<std::uint64_t> chain_id;
    std::map<std::string, BlobParameters> blob_schedule;
};

/// Reads every case of a BlockchainTests file, of any age. A block of an old file that has neither a
/// decoded header nor an exception must be refused: its exception is "unspecified". Errors name
/// `name`, the JSON path (or byte offset), what was expected, and what to do.
[[nodiscard]] Result<std::vector<BlockchainTest>> read_blockchain_tests(ByteView json,
                                                                        const std::string& name);

}  // namespace lanescope::formats
