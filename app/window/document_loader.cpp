// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/document_loader.h"

#include "app/block_input.h"
#include "app/input_paths.h"

#include <QFileInfo>
#include <QMetaObject>

namespace lanescope::app {

namespace {

QString titleOf(const BlockInput& input, const QString& path)
{
    return input.fork.chain_id == 1 ? QStringLiteral("Ethereum %1").arg(input.block.header.number)
                                    : QStringLiteral("%1, block %2")
                                          .arg(QFileInfo(path).fileName())
                                          .arg(input.block.header.number);
}

}  // namespace

Result<Document> loadDocument(const QStringList& paths, StopToken stop)
{
    Document document;
    document.paths = paths;
    if (paths.size() == 1 && is_recording_file(paths.front().toStdString())) {
        auto runs = load_recording_file(paths.front().toStdString(), 0, stop);
        if (!runs) {
            return runs.error();
        }
        document.runs = *std::move(runs);
        document.input = document.runs.front().recording.run().input;
        document.title = QStringLiteral("%1, %2").arg(titleOf(*document.input, paths.front()),
                                                      QFileInfo(paths.front()).fileName());
        return document;
    }
    std::vector<std::string> words;
    for (const QString& path : paths) {
        words.push_back(path.toStdString());
    }
    InputPaths found = block_paths(words);
    if (!found.errors.empty()) {
        return found.errors.front();
    }
    BlockSource source(std::move(found.files));
    auto opened = source.next();
    if (!opened) {
        return Error{ErrorCode::io, "no file was named"};
    }
    if (!opened->file) {
        return opened->file.error();
    }
    if (stop.stop_requested()) {
        return Error{ErrorCode::cancelled, opened->name + ": reading it was cancelled"};
    }
    auto input = block_input(*std::move(opened->file));
    if (!input) {
        return input.error();
    }
    document.input = *std::move(input);
    document.title = titleOf(*document.input, paths.front());
    return document;
}

DocumentLoader::~DocumentLoader()
{
    cancel();
}

void DocumentLoader::load(const QStringList& paths)
{
    cancel();
    m_isLoading = true;
    ++m_busy;
    auto stop = std::make_shared<StopSource>();
    std::jthread thread([this, paths, stop, generation = m_generation] {
        auto result = std::make_shared<Result<Document>>(loadDocument(paths, StopToken(*stop)));
        --m_busy;
        QMetaObject::invokeMethod(
            this,
            [this, result, generation] {
                if (generation != m_generation || !m_isLoading) {
                    return;
                }
                m_isLoading = false;
                if (*result) {
                    emit loaded(std::make_shared<Document>(std::move(**result)));
                } else {
                    emit failed(QString::fromStdString(result->error().message));
                }
            },
            Qt::QueuedConnection);
    });
    m_loads.push_back({std::move(stop), std::move(thread)});
}

void DocumentLoader::cancel()
{
    ++m_generation;
    m_isLoading = false;
    for (const Load& load : m_loads) {
        load.stop->request_stop();
    }
}

}  // namespace lanescope::app
