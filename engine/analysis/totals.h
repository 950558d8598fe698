// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/incarnations.h"
#include "analysis/wasted_work.h"

#include <cstdint>

namespace lanescope::analysis {

/// A run in a few figures.
struct Totals {
    std::uint32_t transactions = 0;  ///< of the block
    std::uint32_t committed = 0;
    std::uint64_t committed_gas = 0;
    Ticks committed_time = 0;  ///< execution of the committed incarnations
    std::uint32_t workers = 0;
    Ticks duration = 0;
    std::uint64_t incarnations = 0;
    WastedWork wasted;

    [[nodiscard]] Ticks worker_time() const noexcept { return duration * workers; }
    /// Of worker time, 0 to 1.
    [[nodiscard]] double wasted_share() const noexcept { return share(wasted.time, worker_time()); }
    /// definition::commit_rate
    [[nodiscard]] double transactions_per_second(double nanoseconds_per_tick) const noexcept;
    [[nodiscard]] double megagas_per_second(double nanoseconds_per_tick) const noexcept;
};

[[nodiscard]] Totals totals(const Incarnations& incarnations);

}  // namespace lanescope::analysis
