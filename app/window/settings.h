// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/theme.h"

#include <QByteArray>
#include <QSettings>
#include <QStringList>

namespace lanescope::app {

/// What the program remembers between its starts. Nothing else reads or writes settings.
class Settings {
public:
    /// `file`: where; empty: where the desktop keeps settings of its user.
    explicit Settings(const QString& file = {});

    [[nodiscard]] ThemeChoice theme() const;
    void setTheme(ThemeChoice choice);
    [[nodiscard]] int workers() const;
    void setWorkers(int workers);
    /// Whether a block that is opened is run once at once.
    [[nodiscard]] bool runsWhenOpened() const;
    void setRunsWhenOpened(bool runs);
    [[nodiscard]] QByteArray geometry() const;
    [[nodiscard]] QByteArray layout() const;
    void setWindow(const QByteArray& geometry, const QByteArray& layout);
    [[nodiscard]] QString folder() const;  ///< of the last file that was chosen
    void setFolder(const QString& folder);
    /// Of the node that was asked last, without what may be secret in it.
    [[nodiscard]] QString nodeUrl() const;
    void setNodeUrl(const QString& url);

    /// Where the contracts of a file are; empty: not chosen.
    [[nodiscard]] QString contractsFolder(const QString& file) const;
    void setContractsFolder(const QString& file, const QString& folder);

    /// Files opened last, newest first.
    [[nodiscard]] QStringList recentFiles() const;
    void addRecentFile(const QString& path);
    void clearRecentFiles();
    static constexpr int recentFilesKept = 10;

private:
    [[nodiscard]] static QString contractsKey(const QString& file);

    mutable QSettings m_settings;
};

}  // namespace lanescope::app
