// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/definitions.h"
#include "app/output.h"
#include "app/report.h"
#include "base/hex.h"

#include <algorithm>
#include <tuple>

namespace lanescope::app {

using namespace analysis;

namespace {

std::string percent(double part)
{
    return decimal(part * 100, 1) + " %";
}

/// Columns aligned right, but for those after the last head, which are free text.
class Table {
public:
    explicit Table(std::vector<std::string> heads) : m_widths(heads.size())
    {
        add(std::move(heads));
    }
    void add(std::vector<std::string> cells)
    {
        for (std::size_t i = 0; i < cells.size(); ++i) {
            m_widths[i] = std::max(m_widths[i], displayWidth(cells[i]));
        }
        m_rows.push_back(std::move(cells));
    }
    /// `textLast`: the last column is text, and stands left.
    void print(bool textLast) const
    {
        for (const auto& row : m_rows) {
            std::string line = " ";
            for (std::size_t i = 0; i < row.size(); ++i) {
                line += i == 0 ? " " : "  ";
                line += textLast && i + 1 == row.size() ? row[i] : padLeft(row[i], m_widths[i]);
            }
            app::print(line.substr(0, line.find_last_not_of(' ') + 1) + "\n");
        }
    }

private:
    std::vector<std::size_t> m_widths;
    std::vector<std::vector<std::string>> m_rows;
};

/// "name   value   remark"
class Figures {
public:
    void add(std::string_view name, const std::string& value, const std::string& remark = {})
    {
        m_lines.push_back({std::string(name), value, remark});
        m_nameWidth = std::max(m_nameWidth, displayWidth(name));
        m_valueWidth = std::max(m_valueWidth, displayWidth(value));
    }
    void print() const
    {
        for (const auto& [name, value, remark] : m_lines) {
            app::print("  " + padRight(name, m_nameWidth) + "  " + padLeft(value, m_valueWidth) +
                       (remark.empty() ? "" : "  " + remark) + "\n");
        }
    }

private:
    struct Line {
        std::string name;
        std::string value;
        std::string remark;
    };
    std::vector<Line> m_lines;
    std::size_t m_nameWidth = 0;
    std::size_t m_valueWidth = 0;
};

class Printer {
public:
    Printer(const RunAnalysis& report, std::size_t top) : m_report(report), m_top(top) {}

    void print() const
    {
        heading();
        speed();
        workers();
        reExecutions();
        if (m_report.totals.wasted != WastedWork{}) {
            hotLocations();
            contracts();
        }
        if (!m_report.incarnations.has_access_sets()) {
            app::print("\n");
            printDim("  " + std::string(definition::no_access_sets));
            return;
        }
        conflicts();
        paths();
    }

private:
    [[nodiscard]] std::string milliseconds(Ticks ticks) const
    {
        return decimal(m_report.microseconds(ticks) * 1e-3, 3);
    }
    [[nodiscard]] std::string amount(Measure measure, std::uint64_t value) const
    {
        return measure == Measure::time ? milliseconds(value) : grouped(value);
    }
    static void section(std::string_view title, std::initializer_list<std::string_view> definitions)
    {
        app::print("\n" + std::string(title) + "\n");
        for (const std::string_view definition : definitions) {
            printDim("  " + std::string(definition));
        }
    }
    void more(std::size_t count) const
    {
        if (count > m_top) {
            app::print("  and " + grouped(count - m_top) + " more\n");
        }
    }

    void heading() const
    {
        const RunRecord& run = m_report.run();
        app::print(run.input->name + ": block " + std::to_string(run.input->block.header.number) +
                   ", " + counted(m_report.totals.transactions, "transaction") + ", " +
                   name_of(run.settings.strategy) + ", " +
                   counted(m_report.totals.workers, "worker") + " on " +
                   counted(m_report.machine.cores, "core") + "\n");
        if (m_report.incarnations.recording().is_live()) {
            printDim("  " + std::string(definition::live));
        }
        if (m_report.has_more_workers_than_cores()) {
            printDim("  " + std::string(definition::more_workers_than_cores));
        }
        if (m_report.split.dropped_spans > 0) {
            app::print("  " + grouped(m_report.split.dropped_spans) + " spans were dropped\n");
            printDim("  " + std::string(definition::dropped_spans));
        }
    }
    void speed() const
    {
        const Totals& totals = m_report.totals;
        const ReExecutions& again = m_report.re_executions;
        const double tick = m_report.machine.nanoseconds_per_tick;
        section("Speed",
                {definition::commit_rate, definition::re_execution, definition::wasted_work});
        Figures figures;
        figures.add("duration, ms", milliseconds(totals.duration));
        if (const Ticks sequential = m_report.run().summary.sequential_duration) {
            figures.add("in sequence, ms", milliseconds(sequential), "measured just before");
            figures.add(
                "speed-up",
                decimal(static_cast<double>(sequential) / static_cast<double>(totals.duration), 2) +
                    "×",
                "with recording on");
        }
        figures.add("committed", grouped(totals.committed),
                    "of " + counted(totals.transactions, "transaction"));
        figures.add("gas", grouped(totals.committed_gas));
        figures.add("TPS",
                    grouped(static_cast<std::uint64_t>(totals.transactions_per_second(tick))));
        figures.add("Mgas/s", decimal(totals.megagas_per_second(tick), 1));
        figures.add("incarnations", grouped(totals.incarnations));
        figures.add("re-executions", grouped(again.total),
                    decimal(again.rate(), 3) + " a transaction, in " +
                        grouped(again.re_executed_transactions) + " of them");
        figures.add("aborts", grouped(totals.wasted.aborts));
        figures.add("suspensions", grouped(totals.wasted.suspensions));
        figures.add("wasted time, ms", milliseconds(totals.wasted.time),
                    percent(totals.wasted_share()) + " of worker time, duration × workers");
        figures.add("wasted gas", grouped(totals.wasted.gas),
                    percent(share(totals.wasted.gas, totals.committed_gas)) + " of committed gas");
        if (const auto& switches = m_report.split.switches) {
            figures.add("context switches", grouped(switches->voluntary + switches->involuntary),
                        grouped(switches->involuntary) + " of them involuntary");
        }
        figures.print();
    }
    void workers() const
    {
        section("Worker time, ms", {definition::worker_time});
        Table table({"worker", "useful", "aborted", "suspended", "undecided", "validating",
                     "committing", "waiting", "state wait", "other", "sum"});
        const auto row = [&](const std::string& name, const WorkerTime& time, auto&& text) {
            std::vector<std::string> cells{name};
            for (const Ticks part :
                 {time.useful, time.aborted, time.suspended, time.undecided, time.validating,
                  time.committing, time.waiting, time.state_wait, time.other, time.sum()}) {
                cells.push_back(text(part));
            }
            table.add(std::move(cells));
        };
        const auto inMilliseconds = [&](Ticks ticks) { return milliseconds(ticks); };
        for (std::size_t i = 0; i < m_report.split.workers.size(); ++i) {
            row(std::to_string(i), m_report.split.workers[i], inMilliseconds);
        }
        const WorkerTime& all = m_report.split.all;
        row("all", all, inMilliseconds);
        row("of all", all, [&](Ticks part) { return percent(share(part, all.sum())); });
        table.print(false);
    }
    void reExecutions() const
    {
        const ReExecutions& again = m_report.re_executions;
        section("Re-executions", {});
        Table distribution({"re-executions", "transactions", "of executed"});
        for (const ReExecutionCount& count : again.distribution) {
            distribution.add({grouped(count.re_executions), grouped(count.transactions),
                              percent(share(count.transactions, again.executed_transactions))});
        }
        distribution.print(false);
        std::vector<std::uint32_t> most;
        const Incarnations& incarnations = m_report.incarnations;
        for (std::uint32_t i = 0; i < incarnations.transaction_count(); ++i) {
            if (incarnations.executions_of(i).re_executions() > 0) {
                most.push_back(i);
            }
        }
        if (most.empty()) {
            return;
        }
        std::stable_sort(most.begin(), most.end(), [&](std::uint32_t a, std::uint32_t b) {
            return incarnations.of(a).size() > incarnations.of(b).size();
        });
        app::print("\n");
        Table table({"transaction", "incarnations", "aborted", "suspended"});
        for (std::size_t i = 0; i < std::min(m_top, most.size()); ++i) {
            const TransactionExecutions one = incarnations.executions_of(most[i]);
            table.add({std::to_string(most[i]), grouped(one.incarnations), grouped(one.aborted),
                       grouped(one.suspended)});
        }
        table.print(false);
        more(most.size());
    }

    /// What every line of wasted work begins with.
    [[nodiscard]] std::vector<std::string> wastedCells(const WastedWork& wasted) const
    {
        const WastedWork& total = m_report.totals.wasted;
        return {milliseconds(wasted.time), percent(share(wasted.time, total.time)),
                grouped(wasted.gas),       percent(share(wasted.gas, total.gas)),
                grouped(wasted.aborts),    grouped(wasted.suspensions)};
    }
    [[nodiscard]] static std::vector<std::string> wastedHeads(std::vector<std::string> others)
    {
        std::vector<std::string> heads{"wasted ms", "of all", "wasted gas",
                                       "of all",    "aborts", "suspensions"};
        heads.insert(heads.end(), others.begin(), others.end());
        return heads;
    }
    void hotTable(const HotLocations& hot) const
    {
        Table table(wastedHeads({"readers", "writers", "location"}));
        for (std::size_t i = 0; i < std::min(m_top, hot.ranked.size()); ++i) {
            const HotLocation& one = hot.ranked[i];
            auto cells = wastedCells(one.wasted);
            cells.push_back(grouped(one.readers));
            cells.push_back(grouped(one.writers));
            cells.push_back(m_report.location_text(one.location));
            table.add(std::move(cells));
        }
        table.print(true);
        more(hot.ranked.size());
    }
    void hotLocations() const
    {
        section("Hot locations by wasted time", {definition::hot_location});
        hotTable(m_report.hot_by_time);
        section("Hot locations by wasted gas", {});
        hotTable(m_report.hot_by_gas);
    }
    template <class Groups, class Text>
    void groupTable(const char* head, const Groups& groups, Text&& text) const
    {
        Table table(wastedHeads({"transactions", head}));
        for (std::size_t i = 0; i < std::min(m_top, groups.size()); ++i) {
            auto cells = wastedCells(groups[i].wasted);
            cells.push_back(grouped(groups[i].transactions));
            cells.push_back(text(groups[i].key));
            table.add(std::move(cells));
        }
        table.print(true);
        more(groups.size());
    }
    void contracts() const
    {
        section("Contracts by wasted time", {definition::contract});
        groupTable("contract called", m_report.wasted.called,
                   [&](const std::optional<Address>& address) {
                       return address ? m_report.account_text(*address) : std::string("creation");
                   });
        app::print("\n");
        groupTable("account of the location", m_report.wasted.causing,
                   [&](const Address& address) { return m_report.account_text(address); });
        app::print("\n");
        groupTable("function", m_report.wasted.selectors,
                   [&](const std::optional<Selector>& selector) {
                       return m_report.function_text(selector);
                   });
    }
    void conflicts() const
    {
        const ConflictGraph& graph = m_report.graph;
        section("Conflict graph", {definition::dependency, definition::beneficiary_fold});
        Figures figures;
        figures.add(
            "dependencies", grouped(graph.dependencies.size()),
            "between pairs of transactions, over " + grouped(graph.reads.size()) + " reads");
        figures.add("dependent transactions", grouped(graph.dependent_transactions),
                    "of " + grouped(m_report.totals.committed) + " committed");
        figures.add("folds", grouped(graph.folds.size()));
        figures.print();
        if (!graph.aborts.empty()) {
            abortTable();
        }
        if (!graph.suspensions.empty()) {
            suspensionTable();
        }
    }
    void abortTable() const
    {
        section("Aborts that happened", {definition::abort_edge});
        std::vector<AbortEdge> edges = m_report.graph.aborts;
        std::stable_sort(edges.begin(), edges.end(), [](const AbortEdge& a, const AbortEdge& b) {
            return std::tie(a.charged, a.aborts) > std::tie(b.charged, b.aborts);
        });
        Table table({"reader", "culprit", "aborts", "charged", "cause", "location"});
        for (std::size_t i = 0; i < std::min(m_top, edges.size()); ++i) {
            const AbortEdge& edge = edges[i];
            table.add({std::to_string(edge.reader), std::to_string(edge.culprit),
                       grouped(edge.aborts), grouped(edge.charged), name_of(edge.cause),
                       m_report.location_text(edge.location)});
        }
        table.print(true);
        more(edges.size());
    }
    void suspensionTable() const
    {
        section("Suspensions that happened", {definition::suspension_edge});
        std::vector<SuspensionEdge> edges = m_report.graph.suspensions;
        std::stable_sort(edges.begin(), edges.end(),
                         [](const SuspensionEdge& a, const SuspensionEdge& b) {
                             return a.suspensions > b.suspensions;
                         });
        Table table({"reader", "writer", "suspensions", "location"});
        for (std::size_t i = 0; i < std::min(m_top, edges.size()); ++i) {
            const SuspensionEdge& edge = edges[i];
            table.add({std::to_string(edge.reader), std::to_string(edge.blocking),
                       grouped(edge.suspensions), m_report.location_text(edge.location)});
        }
        table.print(true);
        more(edges.size());
    }

    void pathRows(Table& table, const char* remark, bool folds) const
    {
        const auto pick = [&](const PathAndBound& report) -> const DependencyPath& {
            return folds ? report.path : report.path_without_folds;
        };
        const auto most = [&](const PathAndBound& report) -> const Bound& {
            return folds ? report.bound : report.bound_without_folds;
        };
        const PathAndBound& time = m_report.by_time;
        const PathAndBound& gas = m_report.by_gas;
        const auto row = [&](const std::string& name, std::uint64_t ticks, std::uint64_t units) {
            table.add({amount(Measure::time, ticks), percent(share(ticks, pick(time).total)),
                       amount(Measure::gas, units), percent(share(units, pick(gas).total)),
                       name + remark});
        };
        row("dependency path", pick(time).length, pick(gas).length);
        row("path from each read's offset", most(time).path.length, most(gas).path.length);
        row("bound, " + counted(most(time).workers, "worker"), most(time).amount(),
            most(gas).amount());
        table.add({decimal(most(time).potential_speed_up(), 2) + "×", "",
                   decimal(most(gas).potential_speed_up(), 2) + "×", "",
                   std::string("potential speed-up") + remark});
    }
    void paths() const
    {
        section("Dependency path and bound",
                {definition::dependency_path, definition::bound, definition::offset});
        Table table({"ms", "of all", "gas", "of all", ""});
        table.add({milliseconds(m_report.by_time.path.total), percent(1),
                   grouped(m_report.by_gas.path.total), percent(1), "all transactions"});
        const bool folds = !m_report.graph.folds.empty();
        pathRows(table, "", true);
        if (folds) {
            pathRows(table, ", folds left out", false);
        }
        table.print(true);
        printPath("path by time", m_report.by_time.path, Measure::time);
        printPath("path by gas", m_report.by_gas.path, Measure::gas);
    }
    void printPath(const char* title, const DependencyPath& path, Measure measure) const
    {
        app::print("\n  " + std::string(title) + ": " + counted(path.steps.size(), "transaction") +
                   "\n");
        Table table({"transaction", measure == Measure::time ? "ms" : "gas", "reads"});
        for (std::size_t i = 0; i < std::min(m_top, path.steps.size()); ++i) {
            const PathStep& step = path.steps[i];
            table.add({std::to_string(step.transaction), amount(measure, step.amount),
                       step.via ? m_report.location_text(*step.via) : ""});
        }
        table.print(true);
        more(path.steps.size());
    }

    const RunAnalysis& m_report;
    std::size_t m_top;
};

}  // namespace

void printReport(const RunAnalysis& report, std::size_t top)
{
    Printer(report, top).print();
}

}  // namespace lanescope::app
