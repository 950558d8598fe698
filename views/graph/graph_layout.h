// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/run_analysis.h"

#include <cstdint>
#include <functional>
#include <optional>
#include <vector>

namespace lanescope::views {

/// A transaction in the graph. One unit of x is a layer, one of y the least distance in a layer.
struct GraphNode {
    std::uint32_t transaction = 0;
    std::uint32_t depth = 0;  ///< longest chain of dependencies below it
    double x = 0;
    double y = 0;
};

/// Who waits for whom.
struct GraphEdge {
    enum class Kind : std::uint8_t {
        dependency,  ///< a true one: what was committed read what was written
        abort,       ///< happened in this run
        suspension,  ///< happened in this run
    };
    std::uint32_t writer = 0;  ///< nodes
    std::uint32_t reader = 0;
    Kind kind = Kind::dependency;
    std::uint32_t source = 0;  ///< in the list of the ConflictGraph that the kind names
    Ticks wasted = 0;          ///< of the reader's incarnations, charged to this writer
};

struct GraphLayout {
    std::vector<GraphNode> nodes;  ///< in block order
    std::vector<GraphEdge> edges;
    std::vector<std::int32_t> nodeOf;  ///< by transaction; -1: not shown
    std::uint32_t layers = 0;
    double width = 1;           ///< in units of x, from the first node to the last
    double height = 1;          ///< in units of y
    std::uint32_t columns = 0;  ///< layers side by side; deeper ones go on below
    std::uint32_t folded = 0;   ///< transactions without conflict that are not shown
    Ticks mostWasted = 0;       ///< of an edge
};

struct GraphChoice {
    bool showsAll = false;  ///< transactions without conflict too
    /// Layers side by side, before the next band of layers begins below, as lines of text do; 0: all.
    std::uint32_t columns = 0;
    /// Which locations count; all if empty.
    std::function<bool(LocationId)> location;
};

/// Layers by the longest chain of dependencies, each sorted by where its neighbours are, and placed as
/// near to them as their distances allow. Some linear sweeps; the same run is always laid out the same.
[[nodiscard]] GraphLayout layOutGraph(const analysis::RunAnalysis& run,
                                      const GraphChoice& choice = {});

/// The places nearest to `wanted`, in the sense of least squares, that keep the order and stand at
/// least 1 apart.
[[nodiscard]] std::vector<double> spaced(const std::vector<double>& wanted);

}  // namespace lanescope::views
