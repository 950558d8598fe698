// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/input_paths.h"
#include "app/measurement.h"
#include "app/output.h"
#include "store/recording_file.h"

#include <QJsonArray>

#include <algorithm>
#include <optional>
#include <thread>

namespace lanescope::app {

namespace {

constexpr std::uint64_t defaultRepetitions = 5;

/// One line of the table: a block, or all of them. Times in seconds.
struct Row {
    std::string name;
    std::size_t transactions = 0;
    std::uint64_t gasUsed = 0;
    double median = 0;
    double least = 0;
    double most = 0;
    double sequential = 0;  ///< median
    Watched watched;

    [[nodiscard]] double transactionsPerSecond() const
    {
        return median > 0 ? static_cast<double>(transactions) / median : 0;
    }
    [[nodiscard]] double megagasPerSecond() const
    {
        return median > 0 ? static_cast<double>(gasUsed) / median / 1e6 : 0;
    }
    [[nodiscard]] double speedUp() const { return median > 0 ? sequential / median : 0; }
    [[nodiscard]] double reExecutionRate() const
    {
        return transactions > 0
                   ? static_cast<double>(watched.re_executions) / static_cast<double>(transactions)
                   : 0;
    }
    [[nodiscard]] double shareOfWorkerTime(double seconds) const
    {
        return watched.worker_time > 0 ? seconds / watched.worker_time : 0;
    }
};

Row rowOf(const Measurement& block)
{
    const Times& times = block.times();
    return {block.name,   block.transactions,        block.gas_used, times.median(), times.least(),
            times.most(), block.sequential.median(), block.watched};
}

std::string percent(double share)
{
    return decimal(share * 100, 1) + " %";
}

std::string tableLine(std::string_view name, std::size_t nameWidth,
                      const std::vector<std::string>& cells)
{
    constexpr std::size_t widths[] = {12, 13, 10, 10, 10, 10, 9, 10, 8, 9, 7, 9, 8};
    std::string line = padRight(name, nameWidth);
    for (std::size_t i = 0; i < cells.size(); ++i) {
        line += "  " + padLeft(cells[i], widths[i]);
    }
    return line + "\n";
}

std::string tableHead(std::size_t nameWidth, bool parallel)
{
    std::vector<std::string> cells{"transactions", "gas", "median ms", "min ms",
                                   "max ms",       "TPS", "Mgas/s"};
    if (parallel) {
        cells.insert(cells.end(),
                     {"sequential", "speed-up", "re-exec.", "aborts", "suspended", "wasted"});
    }
    return tableLine("block", nameWidth, cells);
}

std::string tableLine(const Row& row, std::size_t nameWidth, bool parallel)
{
    std::vector<std::string> cells{grouped(row.transactions),
                                   grouped(row.gasUsed),
                                   decimal(row.median * 1e3, 3),
                                   decimal(row.least * 1e3, 3),
                                   decimal(row.most * 1e3, 3),
                                   grouped(static_cast<std::uint64_t>(row.transactionsPerSecond())),
                                   decimal(row.megagasPerSecond(), 1)};
    if (parallel) {
        cells.insert(cells.end(), {decimal(row.sequential * 1e3, 3), decimal(row.speedUp(), 2),
                                   percent(row.reExecutionRate()), grouped(row.watched.aborts),
                                   grouped(row.watched.suspensions),
                                   percent(row.shareOfWorkerTime(row.watched.wasted))});
    }
    return tableLine(row.name, nameWidth, cells);
}

QJsonObject object(const Row& row, bool parallel)
{
    QJsonObject result{{"transactions", static_cast<qint64>(row.transactions)},
                       {"gasUsed", static_cast<qint64>(row.gasUsed)},
                       {"milliseconds", QJsonObject{{"median", row.median * 1e3},
                                                    {"min", row.least * 1e3},
                                                    {"max", row.most * 1e3}}},
                       {"transactionsPerSecond", row.transactionsPerSecond()},
                       {"megagasPerSecond", row.megagasPerSecond()}};
    if (parallel) {
        const Watched& watched = row.watched;
        const auto share = [&](double seconds) { return row.shareOfWorkerTime(seconds); };
        result["sequentialMilliseconds"] = row.sequential * 1e3;
        result["speedUp"] = row.speedUp();
        result["incarnations"] = static_cast<qint64>(watched.incarnations);
        result["reExecutionRate"] = row.reExecutionRate();
        result["aborts"] = static_cast<qint64>(watched.aborts);
        result["suspensions"] = static_cast<qint64>(watched.suspensions);
        result["shareOfWorkerTime"] = QJsonObject{{"useful", share(watched.useful)},
                                                  {"wasted", share(watched.wasted)},
                                                  {"validating", share(watched.validating)},
                                                  {"waiting", share(watched.waiting)},
                                                  {"other", share(watched.other)}};
    }
    return result;
}

/// All blocks of one command, its table or its document.
class Report {
public:
    Report(bool asJson, std::size_t nameWidth, std::uint64_t repetitions,
           const RunSettings& settings)
        : m_asJson(asJson),
          m_nameWidth(std::max<std::size_t>(nameWidth, 5)),
          m_repetitions(repetitions),
          m_settings(settings),
          m_parallel(settings.strategy != StrategyKind::sequential)
    {
    }

    void addProblem(const std::string& name, const Error& error, int exitCode)
    {
        m_progress.clear();
        printError(error.message);
        m_exitCode = std::max(m_exitCode, exitCode);
        m_blocks.append(QJsonObject{{"name", jsonText(name)}, {"error", jsonText(error.message)}});
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
        m_total.sequential += row.sequential;
        m_total.watched += row.watched;
        if (m_asJson) {
            QJsonObject entry = object(row, m_parallel);
            entry["name"] = jsonText(block.name);
            entry["number"] = static_cast<qint64>(block.number);
            if (block.parallel_from > 0) {
                entry["parallelFrom"] = static_cast<qint64>(block.parallel_from);
            }
            if (block.in_sequence_from) {
                entry["inSequenceFrom"] = static_cast<qint64>(*block.in_sequence_from);
            }
            if (block.resting > 0) {
                entry["resting"] = static_cast<qint64>(block.resting);
            }
            m_blocks.append(entry);
            return;
        }
        m_progress.clear();
        if (m_count == 1) {
            print(tableHead(m_nameWidth, m_parallel));
        }
        std::string line = tableLine(row, m_nameWidth, m_parallel);
        if (block.in_sequence_from == 0u) {
            line.pop_back();
            line += "  in sequence: too small to gain\n";
        } else if (block.parallel_from > 0 || block.in_sequence_from) {
            line.pop_back();
            line += "  in parallel from transaction " + std::to_string(block.parallel_from);
            if (block.in_sequence_from) {
                line += " to " + std::to_string(*block.in_sequence_from - 1) +
                        ": then too dependent to gain";
            }
            line += '\n';
        }
        if (block.resting > 0) {
            line.pop_back();
            line += "  " + counted(block.resting, "worker") +
                    " left the rest to as many as there are cores\n";
        }
        print(line);
    }

    [[nodiscard]] Progress& progress() { return m_progress; }

    int finish(bool interrupted)
    {
        m_progress.clear();
        m_total.name = "total";
        if (m_asJson) {
            QJsonObject document{{"strategy", name_of(m_settings.strategy)},
                                 {"workers", static_cast<qint64>(m_settings.workers)},
                                 {"repetitions", static_cast<qint64>(m_repetitions)},
                                 {"blocks", m_blocks},
                                 {"total", object(m_total, m_parallel)}};
            if (interrupted) {
                document["interrupted"] = true;
            }
            printJson(document);
        } else {
            if (m_count > 1) {
                print(tableLine(m_total, m_nameWidth, m_parallel));
            }
            if (m_count > 0 && m_parallel) {
                printWorkerTime();
            }
        }
        if (interrupted) {
            printError("interrupted");
            return exit_code::interrupted;
        }
        return m_exitCode;
    }

private:
    void printWorkerTime() const
    {
        const Watched& watched = m_total.watched;
        const auto part = [&](const char* what, double seconds) {
            return std::string(what) + " " + percent(m_total.shareOfWorkerTime(seconds));
        };
        print("\n" + counted(m_settings.workers, "worker") + ", of their time: " +
              part("useful", watched.useful) + ", " + part("wasted", watched.wasted) + ", " +
              part("validating and committing", watched.validating) + ", " +
              part("waiting", watched.waiting) + ", " + part("other", watched.other) +
              " (from one recorded run of each block)\n");
    }

    bool m_asJson;
    std::size_t m_nameWidth;
    std::uint64_t m_repetitions;
    RunSettings m_settings;
    bool m_parallel;
    Progress m_progress;
    QJsonArray m_blocks;
    Row m_total;  ///< its times are sums of the blocks' times
    std::size_t m_count = 0;
    int m_exitCode = exit_code::fine;
};

std::uint64_t defaultWorkers()
{
    return std::clamp<std::uint64_t>(std::thread::hardware_concurrency(), 1, max_workers);
}

int runRun(const Arguments& arguments, StopToken stop)
{
    InputPaths input = block_paths(arguments.operands());
    std::size_t nameWidth = 0;
    for (const std::string& file : input.files) {
        nameWidth = std::max(nameWidth, displayWidth(file));
    }
    const std::uint64_t repetitions = arguments.integer("repeat", defaultRepetitions);
    RunSettings settings;
    if (arguments.text("strategy", "sequential") == "sequential") {
        settings.strategy = StrategyKind::sequential;
    } else {
        settings.workers =
            static_cast<std::uint32_t>(arguments.integer("workers", defaultWorkers()));
    }
    settings.adapt_workers = !arguments.has("throughout");
    settings.foresee_slots = arguments.has("foresee");
    if (settings.foresee_slots && arguments.has("record")) {
        printError(
            "run: what --foresee computes for later transactions would be recorded as time of "
            "earlier ones; leave it out, or --record");
        return exit_code::badInput;
    }
    if (arguments.has("record")) {
        settings.detail = arguments.text("detail", "spans") == "accesses"
                              ? RecordingDetail::accesses
                              : RecordingDetail::spans;
    } else if (arguments.has("detail")) {
        printError("run: --detail says what --record records; give both, or neither");
        return exit_code::badInput;
    }
    Report report(arguments.has("json"), nameWidth, repetitions, settings);
    for (const Error& error : input.errors) {
        report.addProblem(error.message.substr(0, error.message.find(": ")), error,
                          exit_code::badInput);
    }
    Meter::Keep keep;
    std::optional<store::RecordingFile> file;
    if (arguments.has("record")) {
        auto opened = store::RecordingFile::create(arguments.text("record"));
        const auto recording = opened ? opened->begin_recording(settings, this_machine())
                                      : Result<store::RecordingId>(opened.error());
        if (!recording) {
            printError(recording.error().message);
            return exit_code::badInput;
        }
        file.emplace(*std::move(opened));
        keep = [&file, id = *recording](const RunRecord& run) -> Status {
            const auto added = file->add_run(id, run);
            if (!added) {
                return added.error();
            }
            return Success{};
        };
    }
    Meter meter(settings, repetitions, stop, keep);
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
        const auto measured = meter.measure(*std::move(opened->file));
        if (stop.stop_requested() && !measured) {
            break;
        }
        if (!measured) {
            report.addProblem(opened->name, measured.error(), exit_code::failed);
            continue;
        }
        report.add(*measured);
        if (measured->gas_used != expectedGas) {
            report.addProblem(
                opened->name,
                {ErrorCode::invalid_block, opened->name + ": used " + grouped(measured->gas_used) +
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
    command.summary = "executes blocks and measures how fast";
    command.usage = "[--strategy S] [--workers N] [--repeat K] [--record OUT] [--json] FILE…";
    command.description =
        "Executes each block K times and prints its transactions, its gas, the median,\n"
        "shortest and longest time, and from the median, transactions and millions of gas a\n"
        "second. Senders are recovered and the state is laid out beforehand; unless K is 1,\n"
        "one execution that is not counted comes first. With several blocks a last line has\n"
        "their sums.\n"
        "\n"
        "With --strategy block-stm, sequential execution and Block-STM take turns; speed-up is\n"
        "sequential by parallel median. One more run of each block is recorded: it gives\n"
        "re-executions by transactions, aborts, suspended incarnations, wasted work as a share\n"
        "of worker time, and how the workers spent their time. A block too small or too dependent\n"
        "to gain goes in sequence, in part or whole, and its line says so, but with --throughout.\n"
        "Nor do workers rest then, of which there are more than cores and that run far ahead.\n"
        "\n"
        "FILE is as for 'lanescope verify'.";
    command.options = {{"strategy",
                        OptionSpec::Kind::choice,
                        "S",
                        "sequential (without it) or block-stm",
                        0,
                        0,
                        {"sequential", "block-stm"}},
                       {"workers", OptionSpec::Kind::integer, "N",
                        "of block-stm; as many as cores without it", 1, max_workers},
                       {"repeat", OptionSpec::Kind::integer, "K",
                        "executions that count; 5 without it", 1, 1'000'000},
                       {"throughout",
                        OptionSpec::Kind::flag,
                        {},
                        "block-stm runs all in parallel on all workers, whether it gains or not"},
                       {"foresee",
                        OptionSpec::Kind::flag,
                        {},
                        "finds the slots of calls to come ahead: faster, in sequence as well"},
                       {"record", OptionSpec::Kind::text, "OUT",
                        "adds every counted run to the .lanescope file OUT"},
                       {"detail",
                        OptionSpec::Kind::choice,
                        "D",
                        "of the recording: spans (without it), or accesses: when each happened",
                        0,
                        0,
                        {"spans", "accesses"}},
                       {"json", OptionSpec::Kind::flag, {}, "prints one JSON document"}};
    command.examples = {{"lanescope run samples", "all sample blocks"},
                        {"lanescope run --repeat 50 block.json.gz", "a steadier figure"},
                        {"lanescope run --strategy block-stm --workers 4 samples",
                         "in parallel, compared with sequential"}};
    command.exitCodes = {{"0", "every block was executed"},
                         {"1", "a block is invalid, or used other gas than its header says"},
                         {"2", "bad usage, or a file could not be read"},
                         {"130", "interrupted by Ctrl-C"}};
    command.operandName = "FILE";
    command.run = runRun;
    return command;
}

}  // namespace lanescope::app
