// SPDX-License-Identifier: GPL-3.0-or-later
// What must hold of the analysis of any recording, on recordings of real blocks.
#include "analysis/conflict_graph.h"
#include "analysis/dependency_path.h"
#include "analysis/re_executions.h"
#include "analysis/time_split.h"
#include "analysis/totals.h"
#include "analysis/wasted_work.h"
#include "support/contentious_block.h"
#include "support/shared_data.h"
#include "support/strategy_equality.h"

#include <QtTest>

#include <atomic>
#include <thread>

using namespace lanescope;
using namespace lanescope::analysis;

namespace {

std::shared_ptr<const RunRecord> record_of(std::shared_ptr<const BlockInput> input,
                                           const RunSettings& settings,
                                           const BlockRunner::Options& options = {})
{
    WorldState world(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
    BlockRunner runner;
    auto run = runner.run(std::move(input), world, settings, options);
    return run ? run->record : nullptr;
}

RunSettings settings_of(std::uint32_t workers)
{
    RunSettings settings;
    settings.workers = workers;
    settings.adapt_workers = false;
    settings.detail = RecordingDetail::spans;
    return settings;
}

template <class Entries>
WastedWork sum_of(const Entries& entries, WastedWork sum)
{
    for (const auto& entry : entries) {
        sum.time += entry.wasted.time;
        sum.gas += entry.wasted.gas;
        sum.aborts += entry.wasted.aborts;
        sum.suspensions += entry.wasted.suspensions;
    }
    return sum;
}

/// The first rule that the recording's analysis breaks; empty if it keeps all.
std::string broken_rule(const Incarnations& incarnations, bool finished)
{
    const TimeSplit split = time_split(incarnations);
    for (const WorkerTime& worker : split.workers) {
        if (worker.sum() != split.duration) {
            return "a worker's parts sum up to the duration";
        }
    }
    const Totals sum = totals(incarnations);
    if (split.all.sum() != sum.worker_time()) {
        return "all parts sum up to the worker time";
    }
    if (finished && (split.all.wasted() != sum.wasted.time ||
                     split.all.useful != sum.committed_time || split.all.undecided != 0)) {
        return "spans and incarnations agree on what was wasted and useful";
    }
    if (sum.wasted.time > sum.worker_time()) {
        return "waste is a part of the worker time";
    }

    const ConflictGraph graph = conflict_graph(incarnations);
    for (const Dependency& dependency : graph.dependencies) {
        if (dependency.writer >= dependency.reader || dependency.read_count == 0) {
            return "a dependency goes from a lower to a higher transaction";
        }
    }
    for (const AbortEdge& edge : graph.aborts) {
        if (edge.culprit >= edge.reader) {
            return "a culprit is lower than its victim";
        }
    }
    for (const Measure measure : {Measure::time, Measure::gas}) {
        const HotLocations hot = hot_locations(incarnations, measure);
        if (hot.uncharged != WastedWork{} || sum_of(hot.ranked, {}) != hot.total ||
            hot.total != sum.wasted) {
            return "the waste of all locations is all waste";
        }
        const WastedByContract by_contract = wasted_by_contract(incarnations, measure);
        if (sum_of(by_contract.called, {}) != hot.total ||
            sum_of(by_contract.causing, {}) != hot.total ||
            sum_of(by_contract.selectors, {}) != hot.total) {
            return "the waste of all contracts is all waste";
        }
        for (const Folds folds : {Folds::counted, Folds::left_out}) {
            const DependencyPath path = dependency_path(incarnations, graph, measure, folds);
            std::uint64_t length = 0;
            for (std::size_t i = 0; i < path.steps.size(); ++i) {
                length += path.steps[i].amount;
                if (i > 0 && path.steps[i].transaction <= path.steps[i - 1].transaction) {
                    return "a path goes up";
                }
            }
            if (length != path.length || path.length > path.total) {
                return "a path is the sum of its steps, and no longer than all";
            }
            for (const std::uint32_t workers : {1u, 2u, 64u}) {
                const Bound most = bound(incarnations, graph, measure, workers, folds);
                if (most.path.length > path.length || most.amount() * workers < path.total ||
                    most.amount() < most.path.length) {
                    return "the bound lies between even share and dependency path";
                }
                if (workers == 1 && most.amount() != path.total) {
                    return "one worker gains nothing";
                }
            }
        }
    }
    const ReExecutions again = re_executions(incarnations);
    std::uint64_t transactions = 0;
    std::uint64_t times = 0;
    for (const ReExecutionCount& count : again.distribution) {
        transactions += count.transactions;
        times += std::uint64_t{count.transactions} * count.re_executions;
    }
    if (transactions != again.executed_transactions || times != again.total ||
        again.total + again.executed_transactions != sum.incarnations) {
        return "the distribution holds every incarnation";
    }
    if (finished && again.total != sum.wasted.aborts + sum.wasted.suspensions) {
        return "each re-execution has its abort or suspension";
    }
    return {};
}

}  // namespace

class RealRecordingsTest : public QObject {
    Q_OBJECT

private slots:
    void mainnetBlocksKeepTheRules_data()
    {
        QTest::addColumn<QString>("path");
        LANESCOPE_NEEDS_SHARED_DATA();
        for (const char* name : {"46147", "2462997", "4370000", "6196166", "9069000", "11743952",
                                 "12522062", "15274915", "19933122"}) {
            const auto path =
                test::shared_data_folder() / "mainnet-blocks" / (std::string(name) + ".json.gz");
            if (std::filesystem::exists(path)) {
                QTest::newRow(name) << QString::fromStdString(path.string());
            }
        }
    }
    void mainnetBlocksKeepTheRules()
    {
        QFETCH(QString, path);
        const auto input = test::load_block(path.toStdString());
        QVERIFY(input != nullptr);
        for (const std::uint32_t workers : {1u, 2u, 8u}) {
            const auto record = record_of(input, settings_of(workers));
            QVERIFY(record != nullptr);
            const Incarnations incarnations{Recording(record)};
            const std::string broken = broken_rule(incarnations, true);
            QVERIFY2(broken.empty(), broken.c_str());
            QCOMPARE(incarnations.committed_count(),
                     static_cast<std::uint32_t>(input->block.transactions.size()));
            QCOMPARE(totals(incarnations).committed_gas, input->block.header.gas_used);
        }
    }
    void generatedBlocksKeepTheRulesUnderAllSettings()
    {
        for (std::uint64_t seed = 1; seed <= 20; ++seed) {
            const auto input = test::contentious_block(seed);
            for (const bool suspend : {true, false}) {
                RunSettings settings = settings_of(8);
                settings.suspend_on_estimate = suspend;
                settings.lazy_beneficiary = seed % 2 == 0;
                settings.commutative_balances = seed % 3 != 0;
                std::shared_ptr<const RunRecord> record;
                BlockRunner::Options options;
                options.on_start = [&](auto started) { record = std::move(started); };
                const bool valid = record_of(input, settings, options) != nullptr;
                QVERIFY(record != nullptr);
                const std::string broken = broken_rule(Incarnations{Recording(record)}, valid);
                QVERIFY2(broken.empty(),
                         qPrintable(
                             QString("seed %1: %2").arg(seed).arg(QString::fromStdString(broken))));
            }
        }
    }
    void dependenciesAreTheSameWhateverTheWorkers()
    {
        LANESCOPE_NEEDS_SHARED_DATA();
        const auto input = test::load_block(
            (test::shared_data_folder() / "mainnet-blocks" / "15274915.json.gz").string());
        QVERIFY(input != nullptr);
        const auto edges_of = [&](std::uint32_t workers) {
            const ConflictGraph graph =
                conflict_graph(Incarnations{Recording(record_of(input, settings_of(workers)))});
            std::vector<std::pair<std::uint32_t, std::uint32_t>> edges;
            for (const Dependency& dependency : graph.dependencies) {
                edges.emplace_back(dependency.reader, dependency.writer);
            }
            return edges;
        };
        const auto alone = edges_of(1);
        QVERIFY(!alone.empty());
        QVERIFY(edges_of(8) == alone);
    }
    void liveRecordingsKeepTheRules()
    {
        LANESCOPE_NEEDS_SHARED_DATA();
        const auto input = test::load_block(
            (test::shared_data_folder() / "mainnet-blocks" / "15274915.json.gz").string());
        QVERIFY(input != nullptr);
        std::shared_ptr<const RunRecord> record;
        std::atomic<bool> started{false};
        BlockRunner::Options options;
        options.on_start = [&](auto fresh) {
            record = std::move(fresh);
            started = true;
        };
        std::thread runner([&] { static_cast<void>(record_of(input, settings_of(4), options)); });
        while (!started) {
            std::this_thread::yield();
        }
        std::uint32_t committed = 0;
        std::string broken;
        bool live = true;
        while (live && broken.empty()) {
            const Incarnations incarnations{Recording(record)};
            live = incarnations.recording().is_live();
            broken = broken_rule(incarnations, !live);
            if (incarnations.committed_count() < committed) {
                broken = "commits stay";
            }
            committed = incarnations.committed_count();
        }
        runner.join();
        QVERIFY2(broken.empty(), broken.c_str());
        QCOMPARE(committed, static_cast<std::uint32_t>(input->block.transactions.size()));
    }
};

QTEST_GUILESS_MAIN(RealRecordingsTest)
#include "real_recordings_test.moc"
