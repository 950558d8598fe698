// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/receipt.h"
#include "chain/transaction.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace lanescope {

/// Whether the rest of a block gains by workers: judged by what it is made of, and by what its first
/// transactions took in sequence, had to look at, and needed of each other. What versions cost was
/// measured on the blocks of mainnet and of `lanescope bench`, in times of a Keccak permutation, so
/// that a slower machine expects it to cost more. It decides about time alone, never about results.
class ParallelGain {
public:
    /// `cores`: that the workers can really use. `keccak_microseconds`: of one permutation.
    ParallelGain(std::span<const Transaction> transactions, std::uint32_t cores,
                 double keccak_microseconds = machine_keccak_microseconds()) noexcept;

    /// What one permutation takes here, measured when first asked for (some 20 µs).
    [[nodiscard]] static double machine_keccak_microseconds();

    /// The next transactions have these receipts, named so many accounts and slots, each counted once a
    /// transaction, and took so much together.
    void executed(std::span<const Transaction> transactions, std::span<const Receipt> receipts,
                  std::size_t locations, double microseconds) noexcept;
    /// Whether an executed transaction read what one of the few before it wrote.
    void watched(const Transaction& transaction, bool is_dependent) noexcept
    {
        Kind& kind = kinds_[has_data(transaction)];
        ++kind.watched;
        kind.dependent += is_dependent ? 1 : 0;
    }

    /// Whether those left would take less time in parallel. Before any has been executed it says so only of
    /// a block of many calls that look independent.
    [[nodiscard]] bool is_expected() const noexcept;

private:
    /// Transactions with call data, or without; what one of a kind turns out to be, the others may be too.
    struct Kind {
        // Left, of a long block by a sample:
        double left = 0;
        double gas_left = 0;  ///< sum of their gas limits
        double executed = 0;
        double limits = 0;  ///< sum of their gas limits
        double watched = 0;
        double dependent = 0;  ///< of these
        /// Of those that only move value, the rest has its share by number; of others by gas limit.
        struct Cost {
            double microseconds = 0;
            double locations = 0;
        } transfers, calls;
    };
    [[nodiscard]] static bool has_data(const Transaction& transaction) noexcept
    {
        return !transaction.to || !transaction.data.empty();
    }
    struct Time {
        double sequential = 0;
        double parallel = 0;
    };
    /// Of so many transactions of a kind, which name so many locations.
    [[nodiscard]] Time time_of(const Kind& kind, double microseconds,
                               double locations) const noexcept;
    /// As far as nobody knows.
    [[nodiscard]] Time unknown_time_of(const Kind& kind) const noexcept;
    [[nodiscard]] bool is_worth(const Time& plain, const Time& calls) const noexcept;

    double cores_;
    double keccak_microseconds_;
    double executed_ = 0;
    double microseconds_ = 0;
    bool begins_in_parallel_ = false;
    Kind kinds_[2];  ///< without and with data
};

}  // namespace lanescope
