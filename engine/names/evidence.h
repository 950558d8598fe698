// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"
#include "chain/receipt.h"
#include "names/keccak_preimages.h"

#include <cstdint>
#include <map>
#include <set>
#include <vector>

namespace lanescope::names {

/// What executing a block showed beside its results: what names are found from.
struct Evidence {
    /// Of one transaction.
    struct Outcome {
        bool success = false;
        Bytes output;  ///< of one that failed: what it reverted with
        Logs logs;
    };

    KeccakPreimages preimages;
    /// Slots that were read or written, and whether one was written.
    std::map<Address, std::map<Uint256, bool>> touched;
    /// Whose code ran on an account's storage beside its own: DELEGATECALL and CALLCODE.
    std::map<Address, std::set<Address>> delegates;
    /// Code of accounts that the block created.
    std::map<Address, Bytes> created;
    std::vector<Outcome> transactions;
};

}  // namespace lanescope::names
