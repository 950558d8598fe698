// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/run_analysis.h"

#include "base/hex.h"
#include "chain/location_name.h"

#include <algorithm>
#include <array>
#include <functional>
#include <thread>

namespace lanescope::analysis {

namespace {

/// From so many incarnations on, threads cost less than they gain.
constexpr std::size_t least_for_threads = 100'000;

/// Calls all parts, which touch nothing of each other's: on a thread each if there is `much` to do.
template <class... Parts>
void side_by_side(bool much, Parts&&... parts)
{
    if (!much) {
        (parts(), ...);
        return;
    }
    // Joined in the end.
    [[maybe_unused]] const std::array<std::jthread, sizeof...(Parts)> threads{
        std::jthread(std::ref(parts))...};
}

PathAndBound path_and_bound(const Incarnations& incarnations, const ConflictGraph& graph,
                            Measure measure, std::uint32_t workers)
{
    PathAndBound result;
    result.path = dependency_path(incarnations, graph, measure);
    // Where no read depends on anything, its offset does not count.
    const bool is_free = graph.dependencies.empty() && graph.folds.empty();
    result.bound = is_free ? Bound{result.path, std::max<std::uint32_t>(workers, 1)}
                           : bound(incarnations, graph, measure, workers);
    if (graph.folds.empty()) {
        result.path_without_folds = result.path;
        result.bound_without_folds = result.bound;
    } else {
        result.path_without_folds = dependency_path(incarnations, graph, measure, Folds::left_out);
        result.bound_without_folds = bound(incarnations, graph, measure, workers, Folds::left_out);
    }
    return result;
}

}  // namespace

RunAnalysis::RunAnalysis(Machine made_on, Recording recording, std::uint32_t bound_workers)
    : machine(std::move(made_on)), incarnations(std::move(recording))
{
    const bool much = incarnations.all().size() >= least_for_threads;
    const std::uint32_t workers =
        bound_workers != 0 ? bound_workers
                           : static_cast<std::uint32_t>(incarnations.recording().worker_count());
    side_by_side(
        much,
        [&] {
            totals = analysis::totals(incarnations);
            split = time_split(incarnations);
            re_executions = analysis::re_executions(incarnations);
        },
        [&] {
            hot_by_time = hot_locations(incarnations, Measure::time);
            hot_by_gas = hot_locations(incarnations, Measure::gas);
            wasted = wasted_by_contract(incarnations, Measure::time);
        },
        [&] {
            graph = conflict_graph(incarnations);
            side_by_side(
                much,
                [&] { by_time = path_and_bound(incarnations, graph, Measure::time, workers); },
                [&] { by_gas = path_and_bound(incarnations, graph, Measure::gas, workers); });
        });
}

std::optional<std::string> RunAnalysis::location_name(LocationId id, names::NameStyle style) const
{
    const auto book = names();
    return book ? book->location_text(run().locations.location(id), style) : std::nullopt;
}

std::string RunAnalysis::location_text(LocationId id, names::NameStyle style) const
{
    const auto name = location_name(id, style);
    return name ? *name : plain_location_text(id);
}

std::string RunAnalysis::account_text(const Address& address) const
{
    const auto book = names();
    const auto name = book ? book->account_name(address) : std::nullopt;
    if (!name) {
        return to_hex(address);
    }
    // The whole address follows: what tells namesakes apart is not needed twice.
    return name->substr(0, name->find('(')) + " " + to_hex(address);
}

std::optional<std::string> RunAnalysis::function_name(const std::optional<Selector>& selector,
                                                      const std::optional<Address>& to) const
{
    const auto book = names();
    const auto name = book && selector
                          ? book->function(to, names::Selector::from(ByteView(*selector)))
                          : std::nullopt;
    return name ? std::optional(name->name()) : std::nullopt;
}

std::string RunAnalysis::function_text(const std::optional<Selector>& selector,
                                       const std::optional<Address>& to) const
{
    const auto name = function_name(selector, to);
    return name ? *name : selector_text(selector);
}

std::string RunAnalysis::plain_location_text(LocationId id) const
{
    const Location location = run().locations.location(id);
    const std::string what = location.kind == LocationKind::storage_slot
                                 ? "slot " + to_hex_quantity(location.slot)
                                 : lanescope::name_of(location.kind);
    return what + " of " + to_hex(location.address);
}

const char* name_of(LocationKind kind) noexcept
{
    return lanescope::name_of(kind);
}

const char* name_of(MismatchKind cause) noexcept
{
    switch (cause) {
    case MismatchKind::newer_write:
        return "newer write";
    case MismatchKind::estimate:
        return "ESTIMATE";
    case MismatchKind::removed_write:
        break;
    }
    return "removed write";
}

std::string selector_text(const std::optional<Selector>& selector)
{
    return selector ? to_hex(ByteView(*selector)) : "none";
}

}  // namespace lanescope::analysis
