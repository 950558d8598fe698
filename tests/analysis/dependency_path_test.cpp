// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/dependency_path.h"
#include "analysis/hand_built_run.h"

#include <QtTest>

#include <chrono>

using namespace lanescope;
using namespace lanescope::analysis;
using test::HandBuiltRun;

namespace {

/// "0:40 2:30": transactions of a path and what it counts of each.
std::string text_of(const DependencyPath& path)
{
    std::string text;
    std::uint64_t sum = 0;
    for (const PathStep& step : path.steps) {
        text += (text.empty() ? "" : " ") + std::to_string(step.transaction) + ":" +
                std::to_string(step.amount);
        sum += step.amount;
    }
    return sum == path.length ? text : text + ", which is not " + std::to_string(path.length);
}

struct Paths {
    Incarnations incarnations;
    ConflictGraph graph = conflict_graph(incarnations);

    explicit Paths(Recording recording) : incarnations(std::move(recording)) {}
    [[nodiscard]] DependencyPath path(Measure measure, Folds folds = Folds::counted) const
    {
        return dependency_path(incarnations, graph, measure, folds);
    }
    [[nodiscard]] Bound bound_of(Measure measure, std::uint32_t workers,
                                 Folds folds = Folds::counted) const
    {
        return bound(incarnations, graph, measure, workers, folds);
    }
};

/// Four transactions in a row of 10, 20, 30 and 40 ticks and 100, 200, 300 and 400 gas above the base
/// of 21,000, each reading what the one before wrote when half of that was used.
Recording chain()
{
    HandBuiltRun run(4, 1);
    std::vector<LocationId> written;
    Ticks at = 0;
    for (std::uint32_t i = 0; i < 4; ++i) {
        written.push_back(run.slot(0xc0, i));
        std::vector<ReadRecord> reads;
        if (i > 0) {
            reads.push_back(HandBuiltRun::from({i - 1, 0}, written[i - 1], 21'000 + 50 * (i + 1)));
        }
        const Ticks time = 10 * (i + 1);
        run.execute({0, {i, 0}, at, at + time, 21'000 + 100 * (i + 1), reads, {written[i]}});
        run.commit(0, {i, 0}, at + time);
        at += time;
    }
    return run.finish(at);
}

/// 0 is read by 1 and 2, and 3 reads both; 4 is on its own. By time the way is over 2, by gas over 1.
Recording diamond()
{
    HandBuiltRun run(5, 2);
    const LocationId a = run.slot(0xc0, 1);
    const LocationId b = run.slot(0xc0, 2);
    const LocationId c = run.slot(0xc0, 3);
    run.execute({0, {0, 0}, 0, 10, 21'100, {}, {a}});
    run.execute({0, {1, 0}, 10, 30, 21'800, {HandBuiltRun::from({0, 0}, a, 21'200)}, {b}});
    run.execute({1, {2, 0}, 10, 50, 21'200, {HandBuiltRun::from({0, 0}, a, 21'050)}, {c}});
    run.execute({0,
                 {3, 0},
                 50,
                 70,
                 21'400,
                 {HandBuiltRun::from({1, 0}, b, 21'100), HandBuiltRun::from({2, 0}, c, 21'300)},
                 {}});
    run.execute({1, {4, 0}, 50, 55, 22'000, {}, {}});
    for (std::uint32_t i = 0; i < 5; ++i) {
        run.commit(0, {i, 0}, 70);
    }
    return run.finish(75);
}

}  // namespace

class DependencyPathTest : public QObject {
    Q_OBJECT

private slots:
    void aChainIsItsOwnPath()
    {
        const Paths paths(chain());
        const DependencyPath time = paths.path(Measure::time);
        QCOMPARE(text_of(time), std::string("0:10 1:20 2:30 3:40"));
        QCOMPARE(time.length, Ticks{100});
        QCOMPARE(time.total, Ticks{100});
        QVERIFY(!time.steps[0].via && time.steps[1].via);
        const DependencyPath gas = paths.path(Measure::gas);
        QCOMPARE(text_of(gas), std::string("0:21100 1:21200 2:21300 3:21400"));
    }
    void theBoundOfAChainCountsFromEachRead()
    {
        // Half of each transaction comes before its read, and need not wait.
        const Paths paths(chain());
        Bound time = paths.bound_of(Measure::time, 8);
        QCOMPARE(text_of(time.path), std::string("0:10 1:10 2:15 3:20"));
        QCOMPARE(time.even_share(), Ticks{13});  // 100 / 8, rounded up
        QCOMPARE(time.amount(), Ticks{55});
        QCOMPARE(time.potential_speed_up(), 100.0 / 55.0);
        const Bound gas = paths.bound_of(Measure::gas, 8);
        QCOMPARE(text_of(gas.path), std::string("0:21100 1:100 2:150 3:200"));
        QCOMPARE(gas.amount(), std::uint64_t{21550});
        // One worker has all of it to do.
        QCOMPARE(paths.bound_of(Measure::time, 1).amount(), Ticks{100});
        QCOMPARE(paths.bound_of(Measure::time, 1).potential_speed_up(), 1.0);
    }
    void aDiamondTakesItsLongerSide()
    {
        const Paths paths(diamond());
        QCOMPARE(text_of(paths.path(Measure::time)), std::string("0:10 2:40 3:20"));
        QCOMPARE(paths.path(Measure::time).total, Ticks{95});
        QCOMPARE(text_of(paths.path(Measure::gas)), std::string("0:21100 1:21800 3:21400"));
        QCOMPARE(paths.path(Measure::gas).total, std::uint64_t{107'500});
    }
    void theBoundOfADiamondMayGoAnotherWay()
    {
        const Paths paths(diamond());
        // Time: 1 reads at a quarter: 10 + 15 = 25. 2 reads at a quarter: 10 + 30 = 40.
        // 3 reads b at a quarter: 25 + 15 = 40, and c at three quarters: 40 + 5 = 45.
        QCOMPARE(text_of(paths.bound_of(Measure::time, 2).path), std::string("0:10 2:30 3:5"));
        QCOMPARE(paths.bound_of(Measure::time, 2).amount(), Ticks{48});  // 95 / 2
        QCOMPARE(paths.bound_of(Measure::time, 4).amount(), Ticks{45});
        // Gas: 1 need not wait, whatever it reads: 21,800. 3 reads b with 300 left.
        const Bound gas = paths.bound_of(Measure::gas, 2);
        QCOMPARE(text_of(gas.path), std::string("1:21800 3:300"));
        QCOMPARE(gas.amount(), std::uint64_t{53'750});
    }
    void withoutDependenciesTheLongestTransactionIsThePath()
    {
        HandBuiltRun run(3, 1);
        run.execute({0, {0, 0}, 0, 10, 300, {}, {}});
        run.execute({0, {1, 0}, 10, 40, 100, {}, {}});
        run.execute({0, {2, 0}, 40, 60, 100, {}, {}});
        for (std::uint32_t i = 0; i < 3; ++i) {
            run.commit(0, {i, 0}, 60);
        }
        const Paths paths(run.finish(60));
        QCOMPARE(text_of(paths.path(Measure::time)), std::string("1:30"));
        QCOMPARE(text_of(paths.path(Measure::gas)), std::string("0:300"));
        QCOMPARE(paths.bound_of(Measure::time, 2).amount(), Ticks{30});
    }
    void aReadPastTheGasOfItsTransactionLeavesNothing()
    {
        // A refund: at the read 21,090 gas were used, in the end only 21,080.
        HandBuiltRun run(2, 1);
        const LocationId a = run.slot(0xc0, 1);
        run.execute({0, {0, 0}, 0, 100, 30'000, {}, {a}});
        run.execute({0, {1, 0}, 100, 110, 21'080, {HandBuiltRun::from({0, 0}, a, 21'090)}, {}});
        run.commit(0, {0, 0}, 110);
        run.commit(0, {1, 0}, 110);
        const Paths paths(run.finish(110));
        QCOMPARE(paths.bound_of(Measure::gas, 4).path.length, std::uint64_t{30'000});
        QCOMPARE(paths.bound_of(Measure::time, 4).path.length, Ticks{100});
    }
    void plainTransfersToOneAccountWaitForEachOther()
    {
        HandBuiltRun run(3, 1);
        const LocationId recipient = run.balance(0xaa);
        for (std::uint32_t i = 0; i < 3; ++i) {
            std::vector<ReadRecord> reads;
            if (i > 0) {
                reads.push_back(HandBuiltRun::from({i - 1, 0}, recipient, 21'000));
            }
            run.execute({0, {i, 0}, i * 5, i * 5 + 5, 21'000, reads, {recipient}});
            run.commit(0, {i, 0}, 15);
        }
        const Paths paths(run.finish(15));
        QCOMPARE(text_of(paths.bound_of(Measure::time, 8).path), std::string("0:5 1:5 2:5"));
        // The gas of a plain transfer is all paid before it reads its recipient.
        QCOMPARE(paths.bound_of(Measure::gas, 8).path.length, std::uint64_t{21'000});
    }
    void aFoldDependsOnAllLowerTransactionsUnlessLeftOut()
    {
        HandBuiltRun run(4, 1);
        const LocationId beneficiary = run.balance(0xbe);
        run.execute({0, {0, 0}, 0, 10, 100, {}, {}});
        run.execute({0, {1, 0}, 10, 40, 300, {}, {}});
        run.execute({0, {2, 0}, 40, 60, 21'200, {HandBuiltRun::fold(beneficiary, 21'100)}, {}});
        run.execute({0, {3, 0}, 60, 65, 50, {}, {}});
        for (std::uint32_t i = 0; i < 4; ++i) {
            run.commit(0, {i, 0}, 65);
        }
        const Paths paths(run.finish(65));
        QCOMPARE(text_of(paths.path(Measure::time)), std::string("1:30 2:20"));
        QCOMPARE(text_of(paths.bound_of(Measure::time, 9).path), std::string("1:30 2:10"));
        QCOMPARE(text_of(paths.path(Measure::time, Folds::left_out)), std::string("1:30"));
        QCOMPARE(paths.bound_of(Measure::gas, 9, Folds::left_out).amount(), std::uint64_t{21'200});
    }
    void aBlockWithoutTransactionsHasNoPath()
    {
        HandBuiltRun run(0, 2);
        const Paths paths(run.finish(10));
        QVERIFY(paths.incarnations.has_access_sets());  // none were needed
        QVERIFY(paths.path(Measure::time).steps.empty());
        QCOMPARE(paths.bound_of(Measure::gas, 2).potential_speed_up(), 1.0);
    }
    void twoHundredThousandTransactionsTakeLinearTime()
    {
        constexpr std::uint32_t count = 200'000;
        HandBuiltRun run(count, 1);
        const LocationId hot = run.slot(0xc0, 1);
        for (std::uint32_t i = 0; i < count; ++i) {
            std::vector<ReadRecord> reads{HandBuiltRun::from_pre_state(hot)};
            if (i > 0) {
                reads = {HandBuiltRun::from({i - 1, 0}, hot, 5),
                         HandBuiltRun::fold(run.balance(0xbe), 6)};
            }
            run.execute({0, {i, 0}, i * 10ull, i * 10ull + 10, 10, reads, {hot}});
            run.commit(0, {i, 0}, i * 10ull + 10);
        }
        const Recording recording = run.finish(count * 10ull);
        const auto begin = std::chrono::steady_clock::now();
        const Paths paths(recording);
        QCOMPARE(paths.path(Measure::time).length, Ticks{count * 10ull});
        QCOMPARE(paths.bound_of(Measure::gas, 2).path.length, std::uint64_t{10 + (count - 1) * 5});
        const auto taken = std::chrono::steady_clock::now() - begin;
        qInfo("%lld ms", static_cast<long long>(
                             std::chrono::duration_cast<std::chrono::milliseconds>(taken).count()));
        // Quadratic work would take minutes.
        QVERIFY(taken < std::chrono::seconds(20));
    }
};

QTEST_GUILESS_MAIN(DependencyPathTest)
#include "dependency_path_test.moc"
