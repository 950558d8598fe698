// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/receipt.h"
#include "chain/transaction.h"

#include <cstddef>
#include <cstdint>
#include <span>

namespace lanescope {

/// Whether the rest of a block gains by workers, judged by what its first transactions took in
/// sequence and by the gas limits of the others. The figures were measured on the blocks of
/// mainnet and of `lanescope bench`; they decide about time alone, never about results.
class ParallelGain {
public:
    /// `cores`: that the workers can really use.
    ParallelGain(std::span<const Transaction> transactions, std::uint32_t cores) noexcept;

    /// The next transactions have these receipts, named so many accounts and slots, each counted once a
    /// transaction, and took so much together.
    void executed(std::span<const Transaction> transactions, std::span<const Receipt> receipts,
                  std::size_t locations, double microseconds) noexcept;

    /// Whether those left would take less time in parallel.
    [[nodiscard]] bool is_expected() const noexcept;

private:
    /// Transactions with call data, or without; what one of a kind turns out to be, the others may be too.
    struct Kind {
        // Left, of a long block by a sample:
        double left = 0;
        double gas_left = 0;  ///< sum of their gas limits
        double executed = 0;
        double transfers = 0;           ///< of these
        double limits = 0;              ///< sum of their gas limits
        double code_microseconds = 0;   ///< of those that are no transfers
        double state_microseconds = 0;  ///< of those that do little but look at the state
    };
    [[nodiscard]] Kind& kind_of(const Transaction& transaction) noexcept
    {
        return kinds_[transaction.to && transaction.data.empty() ? 0 : 1];
    }

    double cores_;
    double executed_ = 0;
    double microseconds_ = 0;
    Kind kinds_[2];
};

}  // namespace lanescope
