// SPDX-License-Identifier: GPL-3.0-or-later
// What the main window makes of the settings.
#include "app/window/main_window.h"
#include "app/window/preferences.h"
#include "app/window/run_bar.h"
#include "views/summary/card_strip.h"
#include "views/throughput/throughput_view.h"

#include <QAction>
#include <QActionGroup>

namespace lanescope::app {

using namespace views;

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

}  // namespace lanescope::app
