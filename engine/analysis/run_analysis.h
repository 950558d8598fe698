// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conflict_graph.h"
#include "analysis/dependency_path.h"
#include "analysis/re_executions.h"
#include "analysis/time_split.h"
#include "analysis/totals.h"
#include "analysis/wasted_work.h"
#include "names/shared_names.h"

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
    /// Where location_text() and the others find names. Called before another thread sees the analysis;
    /// a book that is put there later is found, too.
    void set_names(std::shared_ptr<const names::SharedNames> names) const
    {
        names_ = std::move(names);
    }
    /// Null while there are none. Any thread.
    [[nodiscard]] std::shared_ptr<const names::NameBook> names() const
    {
        return names_ ? names_->book() : nullptr;
    }

    /// "Token.balances[0x…]", "balance of Token"; without a name as plain_location_text().
    [[nodiscard]] std::string location_text(LocationId id,
                                            names::NameStyle style = names::NameStyle::whole) const;
    /// The name alone; nothing if there is none.
    [[nodiscard]] std::optional<std::string> location_name(
        LocationId id, names::NameStyle style = names::NameStyle::whole) const;
    /// "balance of 0x…", "slot 0x2 of 0x…"
    [[nodiscard]] std::string plain_location_text(LocationId id) const;
    /// "Token 0x…", or the address alone.
    [[nodiscard]] std::string account_text(const Address& address) const;
    /// "transfer(address,uint256)", of a selector without a name its hex, or "none". `to`: who is called.
    [[nodiscard]] std::string function_text(const std::optional<Selector>& selector,
                                            const std::optional<Address>& to = {}) const;

    /// The name alone; nothing if there is none.
    [[nodiscard]] std::optional<std::string> function_name(
        const std::optional<Selector>& selector, const std::optional<Address>& to = {}) const;

private:
    mutable std::shared_ptr<const names::SharedNames> names_;
};

/// "existence", "storage slot" …
[[nodiscard]] const char* name_of(LocationKind kind) noexcept;
/// "newer write", "ESTIMATE", "removed write"
[[nodiscard]] const char* name_of(MismatchKind cause) noexcept;
/// "0xa9059cbb", or "none"
[[nodiscard]] std::string selector_text(const std::optional<Selector>& selector);

}  // namespace lanescope::analysis
