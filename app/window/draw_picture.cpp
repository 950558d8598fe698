// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/draw_picture.h"

#include "app/naming.h"
#include "app/output.h"
#include "app/recordings.h"
#include "views/graph/graph_view.h"
#include "views/re_executions/re_executions_view.h"
#include "views/shared/export.h"
#include "views/throughput/throughput_view.h"
#include "views/timeline/timeline_view.h"

#include <QApplication>

#include <algorithm>
#include <charconv>
#include <memory>
#include <optional>
#include <thread>

namespace lanescope::app {

namespace {

/// More pixels than this a side no screen has.
constexpr int mostPixels = 32'768;

/// "1280x800"
std::optional<QSize> sizeOf(const std::string& text)
{
    int width = 0;
    int height = 0;
    const char* end = text.data() + text.size();
    const auto first = std::from_chars(text.data(), end, width);
    if (first.ec != std::errc() || first.ptr == end || *first.ptr != 'x') {
        return std::nullopt;
    }
    const auto second = std::from_chars(first.ptr + 1, end, height);
    if (second.ec != std::errc() || second.ptr != end || width < 1 || height < 1 ||
        width > mostPixels || height > mostPixels) {
        return std::nullopt;
    }
    return QSize(width, height);
}

std::unique_ptr<views::View> viewOf(const std::string& name, views::Selection& selection)
{
    if (name == "graph") {
        return std::make_unique<views::GraphView>(selection);
    }
    if (name == "reexecutions") {
        return std::make_unique<views::ReExecutionsView>(selection);
    }
    if (name == "throughput") {
        return std::make_unique<views::ThroughputView>(selection);
    }
    return std::make_unique<views::TimelineView>(selection);
}

/// Widgets need an application, and no screen.
class OffscreenApplication {
public:
    OffscreenApplication()
    {
        if (QCoreApplication::instance() == nullptr) {
            qputenv("QT_QPA_PLATFORM", "offscreen");
            m_application.emplace(m_count, m_words);
        }
    }

private:
    char m_name[10] = "lanescope";
    char* m_words[2] = {m_name, nullptr};
    int m_count = 1;
    std::optional<QApplication> m_application;
};

}  // namespace

int drawPicture(const Arguments& arguments, StopToken stop)
{
    const auto size = sizeOf(arguments.text("size", "1280x800"));
    if (!size) {
        printError("--size takes WIDTHxHEIGHT in pixels, for instance 1280x800, not '" +
                   arguments.text("size") + "'");
        return exit_code::badInput;
    }
    const std::string path = arguments.text("output");
    if (path.empty()) {
        printError("say where to write the picture: -o picture.png, or picture.svg");
        return exit_code::badInput;
    }
    RunSettings settings;
    settings.detail = RecordingDetail::spans;
    settings.workers = static_cast<std::uint32_t>(arguments.integer(
        "workers", std::clamp(std::thread::hardware_concurrency(), 1u, max_workers)));
    auto loaded = load_recordings(arguments.operands(), settings, stop);
    if (!loaded) {
        const bool isInterrupted = loaded.error().code == ErrorCode::cancelled;
        printError(isInterrupted ? "interrupted" : loaded.error().message);
        return isInterrupted ? exit_code::interrupted
               : loaded.error().code == ErrorCode::invalid_block ||
                       loaded.error().code == ErrorCode::state_unavailable
                   ? exit_code::failed
                   : exit_code::badInput;
    }
    const std::uint64_t run = arguments.integer("run", 1);
    if (run > loaded->size()) {
        printError("there is no run " + std::to_string(run) + "; the last is run " +
                   std::to_string(loaded->size()));
        return exit_code::badInput;
    }
    Namer namer;
    if (const Status ready = namer.prepare(arguments.text("artifacts"), stop); !ready) {
        const bool isInterrupted = ready.error().code == ErrorCode::cancelled;
        printError(isInterrupted ? "interrupted" : ready.error().message);
        return isInterrupted ? exit_code::interrupted : exit_code::badInput;
    }
    LoadedRecording& chosen = (*loaded)[run - 1];
    const auto input = chosen.recording.run().input;
    const auto picture = std::make_shared<const analysis::RunAnalysis>(std::move(chosen.machine),
                                                                       std::move(chosen.recording));
    picture->set_names(namer.names_of(input, stop));

    const OffscreenApplication application;
    views::Selection selection;
    const auto view = viewOf(arguments.text("view", "timeline"), selection);
    view->setTheme(arguments.text("theme", "light") == "dark" ? views::Palette::darkTheme()
                                                              : views::Palette::light());
    view->resize(*size);
    view->setPictureNow(picture);
    const QString problem = views::writePicture(*view, *size, QString::fromStdString(path),
                                                static_cast<double>(arguments.integer("scale", 1)));
    if (!problem.isEmpty()) {
        printError(problem.toStdString());
        return exit_code::badInput;
    }
    return exit_code::fine;
}

}  // namespace lanescope::app
