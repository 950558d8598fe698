// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/parallel_gain.h"

#include <algorithm>

namespace lanescope {

namespace {

constexpr std::size_t sample = 2048;
/// The first transactions are slow for being the first, and say little of the rest.
constexpr double enough_transactions = 8;
constexpr double fewest_transactions = 1;
constexpr double enough_microseconds = 50;
/// A transfer's 21,000, and next to nothing.
constexpr std::uint64_t no_code_gas = 30'000;
/// Tables made, workers woken, changes put into the world.
constexpr double start_microseconds = 200;
/// Of a transaction that runs code, in sequence 1.
constexpr double parallel_cost = 1.4;
/// µs of a transfer.
constexpr double plain_in_sequence = 0.6;
constexpr double plain_in_parallel = 2;
/// Outweighed by a few transactions.
constexpr double guessed_limits = 25'000;
constexpr double guessed_microseconds = 5;

bool looks_like_transfer(const Transaction& transaction) noexcept
{
    return transaction.gas_limit <= no_code_gas ||
           (transaction.data.empty() && transaction.to.has_value());
}

}  // namespace

ParallelGain::ParallelGain(std::span<const Transaction> transactions, std::uint32_t cores) noexcept
    : cores_(cores), others_limits_(guessed_limits), code_microseconds_(guessed_microseconds)
{
    const std::size_t stride = transactions.size() / sample + 1;
    for (std::size_t i = 0; i < transactions.size(); i += stride) {
        if (looks_like_transfer(transactions[i])) {
            transfers_left_ += static_cast<double>(stride);
        } else {
            others_left_ += static_cast<double>(stride);
            gas_left_ += static_cast<double>(stride * transactions[i].gas_limit);
        }
    }
}

void ParallelGain::executed(std::span<const Transaction> transactions,
                            std::span<const Receipt> receipts, double microseconds) noexcept
{
    executed_ += static_cast<double>(transactions.size());
    microseconds_ += microseconds;
    double with_code = 0;
    for (std::size_t i = 0; i < transactions.size(); ++i) {
        if (looks_like_transfer(transactions[i])) {
            --transfers_left_;
            continue;
        }
        const auto limit = static_cast<double>(transactions[i].gas_limit);
        --others_left_;
        gas_left_ -= limit;
        ++others_;
        others_limits_ += limit;
        if (receipts[i].gas_used <= no_code_gas) {
            ++others_as_transfers_;
        } else {
            ++with_code;
        }
    }
    if (with_code > 0) {
        const double transfers = static_cast<double>(transactions.size()) - with_code;
        code_microseconds_ += std::max(0.0, microseconds - transfers * plain_in_sequence);
    }
}

bool ParallelGain::is_expected() const noexcept
{
    if (executed_ <
        (microseconds_ < enough_microseconds ? enough_transactions : fewest_transactions)) {
        return false;
    }
    const double spared =
        gas_left_ * code_microseconds_ / others_limits_ * (1 - parallel_cost / cores_);
    const double transfers =
        transfers_left_ + (others_ > 0 ? others_left_ * others_as_transfers_ / others_ : 0);
    const double lost = transfers * (plain_in_parallel / cores_ - plain_in_sequence);
    return spared - lost > start_microseconds;
}

}  // namespace lanescope
