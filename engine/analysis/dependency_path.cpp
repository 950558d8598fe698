// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dependency_path.h"

namespace lanescope::analysis {

namespace {

/// What every transaction pays before anything is executed (Yellow Paper, appendix G). It takes no
/// time: without it a plain transfer would read its recipient at its very end.
constexpr std::uint64_t base_gas = 21'000;

std::uint64_t past_base(std::uint64_t gas)
{
    return gas - std::min(gas, base_gas);
}

/// What of a transaction comes after it has read what another wrote.
enum class Counted : std::uint8_t { whole, from_read };

class LongestChain {
public:
    LongestChain(const Incarnations& incarnations, Measure measure, Counted counted)
        : incarnations_(incarnations), measure_(measure), counted_(counted)
    {
    }

    DependencyPath find(const ConflictGraph& graph, Folds folds)
    {
        const std::uint32_t count = incarnations_.committed_count();
        ends_.resize(count);
        std::size_t dependency = 0;
        std::size_t fold = 0;
        std::uint32_t last = none;  // ends latest of those before i
        DependencyPath path;
        for (std::uint32_t i = 0; i < count; ++i) {
            const Incarnation incarnation = incarnations_.committed(i);
            path.total += incarnation.amount(measure_);
            End& end = ends_[i];
            end = {incarnation.amount(measure_), incarnation.amount(measure_), none, {}};
            for (; dependency < graph.dependencies.size() &&
                   graph.dependencies[dependency].reader == i;
                 ++dependency) {
                const Dependency& edge = graph.dependencies[dependency];
                // The earliest read of a writer waits the longest.
                follow(end, incarnation, edge.writer, graph.reads[edge.first_read]);
            }
            for (; fold < graph.folds.size() && graph.folds[fold].reader == i; ++fold) {
                if (folds == Folds::counted && last != none) {
                    follow(end, incarnation, last, graph.folds[fold].read);
                }
            }
            if (last == none || end.at > ends_[last].at) {
                last = i;
            }
        }
        if (last != none) {
            path.length = ends_[last].at;
        }
        for (std::uint32_t i = last; i != none; i = ends_[i].before) {
            path.steps.push_back({i, ends_[i].amount, ends_[i].via});
        }
        std::reverse(path.steps.begin(), path.steps.end());
        return path;
    }

private:
    static constexpr std::uint32_t none = ~0u;

    /// When a transaction ends at the earliest, and why not earlier.
    struct End {
        std::uint64_t at = 0;
        std::uint64_t amount = 0;  ///< of the transaction, after what it waited for
        std::uint32_t before = none;
        std::optional<LocationId> via;
    };

    [[nodiscard]] std::uint64_t amount_after(const Incarnation& incarnation,
                                             const DependencyRead& read) const
    {
        const std::uint64_t amount = incarnation.amount(measure_);
        if (counted_ == Counted::whole) {
            return amount;
        }
        // Refunds may leave a transaction with less gas than it had used at some read.
        const std::uint64_t used = std::min(read.gas_used, incarnation.gas);
        if (measure_ == Measure::gas) {
            return amount - used;
        }
        const auto offset = static_cast<std::uint64_t>(
            static_cast<double>(amount) * share(past_base(used), past_base(incarnation.gas)));
        return amount - std::min(offset, amount);
    }
    void follow(End& end, const Incarnation& incarnation, std::uint32_t writer,
                const DependencyRead& read) const
    {
        const std::uint64_t amount = amount_after(incarnation, read);
        const std::uint64_t at = ends_[writer].at + amount;
        // Of equal ends, the one that something was waited for tells more.
        if (at > end.at || (at == end.at && end.before == none)) {
            end = {at, amount, writer, read.location};
        }
    }

    const Incarnations& incarnations_;
    Measure measure_;
    Counted counted_;
    std::vector<End> ends_;
};

}  // namespace

DependencyPath dependency_path(const Incarnations& incarnations, const ConflictGraph& graph,
                               Measure measure, Folds folds)
{
    return LongestChain(incarnations, measure, Counted::whole).find(graph, folds);
}

Bound bound(const Incarnations& incarnations, const ConflictGraph& graph, Measure measure,
            std::uint32_t workers, Folds folds)
{
    return {LongestChain(incarnations, measure, Counted::from_read).find(graph, folds),
            std::max<std::uint32_t>(workers, 1)};
}

}  // namespace lanescope::analysis
