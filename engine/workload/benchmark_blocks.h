// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "workload/generated_block.h"

#include <cstdint>
#include <string_view>

namespace lanescope::workload {

/// Blocks that are only measured: each shows one thing that decides the speed of a strategy.
enum class BenchmarkBlock : std::uint8_t {
    plain_transfers,   ///< each from its own sender to its own new receiver
    erc20_transfers,   ///< as solc compiles them, each from its own sender to its own new receiver
    token_transfers,   ///< the same by the least code that can do it
    long_independent,  ///< some 20 µs of instructions, and one slot of its own
    long_chain,        ///< as long; each reads at its start what the one before wrote at its end
    plain_chain,       ///< each sender received from the transaction before
};
inline constexpr BenchmarkBlock all_benchmark_blocks[]{
    BenchmarkBlock::plain_transfers, BenchmarkBlock::erc20_transfers,
    BenchmarkBlock::token_transfers, BenchmarkBlock::long_independent,
    BenchmarkBlock::long_chain,      BenchmarkBlock::plain_chain};

/// "plain transfers" …
[[nodiscard]] std::string_view name_of(BenchmarkBlock kind) noexcept;

/// A block of so many transactions, which all succeed. Senders are set and nothing is signed; the
/// header holds no roots: it is good for execution alone.
[[nodiscard]] GeneratedBlock benchmark_block(BenchmarkBlock kind, std::uint32_t transactions);

}  // namespace lanescope::workload
