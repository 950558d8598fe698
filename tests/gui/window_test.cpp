// SPDX-License-Identifier: GPL-3.0-or-later
// The window as its user sees it, without a screen: real blocks, real runs.
#include "app/window/command_palette.h"
#include "app/window/find_field.h"
#include "app/window/help_window.h"
#include "app/window/key_sheet.h"
#include "app/window/pace.h"
#include "app/window/preferences.h"
#include "app/window/view_frame.h"
#include "base/hex.h"
#include "gui/window_driver.h"
#include "views/hot_locations/hot_locations_view.h"
#include "views/inspector/inspector_view.h"
#include "views/shared/table_panel.h"
#include "views/shared/table_text.h"
#include "views/summary/summary_view.h"
#include "views/transactions/transactions_view.h"

#include <QAbstractButton>
#include <QAbstractItemView>
#include <QCheckBox>
#include <QComboBox>
#include <QDockWidget>
#include <QDropEvent>
#include <QLineEdit>
#include <QListView>
#include <QListWidget>
#include <QMimeData>
#include <QPushButton>
#include <QSlider>
#include <QTableView>
#include <QTextBrowser>

using namespace lanescope;
using namespace lanescope::app;
using namespace lanescope::test;

namespace {

template <class ViewType>
ViewType* viewOf(MainWindow& window, const char* name)
{
    return dynamic_cast<ViewType*>(window.frame(QString::fromLatin1(name))->view());
}

}  // namespace

class WindowTest : public QObject {
    Q_OBJECT

private slots:
    void aBlockThatIsOpenedIsRunAtOnceAndComparedWithSequential()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        const auto& picture = *driver.window().picture();
        QCOMPARE(picture.totals.committed, picture.totals.transactions);
        QVERIFY(driver.until([&] {
            const auto& facts = viewOf<views::SummaryView>(driver.window(), "summary")->facts();
            return facts.cards[0].value.endsWith(QStringLiteral("×"));
        }));
        QVERIFY(driver.window().windowTitle().contains(QStringLiteral("Lanescope")));
    }

    void theSelectionTravelsBetweenTheViews()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        MainWindow& window = driver.window();
        auto* transactions = viewOf<views::TransactionsView>(window, "transactions");
        auto* inspector = viewOf<views::InspectorView>(window, "inspector");
        transactions->panel()->table()->setCurrentIndex(
            transactions->panel()->shown()->index(7, 0));
        QCOMPARE(window.selection().current().transaction, 7u);
        QCOMPARE(inspector->incarnations()->model()->rowCount(),
                 static_cast<int>(window.picture()->incarnations.of(7).size()));
        inspector->incarnations()->setCurrentIndex(inspector->incarnations()->model()->index(0, 0));
        inspector->reads()->table()->setCurrentIndex(inspector->reads()->shown()->index(0, 0));
        QVERIFY(window.selection().current().location);
        window.selection().selectTransaction(11);
        QCOMPARE(transactions->panel()->currentRow(), 11);
        // The table twin of a picture selects too.
        ViewFrame* graph = window.frame(QStringLiteral("graph"));
        graph->showTable(true);
        QVERIFY(graph->showsTable());
    }

    void backAndForwardGoThroughWhatWasSelected()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        views::Selection& selection = driver.window().selection();
        QVERIFY(!driver.action("Back")->isEnabled());
        selection.selectTransaction(1);
        selection.selectTransaction(2);
        driver.action("Back")->trigger();
        QCOMPARE(selection.current().transaction, 1u);
        driver.action("Forward")->trigger();
        QCOMPARE(selection.current().transaction, 2u);
        QVERIFY(!driver.action("Forward")->isEnabled());
    }

    void aBadFileShowsItsErrorAndTheOpenDocumentStays()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        const auto before = driver.window().document();
        const QString bad = driver.path(QStringLiteral("bad.json"));
        QFile file(bad);
        QVERIFY(file.open(QIODevice::WriteOnly));
        file.write("{\"block\": 5}");
        file.close();
        QVERIFY(!driver.open({bad}));
        QVERIFY2(driver.window().messageBar()->text().contains(QStringLiteral("bad.json")),
                 qPrintable(driver.window().messageBar()->text()));
        QVERIFY(!driver.window().messageBar()->isHidden());
        QCOMPARE(driver.window().document(), before);
        QVERIFY(driver.window().picture());
        QVERIFY(!driver.open({driver.path(QStringLiteral("nowhere.json"))}));
        QCOMPARE(driver.window().document(), before);
    }

    void aLoadThatIsCancelledLeavesTheDocumentAlone()
    {
        WindowDriver driver(false);
        QVERIFY(driver.open({sampleBlock()}));
        const auto before = driver.window().document();
        QSignalSpy opened(&driver.window(), &MainWindow::opened);
        driver.window().open({sampleBlock()});
        QVERIFY(driver.window().messageBar()->isProgress());
        emit driver.window().messageBar()->cancelled();
        // What was asked for next comes; what was cancelled does not.
        QVERIFY(driver.open({sampleBlock()}));
        QCOMPARE(opened.size(), 1);
        QVERIFY(driver.window().document() != before);
    }

    void aFileThatIsDroppedIsOpened()
    {
        WindowDriver driver(false);
        QMimeData files;
        files.setUrls({QUrl::fromLocalFile(sampleBlock())});
        QDragEnterEvent enter(QPoint(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&driver.window(), &enter);
        QVERIFY(enter.isAccepted());
        QSignalSpy opened(&driver.window(), &MainWindow::opened);
        QDropEvent drop(QPointF(5, 5), Qt::CopyAction, &files, Qt::LeftButton, Qt::NoModifier);
        QApplication::sendEvent(&driver.window(), &drop);
        QVERIFY(driver.until([&] { return !opened.empty(); }));
        QVERIFY(driver.settings().recentFiles().size() <= 1);
    }

    void aRunIsSteppedPausedAndStopped()
    {
        WindowDriver driver(false);
        QVERIFY(driver.open({sampleBlock()}));
        RunController& controller = driver.window().controller();
        driver.action("Step")->trigger();
        QCOMPARE(controller.state(), RunState::paused);
        const auto passed = [&] { return controller.pacedActions(); };
        for (std::uint64_t step = 1; step <= 5; ++step) {
            driver.action("Step")->trigger();
            QVERIFY(driver.until([&] { return passed() == step; }));
        }
        QVERIFY(driver.until([&] { return driver.window().picture() != nullptr; }));
        QVERIFY(driver.window().picture()->recording().is_live());
        driver.window().runBar()->setPacePosition(static_cast<int>(paces.size()) - 3);
        driver.action("Go on")->trigger();
        QCOMPARE(controller.state(), RunState::running);
        QVERIFY(driver.until([&] { return passed() > 8; }));
        driver.action("Pause")->trigger();
        QCOMPARE(controller.state(), RunState::paused);
        driver.action("Stop")->trigger();
        QVERIFY(driver.untilRunIsShown());
        QVERIFY(driver.window().picture()->totals.committed <
                driver.window().picture()->totals.transactions);
        QVERIFY(controller.records().back()->summary.end == RunEnd::cancelled);
    }

    void anEndlessRunGoesOnUntilItIsStopped()
    {
        WindowDriver driver(false);
        QVERIFY(driver.open({sampleBlock()}));
        QSignalSpy repeats(&driver.window().controller(), &RunController::repeatStarted);
        driver.window().runBar()->repeat()->setCurrentText(QStringLiteral("endlessly"));
        driver.action("Run")->trigger();
        QVERIFY(driver.until([&] { return repeats.size() > 20; }));
        driver.action("Stop")->trigger();
        QVERIFY(driver.untilRunIsShown());
        QVERIFY(driver.window().controller().records().size() <= RunController::recordsKept);
    }

    void aRecordingThatIsSavedAndOpenedAgainHasTheSameTables()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        const auto tables = [&] {
            QStringList texts;
            for (ViewFrame* frame : driver.window().frames()) {
                if (frame->name() != QLatin1String("summary")) {  // it says what was measured, too
                    texts.append(views::csvOf(*frame->view()->table()));
                }
            }
            return texts;
        };
        driver.window().selection().selectTransaction(3);
        QVERIFY(driver.until([&] { return driver.window().names().isDone(); }));
        const QStringList before = tables();
        const QString path = driver.path(QStringLiteral("run.lanescope"));
        QSignalSpy saved(&driver.window(), &MainWindow::saved);
        driver.window().saveRecording(path);
        QVERIFY(driver.until([&] { return !saved.empty(); }));
        driver.window().openSample();
        QVERIFY(driver.until([&] { return driver.window().document()->paths.front() != path; }));
        QVERIFY(driver.untilRunIsShown());
        QVERIFY(driver.open({path}));
        QVERIFY(driver.until([&] { return driver.window().picture() != nullptr; }));
        QVERIFY(driver.until([&] { return driver.window().names().isDone(); }));
        driver.window().selection().selectTransaction(3);
        QCOMPARE(tables(), before);
        QVERIFY(driver.settings().recentFiles().contains(path));
    }

    void whatIsFoundIsSelected_data()
    {
        QTest::addColumn<QString>("text");
        QTest::addColumn<bool>("isTransaction");
        QTest::newRow("number") << QStringLiteral("12") << true;
        QTest::newRow("tx number") << QStringLiteral("tx 12") << true;
        QTest::newRow("hash") << QStringLiteral("HASH") << true;
        QTest::newRow("nothing") << QStringLiteral("no such thing") << false;
    }

    void whatIsFoundIsSelected()
    {
        QFETCH(QString, text);
        QFETCH(bool, isTransaction);
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        if (text == QLatin1String("HASH")) {
            auto* table = viewOf<views::TransactionsView>(driver.window(), "transactions")->table();
            text = table->index(12, table->columnCount() - 1).data().toString();
        }
        QTest::keyClicks(driver.window().findField(), text);
        QTest::keyClick(driver.window().findField(), Qt::Key_Return);
        const auto& selected = driver.window().selection().current().transaction;
        QCOMPARE(selected.has_value(), isTransaction);
        QVERIFY(!isTransaction || *selected == 12);
    }

    void theHelpAndCommandsAreFoundToo()
    {
        WindowDriver driver(false);
        FindField* field = driver.window().findField();
        const auto listed = [&] {
            QStringList texts;
            for (int row = 0; row < field->hits()->count(); ++row) {
                texts.append(field->hits()->item(row)->text());
            }
            return texts;
        };
        // Without a block or a run.
        QTest::keyClicks(field, QStringLiteral("what is block-stm"));
        QVERIFY2(listed().join('|').contains(QStringLiteral("What is Block-STM?")),
                 qPrintable(listed().join('|')));
        QTest::keyClick(field, Qt::Key_Return);
        QVERIFY(driver.window().findChild<HelpWindow*>() != nullptr);
        driver.window().runBar()->setPacePosition(0);
        field->clear();
        QTest::keyClicks(field, QStringLiteral("full speed"));
        while (!field->hits()->currentItem()->text().startsWith(QStringLiteral("Full speed"))) {
            QVERIFY(field->hits()->currentRow() + 1 < field->hits()->count());
            QTest::keyClick(field, Qt::Key_Down);
        }
        QTest::keyClick(field, Qt::Key_Return);
        QCOMPARE(driver.window().runBar()->pacePosition(), static_cast<int>(paces.size()) - 1);
    }

    void everyLocationAndAccountOfTheRunIsFound()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        const views::RunPicture& picture = driver.window().picture();
        RunFinder finder(picture);
        int looked = 0;
        for (const analysis::Incarnation& incarnation : picture->incarnations.all()) {
            if (incarnation.access == nullptr || ++looked > 20) {
                break;
            }
            for (const ReadRecord& read : incarnation.access->reads) {
                const auto hits =
                    finder.find(QString::fromStdString(picture->location_text(read.location)));
                QVERIFY(std::any_of(hits.begin(), hits.end(), [&](const FindHit& hit) {
                    return hit.selects && hit.selects->location == read.location;
                }));
            }
        }
        QVERIFY(looked > 0);
        const Transaction& transaction = picture->run().input->block.transactions[5];
        const auto hits = finder.find(QString::fromStdString(to_hex(*transaction.to)));
        const auto account = std::find_if(hits.begin(), hits.end(),
                                          [](const FindHit& hit) { return !hit.filter.isEmpty(); });
        QVERIFY(account != hits.end());
        // It leaves the account's transactions in their table.
        driver.window().findField()->setText({});
        QTest::keyClicks(driver.window().findField(), account->text);
        QListWidget* list = driver.window().findField()->hits();
        while (!list->currentItem()->text().startsWith(account->text)) {
            QVERIFY(list->currentRow() + 1 < list->count());
            QTest::keyClick(driver.window().findField(), Qt::Key_Down);
        }
        QTest::keyClick(driver.window().findField(), Qt::Key_Return);
        auto* transactions = viewOf<views::TransactionsView>(driver.window(), "transactions");
        QCOMPARE(transactions->panel()->filter()->text(), account->filter);
        QVERIFY(transactions->panel()->shown()->rowCount() > 0);
    }

    void anEndlessRunKeepsOnlyItsLastRecords()
    {
        WindowDriver driver(false);
        QVERIFY(driver.open({sampleBlock()}));
        RunController& controller = driver.window().controller();
        std::vector<std::weak_ptr<const RunRecord>> all;
        connect(&controller, &RunController::recordAdded, &controller,
                [&] { all.push_back(controller.records().back()); });
        driver.window().runBar()->repeat()->setCurrentText(QStringLiteral("endlessly"));
        driver.action("Run")->trigger();
        QVERIFY(driver.until([&] { return all.size() > 3 * RunController::recordsKept; }));
        driver.action("Stop")->trigger();
        QVERIFY(driver.untilRunIsShown());
        const auto alive = static_cast<std::size_t>(
            std::count_if(all.begin(), all.end(), [](const auto& one) { return !one.expired(); }));
        // The one that was shown before the last may live on in a view that nobody sees.
        QVERIFY2(alive <= RunController::recordsKept + 1, qPrintable(QString::number(alive)));
        QVERIFY(driver.window().runChooser()->count() <=
                static_cast<int>(RunController::recordsKept));
    }

    void preferencesAreRememberedAndCount()
    {
        WindowDriver driver(false);
        driver.settings().addRecentFile(QStringLiteral("/some/block.json"));
        {
            Preferences dialog(driver.settings());
            dialog.theme()->setCurrentIndex(1);
            dialog.workers()->setValue(7);
            dialog.reject();
            QVERIFY(driver.settings().theme() == ThemeChoice::dark);
        }
        // The window's own: Enter saves.
        QTimer::singleShot(0, &driver.window(), [&] {
            auto* dialog = driver.window().findChild<Preferences*>();
            dialog->theme()->setCurrentIndex(1);
            dialog->workers()->setValue(7);
            dialog->repeats()->setCurrentIndex(1);
            dialog->references()->setChecked(true);
            dialog->framesPerSecond()->setValue(20);
            dialog->percentOfCore()->setValue(5);
            dialog->clearRecent()->click();
            QTest::keyClick(dialog, Qt::Key_Return);
        });
        driver.action("Preferences")->trigger();
        QVERIFY(driver.settings().theme() == ThemeChoice::light);
        QCOMPARE(driver.window().runBar()->plan().settings.workers, 7u);
        QCOMPARE(driver.window().runBar()->plan().repeats, 5u);
        QVERIFY(driver.settings().showsReferences());
        QCOMPARE(driver.settings().framesPerSecond(), 20);
        QCOMPARE(driver.settings().percentOfCore(), 5);
        QVERIFY(driver.settings().recentFiles().empty());
        QVERIFY(driver.action("Light")->isChecked());
    }

    void theThemeFollowsTheDesktopUntilAPersonChooses()
    {
        QPalette dark(Qt::black);
        dark.setColor(QPalette::WindowText, Qt::white);
        QPalette light(Qt::white);
        light.setColor(QPalette::WindowText, Qt::black);
        QVERIFY(paletteOf(ThemeChoice::system, dark).dark);
        QVERIFY(!paletteOf(ThemeChoice::system, light).dark);
        QVERIFY(paletteOf(ThemeChoice::dark, light).dark);
        QVERIFY(!paletteOf(ThemeChoice::light, dark).dark);
        WindowDriver driver(false);
        const auto isDark = [] {
            return QApplication::palette().color(QPalette::Window).lightness() < 128;
        };
        QVERIFY(isDark());
        QEvent change(QEvent::ThemeChange);
        QApplication::sendEvent(&driver.window(), &change);
        QVERIFY(isDark());
        driver.action("Like the system")->trigger();
        const bool before = isDark();
        QApplication::sendEvent(&driver.window(), &change);
        QCOMPARE(isDark(), before);
        driver.action("Dark")->trigger();
        QVERIFY(isDark());
    }

    void everyCommandCanBeReachedByKeyboard()
    {
        WindowDriver driver(false);
        const QList<QAction*> actions = driver.window().menuActions();
        QVERIFY(actions.size() > 40);
        QSet<QString> keys;
        for (QAction* action : actions) {
            QVERIFY2(!action->text().isEmpty(), "an action has no name");
            for (const QKeySequence& key : action->shortcuts()) {
                QVERIFY2(!keys.contains(key.toString()), qPrintable(key.toString()));
                keys.insert(key.toString());
            }
        }
        // Every enabled command is in the palette, and Enter triggers it.
        CommandPalette palette(actions, &driver.window());
        const auto enabled =
            std::count_if(actions.begin(), actions.end(),
                          [](const QAction* action) { return action->isEnabled(); });
        QCOMPARE(palette.list()->count(), static_cast<int>(enabled));
        QTest::keyClicks(palette.line(), QStringLiteral("full speed"));
        QCOMPARE(palette.list()->count(), 1);
        driver.window().runBar()->setPacePosition(0);
        QTest::keyClick(palette.line(), Qt::Key_Return);
        QVERIFY(driver.until([&] {
            return driver.window().runBar()->pacePosition() == static_cast<int>(paces.size()) - 1;
        }));
        KeySheet sheet(actions, &driver.window());
        QVERIFY(sheet.findChild<QTextBrowser*>()->toPlainText().contains(QStringLiteral("F5")));
    }

    void everyControlTakesTheKeyboardAndHasAName()
    {
        WindowDriver driver;
        driver.window().show();
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        for (QWidget* widget : driver.window().findChildren<QWidget*>()) {
            const bool isControl = qobject_cast<QAbstractButton*>(widget) != nullptr ||
                                   qobject_cast<QComboBox*>(widget) != nullptr ||
                                   qobject_cast<QSpinBox*>(widget) != nullptr ||
                                   qobject_cast<QSlider*>(widget) != nullptr ||
                                   qobject_cast<QAbstractItemView*>(widget) != nullptr;
            // Parts of Qt's own controls are reached through them.
            const bool isPart =
                widget->objectName().startsWith(QLatin1String("qt_")) ||
                widget->metaObject()->className() == QByteArray("QTableCornerButton") ||
                widget->inherits("QHeaderView") || widget->inherits("QComboBoxListView") ||
                widget->inherits("QScrollBar") || widget->inherits("QLineEditIconButton") ||
                widget->parentWidget()->inherits("QTabBar") ||
                widget->parentWidget()->inherits("QToolBar") ||
                widget->parentWidget()->inherits("QMenuBar") ||
                widget->parentWidget()->inherits("QDockWidget");
            if (!isControl || isPart || !widget->isVisible() || !widget->isEnabled()) {
                continue;
            }
            const QString what =
                QStringLiteral("%1 in %2")
                    .arg(QString::fromLatin1(widget->metaObject()->className()),
                         QString::fromLatin1(widget->parentWidget()->metaObject()->className()));
            QVERIFY2((widget->focusPolicy() & Qt::TabFocus) != 0, qPrintable(what));
            QVERIFY2(!widget->accessibleName().isEmpty(), qPrintable(what));
        }
    }

    void everyViewIsWrittenAsPictureAndTable()
    {
        WindowDriver driver;
        QVERIFY(driver.open({sampleBlock()}));
        QVERIFY(driver.untilRunIsShown());
        driver.window().selection().selectTransaction(3);
        for (ViewFrame* frame : driver.window().frames()) {
            for (const char* suffix : {"png", "svg", "csv"}) {
                const QString path = driver.path(frame->name() + '.' + suffix);
                QCOMPARE(frame->exportTo(path), QString());
                QVERIFY2(QFileInfo(path).size() > 0, qPrintable(path));
            }
            QVERIFY(!QImage(driver.path(frame->name() + ".png")).isNull());
            QVERIFY(!frame->exportTo(QStringLiteral("/nowhere/at/all.csv")).isEmpty());
        }
    }

    void everyPageOfTheHelpIsThere()
    {
        HelpWindow help;
        for (const HelpPage& page : helpPages()) {
            help.showPage(page.name);
            QVERIFY2(help.text().size() > 200, qPrintable(page.name));
        }
    }

    void layoutThemeAndWorkersAreRemembered()
    {
        QTemporaryDir folder;
        Settings settings(folder.filePath(QStringLiteral("settings.ini")));
        {
            MainWindow window(settings);
            window.show();
            window.runBar()->workers()->setValue(13);
            window.findChild<QDockWidget*>(QStringLiteral("graph"))->hide();
            window.close();
        }
        settings.setTheme(ThemeChoice::light);
        MainWindow window(settings);
        window.show();
        QCOMPARE(window.runBar()->plan().settings.workers, 13u);
        QVERIFY(window.findChild<QDockWidget*>(QStringLiteral("graph"))->isHidden());
        QVERIFY(settings.theme() == ThemeChoice::light);
    }
};

QTEST_MAIN(WindowTest)
#include "window_test.moc"
