// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conflict_graph.h"
#include "analysis/dependency_path.h"
#include "analysis/re_executions.h"
#include "analysis/time_split.h"
#include "analysis/totals.h"
#include "analysis/wasted_work.h"
#include "app/recordings.h"

#include <QJsonObject>

#include <string>

namespace lanescope::app {

/// Path and bound by one measure, with folds as dependencies and without.
struct PathReport {
    analysis::DependencyPath path;
    analysis::Bound bound;
    analysis::DependencyPath pathWithoutFolds;
    analysis::Bound boundWithoutFolds;
};

/// Everything that the analysis says of one recording.
struct Report {
    /// `boundWorkers`: how many the bound counts; 0: those of the run.
    Report(const LoadedRecording& loaded, std::uint32_t boundWorkers);

    Machine machine;
    analysis::Incarnations incarnations;
    analysis::Totals totals;
    analysis::TimeSplit split;
    analysis::ReExecutions reExecutions;
    analysis::HotLocations hotByTime;
    analysis::HotLocations hotByGas;
    analysis::WastedByContract wasted;
    analysis::ConflictGraph graph;
    PathReport byTime;
    PathReport byGas;

    [[nodiscard]] const RunRecord& run() const { return incarnations.recording().run(); }
    [[nodiscard]] bool hasMoreWorkersThanCores() const
    {
        return machine.cores != 0 && totals.workers > machine.cores;
    }
    [[nodiscard]] double microseconds(Ticks ticks) const
    {
        return static_cast<double>(ticks) * machine.nanoseconds_per_tick * 1e-3;
    }
    /// "balance of 0x…", "slot 0x2 of 0x…"
    [[nodiscard]] std::string locationText(LocationId id) const;
};

[[nodiscard]] const char* nameOf(LocationKind kind);
/// "newer write", "ESTIMATE", "removed write"
[[nodiscard]] const char* nameOf(MismatchKind cause);
[[nodiscard]] std::string selectorText(const std::optional<analysis::Selector>& selector);

/// For people; lists end after `top` lines.
void printReport(const Report& report, std::size_t top);
/// For programs; rankings end after `top` entries.
[[nodiscard]] QJsonObject reportObject(const Report& report, std::size_t top);
/// What the figures mean, by the names that reportObject() uses.
[[nodiscard]] QJsonObject reportDefinitions();

}  // namespace lanescope::app
