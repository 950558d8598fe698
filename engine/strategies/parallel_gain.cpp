// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/parallel_gain.h"

#include <algorithm>

namespace lanescope {

namespace {

constexpr std::size_t sample = 2048;
/// The first transactions are slow for being the first, and say little of the rest.
constexpr double enough_transactions = 8;
constexpr double enough_microseconds = 50;
/// What a transaction costs before anything runs, and with next to nothing; so is the time that takes.
constexpr std::uint64_t no_code_gas = 21'000;
constexpr std::uint64_t transfer_gas = 30'000;
constexpr double transfer_microseconds = 3;
constexpr double transfer_in_sequence = 0.6;
constexpr double transfer_in_parallel = 2;
/// Of a transaction that runs code, in sequence 1.
constexpr double code_in_parallel = 1.4;
/// Of one that names more locations a microsecond than that: what versions cost more is most of its time.
constexpr double many_locations = 1.2;
constexpr double state_in_parallel = 2.4;
/// Tables made, workers woken, changes put into the world.
constexpr double start_microseconds = 200;

}  // namespace

ParallelGain::ParallelGain(std::span<const Transaction> transactions, std::uint32_t cores) noexcept
    : cores_(cores)
{
    const std::size_t stride = transactions.size() / sample + 1;
    for (std::size_t i = 0; i < transactions.size(); i += stride) {
        Kind& kind = kind_of(transactions[i]);
        kind.left += static_cast<double>(stride);
        kind.gas_left += static_cast<double>(stride * transactions[i].gas_limit);
    }
}

void ParallelGain::executed(std::span<const Transaction> transactions,
                            std::span<const Receipt> receipts, std::size_t locations,
                            double microseconds) noexcept
{
    const auto count = static_cast<double>(transactions.size());
    const double each = microseconds / count;
    executed_ += count;
    microseconds_ += microseconds;
    const bool is_state = static_cast<double>(locations) > many_locations * microseconds;
    for (std::size_t i = 0; i < transactions.size(); ++i) {
        Kind& kind = kind_of(transactions[i]);
        const auto limit = static_cast<double>(transactions[i].gas_limit);
        --kind.left;
        kind.gas_left -= limit;
        ++kind.executed;
        kind.limits += limit;
        const std::uint64_t used = receipts[i].gas_used;
        if (used <= no_code_gas || (used <= transfer_gas && each < transfer_microseconds)) {
            ++kind.transfers;
        } else {
            (is_state ? kind.state_microseconds : kind.code_microseconds) += each;
        }
    }
}

bool ParallelGain::is_expected() const noexcept
{
    if (executed_ < enough_transactions && microseconds_ < enough_microseconds) {
        return false;
    }
    double spared = -start_microseconds;
    for (const Kind& kind : kinds_) {
        if (kind.executed > 0) {
            spared += std::max(0.0, kind.gas_left) / kind.limits *
                      (kind.code_microseconds * (1 - code_in_parallel / cores_) +
                       kind.state_microseconds * (1 - state_in_parallel / cores_));
            spared -= std::max(0.0, kind.left) * kind.transfers / kind.executed *
                      (transfer_in_parallel / cores_ - transfer_in_sequence);
        }
    }
    return spared > 0;
}

}  // namespace lanescope
