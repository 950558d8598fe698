// SPDX-License-Identifier: GPL-3.0-or-later
// The four pictures as widgets: their tables, selection between them, mouse and keys, export.
#include "analysis/hand_built_run.h"
#include "views/graph/graph_view.h"
#include "views/re_executions/re_executions_view.h"
#include "views/shared/export.h"
#include "views/throughput/throughput_view.h"
#include "views/timeline/timeline_view.h"

#include <QAbstractItemModelTester>
#include <QBuffer>
#include <QSignalSpy>
#include <QtTest>

using namespace lanescope;
using namespace lanescope::views;
using lanescope::test::HandBuiltRun;

namespace {

/// Transaction 1 reads what 0 writes, too early: it is aborted, and executed again.
RunPicture pictureOfAnAbort()
{
    HandBuiltRun run(3, 2);
    const LocationId slot = run.slot(0xc0, 1);
    run.execute({0, {0, 0}, 1000, 4000, 50'000, {}, {slot}});
    run.execute({1, {1, 0}, 1000, 3000, 40'000, {HandBuiltRun::from_pre_state(slot)}, {}});
    run.validate(0, {0, 0}, 4000, 4200);
    run.commit(0, {0, 0}, 4200);
    run.abort(1, {1, 0}, 4300, 4500, {HandBuiltRun::newer(slot, {0, 0})});
    run.execute({1, {1, 1}, 4500, 7000, 40'000, {HandBuiltRun::from({0, 0}, slot, 900)}, {}});
    run.execute({0, {2, 0}, 4200, 5000, 21'000, {}, {}});
    run.validate(1, {1, 1}, 7000, 7200);
    run.commit(1, {1, 1}, 7200);
    run.validate(0, {2, 0}, 7200, 7300);
    run.commit(0, {2, 0}, 7300);
    return std::make_shared<const analysis::RunAnalysis>(Machine{"", 8, "", 1, ""},
                                                         run.finish(8000));
}

}  // namespace

class PicturesTest : public QObject {
    Q_OBJECT

private:
    Selection m_selection;
    TimelineView m_timeline{m_selection};
    GraphView m_graph{m_selection};
    ReExecutionsView m_again{m_selection};
    ThroughputView m_throughput{m_selection};
    const std::vector<View*> m_all{&m_timeline, &m_graph, &m_again, &m_throughput};

    QPoint middleOf(TxVersion version) const
    {
        const auto place = m_timeline.scene().index()->find(version);
        return m_timeline.scene().rectOf(*place).center().toPoint();
    }

private slots:
    void init()
    {
        m_selection.clear();
        for (View* view : m_all) {
            view->resize(900, 400);
            view->setTheme(Palette::light());
            view->setPictureNow(pictureOfAnAbort());
        }
        m_timeline.fitAll();
    }

    void tablesKeepTheRulesOfModels()
    {
        for (View* view : m_all) {
            QAbstractItemModelTester tester(view->table(),
                                            QAbstractItemModelTester::FailureReportingMode::QtTest);
            QVERIFY(view->table()->rowCount() > 0);
            view->setPictureNow(nullptr);
            QCOMPARE(view->table()->rowCount(), 0);
            view->setPictureNow(pictureOfAnAbort());
        }
    }

    void aTableSaysWhatIsDrawn()
    {
        const QAbstractItemModel* table = m_timeline.table();
        QCOMPARE(table->rowCount(), 8);
        // Worker 1's second span: the failed validation.
        const auto text = [&](int row, int column) {
            return table->index(row, column).data().toString();
        };
        QCOMPARE(text(0, 3), QString("3.000"));
        QCOMPARE(text(0, 6), QString("useful"));
        QCOMPARE(text(4, 6), QString("aborted"));
        QCOMPARE(table->index(4, 0).data(FactTable::transactionRole).toUInt(), 1u);
        QCOMPARE(m_graph.table()->rowCount(), 2);
        QCOMPARE(m_graph.table()->index(1, 1).data().toString(), QString("1"));
        QCOMPARE(m_again.table()->index(1, 2).data(FactTable::rawRole).toUInt(), 1u);
    }

    void aClickOnASpanSelectsItsIncarnation()
    {
        QTest::mouseClick(&m_timeline, Qt::LeftButton, {}, middleOf({1, 0}));
        QCOMPARE(m_selection.version(), (TxVersion{1, 0}));
        QCOMPARE(m_selection.current().worker, 1u);
        QTest::mouseClick(&m_timeline, Qt::LeftButton, {}, middleOf({2, 0}));
        QCOMPARE(m_selection.version(), (TxVersion{2, 0}));
    }

    void bracketsFollowACauseAndComeBack()
    {
        m_selection.selectVersion({1, 0});
        QTest::keyClick(&m_timeline, Qt::Key_BracketRight);
        QCOMPARE(m_selection.version(), (TxVersion{0, 0}));
        QTest::keyClick(&m_timeline, Qt::Key_BracketRight);
        QCOMPARE(m_selection.version(), (TxVersion{0, 0}));
        QTest::keyClick(&m_timeline, Qt::Key_BracketLeft);
        QCOMPARE(m_selection.version(), (TxVersion{1, 0}));
        m_selection.selectVersion({0, 0});
        QTest::keyClick(&m_timeline, Qt::Key_BracketLeft);
        QCOMPARE(m_selection.version(), (TxVersion{1, 0}));
    }

    void keysZoomPanAndUndo()
    {
        const VisibleTime whole = m_timeline.visibleTime();
        QTest::keyClick(&m_timeline, Qt::Key_W);
        QVERIFY(m_timeline.visibleTime().span() < whole.span());
        const VisibleTime zoomed = m_timeline.visibleTime();
        QTest::keyClick(&m_timeline, Qt::Key_D);
        QVERIFY(m_timeline.visibleTime().begin > zoomed.begin);
        QTest::keyClick(&m_timeline, Qt::Key_Z, Qt::ControlModifier);
        QCOMPARE(m_timeline.visibleTime(), whole);
        m_selection.selectVersion({2, 0});
        QTest::keyClick(&m_timeline, Qt::Key_F);
        QVERIFY(m_timeline.visibleTime().span() < whole.span() / 2);
        QTest::keyClick(&m_timeline, Qt::Key_Home);
        QCOMPARE(m_timeline.visibleTime(), whole);
    }

    void spansAreReachedByKeysAlone()
    {
        m_selection.selectVersion({0, 0});
        QTest::keyClick(&m_timeline, Qt::Key_Right, Qt::ShiftModifier);
        QCOMPARE(m_selection.version(), (TxVersion{2, 0}));
        QTest::keyClick(&m_timeline, Qt::Key_Down, Qt::ShiftModifier);
        QCOMPARE(m_selection.version(), (TxVersion{1, 1}));
    }

    void shiftAndDragMeasureTime()
    {
        const TimelineScene& scene = m_timeline.scene();
        const int y = static_cast<int>(scene.layout().lane(0).center().y());
        const QPoint from(static_cast<int>(scene.xOf(2000)), y);
        const QPoint to(static_cast<int>(scene.xOf(6000)), y);
        QTest::mousePress(&m_timeline, Qt::LeftButton, Qt::ShiftModifier, from);
        QTest::mouseMove(&m_timeline, to);
        QTest::mouseRelease(&m_timeline, Qt::LeftButton, Qt::ShiftModifier, to);
        QVERIFY(m_selection.current().time);
        const auto length = static_cast<double>(m_selection.current().time->end -
                                                m_selection.current().time->begin);
        QVERIFY(std::abs(length - 4000) < scene.scale().timePerPixel() * 2);
    }

    void aNodeIsSelectedWhereItIsDrawn()
    {
        const GraphScene& scene = m_graph.scene();
        QCOMPARE(scene.graph().nodes.size(), std::size_t{2});
        QCOMPARE(scene.graph().folded, 1u);
        QTest::mouseClick(&m_graph, Qt::LeftButton, {}, scene.placeOf(1).toPoint());
        QCOMPARE(m_selection.current().transaction, 1u);
        QTest::keyClick(&m_graph, Qt::Key_BracketRight);
        QCOMPARE(m_selection.current().transaction, 0u);
        m_graph.setFilter("slot 0x2");
        QVERIFY(scene.graph().nodes.empty());
        m_graph.setFilter("slot 0x1");
        QCOMPARE(scene.graph().nodes.size(), std::size_t{2});
        m_graph.setFilter({});
        m_graph.setShowsAll(true);
        QCOMPARE(scene.graph().nodes.size(), std::size_t{3});
        m_graph.setShowsAll(false);
    }

    void aBarIsSelectedWhereItIsDrawn()
    {
        const QRectF bars = m_again.layoutFor(m_again.size()).bars;
        const QPoint second(static_cast<int>(bars.left() + bars.width() / 2),
                            static_cast<int>(bars.bottom()) - 5);
        QTest::mouseClick(&m_again, Qt::LeftButton, {}, second);
        QCOMPARE(m_selection.current().transaction, 1u);
        m_selection.clear();
        QTest::keyClick(&m_again, Qt::Key_Right);
        QCOMPARE(m_selection.current().transaction, 1u);
    }

    void ratesAddUpToTheTotals()
    {
        const RunPicture picture = pictureOfAnAbort();
        const Rates rates = ratesOf(*picture, 7);
        double commits = 0;
        double aborts = 0;
        double busy = 0;
        for (std::size_t i = 0; i < rates.size(); ++i) {
            commits += rates.commitsPerSecond[i] * rates.seconds;
            aborts += rates.abortsPerSecond[i] * rates.seconds;
            busy += rates.utilisation[i] / 7;
        }
        QVERIFY(std::abs(commits - 3) < 1e-9);
        QVERIFY(std::abs(aborts - 1) < 1e-9);
        QVERIFY(std::abs(busy - (3000 + 200 + 800 + 100 + 2000 + 200 + 2500 + 200) / 16'000.0) <
                1e-9);
    }

    void everyPictureIsExported()
    {
        QTemporaryDir folder;
        for (View* view : m_all) {
            for (const char* name : {"a.png", "a.svg"}) {
                const QString path = folder.filePath(name);
                QCOMPARE(writePicture(*view, {640, 360}, path), QString());
                QVERIFY(QFileInfo(path).size() > 500);
            }
            QBuffer csv;
            csv.open(QIODevice::WriteOnly);
            writeCsv(*view->table(), csv);
            QCOMPARE(csv.data().count("\r\n"), view->table()->rowCount() + 1);
        }
        QVERIFY(writePicture(m_timeline, {10, 10}, folder.filePath("a.nothing")).contains("PNG"));
        QVERIFY(!writePicture(m_timeline, {10, 10}, "/nowhere/a.png").isEmpty());
    }

    void withoutARunEveryPictureSaysSo()
    {
        for (View* view : m_all) {
            const QImage full = imageOf(*view, {500, 300});
            view->setPictureNow(nullptr);
            QVERIFY(imageOf(*view, {500, 300}) != full);
            QVERIFY(imageOf(*view, {1, 1}).size() == QSize(1, 1));
        }
    }

    void themesDiffer()
    {
        for (View* view : m_all) {
            const QImage light = imageOf(*view, {500, 300});
            view->setTheme(Palette::darkTheme());
            QVERIFY(imageOf(*view, {500, 300}) != light);
        }
    }

    void aDeepGraphIsWrapped()
    {
        QCOMPARE(spaced({0, 0, 0}), (std::vector<double>{-1, 0, 1}));
        QCOMPARE(spaced({0, 5, 5.5}), (std::vector<double>{0, 4.75, 5.75}));
        HandBuiltRun run(30, 1);
        const LocationId slot = run.slot(0xc0, 1);
        for (std::uint32_t i = 0; i < 30; ++i) {
            std::vector<ReadRecord> reads;
            if (i > 0) {
                reads.push_back(HandBuiltRun::from({i - 1, 0}, slot, 100));
            }
            run.execute({0, {i, 0}, i * 100, i * 100 + 90, 21'000, reads, {slot}});
            run.commit(0, {i, 0}, i * 100 + 90);
        }
        const analysis::RunAnalysis picture(Machine{"", 8, "", 1, ""}, run.finish(3000));
        GraphChoice choice;
        choice.columns = 8;
        const GraphLayout graph = layOutGraph(picture, choice);
        QCOMPARE(graph.layers, 30u);
        QCOMPARE(graph.width, 7.0);
        for (const GraphNode& node : graph.nodes) {
            QCOMPARE(node.depth, node.transaction);
            QCOMPARE(node.x, static_cast<double>(node.transaction % 8));
        }
    }
};

QTEST_MAIN(PicturesTest)
#include "pictures_test.moc"
