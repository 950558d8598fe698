// SPDX-License-Identifier: GPL-3.0-or-later
// What can be done in the main window: its actions, their keys, and when each may be used.
#include "app/window/find_field.h"
#include "app/window/main_window.h"
#include "app/window/pace.h"
#include "app/window/run_bar.h"
#include "views/shared/table_panel.h"
#include "views/transactions/transactions_view.h"

#include <QAction>
#include <QApplication>
#include <QComboBox>
#include <QKeyEvent>
#include <QLineEdit>
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

void MainWindow::keyPressEvent(QKeyEvent* event)
{
    // What no view has used: the one key that starts, holds and goes on.
    if (event->key() == Qt::Key_Space && event->modifiers() == Qt::NoModifier) {
        (m_actions.pause->isEnabled() ? m_actions.pause : m_actions.run)->trigger();
        return;
    }
    QMainWindow::keyPressEvent(event);
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

}  // namespace lanescope::app
