// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "workload/generated_block.h"

#include <cstdint>
#include <optional>

namespace lanescope::workload {

/// Dials of a block of token transfers. Equal dials give equal blocks, on every machine.
struct TokenTransferOptions {
    std::uint32_t transactions = 200;
    /// Share of the transfers that pay into one account, 0 to 1; the others pay to any account.
    double hot_share = 0.25;
    /// Accounts that send and are paid; nothing: half as many as transactions, at least 4. With
    /// fewer accounts than transactions some send several, which are then chained by nonce.
    std::optional<std::uint32_t> accounts{};
    std::uint64_t seed = 1;
};

/// Makes a Cancun block of chain 31337 whose transactions call one token's `transfer`. They are
/// signed with keys that follow from the seed; about one in forty asks for more than its sender has,
/// and reverts. Header fields, roots and post-state are what execution in sequence gives. Error: bad
/// dials, or cancelled.
[[nodiscard]] Result<GeneratedBlock> generate_token_transfers(const TokenTransferOptions& options,
                                                              StopToken stop = {});

/// The token's code: an ERC-20's transfer(address,uint256) with its balances in a mapping at slot 0.
[[nodiscard]] Bytes token_code();
/// Slot of `holder`'s balance in that mapping.
[[nodiscard]] Hash token_balance_slot(const Address& holder);

}  // namespace lanescope::workload
