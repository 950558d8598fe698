// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/conflict_graph.h"
#include "analysis/hand_built_run.h"

#include <QtTest>

using namespace lanescope;
using namespace lanescope::analysis;
using test::HandBuiltRun;

namespace {

/// "1<0@30 2<0@40,50": reader, writer, gas used at each read.
std::string text_of(const ConflictGraph& graph)
{
    std::string text;
    for (const Dependency& dependency : graph.dependencies) {
        text += (text.empty() ? "" : " ") + std::to_string(dependency.reader) + "<" +
                std::to_string(dependency.writer) + "@";
        bool first = true;
        for (const DependencyRead& read : graph.reads_of(dependency)) {
            text += (first ? "" : ",") + std::to_string(read.gas_used);
            first = false;
        }
    }
    return text;
}

}  // namespace

class ConflictGraphTest : public QObject {
    Q_OBJECT

private slots:
    void onlyReadsOfLowerWritesAreDependencies()
    {
        HandBuiltRun run(3, 1);
        const LocationId a = run.slot(0xc0, 1);
        const LocationId b = run.balance(0xb0);
        run.execute({0, {0, 0}, 0, 10, 100, {HandBuiltRun::from_pre_state(a)}, {a, b}});
        // Writes the same location without reading it: no dependency.
        run.execute({0, {1, 0}, 10, 20, 100, {HandBuiltRun::from_pre_state(b)}, {a}});
        run.execute({0,
                     {2, 0},
                     20,
                     30,
                     100,
                     {HandBuiltRun::from({1, 0}, a, 50), HandBuiltRun::from({0, 0}, b, 40)},
                     {}});
        for (std::uint32_t i = 0; i < 3; ++i) {
            run.commit(0, {i, 0}, 30);
        }
        const ConflictGraph graph = conflict_graph(Incarnations(run.finish(30)));
        QCOMPARE(text_of(graph), std::string("2<0@40 2<1@50"));
        QCOMPARE(graph.dependent_transactions, 1u);
        QVERIFY(graph.folds.empty() && graph.aborts.empty() && graph.suspensions.empty());
    }
    void severalLocationsOfOneWriterAreOneDependency()
    {
        HandBuiltRun run(2, 1);
        const LocationId a = run.slot(0xc0, 1);
        const LocationId b = run.slot(0xc0, 2);
        run.execute({0, {0, 0}, 0, 10, 100, {}, {a, b}});
        // The account of a location may be asked for twice; the first read counts.
        run.execute({0,
                     {1, 0},
                     10,
                     20,
                     100,
                     {HandBuiltRun::from({0, 0}, b, 30), HandBuiltRun::from({0, 0}, a, 60),
                      HandBuiltRun::from({0, 0}, b, 80)},
                     {}});
        run.commit(0, {0, 0}, 20);
        run.commit(0, {1, 0}, 20);
        const ConflictGraph graph = conflict_graph(Incarnations(run.finish(20)));
        QCOMPARE(text_of(graph), std::string("1<0@30,60"));
        QVERIFY(graph.reads_of(graph.dependencies[0])[0].location == b);
    }
    void foldsStandApart()
    {
        HandBuiltRun run(2, 1);
        const LocationId beneficiary = run.balance(0xbe);
        run.execute({0, {0, 0}, 0, 10, 100, {}, {}});
        run.execute({0, {1, 0}, 10, 20, 100, {HandBuiltRun::fold(beneficiary, 70)}, {}});
        run.commit(0, {0, 0}, 20);
        run.commit(0, {1, 0}, 20);
        const ConflictGraph graph = conflict_graph(Incarnations(run.finish(20)));
        QVERIFY(graph.dependencies.empty());
        QCOMPARE(graph.dependent_transactions, 0u);
        QCOMPARE(graph.folds.size(), std::size_t{1});
        QCOMPARE(graph.folds[0].reader, 1u);
        QVERIFY((graph.folds[0].read == DependencyRead{beneficiary, 70}));
    }
    void onlyTheCommittedIncarnationCounts()
    {
        HandBuiltRun run(2, 1);
        const LocationId a = run.slot(0xc0, 1);
        const LocationId b = run.slot(0xc0, 2);
        run.execute({0, {0, 0}, 0, 10, 100, {}, {a, b}});
        run.execute({0, {1, 0}, 10, 20, 100, {HandBuiltRun::from({0, 0}, a, 30)}, {}});
        run.abort(0, {1, 0}, 20, 21, {HandBuiltRun::newer(a, {0, 0})});
        run.execute({0, {1, 1}, 21, 30, 100, {HandBuiltRun::from({0, 0}, b, 35)}, {}});
        run.commit(0, {0, 0}, 30);
        run.commit(0, {1, 1}, 30);
        const ConflictGraph graph = conflict_graph(Incarnations(run.finish(30)));
        QCOMPARE(text_of(graph), std::string("1<0@35"));
    }
    void whatWentWrongIsCountedByReason()
    {
        HandBuiltRun run(2, 1);
        const LocationId a = run.slot(0xc0, 1);
        const LocationId b = run.slot(0xc0, 2);
        run.execute({0, {0, 0}, 0, 5, 100, {}, {a}});
        for (std::uint32_t i = 0; i < 3; ++i) {
            run.execute({0, {1, i}, 10 + 10 * i, 19 + 10 * i, 100, {}, {}});
        }
        run.abort(0, {1, 0}, 40, 41,
                  {HandBuiltRun::newer(b, {0, 0}), HandBuiltRun::newer(a, {0, 0})});
        run.abort(0, {1, 1}, 41, 42, {HandBuiltRun::newer(a, {0, 0})});
        Mismatch removed = HandBuiltRun::newer(a, {0, 0});
        removed.kind = MismatchKind::removed_write;
        run.abort(0, {1, 2}, 42, 43, {removed});
        run.suspend({0, {1, 3}, 43, 45, 0, {}, {}}, a, 0);
        run.suspend({0, {1, 4}, 45, 47, 0, {}, {}}, a, 0);
        run.execute({0, {1, 5}, 47, 50, 100, {}, {}});
        run.commit(0, {0, 0}, 50);
        run.commit(0, {1, 5}, 50);
        const ConflictGraph graph = conflict_graph(Incarnations(run.finish(50)));
        QCOMPARE(graph.aborts.size(), std::size_t{3});
        const AbortEdge& twice = graph.aborts[0];
        QVERIFY(twice.location == a && twice.cause == MismatchKind::newer_write);
        QCOMPARE(twice.reader, 1u);
        QCOMPARE(twice.culprit, 0u);
        QCOMPARE(twice.aborts, 2u);
        QCOMPARE(twice.charged, 1u);
        QVERIFY(graph.aborts[1].cause == MismatchKind::removed_write);
        QVERIFY(graph.aborts[2].location == b && graph.aborts[2].charged == 1);
        QCOMPARE(graph.suspensions.size(), std::size_t{1});
        QCOMPARE(graph.suspensions[0].suspensions, 2u);
        QVERIFY(graph.dependencies.empty());
    }
};

QTEST_GUILESS_MAIN(ConflictGraphTest)
#include "conflict_graph_test.moc"
