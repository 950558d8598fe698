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
    /// How often Run executes the block; 0: endlessly.
    [[nodiscard]] int repeats() const;
    void setRepeats(int repeats);
    /// Whether the throughput shows lines at what others are said to reach.
    [[nodiscard]] bool showsReferences() const;
    void setShowsReferences(bool shows);
    /// Pictures of a live run a second, at most, and the percentage of one core that they may take.
    [[nodiscard]] int framesPerSecond() const;
    void setFramesPerSecond(int frames);
    [[nodiscard]] int percentOfCore() const;
    void setPercentOfCore(int percent);
    static constexpr int mostFramesPerSecond = 60;
    static constexpr int mostPercentOfCore = 100;
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
    /// Of the certificates that such a node's is trusted by, PEM; empty: the system's.
    [[nodiscard]] QString nodeCaFile() const;
    void setNodeCaFile(const QString& path);

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
