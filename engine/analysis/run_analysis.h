// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conflict_graph.h"
#include "analysis/dependency_path.h"
#include "analysis/re_executions.h"
#include "analysis/time_split.h"
#include "analysis/totals.h"
#include "analysis/wasted_work.h"

#include <string>

namespace lanescope::analysis {

/// Path and bound by one measure, with folds as dependencies and without.
struct PathAndBound {
    DependencyPath path;
    Bound bound;
    DependencyPath path_without_folds;
    Bound bound_without_folds;
};

/// Everything that the analysis says of one recording: what a report prints and the views show.
struct RunAnalysis {
    /// `machine`: where the recording was made. `bound_workers`: how many the bound counts; 0: those of
    /// the run. O(n log n) in the recording's size: not for a thread that paints.
    RunAnalysis(Machine made_on, Recording recording, std::uint32_t bound_workers = 0);

    Machine machine;
    Incarnations incarnations;
    Totals totals;
    TimeSplit split;
    ReExecutions re_executions;
    HotLocations hot_by_time;
    HotLocations hot_by_gas;
    WastedByContract wasted;
    ConflictGraph graph;
    PathAndBound by_time;
    PathAndBound by_gas;

    [[nodiscard]] const Recording& recording() const noexcept { return incarnations.recording(); }
    [[nodiscard]] const RunRecord& run() const noexcept { return recording().run(); }
    [[nodiscard]] bool has_more_workers_than_cores() const noexcept
    {
        return machine.cores != 0 && totals.workers > machine.cores;
    }
    [[nodiscard]] double microseconds(Ticks ticks) const noexcept
    {
        return static_cast<double>(ticks) * machine.nanoseconds_per_tick * 1e-3;
    }
    /// "balance of 0x…", "slot 0x2 of 0x…"
    [[nodiscard]] std::string location_text(LocationId id) const;
};

/// "existence", "storage slot" …
[[nodiscard]] const char* name_of(LocationKind kind) noexcept;
/// "newer write", "ESTIMATE", "removed write"
[[nodiscard]] const char* name_of(MismatchKind cause) noexcept;
/// "0xa9059cbb", or "none"
[[nodiscard]] std::string selector_text(const std::optional<Selector>& selector);

}  // namespace lanescope::analysis
