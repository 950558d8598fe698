// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/incarnations.h"

#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::analysis {

/// Where the time of one worker went, in ticks; definition::worker_time. Its parts sum up to the
/// duration of the run.
struct WorkerTime {
    Ticks useful = 0;
    Ticks aborted = 0;
    Ticks suspended = 0;
    Ticks undecided = 0;
    Ticks validating = 0;
    Ticks committing = 0;
    Ticks waiting = 0;
    Ticks state_wait = 0;
    Ticks other = 0;

    [[nodiscard]] Ticks wasted() const noexcept { return aborted + suspended; }
    [[nodiscard]] Ticks sum() const noexcept
    {
        return useful + aborted + suspended + undecided + validating + committing + waiting +
               state_wait + other;
    }
    WorkerTime& operator+=(const WorkerTime& worker) noexcept;
    friend bool operator==(const WorkerTime&, const WorkerTime&) = default;
};

/// Of the whole process; definition::context_switches.
struct ContextSwitches {
    std::uint64_t voluntary = 0;
    std::uint64_t involuntary = 0;
};

struct TimeSplit {
    Ticks duration = 0;
    std::vector<WorkerTime> workers;
    WorkerTime all;                           ///< sums to duration × workers: the worker time
    std::uint64_t dropped_spans = 0;          ///< see definition::dropped_spans
    std::optional<ContextSwitches> switches;  ///< known once the run has ended
};

[[nodiscard]] TimeSplit time_split(const Incarnations& incarnations);

}  // namespace lanescope::analysis
