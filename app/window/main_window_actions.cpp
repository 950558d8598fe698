// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/command_palette.h"
#include "app/window/find_field.h"
#include "app/window/help_window.h"
#include "app/window/key_sheet.h"
#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/pace.h"
#include "app/window/preferences.h"
#include "app/window/record_dialog.h"
#include "app/window/run_bar.h"
#include "app/window/scenario_gallery.h"
#include "views/hot_locations/hot_locations_view.h"
#include "views/shared/table_panel.h"
#include "views/summary/card_strip.h"
#include "views/throughput/throughput_view.h"
#include "views/transactions/transactions_view.h"

#include <QAction>
#include <QActionGroup>
#include <QApplication>
#include <QComboBox>
#include <QDir>
#include <QDockWidget>
#include <QFileDialog>
#include <QFileInfo>
#include <QKeyEvent>
#include <QLineEdit>
#include <QMenu>
#include <QMenuBar>
#include <QRegularExpression>
#include <QSlider>
#include <QSpinBox>

#include <algorithm>

namespace lanescope::app {

using namespace views;

QAction* MainWindow::addAction(const QString& text, const QKeySequence& keys, const QString& tip)
{
    auto* action = new QAction(text, this);
    action->setShortcut(keys);
    action->setToolTip(tip);
    action->setStatusTip(tip);
    return action;
}

void MainWindow::makeActions()
{
    Actions& a = m_actions;
    a.open = addAction(tr("&Open …"), QKeySequence::Open, tr("Open a block file or a recording"));
    a.sample =
        addAction(tr("Open the &sample block"), {}, tr("Open the block that comes with Lanescope"));
    a.scenario = addAction(tr("&New from scenario …"), QKeySequence::New,
                           tr("Make a block with known conflicts, and compare its forms"));
    a.record = addAction(tr("Record from a &node …"), QKeySequence(Qt::CTRL | Qt::Key_R),
                         tr("Take a block, and the state that it runs on, from an Ethereum node"));
    a.save = addAction(tr("&Save recording …"), QKeySequence::Save,
                       tr("Write the runs to a .lanescope file"));
    a.exportPicture =
        addAction(tr("Export view as &PNG …"), {}, tr("The view that has the keyboard"));
    a.exportVector =
        addAction(tr("Export view as S&VG …"), {}, tr("The view that has the keyboard"));
    a.exportTable =
        addAction(tr("Export table as &CSV …"), {}, tr("The view that has the keyboard"));
    a.contracts = addAction(
        tr("&Contracts folder …"), {},
        tr("Take names from a project's compiled contracts: Foundry's out, Hardhat's artifacts"));
    a.preferences = addAction(tr("Pr&eferences …"), QKeySequence(Qt::CTRL | Qt::Key_Comma),
                              tr("Theme, workers, pictures a second …"));
    a.quit = addAction(tr("&Quit"), QKeySequence(Qt::CTRL | Qt::Key_Q), tr("Leave Lanescope"));
    a.run = addAction(tr("&Run"), Qt::Key_F5, tr("Run the block; go on when paused"));
    a.pause = addAction(tr("&Pause"), Qt::Key_F6, tr("Hold all workers before their next action"));
    a.step = addAction(tr("S&tep"), Qt::Key_F10,
                       tr("Let one worker take one action; starts a paused run"));
    a.stop = addAction(tr("&Stop"), QKeySequence(Qt::SHIFT | Qt::Key_F5), tr("End the run"));
    a.faster = addAction(tr("&Faster"), QKeySequence(Qt::CTRL | Qt::Key_Up), tr("Raise the pace"));
    a.slower =
        addAction(tr("S&lower"), QKeySequence(Qt::CTRL | Qt::Key_Down), tr("Lower the pace"));
    a.fullSpeed = addAction(tr("Full spee&d"), QKeySequence(Qt::CTRL | Qt::Key_0),
                            tr("No pace: as fast as the workers are"));
    a.moreWorkers = addAction(tr("&More workers"), QKeySequence(Qt::CTRL | Qt::Key_Plus),
                              tr("One more thread that executes the block"));
    a.fewerWorkers = addAction(tr("Fe&wer workers"), QKeySequence(Qt::CTRL | Qt::Key_Minus),
                               tr("One thread less"));
    a.suspend = addAction(
        tr("Suspend at an &ESTIMATE"), {},
        tr("A reader of an ESTIMATE waits for its writer; otherwise it runs again at once"));
    a.suspend->setCheckable(true);
    a.suspend->setChecked(true);
    a.lazy = addAction(tr("Lazy &beneficiary"), {},
                       tr("Fees are added up apart; otherwise all transactions conflict on the "
                          "beneficiary's balance"));
    a.lazy->setCheckable(true);
    a.lazy->setChecked(true);
    a.commutative =
        addAction(tr("&Commuting payments"), {},
                  tr("Amounts are added to balances that nobody reads; otherwise payments "
                     "into one account conflict"));
    a.commutative->setCheckable(true);
    a.commutative->setChecked(true);
    a.accesses = addAction(tr("Record when each &access happens"), {},
                           tr("Costs the recorded run some time"));
    a.accesses->setCheckable(true);
    a.runWhenOpened = addAction(tr("Run a block when it is &opened"), {}, tr("Once, at once"));
    a.runWhenOpened->setCheckable(true);
    a.runWhenOpened->setChecked(m_settings.runsWhenOpened());
    a.back =
        addAction(tr("&Back"), QKeySequence(Qt::ALT | Qt::Key_Left), tr("To the selection before"));
    a.forward = addAction(tr("&Forward"), QKeySequence(Qt::ALT | Qt::Key_Right),
                          tr("To the selection after"));
    a.find = addAction(tr("&Find …"), Qt::Key_Slash, tr("A transaction, an address, a location"));
    a.find->setShortcuts({QKeySequence(Qt::Key_Slash), QKeySequence::Find});
    a.filter = addAction(tr("Fi&lter this table"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_F),
                         tr("Type words; rows that have all of them stay"));
    a.deselect = addAction(tr("&Deselect"), Qt::Key_Escape, tr("Select nothing"));
    a.table =
        addAction(tr("Picture or &table"), QKeySequence(Qt::CTRL | Qt::Key_T),
                  tr("Show the view that has the keyboard as a table, or as a picture again"));
    a.palette = addAction(tr("&Command palette …"), QKeySequence(Qt::CTRL | Qt::SHIFT | Qt::Key_P),
                          tr("Every command by its name"));
    a.keys = addAction(tr("All &keys"), QKeySequence(Qt::Key_Question), tr("What every key does"));

    connect(a.open, &QAction::triggered, this, &MainWindow::chooseFile);
    connect(a.sample, &QAction::triggered, this, &MainWindow::openSample);
    connect(a.scenario, &QAction::triggered, this, &MainWindow::showScenarios);
    connect(a.save, &QAction::triggered, this, &MainWindow::chooseSavePath);
    connect(a.contracts, &QAction::triggered, this, &MainWindow::chooseContractsFolder);
    connect(a.preferences, &QAction::triggered, this, &MainWindow::showPreferences);
    connect(a.quit, &QAction::triggered, this, &MainWindow::close);
    connect(a.run, &QAction::triggered, this, &MainWindow::startRun);
    connect(a.record, &QAction::triggered, this, &MainWindow::showRecordDialog);
    connect(a.pause, &QAction::triggered, &m_controller, &RunController::pause);
    connect(a.step, &QAction::triggered, this, [this] { m_controller.step(plan()); });
    connect(a.stop, &QAction::triggered, &m_controller, &RunController::stop);
    connect(a.faster, &QAction::triggered, this,
            [this] { m_runBar->setPacePosition(m_runBar->pacePosition() + 1); });
    connect(a.slower, &QAction::triggered, this,
            [this] { m_runBar->setPacePosition(m_runBar->pacePosition() - 1); });
    connect(a.fullSpeed, &QAction::triggered, this,
            [this] { m_runBar->setPacePosition(static_cast<int>(paces.size()) - 1); });
    connect(a.moreWorkers, &QAction::triggered, this, [this] { m_runBar->workers()->stepUp(); });
    connect(a.fewerWorkers, &QAction::triggered, this, [this] { m_runBar->workers()->stepDown(); });
    connect(a.runWhenOpened, &QAction::toggled, this,
            [this](bool on) { m_settings.setRunsWhenOpened(on); });
    connect(a.back, &QAction::triggered, &m_history, &SelectionHistory::back);
    connect(a.forward, &QAction::triggered, &m_history, &SelectionHistory::forward);
    connect(a.find, &QAction::triggered, this, [this] {
        m_find->setFocus(Qt::ShortcutFocusReason);
        m_find->selectAll();
    });
    // Dialogs and menus take the keyboard away for a while; what is meant is the view before them.
    connect(qApp, &QApplication::focusChanged, this, [this](QWidget*, QWidget* now) {
        for (ViewFrame* frame : m_frames) {
            if (now != nullptr && frame->isAncestorOf(now)) {
                m_currentFrame = frame;
            }
        }
    });
    const auto focusedFrame = [this] {
        return m_currentFrame != nullptr ? m_currentFrame : frame(QStringLiteral("timeline"));
    };
    connect(a.filter, &QAction::triggered, this, [focusedFrame] {
        ViewFrame* frame = focusedFrame();
        for (TablePanel* panel : frame->findChildren<TablePanel*>()) {
            if (panel->isVisible()) {
                panel->filter()->setFocus(Qt::ShortcutFocusReason);
                return;
            }
        }
    });
    connect(a.deselect, &QAction::triggered, &m_selection, &Selection::clear);
    connect(a.table, &QAction::triggered, this, [focusedFrame] {
        ViewFrame* frame = focusedFrame();
        frame->showTable(!frame->showsTable());
        frame->focusView();
    });
    for (const auto& [action, suffix] :
         {std::pair(a.exportPicture, "png"), std::pair(a.exportVector, "svg"),
          std::pair(a.exportTable, "csv")}) {
        connect(action, &QAction::triggered, this,
                [this, focusedFrame, kind = QString::fromLatin1(suffix)] {
                    exportView(focusedFrame(), kind);
                });
    }
    connect(a.palette, &QAction::triggered, this, &MainWindow::showPalette);
    connect(a.keys, &QAction::triggered, this, &MainWindow::showKeys);
}

void MainWindow::makeMenus()
{
    const Actions& a = m_actions;
    QMenu* file = menuBar()->addMenu(tr("&File"));
    file->addAction(a.open);
    m_recentMenu = file->addMenu(tr("Open &recent"));
    file->addAction(a.sample);
    file->addAction(a.scenario);
    file->addAction(a.record);
    file->addSeparator();
    file->addAction(a.save);
    file->addAction(a.contracts);
    file->addSeparator();
    file->addActions({a.exportPicture, a.exportVector, a.exportTable});
    file->addSeparator();
    file->addAction(a.preferences);
    file->addAction(a.quit);

    QMenu* run = menuBar()->addMenu(tr("&Run"));
    run->addActions({a.run, a.pause, a.step, a.stop});
    run->addSeparator();
    run->addActions({a.slower, a.faster, a.fullSpeed});
    run->addSeparator();
    run->addActions({a.moreWorkers, a.fewerWorkers});
    run->addSeparator();
    run->addActions({a.suspend, a.lazy, a.commutative, a.accesses});
    run->addSeparator();
    run->addAction(a.runWhenOpened);

    QMenu* view = menuBar()->addMenu(tr("&View"));
    int key = Qt::Key_1;
    for (ViewFrame* frame : m_frames) {
        QAction* action =
            view->addAction(frame->title(), this, [this, name = frame->name()] { showView(name); });
        action->setShortcut(QKeySequence(Qt::CTRL | static_cast<Qt::Key>(key++)));
        action->setToolTip(tr("Bring it to the front"));
    }
    view->addSeparator();
    view->addActions({a.table, a.filter});
    QMenu* docks = view->addMenu(tr("&Shown views"));
    for (QDockWidget* dock : m_docks) {
        docks->addAction(dock->toggleViewAction());
    }
    QMenu* theme = view->addMenu(tr("T&heme"));
    m_themes = new QActionGroup(this);
    for (const auto& [choice, name] :
         {std::pair(ThemeChoice::system, tr("Like the &system")),
          std::pair(ThemeChoice::light, tr("&Light")), std::pair(ThemeChoice::dark, tr("&Dark"))}) {
        QAction* action =
            theme->addAction(name, this, [this, choice = choice] { setTheme(choice); });
        action->setCheckable(true);
        action->setData(nameOf(choice));
        m_themes->addAction(action);
    }
    view->addAction(tr("&Reset the layout"), this, &MainWindow::resetLayout);

    QMenu* analyse = menuBar()->addMenu(tr("&Analyse"));
    analyse->addActions({a.find, a.back, a.forward, a.deselect});
    analyse->addSeparator();
    analyse->addAction(tr("The &costliest location"), this, [this] {
        if (m_picture && !m_picture->hot_by_time.ranked.empty()) {
            m_selection.selectLocation(m_picture->hot_by_time.ranked.front().location);
            showView(QStringLiteral("hot-locations"));
        }
    });
    analyse->addAction(tr("The most re-executed &transaction"), this, [this] {
        if (m_picture && m_picture->re_executions.most_executed) {
            m_selection.selectTransaction(*m_picture->re_executions.most_executed);
            showView(QStringLiteral("inspector"));
        }
    });

    QMenu* learn = menuBar()->addMenu(tr("&Learn"));
    for (const HelpPage& page : helpPages()) {
        learn->addAction(page.title, this, [this, name = page.name] { showHelp(name); });
    }
    learn->addSeparator();
    learn->addAction(tr("Watch this block &slowly"), this, [this] {
        m_runBar->setPacePosition(3);
        startRun();
    });

    QMenu* help = menuBar()->addMenu(tr("&Help"));
    QAction* contents =
        help->addAction(tr("&Help"), this, [this] { showHelp(QStringLiteral("start")); });
    contents->setShortcut(QKeySequence::HelpContents);
    help->addActions({a.keys, a.palette});
    help->addSeparator();
    help->addAction(tr("&About Lanescope"), this, &MainWindow::showAbout);
    updateRecentFiles();
    m_find->setCommands([this] { return menuActions(); });
}

QList<QAction*> MainWindow::menuActions() const
{
    QList<QAction*> result;
    const auto collect = [&result](const auto& self, const QMenu* menu) -> void {
        for (QAction* action : menu->actions()) {
            if (action->menu() != nullptr) {
                self(self, action->menu());
            } else if (!action->isSeparator()) {
                result.append(action);
            }
        }
    };
    for (QAction* action : menuBar()->actions()) {
        collect(collect, action->menu());
    }
    return result;
}

void MainWindow::updateActions()
{
    const RunState state = m_controller.state();
    const bool hasBlock = m_controller.input() != nullptr;
    m_actions.run->setEnabled(hasBlock && (state == RunState::idle || state == RunState::paused));
    m_actions.run->setText(state == RunState::paused ? tr("Go &on") : tr("&Run"));
    m_actions.pause->setEnabled(state == RunState::running);
    m_actions.step->setEnabled(hasBlock && state != RunState::stopping);
    m_actions.stop->setEnabled(state == RunState::running || state == RunState::paused);
    m_actions.save->setEnabled(state == RunState::idle && !m_runs.empty());
    m_actions.back->setEnabled(m_history.canGoBack());
    m_actions.forward->setEnabled(m_history.canGoForward());
    for (QAction* action : {m_actions.suspend, m_actions.lazy, m_actions.commutative,
                            m_actions.accesses, m_actions.moreWorkers, m_actions.fewerWorkers}) {
        action->setEnabled(state == RunState::idle);
    }
    m_runChooser->setVisible(m_runChooser->count() > 0);
    m_runChooser->setEnabled(state == RunState::idle && m_runChooser->count() > 1);
}

void MainWindow::updateRecentFiles()
{
    m_recentMenu->clear();
    const QStringList files = m_settings.recentFiles();
    for (const QString& path : files) {
        QAction* action = m_recentMenu->addAction(
            QStringLiteral("%1   %2").arg(QFileInfo(path).fileName(), QFileInfo(path).path()), this,
            [this, path] { open({path}); });
        action->setToolTip(path);
    }
    m_recentMenu->setEnabled(!files.isEmpty());
    if (!files.isEmpty()) {
        m_recentMenu->addSeparator();
        m_recentMenu->addAction(tr("&Clear"), this, [this] {
            m_settings.clearRecentFiles();
            updateRecentFiles();
        });
    }
}

void MainWindow::chooseFile()
{
    const QStringList paths =
        QFileDialog::getOpenFileNames(this, tr("Open a block or a recording"), m_settings.folder(),
                                      tr("Blocks and recordings (*.json *.json.gz "
                                         "*.lanescope);;Recordings (*.lanescope);;All files (*)"));
    if (!paths.isEmpty()) {
        m_settings.setFolder(QFileInfo(paths.front()).path());
        open(paths);
    }
}

void MainWindow::chooseSavePath()
{
    QString name = m_document ? m_document->title : QStringLiteral("run");
    name.replace(QRegularExpression(QStringLiteral("[^A-Za-z0-9.-]+")), QStringLiteral("-"));
    QString path = QFileDialog::getSaveFileName(
        this, tr("Save the recording"), QDir(m_settings.folder()).filePath(name + ".lanescope"),
        tr("Recordings (*.lanescope)"));
    if (path.isEmpty()) {
        return;
    }
    if (QFileInfo(path).suffix().isEmpty()) {
        path += QStringLiteral(".lanescope");
    }
    m_settings.setFolder(QFileInfo(path).path());
    saveRecording(path);
}

void MainWindow::chooseContractsFolder()
{
    const QString begin = m_names.folder().isEmpty() ? m_settings.folder() : m_names.folder();
    const QString folder =
        QFileDialog::getExistingDirectory(this, tr("Contracts folder of this file"), begin);
    if (!folder.isEmpty()) {
        setContractsFolder(folder);
    }
}

void MainWindow::showRecordDialog()
{
    auto* dialog = new RecordDialog(m_settings, this);
    dialog->setAttribute(Qt::WA_DeleteOnClose);
    connect(dialog, &RecordDialog::recorded, this, [this](const QString& path) { open({path}); });
    dialog->open();
}

void MainWindow::exportView(ViewFrame* frame, const QString& suffix)
{
    QString path = QFileDialog::getSaveFileName(
        this, tr("Export %1").arg(frame->title()),
        QDir(m_settings.folder()).filePath(frame->name() + '.' + suffix),
        QStringLiteral("%1 (*.%2)").arg(suffix.toUpper(), suffix));
    if (path.isEmpty()) {
        return;
    }
    if (QFileInfo(path).suffix().compare(suffix, Qt::CaseInsensitive) != 0) {
        path += '.' + suffix;
    }
    m_settings.setFolder(QFileInfo(path).path());
    const QString error = frame->exportTo(path);
    if (error.isEmpty()) {
        m_messageBar->showNote(tr("Wrote %1").arg(path));
    } else {
        m_messageBar->showError(error);
    }
}

RunPlan MainWindow::plan() const
{
    RunPlan plan = m_runBar->plan();
    plan.settings.suspend_on_estimate = m_actions.suspend->isChecked();
    plan.settings.lazy_beneficiary = m_actions.lazy->isChecked();
    plan.settings.commutative_balances = m_actions.commutative->isChecked();
    plan.settings.detail =
        m_actions.accesses->isChecked() ? RecordingDetail::accesses : RecordingDetail::spans;
    return plan;
}

void MainWindow::setTheme(ThemeChoice choice)
{
    m_settings.setTheme(choice);
    m_palette = &paletteOf(choice);
    applyTheme(*m_palette);
    for (ViewFrame* frame : m_frames) {
        frame->setTheme(*m_palette);
    }
    m_cards->setTheme(*m_palette);
    for (QAction* action : m_themes->actions()) {
        action->setChecked(action->data().toString() == nameOf(choice));
    }
}

void MainWindow::applySettings()
{
    setTheme(m_settings.theme());
    m_controller.setFrameLimits(m_settings.framesPerSecond(), m_settings.percentOfCore() / 100.0);
    static_cast<ThroughputView*>(frame(QStringLiteral("throughput"))->view())
        ->setShowsReferences(m_settings.showsReferences());
    m_actions.runWhenOpened->setChecked(m_settings.runsWhenOpened());
}

void MainWindow::showPreferences()
{
    m_settings.setWorkers(static_cast<int>(m_runBar->plan().settings.workers));
    Preferences dialog(m_settings, this);
    connect(&dialog, &Preferences::recentFilesCleared, this, &MainWindow::updateRecentFiles);
    if (dialog.exec() == QDialog::Accepted) {
        applySettings();
        if (m_controller.state() == RunState::idle) {
            m_runBar->setPlan(rememberedPlan());
        }
    }
}

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    // What no view has used: the one key that starts, holds and goes on.
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        (m_actions.pause->isEnabled() ? m_actions.pause : m_actions.run)->trigger();
        return;
    }
    QMainWindow::keyPressEvent(event);
}

void MainWindow::showPalette()
{
    CommandPalette palette(menuActions(), this);
    palette.exec();
}

void MainWindow::showScenarios()
{
    ScenarioGallery gallery(*m_palette, static_cast<std::uint32_t>(m_runBar->workers()->value()),
                            this);
    connect(&gallery, &ScenarioGallery::blockMade, this,
            [this](const std::shared_ptr<Document>& document) { showDocument(document); });
    gallery.exec();
}

void MainWindow::showKeys()
{
    KeySheet sheet(menuActions(), this);
    sheet.exec();
}

void MainWindow::showFound(const FindHit& hit)
{
    const auto isHot = [this](LocationId location) {
        return m_picture &&
               std::ranges::any_of(m_picture->hot_by_time.ranked,
                                   [&](const auto& hot) { return hot.location == location; });
    };
    if (!hit.page.isEmpty()) {
        showHelp(hit.page);
    } else if (!hit.filter.isEmpty()) {
        const QString transactions = QStringLiteral("transactions");
        showView(transactions);
        static_cast<TransactionsView*>(frame(transactions)->view())
            ->panel()
            ->filter()
            ->setText(hit.filter);
    } else {
        // A command shows what it does itself; the keyboard goes back to the picture.
        showView(!hit.selects || !hit.selects->location ? QStringLiteral("timeline")
                 : isHot(*hit.selects->location)        ? QStringLiteral("hot-locations")
                                                        : QStringLiteral("graph"));
    }
}

void MainWindow::showHelp(const QString& page)
{
    auto* help = findChild<HelpWindow*>();
    if (help == nullptr) {
        help = new HelpWindow(this);
    }
    help->showPage(page);
    help->show();
    help->raise();
    help->activateWindow();
}

}  // namespace lanescope::app
