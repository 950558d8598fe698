// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/command_line.h"

#include "app/input_paths.h"
#include "app/output.h"
#include "app/window/open_window.h"

#include <algorithm>
#include <charconv>
#include <cmath>

namespace lanescope::app {

namespace {

const OptionSpec helpOption{"help", OptionSpec::Kind::flag, {}, "shows this text", 0, 0, {}, 'h'};

std::string quoted(std::string_view text)
{
    return "'" + std::string(text) + "'";
}

/// Insertions, deletions, replacements and swaps of neighbours that make `b` of `a`.
std::size_t editDistance(std::string_view a, std::string_view b)
{
    std::vector<std::vector<std::size_t>> table(a.size() + 1,
                                                std::vector<std::size_t>(b.size() + 1));
    for (std::size_t i = 0; i <= a.size(); ++i) {
        for (std::size_t j = 0; j <= b.size(); ++j) {
            if (i == 0 || j == 0) {
                table[i][j] = i + j;
                continue;
            }
            const std::size_t replaced = table[i - 1][j - 1] + (a[i - 1] == b[j - 1] ? 0 : 1);
            table[i][j] = std::min({replaced, table[i - 1][j] + 1, table[i][j - 1] + 1});
            if (i > 1 && j > 1 && a[i - 1] == b[j - 2] && a[i - 2] == b[j - 1]) {
                table[i][j] = std::min(table[i][j], table[i - 2][j - 2] + 1);
            }
        }
    }
    return table[a.size()][b.size()];
}

/// What joins a problem with the hint that follows: a suggestion where there is one.
std::string suggestion(std::string_view word, const std::vector<std::string_view>& known,
                       std::string_view prefix)
{
    const auto closest = closestWord(word, known);
    return closest ? "; did you mean " + quoted(std::string(prefix) + std::string(*closest)) + "? "
                   : std::string("; ");
}

std::string helpHint(const CommandSpec& command)
{
    return "'lanescope " + std::string(command.name) + " --help' says more";
}

std::optional<std::uint64_t> integerFrom(std::string_view text)
{
    std::uint64_t number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size()) {
        return std::nullopt;
    }
    return number;
}

std::optional<double> fractionFrom(std::string_view text)
{
    double number = 0;
    const auto [end, problem] = std::from_chars(text.data(), text.data() + text.size(), number);
    if (problem != std::errc() || end != text.data() + text.size() || !std::isfinite(number)) {
        return std::nullopt;
    }
    return number;
}

/// What is wrong with an option's value; empty if nothing is.
std::string problemOf(const OptionSpec& option, const std::string& value)
{
    const std::string given = ", not " + quoted(value);
    switch (option.kind) {
    case OptionSpec::Kind::flag:
        return {};
    case OptionSpec::Kind::text:
        return value.empty() ? " takes a " + std::string(option.valueName) + ", not nothing" : "";
    case OptionSpec::Kind::integer: {
        const auto number = integerFrom(value);
        return number && *number >= option.least && *number <= option.most
                   ? ""
                   : " takes a whole number from " + std::to_string(option.least) + " to " +
                         std::to_string(option.most) + given;
    }
    case OptionSpec::Kind::fraction: {
        const auto number = fractionFrom(value);
        const std::uint64_t most = option.most == 0 ? 1 : option.most;
        return number && *number >= 0 && *number <= static_cast<double>(most)
                   ? ""
                   : " takes a number from 0 to " + std::to_string(most) + given;
    }
    case OptionSpec::Kind::choice: {
        if (std::find(option.choices.begin(), option.choices.end(), value) !=
            option.choices.end()) {
            return {};
        }
        std::string names;
        for (const std::string_view choice : option.choices) {
            names += (names.empty() ? "" : " or ") + quoted(choice);
        }
        return " takes " + names + given;
    }
    }
    return {};
}

std::string optionLabel(const OptionSpec& option)
{
    std::string label = option.letter != '\0' ? std::string("-") + option.letter + ", " : "    ";
    label += "--" + std::string(option.name);
    if (!option.valueName.empty()) {
        label += " " + std::string(option.valueName);
    }
    return label;
}

/// Lines of two columns beneath a heading, the second wrapped and aligned.
std::string helpSection(std::string_view heading,
                        const std::vector<std::pair<std::string, std::string>>& lines)
{
    constexpr std::size_t lineWidth = 96;
    std::size_t leftWidth = 0;
    for (const auto& [left, right] : lines) {
        leftWidth = std::max(leftWidth, displayWidth(left));
    }
    std::string text = "\n" + std::string(heading) + ":\n";
    for (const auto& [left, right] : lines) {
        std::string line = "  " + padRight(left, leftWidth) + " ";
        for (std::size_t at = 0; at < right.size();) {
            const std::size_t end = std::min(right.find(' ', at), right.size());
            if (displayWidth(line) + 1 + (end - at) > lineWidth) {
                text += line + "\n";
                line = std::string(leftWidth + 3, ' ');
            }
            line += " " + right.substr(at, end - at);
            at = end + 1;
        }
        text += line + "\n";
    }
    return text;
}

std::vector<std::pair<std::string, std::string>> asPairs(const std::vector<HelpLine>& lines)
{
    std::vector<std::pair<std::string, std::string>> pairs;
    for (const HelpLine& line : lines) {
        pairs.emplace_back(line.left, line.right);
    }
    return pairs;
}

int reportUsage(const std::string& message)
{
    printError(message);
    return exit_code::badInput;
}

const CommandSpec* commandNamed(std::string_view name)
{
    for (const CommandSpec& command : allCommands()) {
        if (command.name == name) {
            return &command;
        }
    }
    return nullptr;
}

int reportUnknownCommand(std::string_view word)
{
    std::vector<std::string_view> names;
    for (const CommandSpec& command : allCommands()) {
        names.push_back(command.name);
    }
    const std::string hint = "'lanescope --help' lists all";
    if (word.starts_with('-')) {
        return reportUsage("unknown option " + quoted(word) +
                           suggestion(word.substr(std::min<std::size_t>(2, word.size())),
                                      {"help", "version"}, "--") +
                           hint);
    }
    return reportUsage("unknown command " + quoted(word) + suggestion(word, names, "") + hint);
}

}  // namespace

std::string Arguments::text(std::string_view option, std::string_view otherwise) const
{
    const auto found = m_values.find(option);
    return found == m_values.end() ? std::string(otherwise) : found->second;
}

std::uint64_t Arguments::integer(std::string_view option, std::uint64_t otherwise) const
{
    const auto found = m_values.find(option);
    return found == m_values.end() ? otherwise : integerFrom(found->second).value_or(otherwise);
}

double Arguments::fraction(std::string_view option, double otherwise) const
{
    const auto found = m_values.find(option);
    return found == m_values.end() ? otherwise : fractionFrom(found->second).value_or(otherwise);
}

std::optional<std::string_view> closestWord(std::string_view word,
                                            const std::vector<std::string_view>& known)
{
    std::optional<std::string_view> best;
    std::size_t bestDistance = 0;
    for (const std::string_view candidate : known) {
        if (word.size() > 2 * candidate.size() + 2) {
            continue;
        }
        const bool isPrefix = word.size() >= 2 && candidate.starts_with(word);
        const std::size_t distance = isPrefix ? 1 : editDistance(word, candidate);
        const std::size_t allowed = isPrefix ? 1 : std::max<std::size_t>(1, candidate.size() / 3);
        if (distance <= allowed && (!best || distance < bestDistance)) {
            best = candidate;
            bestDistance = distance;
        }
    }
    return best;
}

/// Walks the words of one command line.
class CommandLineParser {
public:
    CommandLineParser(const CommandSpec& command, const std::vector<std::string>& words)
        : m_command(command), m_words(words)
    {
    }

    std::variant<Arguments, HelpWanted, UsageError> parse()
    {
        bool onlyOperands = false;
        for (; m_at < m_words.size() && m_error.empty(); ++m_at) {
            const std::string& word = m_words[m_at];
            if (onlyOperands || word.size() < 2 || word[0] != '-') {
                m_arguments.m_operands.push_back(word);
            } else if (word == "--") {
                onlyOperands = true;
            } else if (word == "--help" || word == "-h") {
                return HelpWanted{};
            } else {
                readOption(word);
            }
        }
        checkOperands();
        if (!m_error.empty()) {
            const std::string separator = m_error.ends_with(' ') ? "" : "; ";
            return UsageError{std::string(m_command.name) + ": " + m_error + separator +
                              helpHint(m_command)};
        }
        return std::move(m_arguments);
    }

private:
    void readOption(const std::string& word)
    {
        const bool isLong = word.starts_with("--");
        const std::size_t equals = isLong ? word.find('=') : std::string::npos;
        const std::string written = word.substr(0, equals);
        const std::string_view name = std::string_view(written).substr(isLong ? 2 : 1);
        const OptionSpec* option = find(name, isLong);
        if (option == nullptr) {
            std::vector<std::string_view> names{helpOption.name};
            for (const OptionSpec& known : m_command.options) {
                names.push_back(known.name);
            }
            m_error = "unknown option " + quoted(written) + suggestion(name, names, "--");
            return;
        }
        const std::string label = "--" + std::string(option->name);
        std::string value;
        if (option->kind == OptionSpec::Kind::flag) {
            if (equals != std::string::npos) {
                m_error = label + " takes no value";
            }
        } else if (equals != std::string::npos) {
            value = word.substr(equals + 1);
        } else if (m_at + 1 < m_words.size()) {
            value = m_words[++m_at];
        } else {
            m_error =
                label + " takes a value, " + std::string(option->valueName) + ", which is missing";
        }
        if (m_error.empty()) {
            const std::string problem = problemOf(*option, value);
            if (!problem.empty()) {
                m_error = label + problem;
            } else if (!m_arguments.m_values.emplace(option->name, value).second) {
                m_error = label + " is given twice";
            }
        }
    }

    [[nodiscard]] const OptionSpec* find(std::string_view name, bool isLong) const
    {
        for (const OptionSpec& option : m_command.options) {
            if (isLong ? option.name == name
                       : name.size() == 1 && option.letter != '\0' && option.letter == name[0]) {
                return &option;
            }
        }
        return nullptr;
    }

    void checkOperands()
    {
        const auto& operands = m_arguments.m_operands;
        if (!m_error.empty()) {
            return;
        }
        if (operands.size() < m_command.fewestOperands) {
            m_error = "a " + std::string(m_command.operandName) + " is missing";
        } else if (operands.size() > m_command.mostOperands) {
            m_error = "one " + std::string(m_command.operandName) + " is enough; " +
                      quoted(operands[m_command.mostOperands]) + " is too much";
        } else if (std::find(operands.begin(), operands.end(), "") != operands.end()) {
            m_error = "an empty word is no " + std::string(m_command.operandName);
        }
    }

    const CommandSpec& m_command;
    const std::vector<std::string>& m_words;
    Arguments m_arguments;
    std::string m_error;
    std::size_t m_at = 0;
};

std::variant<Arguments, HelpWanted, UsageError> parseArguments(
    const CommandSpec& command, const std::vector<std::string>& words)
{
    return CommandLineParser(command, words).parse();
}

std::string programHelp()
{
    std::string text = "lanescope " LANESCOPE_VERSION
                       ", explorer for parallel execution of EVM blocks\n"
                       "\n"
                       "Usage: lanescope [FILE…]\n"
                       "       lanescope COMMAND [OPTION…] [FILE…]\n"
                       "       lanescope COMMAND --help\n"
                       "\n"
                       "Without a command the window opens, on FILE or on a sample block.\n";
    std::vector<std::pair<std::string, std::string>> commands;
    for (const CommandSpec& command : allCommands()) {
        commands.emplace_back(command.name, command.summary);
    }
    text += helpSection("Commands", commands);
    text += helpSection("Options", {{optionLabel(helpOption), std::string(helpOption.help)},
                                    {"    --version", "shows the version"}});
    text += helpSection(
        "Examples",
        {{"lanescope verify samples", "executes the sample blocks and checks every result"},
         {"lanescope run --repeat 20 block.json.gz", "measures one block"}});
    text += helpSection("Exit codes", {{"0", "all is fine"},
                                       {"1", "something failed its check"},
                                       {"2", "bad usage, or input that could not be read"},
                                       {"130", "interrupted by Ctrl-C"}});
    return text;
}

std::string commandHelp(const CommandSpec& command)
{
    std::string text = "lanescope " + std::string(command.name) + ": " +
                       std::string(command.summary) + "\n\nUsage: lanescope " +
                       std::string(command.name) + " " + std::string(command.usage) + "\n\n" +
                       std::string(command.description) + "\n";
    std::vector<std::pair<std::string, std::string>> options;
    for (const OptionSpec& option : command.options) {
        options.emplace_back(optionLabel(option), option.help);
    }
    options.emplace_back(optionLabel(helpOption), helpOption.help);
    text += helpSection("Options", options);
    text += helpSection("Examples", asPairs(command.examples));
    text += helpSection("Exit codes", asPairs(command.exitCodes));
    return text;
}

int runProgram(const std::vector<std::string>& words, StopToken stop)
{
    if (words.empty()) {
        return openWindow({});
    }
    if (words[0] == "--help" || words[0] == "-h" || (words[0] == "help" && words.size() == 1)) {
        print(programHelp());
        return exit_code::fine;
    }
    if (words[0] == "--version") {
        print("lanescope " LANESCOPE_VERSION "\n");
        return exit_code::fine;
    }
    const bool wantsHelp = words[0] == "help";
    const std::string& name = words[wantsHelp ? 1 : 0];
    const CommandSpec* command = commandNamed(name);
    if (command == nullptr) {
        if (std::all_of(words.begin(), words.end(), isFileName)) {
            return openWindow(words);
        }
        return reportUnknownCommand(name);
    }
    if (wantsHelp) {
        print(commandHelp(*command));
        return exit_code::fine;
    }
    const auto parsed =
        parseArguments(*command, std::vector<std::string>(words.begin() + 1, words.end()));
    if (const auto* error = std::get_if<UsageError>(&parsed)) {
        return reportUsage(error->message);
    }
    if (std::holds_alternative<HelpWanted>(parsed)) {
        print(commandHelp(*command));
        return exit_code::fine;
    }
    return command->run(std::get<Arguments>(parsed), stop);
}

}  // namespace lanescope::app
