// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/naming.h"

#include <QObject>
#include <QString>

#include <cstdint>
#include <memory>
#include <thread>
#include <vector>

namespace lanescope::app {

/// Finds the names of the open block on a thread of its own: reads the contracts folder and executes
/// the block once with a tracer. Never while a run is measured: then it is held back, says that it
/// waits, and begins again afterwards. GUI thread.
class NamesLoader final : public QObject {
    Q_OBJECT

public:
    explicit NamesLoader(QObject* parent = nullptr)
        : QObject(parent), m_names(std::make_shared<names::SharedNames>())
    {
    }
    ~NamesLoader() override;

    /// The block whose names are wanted from now on, and its contracts folder; empty: none.
    void setInput(std::shared_ptr<const BlockInput> input, const QString& folder);
    void setFolder(const QString& folder);
    [[nodiscard]] const QString& folder() const { return m_folder; }
    /// Whether a run is measured now.
    void hold(bool isHeld);

    /// For the pictures of the open block.
    [[nodiscard]] const std::shared_ptr<names::SharedNames>& names() const { return m_names; }
    [[nodiscard]] bool isLoading() const { return m_stop != nullptr; }
    /// Whether nothing is left to find of what was asked for.
    [[nodiscard]] bool isDone() const { return m_isDone; }

signals:
    /// names() has a new book. `note`: what came of a folder that was chosen, empty where nothing needs
    /// to be said; `isProblem`: something of it could not be used.
    void changed(const QString& note, bool isProblem);
    void failed(const QString& error);
    /// There are names to find, and hold() is in the way.
    void waiting();

private:
    struct Loaded;

    void restart();
    void cancel();
    void show(const Loaded& loaded);

    std::shared_ptr<const BlockInput> m_input;
    QString m_folder;
    std::shared_ptr<names::SharedNames> m_names;
    std::shared_ptr<const names::ContractSet> m_contracts;  ///< of m_folder; null: not read yet
    std::shared_ptr<StopSource> m_stop;                     ///< of what goes on; null: nothing does
    bool m_isDone = true;
    bool m_isHeld = false;
    bool m_isChosen = false;  ///< a person waits for what comes of the folder
    std::uint64_t m_generation = 0;
    std::vector<std::jthread> m_threads;
};

}  // namespace lanescope::app
