// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/comparison.h"
#include "base/result.h"
#include "base/stop_token.h"
#include "execution/block_executor.h"
#include "formats/block_file.h"

#include <string>
#include <vector>

namespace lanescope::app {

/// What verifying one block came to.
struct Verification {
    std::string name;  ///< of the file
    std::uint64_t number = 0;
    std::string fork;
    std::size_t transactions = 0;
    std::uint64_t gas_used = 0;
    double seconds = 0;                ///< of execution alone
    std::vector<std::string> checked;  ///< fields that agree
    std::vector<Difference>
        differences;         ///< the first of each field that does not; empty: verified
    std::string error;       ///< why there is no result at all; empty: there is
    ErrorCode error_code{};  ///< meaningful when `error` is not empty
    [[nodiscard]] bool verified() const { return error.empty() && differences.empty(); }
};

/// Recovers senders, executes in sequence, and compares all that the file lets one compare: senders,
/// transaction hashes and root, withdrawals root, block hash, gas used, blob gas, bloom, receipts
/// root (from Byzantium on), requests hash, post-state, and the state root where the whole state is
/// given and the header's root is an oracle.
///
/// With `workers`, runs the block by Block-STM on so many workers as well, and compares receipts, gas,
/// logs and state with what sequential execution gave; of a block that it refuses, the transaction and
/// the reason: a difference in field "refusal".
[[nodiscard]] Verification verify_block(formats::BlockFile file, StopToken stop = {},
                                        std::uint32_t workers = 0);

}  // namespace lanescope::app
