// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stop_token.h"

#include <cstdint>
#include <map>
#include <optional>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace lanescope::app {

/// What the program tells its caller, whichever command ran.
namespace exit_code {
inline constexpr int fine = 0;
inline constexpr int failed = 1;         ///< something was executed and is not as it must be
inline constexpr int badInput = 2;       ///< bad usage, or input that could not be read
inline constexpr int interrupted = 130;  ///< Ctrl-C, as shells say it
}  // namespace exit_code

/// One option of a command. Its value is checked while the command line is read, so that a command
/// gets only what it can use.
struct OptionSpec {
    enum class Kind { flag, text, integer, fraction, choice };

    std::string_view name;  ///< without the dashes
    Kind kind = Kind::flag;
    std::string_view valueName;  ///< what the help calls the value
    std::string_view help;
    std::uint64_t least = 0;  ///< of an integer
    std::uint64_t most = 0;   ///< of a fraction too; 0: 1
    std::vector<std::string_view> choices{};
    char letter = '\0';  ///< short form, if any
};

/// What a command line says, checked against its command's options.
class Arguments {
public:
    [[nodiscard]] bool has(std::string_view option) const { return m_values.contains(option); }
    [[nodiscard]] std::string text(std::string_view option, std::string_view otherwise = {}) const;
    [[nodiscard]] std::uint64_t integer(std::string_view option, std::uint64_t otherwise) const;
    [[nodiscard]] double fraction(std::string_view option, double otherwise) const;
    [[nodiscard]] const std::vector<std::string>& operands() const { return m_operands; }

private:
    friend class CommandLineParser;
    std::map<std::string, std::string, std::less<>> m_values;
    std::vector<std::string> m_operands;
};

/// Two columns of a help text.
struct HelpLine {
    std::string_view left;
    std::string_view right;
};

/// One command of the program.
struct CommandSpec {
    std::string_view name;
    std::string_view summary;      ///< one line, for the list of commands
    std::string_view usage;        ///< what stands after the name
    std::string_view description;  ///< paragraphs, wrapped by hand at 80
    std::vector<OptionSpec> options;
    std::vector<HelpLine> examples;
    std::vector<HelpLine> exitCodes;
    std::string_view operandName;  ///< "FILE", for messages
    std::size_t fewestOperands = 1;
    std::size_t mostOperands = SIZE_MAX;
    int (*run)(const Arguments& arguments, StopToken stop) = nullptr;
};

/// Every command, in the order of the help.
[[nodiscard]] const std::vector<CommandSpec>& allCommands();

/// A mistake on the command line: one line, with what to do.
struct UsageError {
    std::string message;
};
/// The user asked for the command's help.
struct HelpWanted {};

/// Reads what stands after the command's name.
[[nodiscard]] std::variant<Arguments, HelpWanted, UsageError> parseArguments(
    const CommandSpec& command, const std::vector<std::string>& words);

[[nodiscard]] std::string programHelp();
[[nodiscard]] std::string commandHelp(const CommandSpec& command);

/// The one of `known` that `word` was probably meant to be, or nothing.
[[nodiscard]] std::optional<std::string_view> closestWord(
    std::string_view word, const std::vector<std::string_view>& known);

/// Runs the program: `words` are what stands after the program's name. Gives the exit code.
[[nodiscard]] int runProgram(const std::vector<std::string>& words, StopToken stop);

}  // namespace lanescope::app
