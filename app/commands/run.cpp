// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/input_paths.h"
#include "app/output.h"
#include "execution/block_executor.h"

#include <QJsonArray>

#include <algorithm>
#include <chrono>
#include <numeric>

namespace lanescope::app {

namespace {

constexpr std::uint64_t defaultRepetitions = 5;

/// One block, executed several times. Times in seconds, of execution alone.
struct Measurement {
    std::string name;
    std::uint64_t number = 0;
    std::size_t transactions = 0;
    std::uint64_t gasUsed = 0;
    std::vector<double> times;  ///< sorted

    [[nodiscard]] double least() const { return times.front(); }
    [[nodiscard]] double most() const { return times.back(); }
    [[nodiscard]] double median() const
    {
        const std::size_t middle = times.size() / 2;
        return times.size() % 2 != 0 ? times[middle] : (times[middle - 1] + times[middle]) / 2;
    }
};

/// One line of the table: a block, or all of them.
struct Row {
    std::string name;
    std::size_t transactions = 0;
    std::uint64_t gasUsed = 0;
    double median = 0;
    double least = 0;
    double most = 0;

    [[nodiscard]] double transactionsPerSecond() const
    {
        return median > 0 ? static_cast<double>(transactions) / median : 0;
    }
    [[nodiscard]] double megagasPerSecond() const
    {
        return median > 0 ? static_cast<double>(gasUsed) / median / 1e6 : 0;
    }
};

Row rowOf(const Measurement& block)
{
    return {block.name,     block.transactions, block.gasUsed,
            block.median(), block.least(),      block.most()};
}

std::string tableLine(std::string_view name, std::size_t nameWidth,
                      const std::vector<std::string>& cells)
{
    constexpr std::size_t widths[] = {12, 12, 11, 11, 11, 11, 9};
    std::string line = padRight(name, nameWidth);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += "  " + padLeft(cells[i], widths[i]);
    }
    return line + "\n";
}

std::string tableHead(std::size_t nameWidth)
{
    return tableLine("block", nameWidth,
                     {"transactions", "gas", "median ms", "min ms", "max ms", "TPS", "Mgas/s"});
}

std::string tableLine(const Row& row, std::size_t nameWidth)
{
    return tableLine(row.name, nameWidth,
                     {grouped(row.transactions), grouped(row.gasUsed), decimal(row.median * 1e3, 3),
                      decimal(row.least * 1e3, 3), decimal(row.most * 1e3, 3),
                      grouped(static_cast<std::uint64_t>(row.transactionsPerSecond())),
                      decimal(row.megagasPerSecond(), 1)});
}

QJsonObject object(const Row& row)
{
    return {{"transactions", static_cast<qint64>(row.transactions)},
            {"gasUsed", static_cast<qint64>(row.gasUsed)},
            {"milliseconds", QJsonObject{{"median", row.median * 1e3},
                                         {"min", row.least * 1e3},
                                         {"max", row.most * 1e3}}},
            {"transactionsPerSecond", row.transactionsPerSecond()},
            {"megagasPerSecond", row.megagasPerSecond()}};
}

/// Executes blocks again and again with one executor and one cache, as a long run would.
class Runner {
public:
    Runner(std::uint64_t repetitions, StopToken stop) : m_repetitions(repetitions), m_stop(stop) {}

    Result<Measurement> measure(formats::BlockFile file)
    {
        Status recovered = recover_senders(file.block.transactions, file.fork.revision);
        if (!recovered) {
            return Error{recovered.error().code, file.name + ": " + recovered.error().message};
        }
        Measurement result{file.name, file.block.header.number, file.block.transactions.size(),
                           0,         {}};
        if (m_repetitions > 1) {
            auto warmUp = executeOnce(file, result);
            if (!warmUp) {
                return warmUp.error();
            }
        }
        for (std::uint64_t i = 0; i < m_repetitions; ++i) {
            auto seconds = executeOnce(file, result);
            if (!seconds) {
                return seconds.error();
            }
            result.times.push_back(*seconds);
        }
        std::sort(result.times.begin(), result.times.end());
        return result;
    }

private:
    Result<double> executeOnce(const formats::BlockFile& file, Measurement& measurement)
    {
        WorldState world(*file.pre_state, file.pre_state_is_whole, file.block_hashes);
        BlockOptions options;
        options.stop = m_stop;
        const auto begin = std::chrono::steady_clock::now();
        const auto executed = execute_block(file.block, file.fork, world, m_executor, options);
        const auto end = std::chrono::steady_clock::now();
        if (!executed) {
            return Error{executed.error().code, file.name + ": " + executed.error().message};
        }
        measurement.gasUsed = executed->gas_used;
        return std::chrono::duration<double>(end - begin).count();
    }

    std::uint64_t m_repetitions;
    StopToken m_stop;
    evm::CodeCache m_cache;
    TransactionExecutor m_executor{m_cache};
};

/// All blocks of one command, its table or its document.
class Report {
public:
    Report(bool asJson, std::size_t nameWidth, std::uint64_t repetitions)
        : m_asJson(asJson), m_nameWidth(std::max<std::size_t>(nameWidth, 5)),
          m_repetitions(repetitions)
    {
    }

    void addProblem(const std::string& name, const Error& error, int exitCode)
    {
        m_progress.clear();
        printError(error.message);
        m_exitCode = std::max(m_exitCode, exitCode);
        m_blocks.append(
            QJsonObject{{"name", jsonText(name)}, {"error", jsonText(error.message)}});
    }

    void add(const Measurement& block)
    {
        const Row row = rowOf(block);
        ++m_count;
        m_total.transactions += row.transactions;
        m_total.gasUsed += row.gasUsed;
        m_total.median += row.median;
        m_total.least += row.least;
        m_total.most += row.most;
        if (m_asJson) {
            QJsonObject entry = object(row);
            entry["name"] = jsonText(block.name);
            entry["number"] = static_cast<qint64>(block.number);
            m_blocks.append(entry);
            return;
        }
        m_progress.clear();
        if (m_count == 1) {
            print(tableHead(m_nameWidth));
        }
        print(tableLine(row, m_nameWidth));
    }

    [[nodiscard]] Progress& progress() { return m_progress; }

    int finish(bool interrupted)
    {
        m_progress.clear();
        m_total.name = "total";
        if (m_asJson) {
            QJsonObject document{{"repetitions", static_cast<qint64>(m_repetitions)},
                                 {"blocks", m_blocks},
                                 {"total", object(m_total)}};
            if (interrupted) {
                document["interrupted"] = true;
            }
            printJson(document);
        } else if (m_count > 1) {
            print(tableLine(m_total, m_nameWidth));
        }
        if (interrupted) {
            printError("interrupted");
            return exit_code::interrupted;
        }
        return m_exitCode;
    }

private:
    bool m_asJson;
    std::size_t m_nameWidth;
    std::uint64_t m_repetitions;
    Progress m_progress;
    QJsonArray m_blocks;
    Row m_total;  ///< its times are sums of the blocks' times
    std::size_t m_count = 0;
    int m_exitCode = exit_code::fine;
};

int runRun(const Arguments& arguments, StopToken stop)
{
    InputPaths input = block_paths(arguments.operands());
    std::size_t nameWidth = 0;
    for (const std::string& file : input.files) {
        nameWidth = std::max(nameWidth, displayWidth(file));
    }
    const std::uint64_t repetitions = arguments.integer("repeat", defaultRepetitions);
    Report report(arguments.has("json"), nameWidth, repetitions);
    for (const Error& error : input.errors) {
        report.addProblem(error.message.substr(0, error.message.find(": ")), error,
                          exit_code::badInput);
    }
    Runner runner(repetitions, stop);
    BlockSource source(std::move(input.files));
    while (!stop.stop_requested()) {
        auto opened = source.next();
        if (!opened) {
            break;
        }
        report.progress().show(source.files_opened(), source.files_in_all(), opened->name);
        if (!opened->file) {
            report.addProblem(opened->name, opened->file.error(), exit_code::badInput);
            continue;
        }
        const std::uint64_t expectedGas = opened->file->block.header.gas_used;
        const auto measured = runner.measure(*std::move(opened->file));
        if (stop.stop_requested() && !measured) {
            break;
        }
        if (!measured) {
            report.addProblem(opened->name, measured.error(), exit_code::failed);
            continue;
        }
        report.add(*measured);
        if (measured->gasUsed != expectedGas) {
            report.addProblem(opened->name,
                              {ErrorCode::invalid_block,
                               opened->name + ": used " + grouped(measured->gasUsed) +
                                   " gas, but its header says " + grouped(expectedGas) +
                                   "; 'lanescope verify' shows where they part"},
                              exit_code::failed);
        }
    }
    return report.finish(stop.stop_requested());
}

}  // namespace

CommandSpec runCommand()
{
    CommandSpec command;
    command.name = "run";
    command.summary = "executes blocks in sequence and measures how fast";
    command.usage = "[--repeat K] [--json] FILE…";
    command.description =
        "Executes each block K times on one thread and prints its transactions, its gas, the\n"
        "median, shortest and longest time, and from the median, transactions and millions\n"
        "of gas a second. Senders are recovered and the state is laid out beforehand; unless\n"
        "K is 1, one execution that is not counted comes first. With several blocks a last\n"
        "line has their sums.\n"
        "\n"
        "FILE is as for 'lanescope verify'.";
    command.options = {{"repeat", OptionSpec::Kind::integer, "K",
                        "executions that count; 5 without it", 1, 1'000'000},
                       {"json", OptionSpec::Kind::flag, {}, "prints one JSON document"}};
    command.examples = {{"lanescope run samples", "all sample blocks"},
                        {"lanescope run --repeat 50 block.json.gz", "a steadier figure"}};
    command.exitCodes = {{"0", "every block was executed"},
                         {"1", "a block is invalid, or used other gas than its header says"},
                         {"2", "bad usage, or a file could not be read"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "FILE";
    command.run = runRun;
    return command;
}

}  // namespace lanescope::app
