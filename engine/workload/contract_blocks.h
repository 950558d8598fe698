// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "workload/contract_code.h"
#include "workload/generated_block.h"

#include <cstdint>
#include <optional>

namespace lanescope::workload {

/// Dials of a block of ERC-20 transfers. Equal dials and equal code give equal blocks.
struct Erc20TransferOptions {
    std::uint32_t transactions = 200;
    /// Accounts that send in turn, each to a recipient of its own. Nothing: as many as transactions,
    /// so that all that two of them share is the token's code. With fewer, those of one sender are
    /// chained by nonce and by both balances.
    std::optional<std::uint32_t> senders{};
    std::uint64_t seed = 1;
};

/// Makes a Cancun block of chain 31337 whose transactions call `transfer(address,uint256)` of one
/// token, and succeed. `erc20` keeps its balances in a mapping `balanceOf`. Error: bad dials, another
/// contract, or cancelled.
[[nodiscard]] Result<GeneratedBlock> generate_erc20_transfers(const ContractCode& erc20,
                                                              const Erc20TransferOptions& options,
                                                              StopToken stop = {});

/// Dials of a block of swaps. Equal dials and equal code give equal blocks.
struct AmmSwapOptions {
    std::uint32_t transactions = 200;
    /// Markets, 1 to 10,000, each with two tokens of its own, used in turn. With one, every swap reads
    /// the reserves that the one before it wrote.
    std::uint32_t pairs = 1;
    std::uint64_t seed = 1;
};

/// Makes a Cancun block of chain 31337 in which each transaction has its own sender and swaps some of
/// one token, chosen by chance, for the other; all succeed. `amm_pair` is as
/// samples/contracts/AmmPair.sol: token0, token1, reserve0, reserve1, entered, and
/// swapExactIn(address,uint256,uint256,address); `erc20` has mappings balanceOf and allowance. Error:
/// bad dials, other contracts, or cancelled.
[[nodiscard]] Result<GeneratedBlock> generate_amm_swaps(const ContractCode& erc20,
                                                        const ContractCode& amm_pair,
                                                        const AmmSwapOptions& options,
                                                        StopToken stop = {});

}  // namespace lanescope::workload
