// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/names_loader.h"

#include <QMetaObject>

namespace lanescope::app {

/// What a thread comes back with.
struct NamesLoader::Loaded {
    std::shared_ptr<const names::ContractSet> contracts;
    std::shared_ptr<const names::NameBook> book;
    QString note;
    bool isProblem = false;
    QString error;
};

NamesLoader::~NamesLoader()
{
    cancel();
}

void NamesLoader::cancel()
{
    ++m_generation;
    if (m_stop) {
        m_stop->request_stop();
        m_stop.reset();
    }
}

void NamesLoader::setInput(std::shared_ptr<const BlockInput> input, const QString& folder)
{
    m_input = std::move(input);
    // Pictures of the block before keep what they have.
    m_names = std::make_shared<names::SharedNames>();
    if (folder != m_folder) {
        m_contracts.reset();
    }
    m_folder = folder;
    m_isChosen = false;
    m_isDone = m_input == nullptr;
    restart();
}

void NamesLoader::setFolder(const QString& folder)
{
    m_folder = folder;
    m_contracts.reset();
    m_isChosen = true;
    m_isDone = m_input == nullptr;
    restart();
}

void NamesLoader::hold(bool isHeld)
{
    if (isHeld == m_isHeld) {
        return;
    }
    m_isHeld = isHeld;
    restart();
}

void NamesLoader::restart()
{
    cancel();
    if (m_isDone) {
        return;
    }
    if (m_isHeld) {
        emit waiting();
        return;
    }
    m_stop = std::make_shared<StopSource>();
    m_threads.emplace_back([this, input = m_input, folder = m_folder, contracts = m_contracts,
                            stop = m_stop, generation = m_generation] {
        auto loaded = std::make_shared<Loaded>();
        loaded->contracts = contracts;
        const StopToken token(*stop);
        if (!contracts) {
            std::vector<std::string> paths;
            if (!folder.isEmpty()) {
                paths.push_back(folder.toStdString());
            }
            const auto scan = scan_contracts(paths, token);
            if (scan) {
                const std::string advice = scan->layout_advice();
                loaded->contracts = scan->contracts;
                loaded->isProblem = !scan->problems.empty() || !advice.empty();
                loaded->note = QString::fromStdString(
                    scan_text(*scan) + (advice.empty() ? std::string() : "; " + advice));
            } else {
                loaded->error = QString::fromStdString(scan.error().message);
            }
        }
        if (loaded->error.isEmpty()) {
            if (auto book = name_block(*input, loaded->contracts, token)) {
                loaded->book = *std::move(book);
                loaded->note += QStringLiteral("; %1 of %2 contracts of the block recognised")
                                    .arg(loaded->book->recognised())
                                    .arg(loaded->book->contracts_in_block());
            }
        }
        QMetaObject::invokeMethod(
            this,
            [this, loaded, generation] {
                if (generation == m_generation) {
                    show(*loaded);
                }
            },
            Qt::QueuedConnection);
    });
}

void NamesLoader::show(const Loaded& loaded)
{
    m_stop.reset();
    m_isDone = true;
    m_contracts = loaded.contracts;
    if (!loaded.error.isEmpty()) {
        emit failed(loaded.error);
        return;
    }
    m_names->set(loaded.book);
    const bool isChosen = m_isChosen;
    m_isChosen = false;
    emit changed(isChosen ? loaded.note : QString(), isChosen && loaded.isProblem);
}

}  // namespace lanescope::app
