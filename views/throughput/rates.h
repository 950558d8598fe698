// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/run_analysis.h"

#include <vector>

namespace lanescope::views {

/// What a run did in equal stretches of its time.
struct Rates {
    double seconds = 0;                    ///< of one stretch
    std::vector<double> commitsPerSecond;  ///< TPS
    std::vector<double> megagasPerSecond;  ///< of commits
    std::vector<double> abortsPerSecond;   ///< failed validations
    std::vector<double> utilisation;       ///< part of worker time with work, 0 to 1
    std::vector<double> wasted;            ///< part of worker time that was wasted, 0 to 1

    [[nodiscard]] std::size_t size() const noexcept { return commitsPerSecond.size(); }
    /// Where a stretch begins, seconds since the run began.
    [[nodiscard]] double beginOf(std::size_t at) const noexcept
    {
        return seconds * static_cast<double>(at);
    }
};

/// Linear in the recording's size. `stretches`: at least 1.
[[nodiscard]] Rates ratesOf(const analysis::RunAnalysis& run, std::size_t stretches);

}  // namespace lanescope::views
