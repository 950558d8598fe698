// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/report.h"
#include "app/commands/commands.h"
#include "app/naming.h"
#include "app/output.h"
#include "app/recordings.h"

#include <QJsonArray>

#include <algorithm>
#include <limits>
#include <thread>

namespace lanescope::app {

namespace {

constexpr std::size_t defaultTop = 10;

int exitCodeOf(const Error& error)
{
    switch (error.code) {
    case ErrorCode::cancelled:
        return exit_code::interrupted;
    case ErrorCode::invalid_block:
    case ErrorCode::state_unavailable:
    case ErrorCode::limit_exceeded:
        return exit_code::failed;
    default:
        return exit_code::badInput;
    }
}

int runReport(const Arguments& arguments, StopToken stop)
{
    RunSettings settings;
    settings.detail = RecordingDetail::spans;
    settings.workers = static_cast<std::uint32_t>(arguments.integer(
        "workers", std::clamp(std::thread::hardware_concurrency(), 1u, max_workers)));
    const auto loaded = load_recordings(arguments.operands(), settings, stop);
    if (!loaded) {
        printError(loaded.error().code == ErrorCode::cancelled ? "interrupted"
                                                               : loaded.error().message);
        return exitCodeOf(loaded.error());
    }
    Namer namer;
    if (const Status ready = namer.prepare(arguments.text("artifacts"), stop); !ready) {
        printError(ready.error().code == ErrorCode::cancelled ? "interrupted"
                                                              : ready.error().message);
        return exitCodeOf(ready.error());
    }
    const auto boundWorkers = static_cast<std::uint32_t>(arguments.integer("workers", 0));
    if (arguments.has("json")) {
        const std::size_t top = arguments.integer("top", std::numeric_limits<std::uint64_t>::max());
        QJsonArray recordings;
        for (const LoadedRecording& recording : *loaded) {
            const analysis::RunAnalysis made(recording.machine, recording.recording, boundWorkers);
            made.set_names(namer.names_of(recording.recording.run().input, stop));
            recordings.append(reportObject(made, top));
        }
        QJsonArray warnings;
        for (const std::string& warning : namer.warnings()) {
            warnings.append(jsonText(warning));
        }
        printJson({{"definitions", reportDefinitions()},
                   {"recordings", recordings},
                   {"artifactWarnings", warnings}});
        return exit_code::fine;
    }
    bool first = true;
    for (const LoadedRecording& recording : *loaded) {
        print(first ? "" : "\n\n");
        const analysis::RunAnalysis made(recording.machine, recording.recording, boundWorkers);
        made.set_names(namer.names_of(recording.recording.run().input, stop));
        printReport(made, arguments.integer("top", defaultTop));
        first = false;
    }
    return exit_code::fine;
}

}  // namespace

CommandSpec reportCommand()
{
    CommandSpec command;
    command.name = "report";
    command.summary = "shows why a block was as fast, or as slow, as it was";
    command.usage = "[--artifacts DIR] [--top N] [--workers N] [--json] FILE…";
    command.description =
        "Runs a block once by Block-STM, records it, and prints the analysis of the recording:\n"
        "speed, worker time, re-executions, hot locations, contracts and selectors by wasted\n"
        "work, the conflict graph, and dependency path and bound, by time and by gas. Each\n"
        "section says what its figures mean.\n"
        "\n"
        "FILE is as for 'lanescope verify', or a .lanescope file, whose runs are reported as\n"
        "they were recorded. With several blocks or runs, each has its report.\n"
        "\n"
        "Storage, contracts and functions have names where the compiler's output is known:\n"
        "--artifacts names Foundry's out, Hardhat's artifacts or a file or folder of solc's\n"
        "standard JSON output, with storage layouts. Keys of mappings come from executing the\n"
        "block once more. Without artifacts common tokens, proxies and selectors are\n"
        "recognised, and marked as a guess.";
    command.options = {
        {"artifacts", OptionSpec::Kind::text, "DIR",
         "a project's compiled contracts: names instead of slots and selectors"},
        {"top", OptionSpec::Kind::integer, "N",
         "lines of each list; without it 10, and with --json all", 1, 1'000'000},
        {"workers", OptionSpec::Kind::integer, "N",
         "workers of the run, and of the bound; without it one a core", 1, max_workers},
        {"json", OptionSpec::Kind::flag, {}, "prints one JSON document"}};
    command.examples = {
        {"lanescope report block.json.gz", "one block, on all cores"},
        {"lanescope report --artifacts out block.json.gz", "with the names of a Foundry project"},
        {"lanescope report --workers 8 --top 3 block.json.gz",
         "with 8 workers, the top three of each list"}};
    command.exitCodes = {{"0", "the report was made"},
                         {"1", "a block is invalid, or its pre-state does not say enough"},
                         {"2", "bad usage, or a file could not be read"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "FILE";
    command.run = runReport;
    return command;
}

}  // namespace lanescope::app
