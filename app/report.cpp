// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report.h"

#include "base/hex.h"

namespace lanescope::app {

using namespace analysis;

namespace {

PathReport pathReport(const Incarnations& incarnations, const ConflictGraph& graph, Measure measure,
                      std::uint32_t workers)
{
    return {dependency_path(incarnations, graph, measure),
            bound(incarnations, graph, measure, workers),
            dependency_path(incarnations, graph, measure, Folds::left_out),
            bound(incarnations, graph, measure, workers, Folds::left_out)};
}

}  // namespace

Report::Report(const LoadedRecording& loaded, std::uint32_t boundWorkers)
    : machine(loaded.machine),
      incarnations(loaded.recording),
      totals(analysis::totals(incarnations)),
      split(time_split(incarnations)),
      reExecutions(re_executions(incarnations)),
      hotByTime(hot_locations(incarnations, Measure::time)),
      hotByGas(hot_locations(incarnations, Measure::gas)),
      wasted(wasted_by_contract(incarnations, Measure::time)),
      graph(conflict_graph(incarnations)),
      byTime(pathReport(incarnations, graph, Measure::time,
                        boundWorkers != 0 ? boundWorkers : totals.workers)),
      byGas(pathReport(incarnations, graph, Measure::gas,
                       boundWorkers != 0 ? boundWorkers : totals.workers))
{
}

std::string Report::locationText(LocationId id) const
{
    const Location location = run().locations.location(id);
    const std::string what = location.kind == LocationKind::storage_slot
                                 ? "slot " + to_hex_quantity(location.slot)
                                 : nameOf(location.kind);
    return what + " of " + to_hex(location.address);
}

const char* nameOf(LocationKind kind)
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

const char* nameOf(MismatchKind cause)
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

std::string selectorText(const std::optional<Selector>& selector)
{
    return selector ? to_hex(ByteView(*selector)) : "none";
}

}  // namespace lanescope::app
