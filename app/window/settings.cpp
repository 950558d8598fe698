// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/settings.h"

#include "recording/run_settings.h"

#include <QFileInfo>

#include <algorithm>
#include <thread>

namespace lanescope::app {

namespace {

/// Layouts of other versions have other docks; a new number here leaves them alone.
const QString layoutKey = QStringLiteral("window/layout-1");

}  // namespace

Settings::Settings(const QString& file)
    : m_settings(
          file.isEmpty()
              ? QSettings(QStringLiteral("lanescope"), QStringLiteral("lanescope")).fileName()
              : file,
          QSettings::IniFormat)
{
}

ThemeChoice Settings::theme() const
{
    return themeFrom(m_settings.value(QStringLiteral("theme")).toString());
}

void Settings::setTheme(ThemeChoice choice)
{
    m_settings.setValue(QStringLiteral("theme"), nameOf(choice));
}

int Settings::workers() const
{
    // One would show nothing of what this program is about.
    const int usual = std::max(2, static_cast<int>(std::thread::hardware_concurrency()));
    return std::clamp(m_settings.value(QStringLiteral("run/workers"), std::min(usual, 16)).toInt(),
                      1, static_cast<int>(max_workers));
}

void Settings::setWorkers(int workers)
{
    m_settings.setValue(QStringLiteral("run/workers"), workers);
}

int Settings::repeats() const
{
    return std::max(0, m_settings.value(QStringLiteral("run/repeats"), 1).toInt());
}

void Settings::setRepeats(int repeats)
{
    m_settings.setValue(QStringLiteral("run/repeats"), repeats);
}

bool Settings::showsReferences() const
{
    return m_settings.value(QStringLiteral("throughput/references"), false).toBool();
}

void Settings::setShowsReferences(bool shows)
{
    m_settings.setValue(QStringLiteral("throughput/references"), shows);
}

int Settings::framesPerSecond() const
{
    return std::clamp(
        m_settings.value(QStringLiteral("live/framesPerSecond"), mostFramesPerSecond).toInt(), 1,
        mostFramesPerSecond);
}

void Settings::setFramesPerSecond(int frames)
{
    m_settings.setValue(QStringLiteral("live/framesPerSecond"), frames);
}

int Settings::percentOfCore() const
{
    return std::clamp(m_settings.value(QStringLiteral("live/percentOfCore"), 10).toInt(), 1,
                      mostPercentOfCore);
}

void Settings::setPercentOfCore(int percent)
{
    m_settings.setValue(QStringLiteral("live/percentOfCore"), percent);
}

bool Settings::runsWhenOpened() const
{
    return m_settings.value(QStringLiteral("run/whenOpened"), true).toBool();
}

void Settings::setRunsWhenOpened(bool runs)
{
    m_settings.setValue(QStringLiteral("run/whenOpened"), runs);
}

QByteArray Settings::geometry() const
{
    return m_settings.value(QStringLiteral("window/geometry")).toByteArray();
}

QByteArray Settings::layout() const
{
    return m_settings.value(layoutKey).toByteArray();
}

void Settings::setWindow(const QByteArray& geometry, const QByteArray& layout)
{
    m_settings.setValue(QStringLiteral("window/geometry"), geometry);
    m_settings.setValue(layoutKey, layout);
}

QString Settings::folder() const
{
    return m_settings.value(QStringLiteral("folder")).toString();
}

void Settings::setFolder(const QString& folder)
{
    m_settings.setValue(QStringLiteral("folder"), folder);
}

QString Settings::contractsKey(const QString& file)
{
    // Paths hold what keys must not.
    return QStringLiteral("contracts/") +
           QString::fromLatin1(QFileInfo(file).absoluteFilePath().toUtf8().toHex());
}

QString Settings::contractsFolder(const QString& file) const
{
    return m_settings.value(contractsKey(file)).toString();
}

void Settings::setContractsFolder(const QString& file, const QString& folder)
{
    m_settings.setValue(contractsKey(file), folder);
}

QString Settings::nodeUrl() const
{
    return m_settings.value(QStringLiteral("node/url"), QStringLiteral("http://127.0.0.1:8545"))
        .toString();
}

void Settings::setNodeUrl(const QString& url)
{
    m_settings.setValue(QStringLiteral("node/url"), url);
}

QString Settings::nodeCaFile() const
{
    return m_settings.value(QStringLiteral("node/caFile")).toString();
}

void Settings::setNodeCaFile(const QString& path)
{
    m_settings.setValue(QStringLiteral("node/caFile"), path);
}

QStringList Settings::recentFiles() const
{
    return m_settings.value(QStringLiteral("recentFiles")).toStringList();
}

void Settings::addRecentFile(const QString& path)
{
    QStringList files = recentFiles();
    files.removeAll(path);
    files.prepend(path);
    m_settings.setValue(QStringLiteral("recentFiles"), files.mid(0, recentFilesKept));
}

void Settings::clearRecentFiles()
{
    m_settings.remove(QStringLiteral("recentFiles"));
}

}  // namespace lanescope::app
