// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_layout.h"

#include <algorithm>
#include <limits>
#include <map>
#include <numeric>
#include <utility>

namespace lanescope::views {

namespace {

constexpr int sweeps = 8;
/// Between two bands of layers, in units of y.
constexpr double bandGap = 2;

using Pair = std::pair<std::uint32_t, std::uint32_t>;

/// Time of wasted incarnations by (reader, writer).
std::map<Pair, Ticks> wasteByPair(const analysis::Incarnations& incarnations)
{
    std::map<Pair, Ticks> waste;
    incarnations.for_each_wasted([&](const analysis::Incarnation& one) {
        if (one.abort != nullptr && !one.abort->mismatches.empty()) {
            waste[{one.version.index, one.abort->mismatches.front().culprit.index}] += one.time;
        } else if (one.fate == analysis::Fate::suspended && one.access != nullptr &&
                   one.access->stopped.reason == StoppedAt::Reason::estimate) {
            waste[{one.version.index, one.access->stopped.blocking}] += one.time;
        }
    });
    return waste;
}

/// Edges between transactions, that nodes and places come from.
struct Links {
    std::vector<GraphEdge> edges;  ///< writer and reader are transactions
};

Links collect(const analysis::RunAnalysis& run, const GraphChoice& choice)
{
    Links links;
    const auto waste = wasteByPair(run.incarnations);
    const auto counts = [&](LocationId location) {
        return !choice.location || choice.location(location);
    };
    const auto add = [&](std::uint32_t writer, std::uint32_t reader, GraphEdge::Kind kind,
                         std::size_t source) {
        const auto found = waste.find({reader, writer});
        links.edges.push_back({writer, reader, kind, static_cast<std::uint32_t>(source),
                               found == waste.end() ? 0 : found->second});
    };
    const analysis::ConflictGraph& graph = run.graph;
    for (std::size_t i = 0; i < graph.dependencies.size(); ++i) {
        const auto& dependency = graph.dependencies[i];
        const auto reads = graph.reads_of(dependency);
        if (std::any_of(reads.begin(), reads.end(),
                        [&](const auto& read) { return counts(read.location); })) {
            add(dependency.writer, dependency.reader, GraphEdge::Kind::dependency, i);
        }
    }
    // One edge a pair, whatever the number of locations.
    std::optional<Pair> last;
    for (std::size_t i = 0; i < graph.aborts.size(); ++i) {
        const auto& abort = graph.aborts[i];
        if (counts(abort.location) && last != Pair{abort.reader, abort.culprit}) {
            last = {abort.reader, abort.culprit};
            add(abort.culprit, abort.reader, GraphEdge::Kind::abort, i);
        }
    }
    last.reset();
    for (std::size_t i = 0; i < graph.suspensions.size(); ++i) {
        const auto& suspension = graph.suspensions[i];
        if (counts(suspension.location) && last != Pair{suspension.reader, suspension.blocking}) {
            last = {suspension.reader, suspension.blocking};
            add(suspension.blocking, suspension.reader, GraphEdge::Kind::suspension, i);
        }
    }
    return links;
}

/// Depths of the transactions: an edge goes from a lower to a higher transaction, so that one walk in
/// block order knows all writers before their readers.
std::vector<std::uint32_t> depthsOf(const std::vector<GraphEdge>& edges, std::size_t transactions)
{
    std::vector<std::uint32_t> depths(transactions, 0);
    std::vector<const GraphEdge*> sorted;
    for (const GraphEdge& edge : edges) {
        if (edge.kind == GraphEdge::Kind::dependency) {
            sorted.push_back(&edge);
        }
    }
    std::stable_sort(sorted.begin(), sorted.end(),
                     [](const GraphEdge* a, const GraphEdge* b) { return a->reader < b->reader; });
    for (const GraphEdge* edge : sorted) {
        depths[edge->reader] = std::max(depths[edge->reader], depths[edge->writer] + 1);
    }
    return depths;
}

class Placing {
public:
    explicit Placing(GraphLayout& layout) : m_layout(layout), m_layers(layout.layers)
    {
        m_before.resize(layout.nodes.size());
        m_after.resize(layout.nodes.size());
        for (std::uint32_t i = 0; i < layout.nodes.size(); ++i) {
            m_layers[layout.nodes[i].depth].push_back(i);
        }
        for (const GraphEdge& edge : layout.edges) {
            if (edge.kind == GraphEdge::Kind::dependency) {
                m_before[edge.reader].push_back(edge.writer);
                m_after[edge.writer].push_back(edge.reader);
            }
        }
    }
    void run()
    {
        for (auto& layer : m_layers) {
            for (std::size_t i = 0; i < layer.size(); ++i) {
                m_layout.nodes[layer[i]].y =
                    static_cast<double>(i) - static_cast<double>(layer.size() - 1) / 2;
            }
        }
        for (int sweep = 0; sweep < sweeps; ++sweep) {
            if (sweep % 2 == 0) {
                for (std::size_t i = 1; i < m_layers.size(); ++i) {
                    place(m_layers[i], m_before);
                }
            } else {
                for (std::size_t i = m_layers.size(); i-- > 0;) {
                    place(m_layers[i], m_after);
                }
            }
        }
        stack();
    }

private:
    using Neighbours = std::vector<std::vector<std::uint32_t>>;

    void place(std::vector<std::uint32_t>& layer, const Neighbours& neighbours)
    {
        std::vector<double> wanted(m_layout.nodes.size() == 0 ? 0 : layer.size());
        std::vector<std::pair<double, std::uint32_t>> order;
        order.reserve(layer.size());
        for (const std::uint32_t node : layer) {
            double sum = m_layout.nodes[node].y;
            double weight = 1;
            for (const std::uint32_t other : neighbours[node]) {
                sum += 3 * m_layout.nodes[other].y;
                weight += 3;
            }
            order.emplace_back(sum / weight, node);
        }
        std::sort(order.begin(), order.end());
        for (std::size_t i = 0; i < order.size(); ++i) {
            wanted[i] = order[i].first;
            layer[i] = order[i].second;
        }
        const std::vector<double> places = spaced(wanted);
        for (std::size_t i = 0; i < layer.size(); ++i) {
            m_layout.nodes[layer[i]].y = places[i];
        }
    }
    /// Moves each band of layers below the one before.
    void stack()
    {
        const std::uint32_t columns =
            m_layout.columns == 0 ? std::max(1u, m_layout.layers) : m_layout.columns;
        double top = 0;
        for (std::size_t band = 0; band * columns < m_layers.size(); ++band) {
            const std::size_t end = std::min(m_layers.size(), (band + 1) * columns);
            double least = std::numeric_limits<double>::max();
            double most = std::numeric_limits<double>::lowest();
            for (std::size_t i = band * columns; i < end; ++i) {
                for (const std::uint32_t node : m_layers[i]) {
                    least = std::min(least, m_layout.nodes[node].y);
                    most = std::max(most, m_layout.nodes[node].y);
                }
            }
            for (std::size_t i = band * columns; i < end; ++i) {
                for (const std::uint32_t node : m_layers[i]) {
                    m_layout.nodes[node].y += top - least;
                    m_layout.nodes[node].x = static_cast<double>(i - band * columns);
                }
            }
            m_layout.height = std::max(1.0, top + most - least);
            top += most - least + bandGap;
        }
        m_layout.width = std::max(1.0, static_cast<double>(std::min(columns, m_layout.layers)) - 1);
    }

    GraphLayout& m_layout;
    std::vector<std::vector<std::uint32_t>> m_layers;
    Neighbours m_before;
    Neighbours m_after;
};

}  // namespace

std::vector<double> spaced(const std::vector<double>& wanted)
{
    // Pooling of neighbours that would come too near: isotonic regression of wanted[i] - i.
    struct Pool {
        double sum;
        std::size_t count;
        [[nodiscard]] double mean() const { return sum / static_cast<double>(count); }
    };
    std::vector<Pool> pools;
    for (std::size_t i = 0; i < wanted.size(); ++i) {
        pools.push_back({wanted[i] - static_cast<double>(i), 1});
        while (pools.size() > 1 && pools[pools.size() - 2].mean() >= pools.back().mean()) {
            const Pool last = pools.back();
            pools.pop_back();
            pools.back().sum += last.sum;
            pools.back().count += last.count;
        }
    }
    std::vector<double> places;
    places.reserve(wanted.size());
    for (const Pool& pool : pools) {
        for (std::size_t i = 0; i < pool.count; ++i) {
            places.push_back(pool.mean() + static_cast<double>(places.size()));
        }
    }
    return places;
}

GraphLayout layOutGraph(const analysis::RunAnalysis& run, const GraphChoice& choice)
{
    GraphLayout layout;
    const std::uint32_t transactions = run.incarnations.transaction_count();
    Links links = collect(run, choice);
    const auto depths = depthsOf(links.edges, transactions);
    std::vector<bool> isShown(transactions, choice.showsAll);
    for (const GraphEdge& edge : links.edges) {
        isShown[edge.writer] = isShown[edge.reader] = true;
    }
    layout.nodeOf.assign(transactions, -1);
    for (std::uint32_t i = 0; i < transactions; ++i) {
        if (isShown[i]) {
            layout.nodeOf[i] = static_cast<std::int32_t>(layout.nodes.size());
            layout.nodes.push_back({i, depths[i], 0, 0});
            layout.layers = std::max(layout.layers, depths[i] + 1);
        }
    }
    layout.folded = transactions - static_cast<std::uint32_t>(layout.nodes.size());
    layout.edges = std::move(links.edges);
    for (GraphEdge& edge : layout.edges) {
        edge.writer = static_cast<std::uint32_t>(layout.nodeOf[edge.writer]);
        edge.reader = static_cast<std::uint32_t>(layout.nodeOf[edge.reader]);
        layout.mostWasted = std::max(layout.mostWasted, edge.wasted);
    }
    layout.columns = choice.columns != 0 && layout.layers > choice.columns ? choice.columns : 0;
    Placing(layout).run();
    return layout;
}

}  // namespace lanescope::views
