// SPDX-License-Identifier: GPL-3.0-or-later
// The menus of the main window.
#include "app/window/find_field.h"
#include "app/window/help_window.h"
#include "app/window/main_window.h"
#include "app/window/run_bar.h"

#include <QAction>
#include <QActionGroup>
#include <QDockWidget>
#include <QFileInfo>
#include <QMenu>
#include <QMenuBar>

namespace lanescope::app {

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

}  // namespace lanescope::app
