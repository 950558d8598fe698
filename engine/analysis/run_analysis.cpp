// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/run_analysis.h"

#include "base/hex.h"

namespace lanescope::analysis {

namespace {

PathAndBound path_and_bound(const Incarnations& incarnations, const ConflictGraph& graph,
                            Measure measure, std::uint32_t workers)
{
    return {dependency_path(incarnations, graph, measure),
            bound(incarnations, graph, measure, workers),
            dependency_path(incarnations, graph, measure, Folds::left_out),
            bound(incarnations, graph, measure, workers, Folds::left_out)};
}

}  // namespace

RunAnalysis::RunAnalysis(Machine made_on, Recording recording, std::uint32_t bound_workers)
    : machine(std::move(made_on)),
      incarnations(std::move(recording)),
      totals(analysis::totals(incarnations)),
      split(time_split(incarnations)),
      re_executions(analysis::re_executions(incarnations)),
      hot_by_time(hot_locations(incarnations, Measure::time)),
      hot_by_gas(hot_locations(incarnations, Measure::gas)),
      wasted(wasted_by_contract(incarnations, Measure::time)),
      graph(conflict_graph(incarnations)),
      by_time(path_and_bound(incarnations, graph, Measure::time,
                             bound_workers != 0 ? bound_workers : totals.workers)),
      by_gas(path_and_bound(incarnations, graph, Measure::gas,
                            bound_workers != 0 ? bound_workers : totals.workers))
{
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

std::string RunAnalysis::function_text(const std::optional<Selector>& selector,
                                       const std::optional<Address>& to) const
{
    const auto book = names();
    const auto name = book && selector
                          ? book->function(to, names::Selector::from(ByteView(*selector)))
                          : std::nullopt;
    return name ? name->name() : selector_text(selector);
}

std::string RunAnalysis::plain_location_text(LocationId id) const
{
    const Location location = run().locations.location(id);
    const std::string what = location.kind == LocationKind::storage_slot
                                 ? "slot " + to_hex_quantity(location.slot)
                                 : name_of(location.kind);
    return what + " of " + to_hex(location.address);
}

const char* name_of(LocationKind kind) noexcept
{
    switch (kind) {
    case LocationKind::existence:
        return "existence";
    case LocationKind::balance:
        return "balance";
    case LocationKind::nonce:
        return "nonce";
    case LocationKind::code:
        return "code";
    case LocationKind::storage_generation:
        return "storage generation";
    case LocationKind::storage_slot:
        break;
    }
    return "storage slot";
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
