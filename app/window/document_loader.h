// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/recordings.h"
#include "base/stop_token.h"

#include <QObject>
#include <QStringList>

#include <atomic>
#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace lanescope::app {

/// What the window has open: one block, and the runs of it that a recording holds.
struct Document {
    QStringList paths;  ///< none, if it was made here
    QString title;      ///< "Ethereum 15274915", or the file's name
    std::shared_ptr<const BlockInput> input;
    std::vector<LoadedRecording> runs;  ///< of a `.lanescope` file; all runs, of other blocks too

    /// What settings of its own are remembered by.
    [[nodiscard]] QString key() const { return paths.isEmpty() ? title : paths.front(); }
};

/// Reads a block file, a pair of files, or a `.lanescope` recording. May take seconds: not for the GUI
/// thread. Stops between two runs of a recording, and between reading a block and recovering its
/// senders, with a `cancelled` Error.
[[nodiscard]] Result<Document> loadDocument(const QStringList& paths, StopToken stop = {});

/// Loads documents on threads of its own; the last one asked for counts, and stops those before it. GUI
/// thread.
class DocumentLoader final : public QObject {
    Q_OBJECT

public:
    explicit DocumentLoader(QObject* parent = nullptr) : QObject(parent) {}
    ~DocumentLoader() override;

    void load(const QStringList& paths);
    /// Stops the load that goes on; nothing comes of it.
    void cancel();
    [[nodiscard]] bool isLoading() const { return m_isLoading; }
    /// Loads whose threads have not come to their end, cancelled ones among them.
    [[nodiscard]] int busyThreads() const { return m_busy.load(); }

signals:
    void loaded(const std::shared_ptr<lanescope::app::Document>& document);
    void failed(const QString& error);

private:
    /// The thread is joined before the stop that it polls is gone.
    struct Load {
        std::shared_ptr<StopSource> stop;
        std::jthread thread;
    };

    std::uint64_t m_generation = 0;
    bool m_isLoading = false;
    std::atomic<int> m_busy{0};
    std::vector<Load> m_loads;
};

}  // namespace lanescope::app
