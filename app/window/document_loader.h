// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/recordings.h"

#include <QObject>
#include <QStringList>

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace lanescope::app {

/// What the window has open: one block, and the runs of it that a recording holds.
struct Document {
    QStringList paths;
    QString title;  ///< "Ethereum 15274915", or the file's name
    std::shared_ptr<const BlockInput> input;
    std::vector<LoadedRecording> runs;  ///< of a `.lanescope` file; all runs, of other blocks too
};

/// Reads a block file, a pair of files, or a `.lanescope` recording. May take seconds: not for the GUI
/// thread.
[[nodiscard]] Result<Document> loadDocument(const QStringList& paths);

/// Loads documents on threads of its own; the last one asked for counts. GUI thread.
class DocumentLoader final : public QObject {
    Q_OBJECT

public:
    explicit DocumentLoader(QObject* parent = nullptr) : QObject(parent) {}
    ~DocumentLoader() override;

    void load(const QStringList& paths);
    /// What comes of the load that goes on is dropped.
    void cancel();
    [[nodiscard]] bool isLoading() const { return m_isLoading; }

signals:
    void loaded(const std::shared_ptr<lanescope::app::Document>& document);
    void failed(const QString& error);

private:
    std::uint64_t m_generation = 0;
    bool m_isLoading = false;
    std::vector<std::jthread> m_threads;
};

}  // namespace lanescope::app
