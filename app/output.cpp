// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/output.h"

#include "app/command_line.h"

#include <QJsonDocument>

#include <unistd.h>
#include <algorithm>
#include <cerrno>
#include <cstdio>
#include <cstdlib>
#include <cstring>

namespace lanescope::app {

namespace {

/// The errno of the first write to standard output that failed; 0: none did.
int outputError = 0;

void noteFailure()
{
    if (outputError == 0) {
        outputError = errno != 0 ? errno : EIO;
    }
}

}  // namespace

void print(std::string_view text)
{
    if (outputError != 0) {
        return;
    }
    errno = 0;
    if (std::fwrite(text.data(), 1, text.size(), stdout) != text.size()) {
        noteFailure();
    }
}

void printDim(std::string_view paragraph)
{
    constexpr std::size_t lineWidth = 96;
    static const bool dim = ::isatty(STDOUT_FILENO) == 1 && std::getenv("NO_COLOR") == nullptr;
    const std::size_t indent = std::min(paragraph.find_first_not_of(' '), paragraph.size());
    const std::string margin(indent, ' ');
    std::string text;
    std::string line;
    const auto endLine = [&] {
        text += margin + (dim ? "\033[2m" + line + "\033[0m" : line) + "\n";
        line.clear();
    };
    for (std::size_t at = indent; at < paragraph.size();) {
        const std::size_t end = std::min(paragraph.find(' ', at), paragraph.size());
        const std::string_view word = paragraph.substr(at, end - at);
        if (!line.empty() && indent + displayWidth(line) + 1 + displayWidth(word) > lineWidth) {
            endLine();
        }
        line += (line.empty() ? "" : " ") + std::string(word);
        at = end + 1;
    }
    endLine();
    print(text);
}

bool outputIsGone()
{
    return outputError == EPIPE;
}

int finishOutput(int exitCode)
{
    errno = 0;
    if (outputError == 0 && std::fflush(stdout) != 0) {
        noteFailure();
    }
    if (outputError != 0 && outputError != EPIPE) {
        printError(std::string("standard output could not be written: ") +
                   std::strerror(outputError));
        return exit_code::badInput;
    }
    return exitCode;
}

void printJson(const QJsonObject& document)
{
    const QByteArray text = QJsonDocument(document).toJson(QJsonDocument::Indented);
    print({text.constData(), static_cast<std::size_t>(text.size())});
}

QString jsonText(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

void printError(std::string_view message)
{
    // What was printed before comes first where both go to one terminal.
    errno = 0;
    if (outputError == 0 && std::fflush(stdout) != 0) {
        noteFailure();
    }
    const std::string line = "lanescope: " + std::string(message) + "\n";
    std::fwrite(line.data(), 1, line.size(), stderr);
}

Progress::Progress() : m_isTerminal(::isatty(STDERR_FILENO) == 1) {}

void Progress::show(std::size_t done, std::size_t total, std::string_view what)
{
    constexpr std::size_t most = 60;
    const std::string_view shown = what.size() > most ? what.substr(what.size() - most) : what;
    showLine(std::to_string(done) + " of " + std::to_string(total) + ": " + std::string(shown));
}

void Progress::show(std::string_view what)
{
    showLine(std::string(what));
}

void Progress::showLine(const std::string& text)
{
    using namespace std::chrono_literals;
    const auto now = std::chrono::steady_clock::now();
    if (!m_isTerminal || (m_isShown && now - m_last < 100ms)) {
        return;
    }
    const std::string line = "\r\033[K" + text;
    std::fwrite(line.data(), 1, line.size(), stderr);
    m_isShown = true;
    m_last = now;
}

void Progress::clear()
{
    if (m_isShown) {
        std::fputs("\r\033[K", stderr);
        m_isShown = false;
    }
}

std::size_t displayWidth(std::string_view text)
{
    std::size_t width = 0;
    for (const char c : text) {
        width += (static_cast<unsigned char>(c) & 0xc0) != 0x80 ? 1 : 0;
    }
    return width;
}

std::string padLeft(std::string_view text, std::size_t width)
{
    const std::size_t own = displayWidth(text);
    return std::string(own < width ? width - own : 0, ' ') + std::string(text);
}

std::string padRight(std::string_view text, std::size_t width)
{
    const std::size_t own = displayWidth(text);
    return std::string(text) + std::string(own < width ? width - own : 0, ' ');
}

std::string grouped(std::uint64_t number)
{
    const std::string digits = std::to_string(number);
    std::string text;
    for (std::size_t i = 0; i < digits.size(); ++i) {
        if (i != 0 && (digits.size() - i) % 3 == 0) {
            text += ',';
        }
        text += digits[i];
    }
    return text;
}

std::string decimal(double number, int digits)
{
    char text[64];
    std::snprintf(text, sizeof text, "%.*f", digits, number);
    return text;
}

std::string counted(std::size_t count, std::string_view noun)
{
    return std::to_string(count) + " " + std::string(noun) + (count == 1 ? "" : "s");
}

}  // namespace lanescope::app
