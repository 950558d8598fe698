// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/open_window.h"

#include "app/command_line.h"
#include "app/output.h"
#include "app/window/main_window.h"

#include <QApplication>
#include <QLibrary>

#include <chrono>
#include <csignal>
#include <thread>

namespace lanescope::app {

namespace {

/// Whether the X server that DISPLAY names answers and lets this program in. Qt would abort. The
/// connection stays open until the program ends: a server may start anew when its last client leaves,
/// and answers nobody meanwhile. For the same reason it is asked more than once.
bool xServerAnswers()
{
    QLibrary library(QStringLiteral("xcb"), 1);
    using Connect = void* (*)(const char*, int*);
    using HasError = int (*)(void*);
    using Disconnect = void (*)(void*);
    const auto connect = reinterpret_cast<Connect>(library.resolve("xcb_connect"));
    const auto hasError = reinterpret_cast<HasError>(library.resolve("xcb_connection_has_error"));
    const auto disconnect = reinterpret_cast<Disconnect>(library.resolve("xcb_disconnect"));
    if (connect == nullptr || hasError == nullptr || disconnect == nullptr) {
        return true;  // nothing to ask with: let Qt try
    }
    constexpr int tries = 10;
    for (int i = 0; i < tries; ++i) {
        void* connection = connect(nullptr, nullptr);
        if (hasError(connection) == 0) {
            return true;
        }
        disconnect(connection);
        std::this_thread::sleep_for(std::chrono::milliseconds(50));
    }
    return false;
}

}  // namespace

std::string displayProblem()
{
    const QByteArray platform = qgetenv("QT_QPA_PLATFORM");
    const bool asksForX = platform.isEmpty() || platform.startsWith("xcb");
    if (!asksForX) {
        return {};
    }
    const std::string remedy =
        "; start it in a desktop session, or with xvfb-run, or use a command: 'lanescope --help' "
        "lists all";
    if (platform.isEmpty() && !qEnvironmentVariableIsEmpty("WAYLAND_DISPLAY")) {
        return {};
    }
    if (qEnvironmentVariableIsEmpty("DISPLAY")) {
        return "there is no display to show the window on" + remedy;
    }
    if (!xServerAnswers()) {
        return "the display " + qgetenv("DISPLAY").toStdString() + " does not answer" + remedy;
    }
    return {};
}

int openWindow(const std::vector<std::string>& files)
{
    if (const std::string problem = displayProblem(); !problem.empty()) {
        printError(problem);
        return exit_code::badInput;
    }
    // A window is closed by its user; Ctrl-C in the terminal ends it too, at once.
    std::signal(SIGINT, SIG_DFL);
    int count = 1;
    char name[] = "lanescope";
    char* words[] = {name, nullptr};
    QApplication application(count, words);
    QApplication::setApplicationName(QStringLiteral("lanescope"));
    QApplication::setApplicationDisplayName(QStringLiteral("Lanescope"));
    QApplication::setApplicationVersion(QStringLiteral(LANESCOPE_VERSION));
    QApplication::setDesktopFileName(QStringLiteral("lanescope"));
    Settings settings;
    MainWindow window(settings);
    window.show();
    if (files.empty()) {
        window.openSample();
    } else {
        QStringList paths;
        for (const std::string& file : files) {
            paths.append(QString::fromStdString(file));
        }
        window.open(paths);
    }
    return QApplication::exec();
}

}  // namespace lanescope::app
