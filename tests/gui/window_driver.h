// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/main_window.h"
#include "app/window/message_bar.h"
#include "app/window/run_bar.h"
#include "support/shared_data.h"

#include <QSignalSpy>
#include <QSpinBox>
#include <QTemporaryDir>
#include <QtTest>

#include <functional>

namespace lanescope::test {

/// A window with settings of its own, and the waits that tests need: for what happens, never for time.
class WindowDriver {
public:
    static constexpr int patience = 120'000;  ///< ms until a test gives up

    explicit WindowDriver(bool runsWhenOpened = true)
        : m_settings(m_folder.filePath(QStringLiteral("settings.ini")))
    {
        m_settings.setRunsWhenOpened(runsWhenOpened);
        m_settings.setTheme(app::ThemeChoice::dark);
        m_window = std::make_unique<app::MainWindow>(m_settings);
    }

    [[nodiscard]] app::MainWindow& window() { return *m_window; }
    [[nodiscard]] app::Settings& settings() { return m_settings; }
    [[nodiscard]] QString path(const QString& name) const { return m_folder.filePath(name); }

    /// Opens the files; whether that worked.
    bool open(const QStringList& paths)
    {
        QSignalSpy opened(m_window.get(), &app::MainWindow::opened);
        QSignalSpy failed(m_window.get(), &app::MainWindow::openFailed);
        m_window->open(paths);
        return until([&] { return !opened.empty() || !failed.empty(); }) && !opened.empty();
    }
    /// Until no run goes on and the run's whole picture is shown.
    bool untilRunIsShown()
    {
        return until([this] {
            return m_window->controller().state() == app::RunState::idle && m_window->picture() &&
                   !m_window->picture()->recording().is_live();
        });
    }
    static bool until(const std::function<bool()>& holds)
    {
        return QTest::qWaitFor(holds, patience);
    }
    /// The menus' action of that name.
    [[nodiscard]] QAction* action(const QString& text) const
    {
        for (QAction* action : m_window->menuActions()) {
            QString plain = action->text();
            if (plain.remove('&').remove(QStringLiteral(" …")) == text) {
                return action;
            }
        }
        return nullptr;
    }

private:
    QTemporaryDir m_folder;
    app::Settings m_settings;
    std::unique_ptr<app::MainWindow> m_window;
};

inline QString sampleBlock()
{
    return QStringLiteral(LANESCOPE_SOURCE_DIR "/samples/token-transfers.json.gz");
}

inline QString mainnetBlock(const QString& number)
{
    return QString::fromStdString((shared_data_folder() / "mainnet-blocks").string()) + '/' +
           number + QStringLiteral(".json.gz");
}

}  // namespace lanescope::test
