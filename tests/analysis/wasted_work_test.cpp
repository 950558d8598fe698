// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/wasted_work.h"
#include "analysis/hand_built_run.h"
#include "analysis/re_executions.h"
#include "analysis/time_split.h"
#include "analysis/totals.h"
#include "support/many_spans.h"

#include <QtTest>

using namespace lanescope;
using namespace lanescope::analysis;
using test::HandBuiltRun;

namespace {

/// Two workers, three transactions, 100 ticks. Transaction 1 is aborted for `a` (20 ticks, 500 gas),
/// then suspended at `b` (5 ticks, 120 gas at its last read), then stands; transaction 2 is aborted
/// for `b` first and `a` second (10 ticks, 900 gas).
struct Troubled {
    HandBuiltRun run{3, 2};
    LocationId a = run.slot(0xa0, 1);
    LocationId b = run.slot(0xb0, 2);

    Troubled()
    {
        auto& transactions = run.input->block.transactions;
        transactions[1].to = HandBuiltRun::address(0xc1);
        transactions[2].to.reset();
        run.execute({0, {0, 0}, 2, 30, 1000, {}, {a, b}});
        run.execute({1, {1, 0}, 3, 23, 500, {HandBuiltRun::from_pre_state(a)}, {}});
        run.execute({1,
                     {2, 0},
                     23,
                     33,
                     900,
                     {HandBuiltRun::from_pre_state(b), HandBuiltRun::from_pre_state(a)},
                     {}});
        run.validate(0, {0, 0}, 30, 32);
        run.commit(0, {0, 0}, 31);
        run.abort(0, {1, 0}, 32, 34, {HandBuiltRun::newer(a, {0, 0})});
        run.suspend({0,
                     {1, 1},
                     34,
                     39,
                     0,
                     {HandBuiltRun::from({0, 0}, a, 80), HandBuiltRun::from({0, 0}, a, 120)},
                     {}},
                    b, 0);
        run.abort(1, {2, 0}, 33, 40,
                  {HandBuiltRun::newer(b, {0, 0}), HandBuiltRun::newer(a, {0, 0})});
        run.execute({0,
                     {1, 2},
                     39,
                     60,
                     550,
                     {HandBuiltRun::from({0, 0}, a, 80), HandBuiltRun::from({0, 0}, b, 90)},
                     {b}});
        run.execute({1,
                     {2, 1},
                     40,
                     70,
                     950,
                     {HandBuiltRun::from({1, 2}, b, 10), HandBuiltRun::from({0, 0}, a, 20),
                      HandBuiltRun::from({1, 2}, b, 30)},
                     {}});
        run.wait(0, 60, 85);
        run.commit(1, {1, 2}, 71);
        run.commit(1, {2, 1}, 72);
    }
};

}  // namespace

class WastedWorkTest : public QObject {
    Q_OBJECT

private slots:
    void wasteIsChargedToTheEarliestMismatchAndToTheEstimate()
    {
        Troubled troubled;
        const Incarnations incarnations(troubled.run.finish(100));
        const HotLocations by_time = hot_locations(incarnations, Measure::time);
        QCOMPARE(by_time.ranked.size(), std::size_t{2});
        const HotLocation& a = by_time.ranked[0];
        QVERIFY(a.location == troubled.a);
        QVERIFY((a.wasted == WastedWork{20, 500, 1, 0}));
        QCOMPARE(a.readers, 2u);  // 1 and 2, each once
        QCOMPARE(a.writers, 1u);
        const HotLocation& b = by_time.ranked[1];
        QVERIFY(b.location == troubled.b);
        QVERIFY((b.wasted == WastedWork{15, 1020, 1, 1}));
        QCOMPARE(b.readers, 2u);
        QCOMPARE(b.writers, 2u);
        QVERIFY((by_time.total == WastedWork{35, 1520, 2, 1}));
        QVERIFY(by_time.uncharged == WastedWork{});
        const HotLocations by_gas = hot_locations(incarnations, Measure::gas);
        QVERIFY(by_gas.ranked[0].location == troubled.b);
    }
    void wasteIsSummedByContractAndSelector()
    {
        Troubled troubled;
        const Incarnations incarnations(troubled.run.finish(100));
        const WastedByContract wasted = wasted_by_contract(incarnations, Measure::time);
        QCOMPARE(wasted.called.size(), std::size_t{2});
        QVERIFY(wasted.called[0].key == HandBuiltRun::address(0xc1));
        QVERIFY((wasted.called[0].wasted == WastedWork{25, 620, 1, 1}));
        QCOMPARE(wasted.called[0].transactions, 1u);
        QVERIFY(!wasted.called[1].key);  // the creation
        QVERIFY((wasted.called[1].wasted == WastedWork{10, 900, 1, 0}));
        QVERIFY(wasted.causing[0].key == HandBuiltRun::address(0xa0));
        QVERIFY(wasted.causing[1].key == HandBuiltRun::address(0xb0));
        QCOMPARE(wasted.causing[1].transactions, 2u);
        QVERIFY((wasted.selectors[0].key == Selector{0x11, 0x22, 0x33, 0x44}));
        QCOMPARE(wasted.selectors[0].wasted.time, Ticks{25});
        QVERIFY(!wasted.selectors[1].key);
    }
    void aSelectorNeedsFourBytesAndARecipient()
    {
        Transaction transaction;
        transaction.to = HandBuiltRun::address(1);
        transaction.data = {1, 2, 3};
        QVERIFY(!selector_of(transaction));
        transaction.data = {1, 2, 3, 4};
        QVERIFY((selector_of(transaction) == Selector{1, 2, 3, 4}));
        transaction.to.reset();
        QVERIFY(!selector_of(transaction));
    }
    void reExecutionsAreCountedByTransaction()
    {
        Troubled troubled;
        const Incarnations incarnations(troubled.run.finish(100));
        QVERIFY((incarnations.executions_of(0) == TransactionExecutions{1, 0, 0}));
        QVERIFY((incarnations.executions_of(1) == TransactionExecutions{3, 1, 1}));
        QVERIFY((incarnations.executions_of(2) == TransactionExecutions{2, 1, 0}));
        const ReExecutions again = re_executions(incarnations);
        QCOMPARE(again.most_executed, std::optional(1u));
        QVERIFY((again.distribution == std::vector<ReExecutionCount>{{0, 1}, {1, 1}, {2, 1}}));
        QCOMPARE(again.total, std::uint64_t{3});
        QCOMPARE(again.re_executed_transactions, 2u);
        QCOMPARE(again.rate(), 1.0);
    }
    void incarnationsAreFoundThoughSomeAreMissing()
    {
        HandBuiltRun run(2, 2);
        const LocationId a = run.slot(0xa0, 1);
        // Of transaction 0 the first and the fourth were never recorded; worker 0 has a later one.
        run.execute({0, {0, 4}, 50, 60, 400, {}, {}});
        run.execute({1, {0, 1}, 0, 10, 100, {}, {}});
        run.execute({1, {1, 0}, 10, 15, 500, {}, {}});
        run.suspend({1, {0, 2}, 20, 24, 0, {HandBuiltRun::from({0, 0}, a, 70)}, {}}, a, 0);
        run.abort(0, {0, 1}, 10, 12, {HandBuiltRun::newer(a, {1, 0})});
        run.commit(0, {0, 4}, 60);
        run.commit(1, {1, 0}, 61);
        const Incarnations incarnations(run.finish(100));
        QCOMPARE(incarnations.of(0).size(), std::size_t{3});
        const TxVersion expected[]{{0, 1}, {0, 2}, {0, 4}, {1, 0}};
        std::size_t at = 0;
        for (const Incarnation& incarnation : incarnations.all()) {
            QVERIFY(incarnation.version == expected[at++]);
        }
        QCOMPARE(at, std::size(expected));
        for (const TxVersion version : {TxVersion{0, 0}, TxVersion{0, 3}, TxVersion{0, 5},
                                        TxVersion{1, 1}, TxVersion{2, 0}}) {
            QVERIFY(!incarnations.find(version));
            QVERIFY(incarnations.fate_of(version) == Fate::undecided);
        }
        const auto aborted = incarnations.find({0, 1});
        QVERIFY(aborted && aborted->fate == Fate::aborted && aborted->abort != nullptr);
        QVERIFY(aborted->abort->version == aborted->version);
        QCOMPARE(aborted->worker, 1u);
        QCOMPARE(aborted->time, Ticks{10});
        QCOMPARE(incarnations.committed(0).gas, std::uint64_t{400});
        QCOMPARE(incarnations.committed(0).worker, 0u);
        QVERIFY((incarnations.executions_of(0) == TransactionExecutions{3, 1, 1}));
        QVERIFY((wasted_work(incarnations) == WastedWork{14, 170, 1, 1}));
    }
    void anIncarnationOfTwoRecordsIsKeptTwice()
    {
        HandBuiltRun run(1, 2);
        run.execute({0, {0, 0}, 0, 10, 100, {}, {}});
        run.execute({1, {0, 0}, 5, 25, 100, {}, {}});
        const Incarnations incarnations(run.finish(30));
        QCOMPARE(incarnations.all().size(), std::size_t{2});
        QCOMPARE(incarnations.of(0).front().time, Ticks{10});
        QCOMPARE(incarnations.of(0).back().time, Ticks{20});
    }
    void eachIncarnationSaysWhatItsSpanSays()
    {
        const auto run = test::many_spans(30'000, 3);
        const Incarnations incarnations{Recording(run)};
        std::size_t executions = 0;
        for (std::uint32_t worker = 0; worker < run->workers.size(); ++worker) {
            for (const Span& span : incarnations.recording().spans(worker)) {
                if (span.kind != SpanKind::execution) {
                    continue;
                }
                ++executions;
                const auto found = incarnations.find(span.version);
                QVERIFY(found && found->version == span.version);
                QCOMPARE(found->worker, worker);
                QCOMPARE(found->time, span.end - span.begin);
                QCOMPARE(found->gas, std::uint64_t{span.detail});
                QCOMPARE(found->fate == Fate::suspended, span.outcome == SpanOutcome::suspended);
            }
            for (const Abort& abort : incarnations.recording().aborts(worker)) {
                QCOMPARE(incarnations.find(abort.version)->abort, &abort);
            }
        }
        QCOMPARE(incarnations.all().size(), executions);
        std::size_t wasted = 0;
        incarnations.for_each_wasted([&](const Incarnation& incarnation) {
            ++wasted;
            QVERIFY(incarnation.is_wasted());
            QCOMPARE(incarnation.abort, incarnations.find(incarnation.version)->abort);
        });
        QCOMPARE(wasted, executions - incarnations.committed_count());
        QVERIFY2(incarnations.bytes() <= 15 * executions,
                 qPrintable(QString::number(incarnations.bytes() / executions)));
    }
    void theTimeOfEachWorkerIsSplitWithoutRest()
    {
        Troubled troubled;
        const TimeSplit split = time_split(Incarnations(troubled.run.finish(100)));
        WorkerTime first;
        first.useful = 28 + 21;
        first.suspended = 5;
        first.validating = 2 + 2;
        first.waiting = 25;
        first.other = 2 + 15;  // before it began, and after it left
        QVERIFY(split.workers[0] == first);
        WorkerTime second;
        second.useful = 30;
        second.aborted = 20 + 10;
        second.validating = 7;
        second.other = 3 + 30;
        QVERIFY(split.workers[1] == second);
        QCOMPARE(split.workers[0].sum(), Ticks{100});
        QCOMPARE(split.workers[1].sum(), Ticks{100});
        QCOMPARE(split.all.sum(), Ticks{200});
        QCOMPARE(split.all.wasted(), Ticks{35});
        QCOMPARE(split.switches->voluntary, std::uint64_t{7});
    }
    void totalsSayHowFastAndHowMuchWasWasted()
    {
        Troubled troubled;
        const Totals sum = totals(Incarnations(troubled.run.finish(100)));
        QCOMPARE(sum.transactions, 3u);
        QCOMPARE(sum.committed, 3u);
        QCOMPARE(sum.committed_gas, std::uint64_t{2500});
        QCOMPARE(sum.committed_time, Ticks{28 + 21 + 30});
        QCOMPARE(sum.incarnations, std::uint64_t{6});
        QCOMPARE(sum.worker_time(), Ticks{200});
        QCOMPARE(sum.wasted_share(), 35.0 / 200);
        // 100 ticks of 10 ns are a microsecond.
        QCOMPARE(sum.transactions_per_second(10), 3e6);
        QCOMPARE(sum.megagas_per_second(10), 2500.0);
    }

    void aLiveRecordingIsAnalysedUpToItsWatermark()
    {
        Troubled troubled;
        // Worker 0 waits since 60; worker 1, all of whose work is there, since 72.
        const Recording live =
            troubled.run.live({{60, {}, SpanKind::wait, true}, {72, {}, SpanKind::wait, true}});
        QVERIFY(live.is_live());
        const Incarnations incarnations(live);
        QCOMPARE(incarnations.duration(), Ticks{60});
        QCOMPARE(incarnations.all().size(), std::size_t{5});  // not (2, 1), which ended at 70
        QCOMPARE(incarnations.committed_count(), 1u);
        QVERIFY(incarnations.find({1, 2})->fate == Fate::undecided);
        QVERIFY(!incarnations.find({2, 1}));
        QVERIFY((wasted_work(incarnations) == WastedWork{35, 1520, 2, 1}));
        const TimeSplit split = time_split(incarnations);
        QCOMPARE(split.workers[0].useful, Ticks{28});
        QCOMPARE(split.workers[0].undecided, Ticks{21});
        QCOMPARE(split.workers[1].undecided, Ticks{20});
        QCOMPARE(split.workers[0].sum(), Ticks{60});
        QCOMPARE(split.workers[1].sum(), Ticks{60});
        QVERIFY(!split.switches);
        QCOMPARE(totals(incarnations).committed, 1u);
    }
    void anOpenSpanCountsAsFarAsItHasCome()
    {
        HandBuiltRun run(2, 2);
        run.execute({0, {0, 0}, 0, 10, 100, {}, {}});
        run.execute({1, {1, 0}, 0, 30, 100, {}, {}});
        // Worker 0 waits since 10, and worker 1 validates since 30: nothing is known beyond 10.
        const TimeSplit early = time_split(Incarnations(
            run.live({{10, {}, SpanKind::wait, true}, {30, {1, 0}, SpanKind::validation, true}})));
        QCOMPARE(early.duration, Ticks{10});
        QCOMPARE(early.workers[1].undecided, Ticks{10});
        QCOMPARE(early.workers[1].sum(), Ticks{10});
        // Worker 0 has left.
        const Recording later =
            run.live({{std::numeric_limits<Ticks>::max(), {}, SpanKind::wait, false},
                      {30, {1, 0}, SpanKind::validation, true}});
        const TimeSplit split = time_split(Incarnations(later));
        QCOMPARE(split.duration, Ticks{30});
        QCOMPARE(split.workers[0].other, Ticks{20});
        QCOMPARE(split.workers[1].sum(), Ticks{30});
    }
    void aCancelledRunLeavesItsLastIncarnationsUndecided()
    {
        HandBuiltRun run(2, 1);
        run.execute({0, {0, 0}, 0, 10, 100, {}, {}});
        run.execute({0, {1, 0}, 10, 30, 100, {}, {}});
        run.commit(0, {0, 0}, 30);
        const Incarnations incarnations(run.finish(40));
        QCOMPARE(incarnations.committed_count(), 1u);
        QVERIFY(wasted_work(incarnations) == WastedWork{});
        QCOMPARE(time_split(incarnations).all.undecided, Ticks{20});
    }
    void aRunWithoutAccessSetsStillHasItsTimes()
    {
        auto input = std::make_shared<BlockInput>();
        input->block.transactions.resize(2);
        RunSettings settings;
        settings.strategy = StrategyKind::sequential;
        const auto run = std::make_shared<RunRecord>(input, settings);
        WorkerLog& log = *run->workers[0];
        log.spans.push_back({0, 10, {0, 0}, 300, SpanKind::execution, SpanOutcome::executed});
        log.decisions.push_back({10, {0, 0}, 0, DecisionKind::commit});
        log.spans.push_back({10, 30, {1, 0}, 400, SpanKind::execution, SpanOutcome::executed});
        log.decisions.push_back({30, {1, 0}, 0, DecisionKind::commit});
        RunSummary summary;
        summary.duration = 35;
        run->finish(summary);
        const Incarnations incarnations{Recording(run)};
        QVERIFY(!incarnations.has_access_sets());
        QCOMPARE(totals(incarnations).committed_gas, std::uint64_t{700});
        QCOMPARE(time_split(incarnations).workers[0].useful, Ticks{30});
        QCOMPARE(time_split(incarnations).workers[0].other, Ticks{5});
    }
};

QTEST_GUILESS_MAIN(WastedWorkTest)
#include "wasted_work_test.moc"
