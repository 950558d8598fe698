// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/parallel_gain.h"

#include "base/keccak.h"
#include "base/tick_clock.h"

#include <algorithm>

namespace lanescope {

namespace {

constexpr std::size_t sample = 2048;
/// The first transactions are slow for being the first, and say little of the rest.
constexpr double enough_transactions = 6;
constexpr double enough_microseconds = 50;
/// What a transaction costs before anything runs, and with next to nothing.
constexpr std::uint64_t no_code_gas = 21'000;
constexpr std::uint64_t transfer_gas = 30'000;

// What parallel execution costs more, in permutations of Keccak: for each transaction, for each location
// that it names, and for a block: tables made, workers woken, changes put into the world.
constexpr double of_transaction = 0.5;
constexpr double of_location = 0.4;
constexpr double of_block = 150;
/// And in shares of the time: code runs a little slower, who waits does nothing, and of what is expected
/// a part does not come.
constexpr double of_time = 1.05;
constexpr double of_waiting = 1.1;
constexpr double of_doubt = 1.08;

/// What a call is thought to take before any has run, in permutations: half of what mainnet's take.
constexpr double unknown_call = 20;
constexpr double unknown_call_gas = 80e-6;
constexpr double unknown_call_locations = 6;
constexpr double unknown_transfer = 1;
constexpr double unknown_transfer_locations = 2;
/// What runs next to no code takes less, and what runs none.
constexpr double most_of_transfer = 14;
constexpr double most_of_payment = 2;

/// Whether no contract is called, and nobody sends, much more often than others, by the first ones.
bool are_diverse(std::span<const Transaction> transactions) noexcept
{
    constexpr std::size_t looked_at = 40;
    const auto first = transactions.first(std::min(looked_at, transactions.size()));
    std::size_t most_calls = 0, repeated_senders = 0;
    for (std::size_t i = 0; i < first.size(); ++i) {
        std::size_t calls = 1;
        bool is_repeated = false;
        for (std::size_t before = 0; before < i; ++before) {
            calls += first[i].to == first[before].to ? 1 : 0;
            is_repeated = is_repeated || first[i].sender == first[before].sender;
        }
        most_calls = std::max(most_calls, calls);
        repeated_senders += is_repeated ? 1 : 0;
    }
    return 2 * most_calls <= first.size() && 3 * repeated_senders <= first.size();
}

}  // namespace

double ParallelGain::machine_keccak_microseconds()
{
    static const double measured = [] {
        constexpr unsigned at_once = 16;
        const TickClock& clock = TickClock::get();
        Hash hash;
        Ticks least = ~Ticks{};
        for (unsigned round = 0; round < 6; ++round) {
            const Ticks before = clock.now();
            for (unsigned i = 0; i < at_once; ++i) {
                hash = keccak256(hash.view());
            }
            least = std::min(least, clock.now() - before);
        }
        return std::max(0.01, clock.seconds(least) * 1e6 / at_once);
    }();
    return measured;
}

ParallelGain::ParallelGain(std::span<const Transaction> transactions, std::uint32_t cores,
                           double keccak_microseconds) noexcept
    : cores_(cores), keccak_microseconds_(keccak_microseconds)
{
    const std::size_t stride = transactions.size() / sample + 1;
    for (std::size_t i = 0; i < transactions.size(); i += stride) {
        Kind& kind = kinds_[has_data(transactions[i])];
        kind.left += static_cast<double>(stride);
        kind.gas_left += static_cast<double>(stride * transactions[i].gas_limit);
    }
    begins_in_parallel_ = is_worth(unknown_time_of(kinds_[0]), unknown_time_of(kinds_[1])) &&
                          are_diverse(transactions);
}

void ParallelGain::executed(std::span<const Transaction> transactions,
                            std::span<const Receipt> receipts, std::size_t locations,
                            double microseconds) noexcept
{
    const auto count = static_cast<double>(transactions.size());
    const double each = microseconds / count;
    executed_ += count;
    microseconds_ += microseconds;
    for (std::size_t i = 0; i < transactions.size(); ++i) {
        Kind& kind = kinds_[has_data(transactions[i])];
        const auto limit = static_cast<double>(transactions[i].gas_limit);
        --kind.left;
        kind.gas_left -= limit;
        ++kind.executed;
        kind.limits += limit;
        const std::uint64_t used = receipts[i].gas_used;
        // Little gas may still take long: a look at a large state, a precompile.
        const bool is_transfer =
            used <= no_code_gas ||
            (used <= transfer_gas && each < most_of_transfer * keccak_microseconds_);
        Kind::Cost& cost = is_transfer ? kind.transfers : kind.calls;
        // The first ones are slow, and what moves value only never is.
        cost.microseconds +=
            used <= no_code_gas ? std::min(each, most_of_payment * keccak_microseconds_) : each;
        cost.locations += static_cast<double>(locations) / count;
    }
}

ParallelGain::Time ParallelGain::time_of(const Kind& kind, double microseconds,
                                         double locations) const noexcept
{
    const double left = std::max(0.0, kind.left);
    const double more = keccak_microseconds_ * (of_transaction * left + of_location * locations);
    const double independent = kind.watched > 0 ? 1 - kind.dependent / kind.watched : 1;
    const double at_once = 1 + (cores_ - 1) * independent;
    return {microseconds, (microseconds * of_time + more) * of_waiting / at_once};
}

ParallelGain::Time ParallelGain::unknown_time_of(const Kind& kind) const noexcept
{
    const double left = std::max(0.0, kind.left);
    if (&kind == &kinds_[0]) {
        return time_of(kind, left * unknown_transfer * keccak_microseconds_,
                       left * unknown_transfer_locations);
    }
    const double permutations =
        std::max(left * unknown_call, std::max(0.0, kind.gas_left) * unknown_call_gas);
    return time_of(kind, permutations * keccak_microseconds_, left * unknown_call_locations);
}

bool ParallelGain::is_worth(const Time& plain, const Time& calls) const noexcept
{
    return (plain.parallel + calls.parallel) * of_doubt + of_block * keccak_microseconds_ <
           plain.sequential + calls.sequential;
}

bool ParallelGain::is_expected() const noexcept
{
    if (executed_ < enough_transactions && microseconds_ < enough_microseconds) {
        return begins_in_parallel_;
    }
    Time times[2];
    for (std::size_t i = 0; i < 2; ++i) {
        const Kind& kind = kinds_[i];
        if (kind.executed == 0) {
            times[i] = unknown_time_of(kind);
            continue;
        }
        const double by_gas = std::max(0.0, kind.gas_left) / kind.limits;
        const double by_number = std::max(0.0, kind.left) / kind.executed;
        times[i] = time_of(
            kind, by_gas * kind.calls.microseconds + by_number * kind.transfers.microseconds,
            by_gas * kind.calls.locations + by_number * kind.transfers.locations);
    }
    return is_worth(times[0], times[1]);
}

}  // namespace lanescope
