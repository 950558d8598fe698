// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/output.h"
#include "app/test_suite.h"
#include "chain/revision.h"
#include "recording/run_settings.h"

#include <QJsonArray>

#include <optional>
#include <vector>

namespace lanescope::app {

namespace {

std::string line(std::string_view verdict, const std::string& path, const TestOutcome& outcome)
{
    return std::string(verdict) + "  " + path + "  " + outcome.name +
           (outcome.detail.empty() ? "" : ": " + outcome.detail) + "\n";
}

QJsonArray array(const std::vector<SuiteCase>& cases)
{
    QJsonArray result;
    for (const SuiteCase& one : cases) {
        result.append(QJsonObject{{"file", jsonText(one.path)},
                                  {"name", jsonText(one.outcome.name)},
                                  {"detail", jsonText(one.outcome.detail)}});
    }
    return result;
}

QJsonObject document(const SuiteResult& result)
{
    QJsonArray errors;
    for (const Error& error : result.errors) {
        errors.append(jsonText(error.message));
    }
    QJsonObject object{{"passed", static_cast<qint64>(result.passed)},
                       {"failed", static_cast<qint64>(result.failures.size())},
                       {"excluded", static_cast<qint64>(result.exclusions.size())},
                       {"failures", array(result.failures)},
                       {"exclusions", array(result.exclusions)},
                       {"errors", errors}};
    if (result.stopped) {
        object["interrupted"] = true;
    }
    return object;
}

int runSuite(SuiteKind kind, const Arguments& arguments, StopToken stop)
{
    const bool asJson = arguments.has("json");
    const bool listsExcluded = arguments.has("list-excluded");
    Progress progress;
    SuiteOptions options;
    options.kind = kind;
    options.only_fork = arguments.text("fork");
    options.jobs = static_cast<unsigned>(arguments.integer("jobs", 0));
    options.stop = stop;
    std::optional<StrategyComparison> comparison;
    if (const auto workers = arguments.integer("workers", 0); workers > 0) {
        comparison.emplace(std::vector{static_cast<std::uint32_t>(workers)});
        options.comparison = &*comparison;
    }
    options.after_file = [&](const SuiteFile& file, std::size_t done, std::size_t all) {
        for (const TestOutcome& outcome : file.outcomes) {
            if (asJson || outcome.kind == TestOutcome::Kind::passed) {
                continue;
            }
            const bool failed = outcome.kind == TestOutcome::Kind::failed;
            if (failed || listsExcluded) {
                progress.clear();
                print(line(failed ? "FAILED  " : "excluded", file.path, outcome));
            }
        }
        progress.show(done, all, file.path);
    };
    const SuiteResult result = run_suite(arguments.operands(), options);
    progress.clear();
    for (const Error& error : result.errors) {
        printError(error.message);
    }
    if (asJson) {
        QJsonObject object = document(result);
        if (comparison) {
            object["blocksByBlockStm"] = static_cast<qint64>(comparison->blocks());
            object["refusedByBlockStm"] = static_cast<qint64>(comparison->refused());
        }
        printJson(object);
    } else {
        if (comparison) {
            print(counted(comparison->blocks(), "block") + " also by Block-STM, of these " +
                  std::to_string(comparison->refused()) + " refused alike\n");
        }
        print(std::to_string(result.passed) + " passed, " + std::to_string(result.failures.size()) +
              " failed, " + std::to_string(result.exclusions.size()) + " excluded\n");
    }
    if (result.stopped || stop.stop_requested()) {
        printError("interrupted");
        return exit_code::interrupted;
    }
    if (!result.errors.empty()) {
        return exit_code::badInput;
    }
    if (result.cases() == 0 && !options.only_fork.empty()) {
        printError("no test says anything about fork '" + options.only_fork +
                   "'; fork names are as the files have them, like 'Cancun' or 'EIP158'");
        return exit_code::badInput;
    }
    return result.failures.empty() ? exit_code::fine : exit_code::failed;
}

int runStateTests(const Arguments& arguments, StopToken stop)
{
    const std::string fork = arguments.text("fork");
    if (!fork.empty() && !fork_by_name(fork)) {
        const std::vector<std::string_view> known{
            "Frontier",          "Homestead", "EIP150", "EIP158", "Byzantium", "Constantinople",
            "ConstantinopleFix", "Istanbul",  "Berlin", "London", "Merge",     "Paris",
            "Shanghai",          "Cancun",    "Prague", "Osaka"};
        const auto closest = closestWord(fork, known);
        printError("statetest: --fork takes the name of a fork, like 'Cancun', not '" + fork + "'" +
                   (closest ? "; did you mean '" + std::string(*closest) + "'?" : ""));
        return exit_code::badInput;
    }
    return runSuite(SuiteKind::state_tests, arguments, stop);
}

int runBlockTests(const Arguments& arguments, StopToken stop)
{
    return runSuite(SuiteKind::blockchain_tests, arguments, stop);
}

std::vector<OptionSpec> commonOptions()
{
    return {{"list-excluded", OptionSpec::Kind::flag, {}, "says of each excluded case why it is"},
            {"jobs",
             OptionSpec::Kind::integer,
             "N",
             "threads; one a core without it",
             1,
             1024,
             {},
             'j'},
            {"json", OptionSpec::Kind::flag, {}, "prints one JSON document"}};
}

const std::vector<HelpLine> testExitCodes{{"0", "no case failed"},
                                          {"1", "a case failed"},
                                          {"2", "bad usage, or a file could not be read"},
                                          {"130", "interrupted by Ctrl-C"}};

}  // namespace

CommandSpec stateTestCommand()
{
    CommandSpec command;
    command.name = "statetest";
    command.summary = "runs official state tests (GeneralStateTests)";
    command.usage = "[--fork NAME] [--list-excluded] [--jobs N] [--json] PATH…";
    command.description =
        "Executes the transactions of state tests and compares state root and logs with what\n"
        "the files expect: every fork, every combination of data, gas and value. PATH is a\n"
        "file or a folder with *.json beneath it. A line a failure; the last line counts.";
    command.options = commonOptions();
    command.options.insert(command.options.begin(),
                           {"fork", OptionSpec::Kind::text, "NAME",
                            "only what the files expect of this fork, named as they name it"});
    command.examples = {{"lanescope statetest GeneralStateTests", "every file of a folder"},
                        {"lanescope statetest --fork Cancun add11.json", "one fork of one file"}};
    command.exitCodes = testExitCodes;
    command.operandName = "PATH";
    command.run = runStateTests;
    return command;
}

CommandSpec blockTestCommand()
{
    CommandSpec command;
    command.name = "blocktest";
    command.summary = "runs official blockchain tests (BlockchainTests)";
    command.usage = "[--workers N] [--list-excluded] [--jobs N] [--json] PATH…";
    command.description =
        "Imports the blocks of blockchain tests in order, as a node would: valid ones must\n"
        "execute to their own headers, invalid ones must be refused, and the chain must end\n"
        "where the file says. With --workers, each block also runs by Block-STM, one block at\n"
        "a time, and must come to the same, or be refused at the same transaction for the\n"
        "same reason. PATH is a file or a folder with *.json beneath it. A line a failure;\n"
        "the last line counts.";
    command.options = commonOptions();
    command.options.insert(command.options.begin(),
                           {"workers", OptionSpec::Kind::integer, "N",
                            "also runs Block-STM on N workers and compares", 1, max_workers});
    command.examples = {
        {"lanescope blocktest BlockchainTests", "every file of a folder"},
        {"lanescope blocktest --list-excluded ValidBlocks", "and why some do not run"}};
    command.exitCodes = testExitCodes;
    command.operandName = "PATH";
    command.run = runBlockTests;
    return command;
}

}  // namespace lanescope::app
