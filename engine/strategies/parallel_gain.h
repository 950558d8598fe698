// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/receipt.h"
#include "chain/transaction.h"

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

    /// The next transactions have these receipts, and took so much together.
    void executed(std::span<const Transaction> transactions, std::span<const Receipt> receipts,
                  double microseconds) noexcept;

    /// Whether those left would take less time in parallel.
    [[nodiscard]] bool is_expected() const noexcept;

private:
    double cores_;
    // What is left, of a long block by a sample:
    double transfers_left_ = 0;  ///< which by their data or gas limit are nothing else
    double others_left_ = 0;
    double gas_left_ = 0;  ///< sum of the gas limits of the others
    // Of those executed:
    double executed_ = 0;
    double microseconds_ = 0;
    double others_ = 0;
    double others_limits_;            ///< sum of their gas limits, and of a guess
    double others_as_transfers_ = 0;  ///< that used no more gas than one
    double code_microseconds_;        ///< of those that did, and of a guess
};

}  // namespace lanescope
