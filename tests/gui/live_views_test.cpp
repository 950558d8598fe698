// SPDX-License-Identifier: GPL-3.0-or-later
// What a window shows while a run goes on, and how a very large one ends when somebody stops it.
#include "app/window/pace.h"
#include "app/window/run_controller.h"
#include "app/window/view_frame.h"
#include "gui/window_driver.h"
#include "support/benchmark_input.h"
#include "views/graph/graph_view.h"
#include "views/hot_locations/hot_locations_view.h"
#include "views/re_executions/re_executions_view.h"
#include "views/shared/table_text.h"
#include "views/summary/summary_view.h"
#include "views/timeline/timeline_view.h"
#include "views/transactions/transactions_view.h"

#include <QComboBox>
#include <QTextBrowser>

using namespace lanescope;
using namespace lanescope::app;
using namespace lanescope::test;

namespace {

/// Some 20 µs a transaction: seconds in all, however it is run.
std::shared_ptr<const BlockInput> veryLargeBlock()
{
    return benchmark_input(workload::BenchmarkBlock::long_independent, 100'000);
}

std::size_t spansOf(const Recording& recording)
{
    std::size_t spans = 0;
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        spans += recording.spans(worker).size() + (recording.open_span(worker) ? 1 : 0);
    }
    return spans;
}

}  // namespace

class LiveViewsTest : public QObject {
    Q_OBJECT

private slots:
    void theViewsFollowAnEndlessPacedRunAndEndEqualToItsRecording()
    {
        WindowDriver driver(false);
        MainWindow& window = driver.window();
        window.resize(1440, 900);
        window.show();
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.until([&] { return window.names().isDone(); }));
        auto* timeline =
            dynamic_cast<views::TimelineView*>(window.frame(QStringLiteral("timeline"))->view());
        auto* summary =
            dynamic_cast<views::SummaryView*>(window.frame(QStringLiteral("summary"))->view());
        const RunRecord* shown = nullptr;
        std::uint32_t committed = 0;
        std::size_t spans = 0;
        int advances = 0;
        QStringList wrong;
        connect(&window, &MainWindow::pictureShown, &window, [&] {
            const auto& picture = window.picture();
            if (!picture || !picture->recording().is_live()) {
                return;
            }
            const std::size_t nowSpans = spansOf(picture->recording());
            const std::uint32_t nowCommitted = picture->totals.committed;
            if (timeline->scene().index()->spanCount() != nowSpans ||
                timeline->table()->rowCount() != static_cast<int>(nowSpans)) {
                wrong.append(QStringLiteral("the timeline shows %1 spans of %2")
                                 .arg(timeline->table()->rowCount())
                                 .arg(nowSpans));
            }
            if (summary->facts().sentences.empty()) {
                wrong.append(QStringLiteral("the summary says nothing"));
            }
            if (shown == &picture->run()) {
                if (nowSpans < spans || nowCommitted < committed) {
                    wrong.append(QStringLiteral("a later picture shows less"));
                }
                advances += nowSpans > spans && nowCommitted > committed ? 1 : 0;
            }
            shown = &picture->run();
            spans = nowSpans;
            committed = nowCommitted;
        });
        window.runBar()->repeat()->setCurrentText(QStringLiteral("endlessly"));
        window.runBar()->setPacePosition(
            static_cast<int>(std::find(paces.begin(), paces.end(), 1000.0) - paces.begin()));
        driver.action("Run")->trigger();
        QVERIFY(driver.until([&] { return advances >= 5 || !wrong.empty(); }));
        driver.action("Stop")->trigger();
        QVERIFY(driver.untilRunIsShown());
        QVERIFY2(wrong.empty(), qPrintable(wrong.join('\n')));

        const auto record = window.controller().records().back();
        QCOMPARE(&window.picture()->run(), record.get());
        const auto whole =
            std::make_shared<analysis::RunAnalysis>(this_machine(), Recording(record));
        whole->set_names(window.names().names());
        views::Selection nothing;
        views::TimelineView freshTimeline(nothing);
        views::GraphView freshGraph(nothing);
        views::ReExecutionsView freshAgain(nothing);
        views::HotLocationsView freshHot(nothing);
        views::TransactionsView freshTransactions(nothing);
        const std::pair<const char*, views::View*> all[]{{"timeline", &freshTimeline},
                                                         {"graph", &freshGraph},
                                                         {"re-executions", &freshAgain},
                                                         {"hot-locations", &freshHot},
                                                         {"transactions", &freshTransactions}};
        for (const auto& [name, fresh] : all) {
            fresh->setPictureNow(whole);
            ViewFrame* frame = window.frame(QString::fromLatin1(name));
            QVERIFY2(frame != nullptr, name);
            QVERIFY2(fresh->table()->rowCount() > 0 || fresh == &freshGraph || fresh == &freshHot,
                     name);
            QCOMPARE(views::csvOf(*frame->view()->table()), views::csvOf(*fresh->table()));
        }
    }

    void aViewThatComesToTheFrontDuringAPauseShowsTheNewestPicture()
    {
        WindowDriver driver(false);
        MainWindow& window = driver.window();
        window.resize(1440, 900);
        window.show();
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.until([&] { return window.names().isDone(); }));
        views::View* view = window.frame(QStringLiteral("transactions"))->view();
        // What stands behind another tab counts as visible.
        const auto isSeen = [&] { return !view->visibleRegion().isEmpty(); };
        const auto shows = [&](std::uint32_t committed) {
            const auto& picture = window.picture();
            return picture && picture->recording().is_live() &&
                   picture->totals.committed >= committed;
        };
        window.runBar()->setPacePosition(
            static_cast<int>(std::find(paces.begin(), paces.end(), 20.0) - paces.begin()));
        window.showView(QStringLiteral("transactions"));
        QVERIFY(driver.until(isSeen));
        driver.action("Run")->trigger();
        QVERIFY(driver.until([&] { return shows(1); }));

        // It leaves the front, the run goes on without it, and is held.
        window.showView(QStringLiteral("summary"));
        QVERIFY(driver.until([&] { return !isSeen(); }));
        const std::uint32_t seen = window.picture()->totals.committed;
        QVERIFY(driver.until([&] { return shows(seen + 3); }));
        driver.action("Pause")->trigger();
        QCOMPARE(window.controller().state(), RunState::paused);
        QVERIFY(driver.until([&] { return shows(window.picture()->run().committed.load()); }));

        const auto newest = [&] {
            views::Selection nothing;
            views::TransactionsView fresh(nothing);
            fresh.setPictureNow(window.picture());
            return views::csvOf(*fresh.table());
        };
        QVERIFY2(views::csvOf(*view->table()) != newest(), "nobody sees it, and it was set");
        window.showView(QStringLiteral("transactions"));
        QCOMPARE(window.controller().state(), RunState::paused);
        QCOMPARE(views::csvOf(*view->table()), newest());
        driver.action("Stop")->trigger();
        QVERIFY(driver.untilRunIsShown());
        QCOMPARE(views::csvOf(*view->table()), newest());
    }

    void aSummaryThatNobodySeesIsSetWhenSomebodyLooks()
    {
        views::Selection nothing;
        views::SummaryView summary(nothing);
        auto* text = summary.findChild<QTextBrowser*>();
        const QString before = text->toPlainText();
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        summary.setPicture(driver.window().picture());
        QVERIFY(!summary.facts().sentences.empty());
        QCOMPARE(text->toPlainText(), before);
        summary.show();
        QVERIFY(text->toPlainText() != before);
        QVERIFY(text->toPlainText().size() > 40);
    }

    void stopEndsAVeryLargeRunAtOnce()
    {
        WindowDriver driver(false);
        MainWindow& window = driver.window();
        window.show();
        QVERIFY(driver.open({sampleBlock()}));
        RunController& controller = window.controller();
        const auto input = veryLargeBlock();
        controller.setInput(input);
        QCOMPARE(controller.state(), RunState::idle);
        const auto isIdle = [&] { return controller.state() == RunState::idle; };

        // While it is still measured: nothing is recorded.
        driver.action("Run")->trigger();
        QCOMPARE(controller.state(), RunState::running);
        driver.action("Stop")->trigger();
        QVERIFY(driver.until(isIdle));
        QVERIFY(controller.records().empty());
        QVERIFY(window.picture() == nullptr);

        // While it is recorded.
        std::shared_ptr<const RunRecord> kept;
        connect(&window, &MainWindow::pictureShown, &window, [&] {
            const auto& picture = window.picture();
            if (!kept && picture && picture->recording().is_live()) {
                kept = std::shared_ptr<const RunRecord>(picture, &picture->run());
            }
        });
        driver.action("Run")->trigger();
        QVERIFY(driver.until([&] { return kept && kept->committed.load() > 0; }));
        const std::uint32_t committed = kept->committed.load();
        driver.action("Stop")->trigger();
        QVERIFY(driver.until(isIdle));
        const auto count = static_cast<std::uint32_t>(input->block.transactions.size());
        QVERIFY(kept->summary.end == RunEnd::cancelled);
        QVERIFY2(kept->summary.committed - committed < count / 3,
                 qPrintable(QStringLiteral("%1 were committed, %2 when it was stopped")
                                .arg(kept->summary.committed)
                                .arg(committed)));
        QVERIFY(driver.untilRunIsShown());
        QCOMPARE(&window.picture()->run(), kept.get());
        QCOMPARE(window.picture()->totals.committed, kept->summary.committed);
    }
};

QTEST_MAIN(LiveViewsTest)
#include "live_views_test.moc"
