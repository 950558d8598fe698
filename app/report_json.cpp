// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/definitions.h"
#include "app/output.h"
#include "app/report.h"
#include "base/hex.h"

#include <QJsonArray>

#include <algorithm>

namespace lanescope::app {

using namespace analysis;

namespace {

QJsonValue number(std::uint64_t value)
{
    return QJsonValue(static_cast<qint64>(value));
}

QJsonValue addressValue(const std::optional<Address>& address)
{
    return address ? QJsonValue(jsonText(to_hex(*address))) : QJsonValue(QJsonValue::Null);
}

class Writer {
public:
    Writer(const RunAnalysis& report, std::size_t top) : m_report(report), m_top(top) {}

    QJsonObject document() const
    {
        QJsonObject object = run();
        object["totals"] = totalsObject();
        object["workers"] = workers();
        object["reExecutions"] = reExecutions();
        object["wastedWork"] =
            QJsonObject{{"hotLocationsByTime", hotLocations(m_report.hot_by_time)},
                        {"hotLocationsByGas", hotLocations(m_report.hot_by_gas)},
                        {"uncharged", wasted(m_report.hot_by_time.uncharged)},
                        {"contractsCalled", accounts(m_report.wasted.called, "contract")},
                        {"accountsCausing", accounts(m_report.wasted.causing, "account")},
                        {"selectors", selectors()}};
        if (m_report.incarnations.has_access_sets()) {
            object["conflictGraph"] = conflictGraph();
            object["dependencyPath"] = paths();
        }
        return object;
    }

private:
    QJsonObject run() const
    {
        const RunRecord& record = m_report.run();
        const Machine& machine = m_report.machine;
        QJsonObject object{
            {"name", jsonText(record.input->name)},
            {"number", number(record.input->block.header.number)},
            {"strategy", name_of(record.settings.strategy)},
            {"repeat", number(record.repeat)},
            {"isLive", m_report.incarnations.recording().is_live()},
            {"suspendOnEstimate", record.settings.suspend_on_estimate},
            {"lazyBeneficiary", record.settings.lazy_beneficiary},
            {"commutativeBalances", record.settings.commutative_balances},
            {"hasAccessSets", m_report.incarnations.has_access_sets()},
            {"machine", QJsonObject{{"processor", jsonText(machine.processor)},
                                    {"cores", number(machine.cores)},
                                    {"clock", jsonText(machine.clock)},
                                    {"nanosecondsPerTick", machine.nanoseconds_per_tick},
                                    {"build", jsonText(machine.build)}}}};
        if (m_report.has_more_workers_than_cores()) {
            object["has_more_workers_than_cores"] = true;
        }
        return object;
    }
    QJsonObject totalsObject() const
    {
        const Totals& totals = m_report.totals;
        const double tick = m_report.machine.nanoseconds_per_tick;
        QJsonObject object{{"workers", number(totals.workers)},
                           {"durationMicroseconds", m_report.microseconds(totals.duration)},
                           {"workerTimeMicroseconds", m_report.microseconds(totals.worker_time())},
                           {"transactions", number(totals.transactions)},
                           {"committed", number(totals.committed)},
                           {"committedGas", number(totals.committed_gas)},
                           {"transactionsPerSecond", totals.transactions_per_second(tick)},
                           {"megagasPerSecond", totals.megagas_per_second(tick)},
                           {"incarnations", number(totals.incarnations)},
                           {"reExecutions", number(m_report.re_executions.total)},
                           {"reExecutionsPerTransaction", m_report.re_executions.rate()},
                           {"wasted", wasted(totals.wasted)},
                           {"wastedShareOfWorkerTime", totals.wasted_share()}};
        if (const Ticks sequential = m_report.run().summary.sequential_duration) {
            object["sequentialMicroseconds"] = m_report.microseconds(sequential);
            object["speedUp"] =
                static_cast<double>(sequential) / static_cast<double>(totals.duration);
        }
        if (m_report.split.switches) {
            object["voluntaryContextSwitches"] = number(m_report.split.switches->voluntary);
            object["involuntaryContextSwitches"] = number(m_report.split.switches->involuntary);
        }
        object["droppedSpans"] = number(m_report.split.dropped_spans);
        return object;
    }
    QJsonObject workerTime(const WorkerTime& time) const
    {
        const auto value = [&](Ticks ticks) { return m_report.microseconds(ticks); };
        return {{"usefulMicroseconds", value(time.useful)},
                {"abortedMicroseconds", value(time.aborted)},
                {"suspendedMicroseconds", value(time.suspended)},
                {"undecidedMicroseconds", value(time.undecided)},
                {"validatingMicroseconds", value(time.validating)},
                {"committingMicroseconds", value(time.committing)},
                {"waitingMicroseconds", value(time.waiting)},
                {"stateWaitMicroseconds", value(time.state_wait)},
                {"otherMicroseconds", value(time.other)}};
    }
    QJsonObject workers() const
    {
        QJsonArray each;
        for (const WorkerTime& worker : m_report.split.workers) {
            each.append(workerTime(worker));
        }
        return {{"each", each}, {"all", workerTime(m_report.split.all)}};
    }
    QJsonObject reExecutions() const
    {
        const ReExecutions& again = m_report.re_executions;
        QJsonArray distribution;
        for (const ReExecutionCount& count : again.distribution) {
            distribution.append(QJsonObject{{"reExecutions", number(count.re_executions)},
                                            {"transactions", number(count.transactions)}});
        }
        QJsonArray transactions;
        for (std::uint32_t i = 0; i < m_report.incarnations.transaction_count(); ++i) {
            const TransactionExecutions one = m_report.incarnations.executions_of(i);
            if (one.re_executions() > 0) {
                transactions.append(QJsonObject{{"transaction", number(i)},
                                                {"incarnations", number(one.incarnations)},
                                                {"aborted", number(one.aborted)},
                                                {"suspended", number(one.suspended)}});
            }
        }
        return {{"executedTransactions", number(again.executed_transactions)},
                {"reExecutedTransactions", number(again.re_executed_transactions)},
                {"distribution", distribution},
                {"transactions", transactions}};
    }
    QJsonObject wasted(const WastedWork& work) const
    {
        const WastedWork& total = m_report.totals.wasted;
        return {{"wastedMicroseconds", m_report.microseconds(work.time)},
                {"wastedGas", number(work.gas)},
                {"aborts", number(work.aborts)},
                {"suspensions", number(work.suspensions)},
                {"shareOfWastedTime", share(work.time, total.time)},
                {"shareOfWastedGas", share(work.gas, total.gas)}};
    }
    QJsonObject locationObject(LocationId id) const
    {
        const Location location = m_report.run().locations.location(id);
        QJsonObject object{{"kind", name_of(location.kind)},
                           {"account", jsonText(to_hex(location.address))}};
        if (location.kind == LocationKind::storage_slot) {
            object["slot"] = jsonText(to_hex_quantity(location.slot));
        }
        if (const auto name = m_report.location_name(id)) {
            object["name"] = jsonText(*name);
        }
        return object;
    }
    QJsonArray hotLocations(const HotLocations& hot) const
    {
        QJsonArray array;
        for (std::size_t i = 0; i < std::min(m_top, hot.ranked.size()); ++i) {
            const HotLocation& one = hot.ranked[i];
            QJsonObject object = wasted(one.wasted);
            object["location"] = locationObject(one.location);
            object["readers"] = number(one.readers);
            object["writers"] = number(one.writers);
            array.append(object);
        }
        return array;
    }
    /// `describe` says which each one is, in hex and by its name where it has one.
    template <class Groups, class Describe>
    QJsonArray groups(const Groups& all, Describe&& describe) const
    {
        QJsonArray array;
        for (std::size_t i = 0; i < std::min(m_top, all.size()); ++i) {
            QJsonObject object = wasted(all[i].wasted);
            describe(object, all[i].key);
            object["transactions"] = number(all[i].transactions);
            array.append(object);
        }
        return array;
    }
    template <class Groups>
    QJsonArray accounts(const Groups& all, const char* member) const
    {
        return groups(all, [&](QJsonObject& object, const std::optional<Address>& address) {
            object[member] = addressValue(address);
            if (const auto name = address ? nameOf(*address) : std::nullopt) {
                object["name"] = jsonText(*name);
            }
        });
    }
    QJsonArray selectors() const
    {
        return groups(m_report.wasted.selectors, [&](QJsonObject& object, const auto& selector) {
            object["selector"] = selector ? QJsonValue(jsonText(selector_text(selector)))
                                          : QJsonValue(QJsonValue::Null);
            if (const auto name = m_report.function_name(selector)) {
                object["name"] = jsonText(*name);
            }
        });
    }
    [[nodiscard]] std::optional<std::string> nameOf(const Address& address) const
    {
        const auto book = m_report.names();
        return book ? book->account_name(address, names::NameStyle::whole) : std::nullopt;
    }
    QJsonObject readObject(const DependencyRead& read) const
    {
        return {{"location", locationObject(read.location)}, {"gasUsed", number(read.gas_used)}};
    }
    QJsonObject conflictGraph() const
    {
        const ConflictGraph& graph = m_report.graph;
        QJsonArray dependencies;
        for (const Dependency& dependency : graph.dependencies) {
            QJsonArray reads;
            for (const DependencyRead& read : graph.reads_of(dependency)) {
                reads.append(readObject(read));
            }
            dependencies.append(QJsonObject{{"reader", number(dependency.reader)},
                                            {"writer", number(dependency.writer)},
                                            {"reads", reads}});
        }
        QJsonArray folds;
        for (const FoldRead& fold : graph.folds) {
            QJsonObject object = readObject(fold.read);
            object["reader"] = number(fold.reader);
            folds.append(object);
        }
        QJsonArray aborts;
        for (const AbortEdge& edge : graph.aborts) {
            aborts.append(QJsonObject{{"reader", number(edge.reader)},
                                      {"culprit", number(edge.culprit)},
                                      {"location", locationObject(edge.location)},
                                      {"cause", name_of(edge.cause)},
                                      {"isFold", edge.fold},
                                      {"aborts", number(edge.aborts)},
                                      {"charged", number(edge.charged)}});
        }
        QJsonArray suspensions;
        for (const SuspensionEdge& edge : graph.suspensions) {
            suspensions.append(QJsonObject{{"reader", number(edge.reader)},
                                           {"blocking", number(edge.blocking)},
                                           {"location", locationObject(edge.location)},
                                           {"suspensions", number(edge.suspensions)}});
        }
        return {{"dependentTransactions", number(graph.dependent_transactions)},
                {"dependencies", dependencies},
                {"folds", folds},
                {"aborts", aborts},
                {"suspensions", suspensions}};
    }

    /// An amount of time or gas under a name with its unit.
    void put(QJsonObject& object, const char* name, Measure measure, std::uint64_t amount) const
    {
        if (measure == Measure::time) {
            object[QString(name) + "Microseconds"] = m_report.microseconds(amount);
        } else {
            object[QString(name) + "Gas"] = number(amount);
        }
    }
    QJsonArray steps(const DependencyPath& path, Measure measure) const
    {
        QJsonArray array;
        for (const PathStep& step : path.steps) {
            QJsonObject object{{"transaction", number(step.transaction)}};
            put(object, "counted", measure, step.amount);
            if (step.via) {
                object["via"] = locationObject(*step.via);
            }
            array.append(object);
        }
        return array;
    }
    QJsonObject pathObject(const DependencyPath& path, const Bound& bound, Measure measure) const
    {
        QJsonObject object{{"steps", steps(path, measure)}};
        put(object, "length", measure, path.length);
        put(object, "allTransactions", measure, path.total);
        object["shareOfAllTransactions"] = share(path.length, path.total);
        QJsonObject most{{"workers", number(bound.workers)},
                         {"potentialSpeedUp", bound.potential_speed_up()},
                         {"steps", steps(bound.path, measure)}};
        put(most, "pathFromReads", measure, bound.path.length);
        put(most, "evenShare", measure, bound.even_share());
        put(most, "bound", measure, bound.amount());
        object["bound"] = most;
        return object;
    }
    QJsonObject paths() const
    {
        QJsonObject object;
        for (const Measure measure : {Measure::time, Measure::gas}) {
            const PathAndBound& report =
                measure == Measure::time ? m_report.by_time : m_report.by_gas;
            object[measure == Measure::time ? "byTime" : "byGas"] = QJsonObject{
                {"foldsCounted", pathObject(report.path, report.bound, measure)},
                {"foldsLeftOut",
                 pathObject(report.path_without_folds, report.bound_without_folds, measure)}};
        }
        return object;
    }

    const RunAnalysis& m_report;
    std::size_t m_top;
};

}  // namespace

QJsonObject reportObject(const RunAnalysis& report, std::size_t top)
{
    return Writer(report, top).document();
}

QJsonObject reportDefinitions()
{
    return {{"isLive", jsonText(definition::live)},
            {"transactionsPerSecond", jsonText(definition::commit_rate)},
            {"reExecutions", jsonText(definition::re_execution)},
            {"wastedWork", jsonText(definition::wasted_work)},
            {"workers", jsonText(definition::worker_time)},
            {"contextSwitches", jsonText(definition::context_switches)},
            {"has_more_workers_than_cores", jsonText(definition::more_workers_than_cores)},
            {"droppedSpans", jsonText(definition::dropped_spans)},
            {"hasAccessSets", jsonText(definition::no_access_sets)},
            {"dependencies", jsonText(definition::dependency)},
            {"folds", jsonText(definition::beneficiary_fold)},
            {"aborts", jsonText(definition::abort_edge)},
            {"suspensions", jsonText(definition::suspension_edge)},
            {"hotLocations", jsonText(definition::hot_location)},
            {"contracts", jsonText(definition::contract)},
            {"dependencyPath", jsonText(definition::dependency_path)},
            {"bound", jsonText(definition::bound)},
            {"pathFromReads", jsonText(definition::offset)}};
}

}  // namespace lanescope::app
