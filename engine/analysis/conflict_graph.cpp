// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conflict_graph.h"

#include <algorithm>
#include <tuple>
#include <unordered_map>

namespace lanescope::analysis {

namespace {

/// Which committed transactions wrote a balance to which some of them only added, in order.
class PaidBalances {
public:
    explicit PaidBalances(const Incarnations& incarnations)
    {
        // Only where somebody looked at a sum it matters who added to it.
        for (std::uint32_t i = 0; i < incarnations.committed_count(); ++i) {
            if (const AccessSet* access = incarnations.committed(i).access) {
                for (const ReadRecord& read : access->reads) {
                    if (read.origin == ReadOrigin::sum) {
                        writers_[read.location.value];
                    }
                }
            }
        }
    }
    void add(std::uint32_t transaction, const AccessSet& access)
    {
        if (writers_.empty()) {
            return;
        }
        for (const WriteRecord& write : access.writes) {
            const auto place = writers_.find(write.location.value);
            if (place != writers_.end()) {
                if (write.kind == WriteKind::set) {
                    place->second.clear();
                }
                place->second.push_back(transaction);
            }
        }
    }
    /// Who wrote it last, and who added since, of those below the transactions added last.
    [[nodiscard]] const std::vector<std::uint32_t>& writers(LocationId location) const
    {
        return writers_.at(location.value);
    }

private:
    std::unordered_map<std::uint32_t, std::vector<std::uint32_t>> writers_;
};

struct WrittenRead {
    std::uint32_t writer = 0;
    DependencyRead read;
};

/// The reads of one transaction that some lower one wrote, by writer, each location once.
void take_reads(std::uint32_t reader, const AccessSet& access, const PaidBalances& paid,
                std::vector<WrittenRead>& written, std::vector<FoldRead>& folds)
{
    written.clear();
    for (const ReadRecord& read : access.reads) {
        if (read.origin == ReadOrigin::version && read.writer < reader) {
            written.push_back({read.writer, {read.location, read.gas_used}});
        } else if (read.origin == ReadOrigin::sum) {
            for (const std::uint32_t writer : paid.writers(read.location)) {
                written.push_back({writer, {read.location, read.gas_used}});
            }
        } else if (read.origin == ReadOrigin::fold) {
            folds.push_back({reader, {read.location, read.gas_used}});
        }
    }
    // An access set may hold a location twice, when an account is asked first for one field and
    // later for others; the first counts.
    std::stable_sort(written.begin(), written.end(), [](const auto& a, const auto& b) {
        return std::tie(a.writer, a.read.location) < std::tie(b.writer, b.read.location);
    });
    written.erase(std::unique(written.begin(), written.end(),
                              [](const auto& a, const auto& b) {
                                  return a.writer == b.writer && a.read.location == b.read.location;
                              }),
                  written.end());
    std::stable_sort(written.begin(), written.end(), [](const auto& a, const auto& b) {
        return std::tie(a.writer, a.read.gas_used) < std::tie(b.writer, b.read.gas_used);
    });
}

void add_dependencies(std::uint32_t reader, const std::vector<WrittenRead>& written,
                      ConflictGraph& graph)
{
    for (std::size_t i = 0; i < written.size(); ++i) {
        if (i == 0 || written[i].writer != written[i - 1].writer) {
            graph.dependencies.push_back({reader, written[i].writer, graph.reads.size(), 0});
        }
        ++graph.dependencies.back().read_count;
        graph.reads.push_back(written[i].read);
    }
    graph.dependent_transactions += written.empty() ? 0 : 1;
}

/// Sorts, and makes one of those that `same` by `add`.
template <class Edge, class Key, class Add>
void merge_equal(std::vector<Edge>& edges, Key&& key, Add&& add)
{
    std::sort(edges.begin(), edges.end(),
              [&](const Edge& a, const Edge& b) { return key(a) < key(b); });
    std::size_t kept = 0;
    for (std::size_t i = 0; i < edges.size(); ++i) {
        if (kept > 0 && key(edges[kept - 1]) == key(edges[i])) {
            add(edges[kept - 1], edges[i]);
        } else {
            edges[kept++] = edges[i];
        }
    }
    edges.resize(kept);
}

void add_happened(const Incarnations& incarnations, ConflictGraph& graph)
{
    incarnations.for_each_wasted([&](const Incarnation& incarnation) {
        const std::uint32_t reader = incarnation.version.index;
        if (incarnation.abort != nullptr) {
            bool earliest = true;
            for (const Mismatch& mismatch : incarnation.abort->mismatches) {
                graph.aborts.push_back({reader, mismatch.culprit.index, mismatch.location,
                                        mismatch.kind, keeps_value(mismatch.read_origin), 1,
                                        earliest ? 1u : 0u});
                earliest = false;
            }
        } else if (incarnation.charged_location()) {
            const StoppedAt& stopped = incarnation.access->stopped;
            graph.suspensions.push_back({reader, stopped.blocking, stopped.location, 1});
        }
    });
    merge_equal(
        graph.aborts,
        [](const AbortEdge& edge) {
            return std::tuple(edge.reader, edge.culprit, edge.location, edge.cause, edge.fold);
        },
        [](AbortEdge& kept, const AbortEdge& other) {
            kept.aborts += other.aborts;
            kept.charged += other.charged;
        });
    merge_equal(
        graph.suspensions,
        [](const SuspensionEdge& edge) {
            return std::tuple(edge.reader, edge.blocking, edge.location);
        },
        [](SuspensionEdge& kept, const SuspensionEdge& other) {
            kept.suspensions += other.suspensions;
        });
}

}  // namespace

ConflictGraph conflict_graph(const Incarnations& incarnations)
{
    ConflictGraph graph;
    add_happened(incarnations, graph);
    if (!incarnations.has_access_sets()) {
        return graph;
    }
    std::vector<WrittenRead> written;
    PaidBalances paid(incarnations);
    for (std::uint32_t i = 0; i < incarnations.committed_count(); ++i) {
        if (const AccessSet* access = incarnations.committed(i).access) {
            take_reads(i, *access, paid, written, graph.folds);
            add_dependencies(i, written, graph);
            paid.add(i, *access);
        }
    }
    return graph;
}

}  // namespace lanescope::analysis
