// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QJsonObject>
#include <QString>

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

namespace lanescope::app {

/// Writes to standard output. Once its reader has gone (a closed pipe), what follows is dropped
/// silently, so that `lanescope … | head` ends as quietly as it began.
void print(std::string_view text);
/// Whether the reader of standard output has gone: nothing printed reaches anybody.
[[nodiscard]] bool outputIsGone();
/// Writes out what is buffered. Gives `exitCode`, or exit_code::badInput after saying so when
/// standard output could not be written (a full disk).
[[nodiscard]] int finishOutput(int exitCode);

/// A paragraph that explains, wrapped and indented as its first line is; dim on a terminal.
void printDim(std::string_view paragraph);

/// The one JSON document of --json.
void printJson(const QJsonObject& document);

[[nodiscard]] QString jsonText(std::string_view utf8);

/// One line on standard error, after the program's name.
void printError(std::string_view message);

/// A line on standard error that says how far long work is, if that is a terminal; nothing otherwise.
class Progress {
public:
    Progress();
    ~Progress() { clear(); }
    Progress(const Progress&) = delete;
    Progress& operator=(const Progress&) = delete;

    /// "done of total: what", at most ten times a second.
    void show(std::size_t done, std::size_t total, std::string_view what);
    /// The same for work whose end nobody knows.
    void show(std::string_view what);
    /// Takes the line away before something else is printed.
    void clear();

private:
    void showLine(const std::string& line);

    bool m_isTerminal = false;
    bool m_isShown = false;
    std::chrono::steady_clock::time_point m_last{};
};

/// Columns that a UTF-8 text takes, one a code point.
[[nodiscard]] std::size_t displayWidth(std::string_view text);
[[nodiscard]] std::string padLeft(std::string_view text, std::size_t width);
[[nodiscard]] std::string padRight(std::string_view text, std::size_t width);
/// 12,345,678
[[nodiscard]] std::string grouped(std::uint64_t number);
[[nodiscard]] std::string decimal(double number, int digits);
/// "1 block", "2 blocks"
[[nodiscard]] std::string counted(std::size_t count, std::string_view noun);

}  // namespace lanescope::app
