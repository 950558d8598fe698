// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/conflict_graph.h"
#include "analysis/incarnations.h"

#include <algorithm>
#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::analysis {

/// Whether a read of the folded beneficiary counts as a dependency on all lower transactions.
enum class Folds : std::uint8_t { counted, left_out };

/// One transaction of a path.
struct PathStep {
    std::uint32_t transaction = 0;
    std::uint64_t amount = 0;       ///< ticks or gas of it that the path counts
    std::optional<LocationId> via;  ///< read that ties it to the step before; nothing in the first
    friend bool operator==(const PathStep&, const PathStep&) = default;
};

/// The longest chain of dependencies.
struct DependencyPath {
    std::vector<PathStep> steps;
    std::uint64_t length = 0;  ///< ticks or gas: the sum of the steps
    std::uint64_t total = 0;   ///< ticks or gas of all committed incarnations
};

/// Of whole transactions; definition::dependency_path. Linear in the graph.
[[nodiscard]] DependencyPath dependency_path(const Incarnations& incarnations,
                                             const ConflictGraph& graph, Measure measure,
                                             Folds folds = Folds::counted);

/// The most that any strategy could gain; definition::bound and definition::offset.
struct Bound {
    DependencyPath path;  ///< from each read's own offset
    std::uint32_t workers = 1;

    /// The total shared evenly by the workers, rounded up.
    [[nodiscard]] std::uint64_t even_share() const noexcept
    {
        return path.total / workers + (path.total % workers != 0 ? 1 : 0);
    }
    /// No strategy takes less: ticks or gas.
    [[nodiscard]] std::uint64_t amount() const noexcept
    {
        return std::max(path.length, even_share());
    }
    /// 1 of nothing.
    [[nodiscard]] double potential_speed_up() const noexcept
    {
        return path.total == 0 ? 1
                               : static_cast<double>(path.total) / static_cast<double>(amount());
    }
};

/// `workers`: at least 1. Linear in the graph.
[[nodiscard]] Bound bound(const Incarnations& incarnations, const ConflictGraph& graph,
                          Measure measure, std::uint32_t workers, Folds folds = Folds::counted);

}  // namespace lanescope::analysis
