// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/commands/commands.h"
#include "app/core_distance.h"
#include "app/measurement.h"
#include "app/output.h"
#include "workload/benchmark_blocks.h"

#include <QJsonArray>

#include <algorithm>
#include <optional>
#include <thread>

namespace lanescope::app {

namespace {

constexpr std::uint64_t defaultRounds = 7;
constexpr std::uint64_t gigagas = 1'000'000'000;

/// One block of the table, or the same block with other numbers of transactions.
struct Case {
    workload::BenchmarkBlock kind;
    std::uint32_t transactions;
};

/// One gigagas of transfers; as much time of the long ones.
std::uint32_t usualSize(workload::BenchmarkBlock kind)
{
    switch (kind) {
    case workload::BenchmarkBlock::plain_transfers:
    case workload::BenchmarkBlock::plain_chain:
        return gigagas / 21'000 + 1;
    case workload::BenchmarkBlock::erc20_transfers:
    case workload::BenchmarkBlock::token_transfers:
        return 37'123;
    default:
        return 4'000;
    }
}

/// The ways in which each block is run, by turns.
struct Row {
    std::string name;
    std::uint32_t transactions = 0;
    std::uint64_t gas = 0;
    Times sequential;
    Times parallel;
    Times throughout;  ///< as `parallel`, but never going on in sequence
    Times recorded;
    std::uint64_t incarnations = 0;  ///< of the last recorded run
    /// core_distance() before and after: the larger; nothing on one core.
    std::optional<double> distance;
    std::optional<std::uint32_t> inSequenceFrom;
    // Of the runs of one round: a machine that is slower for a while is so for both.
    Times speedUp;               ///< sequential by parallel time
    Times recordedByUnrecorded;  ///< time, never going on in sequence

    [[nodiscard]] double transactionsPerSecond(const Times& times) const
    {
        return transactions / times.median();
    }
};

class Bench {
public:
    Bench(std::uint32_t workers, std::uint64_t rounds, bool foresees, StopToken stop)
        : m_workers(workers), m_rounds(rounds), m_foresees(foresees), m_stop(stop)
    {
    }

    [[nodiscard]] Result<Row> measure(const Case& wanted)
    {
        auto made = workload::benchmark_block(wanted.kind, wanted.transactions);
        auto input = std::make_shared<BlockInput>();
        input->name = workload::name_of(wanted.kind);
        input->block = std::move(made.block);
        input->fork = made.fork;
        input->pre_state = std::make_shared<GivenState>(std::move(made.pre_state));
        input->pre_state_is_whole = true;
        const WorldState before(*input->pre_state, true, {});

        RunSettings sequential;
        sequential.strategy = StrategyKind::sequential;
        sequential.foresee_slots = m_foresees;
        RunSettings parallel;
        parallel.foresee_slots = m_foresees;
        parallel.workers = m_workers;
        RunSettings throughout = parallel;
        throughout.adapt_workers = false;
        RunSettings recorded = parallel;
        recorded.detail = RecordingDetail::spans;

        Row row;
        row.name = input->name;
        row.transactions = wanted.transactions;
        row.distance = core_distance();
        // The first round warms up, and is not counted.
        for (std::uint64_t round = 0; round <= m_rounds; ++round) {
            double took = 0;
            const auto oracle = run(input, before, sequential, took);
            if (!oracle) {
                return oracle.error();
            }
            row.gas = oracle->result.gas_used;
            const auto compare = [&](const RunSettings& settings, double& time) {
                auto other = run(input, before, settings, time);
                if (other && !sameResults(oracle->result, other->result)) {
                    other = Error{ErrorCode::invalid_block,
                                  row.name +
                                      ": Block-STM does not give what sequential execution "
                                      "gives"};
                }
                return other;
            };
            double parallelTook = 0;
            const auto adapting = compare(parallel, parallelTook);
            if (!adapting) {
                return adapting.error();
            }
            row.inSequenceFrom = adapting->summary.in_sequence_from;
            // Each comes first as often as the other: who comes second finds the memory warmer.
            double throughoutTook = 0;
            double recordedTook = 0;
            for (const bool isRecorded : {round % 2 != 0, round % 2 == 0}) {
                const auto other = isRecorded ? compare(recorded, recordedTook)
                                              : compare(throughout, throughoutTook);
                if (!other) {
                    return other.error();
                }
                if (isRecorded) {
                    row.incarnations = incarnationsOf(*other);
                }
            }
            if (round > 0) {
                row.sequential.add(took);
                row.parallel.add(parallelTook);
                row.throughout.add(throughoutTook);
                row.recorded.add(recordedTook);
                row.speedUp.add(took / parallelTook);
                row.recordedByUnrecorded.add(recordedTook / throughoutTook);
            }
        }
        if (row.distance) {
            row.distance = std::max(row.distance, core_distance());
        }
        return row;
    }

private:
    /// `took` in seconds.
    [[nodiscard]] Result<BlockRun> run(const std::shared_ptr<const BlockInput>& input,
                                       const WorldState& before, const RunSettings& settings,
                                       double& took)
    {
        WorldState world = before;
        BlockRunner::Options options;
        options.stop = m_stop;
        auto made = m_runner.run(input, world, settings, options);
        if (made) {
            took = TickClock::get().seconds(made->summary.duration);
        }
        return made;
    }

    static std::uint64_t incarnationsOf(const BlockRun& run)
    {
        const Recording recording(run.record);
        std::uint64_t incarnations = 0;
        for (std::size_t i = 0; i < recording.worker_count(); ++i) {
            incarnations += recording.incarnations(i).size();
        }
        return incarnations;
    }

    std::uint32_t m_workers;
    std::uint64_t m_rounds;
    bool m_foresees;
    StopToken m_stop;
    BlockRunner m_runner;
};

std::string tableHead()
{
    return padRight("block", 20) + padLeft("txs", 9) + padLeft("seq µs/tx", 11) +
           padLeft("seq TPS", 12) + padLeft("TPS", 12) + padLeft("speed-up", 10) +
           padLeft("TPS recorded", 14) + padLeft("recording", 11) + padLeft("incarn./tx", 12) +
           padLeft("line ns", 9) + "\n";
}

/// `compares`: whether the recorded runs differ from the others by being recorded alone.
std::string tableLine(const Row& row, bool compares)
{
    const auto rate = [&](const Times& times) {
        return grouped(static_cast<std::uint64_t>(row.transactionsPerSecond(times)));
    };
    const double recording = (row.recordedByUnrecorded.median() - 1) * 100;
    return padRight(row.name, 20) + padLeft(grouped(row.transactions), 9) +
           padLeft(decimal(row.sequential.median() / row.transactions * 1e6, 2), 11) +
           padLeft(rate(row.sequential), 12) + padLeft(rate(row.parallel), 12) +
           padLeft(decimal(row.speedUp.median(), 2) + "×", 10) + padLeft(rate(row.recorded), 14) +
           padLeft(!compares ? "-" : (recording < 0 ? "" : "+") + decimal(recording, 1) + " %",
                   11) +
           padLeft(decimal(static_cast<double>(row.incarnations) / row.transactions, 2), 12) +
           padLeft(row.distance ? decimal(*row.distance, 0) : "-", 9) +
           (row.inSequenceFrom
                ? "  in sequence from transaction " + std::to_string(*row.inSequenceFrom) + "; " +
                      rate(row.throughout) + " in parallel throughout"
                : "") +
           "\n";
}

/// `compares`: as in tableLine().
QJsonObject object(const Row& row, bool compares)
{
    const auto milliseconds = [](const Times& times) {
        return QJsonObject{{"median", times.median() * 1e3},
                           {"min", times.least() * 1e3},
                           {"max", times.most() * 1e3}};
    };
    QJsonObject result{{"name", jsonText(row.name)},
                       {"transactions", static_cast<qint64>(row.transactions)},
                       {"gasUsed", static_cast<qint64>(row.gas)},
                       {"sequentialMilliseconds", milliseconds(row.sequential)},
                       {"milliseconds", milliseconds(row.parallel)},
                       {"parallelThroughoutMilliseconds", milliseconds(row.throughout)},
                       {"recordedMilliseconds", milliseconds(row.recorded)},
                       {"transactionsPerSecond", row.transactionsPerSecond(row.parallel)},
                       {"recordedTransactionsPerSecond", row.transactionsPerSecond(row.recorded)},
                       {"speedUp", row.speedUp.median()},
                       {"incarnations", static_cast<qint64>(row.incarnations)}};
    if (row.distance) {
        result["coreDistanceNanoseconds"] = *row.distance;
    }
    if (compares) {
        result["recordedByUnrecorded"] = row.recordedByUnrecorded.median();
    }
    if (row.inSequenceFrom) {
        result["inSequenceFrom"] = static_cast<qint64>(*row.inSequenceFrom);
    }
    return result;
}

std::vector<Case> casesOf(const Arguments& arguments)
{
    std::vector<Case> cases;
    for (const workload::BenchmarkBlock kind : workload::all_benchmark_blocks) {
        cases.push_back(
            {kind, static_cast<std::uint32_t>(arguments.integer("transactions", usualSize(kind)))});
    }
    if (arguments.has("scaling")) {
        for (const std::uint32_t transactions : {1'000u, 10'000u, 50'000u, 200'000u}) {
            cases.push_back({workload::BenchmarkBlock::plain_transfers, transactions});
        }
    }
    return cases;
}

int runBench(const Arguments& arguments, StopToken stop)
{
    const auto cores =
        std::clamp<std::uint64_t>(std::thread::hardware_concurrency(), 1, max_workers);
    const auto workers = static_cast<std::uint32_t>(arguments.integer("workers", cores));
    const std::uint64_t rounds = arguments.integer("repeat", defaultRounds);
    const bool asJson = arguments.has("json");
    const bool foresees = arguments.has("foresee");
    Bench bench(workers, rounds, foresees, stop);
    Progress progress;
    QJsonArray blocks;
    if (!asJson) {
        print(counted(workers, "worker") + " on " + counted(cores, "core") + ", medians of " +
              counted(rounds, "round") + "\n\n" + tableHead());
    }
    const std::vector<Case> cases = casesOf(arguments);
    for (std::size_t i = 0; i < cases.size(); ++i) {
        progress.show(i, cases.size(), workload::name_of(cases[i].kind));
        const auto row = bench.measure(cases[i]);
        progress.clear();
        if (!row) {
            if (stop.stop_requested()) {
                printError("interrupted");
                return exit_code::interrupted;
            }
            printError(row.error().message);
            return exit_code::failed;
        }
        if (asJson) {
            blocks.append(object(*row, workers <= cores));
        } else {
            print(tableLine(*row, workers <= cores));
        }
    }
    if (asJson) {
        printJson({{"workers", static_cast<qint64>(workers)},
                   {"cores", static_cast<qint64>(cores)},
                   {"rounds", static_cast<qint64>(rounds)},
                   {"foresees", foresees},
                   {"blocks", blocks}});
    }
    return exit_code::fine;
}

}  // namespace

CommandSpec benchCommand()
{
    CommandSpec command;
    command.name = "bench";
    command.summary = "measures this machine with blocks made for it";
    command.usage = "[--workers N] [--repeat K] [--transactions N] [--scaling] [--json]";
    command.description =
        "Makes blocks that each show one thing that decides the speed of parallel execution, and\n"
        "runs each in sequence, by Block-STM, and by Block-STM with recording on, by turns, from\n"
        "the same pre-state. Every result is compared with the sequential one. 'speed-up' is\n"
        "sequential time by parallel time, 'recording' what recording adds to it, each the median\n"
        "over the rounds, 'incarn./tx' executions of a transaction; 'line ns' how long a cache\n"
        "line takes from core to core, the longer before and after: on a virtual machine that may\n"
        "change meanwhile, and above some 80 all that workers share costs more. Not recorded,\n"
        "Block-STM may go on in sequence where a block is too dependent to gain; the line says "
        "so.\n"
        "With more workers than cores, those that run far ahead rest in recorded runs, and what\n"
        "recording adds is not told.";
    command.options = {
        {"workers", OptionSpec::Kind::integer, "N", "workers; without it one a core", 1,
         max_workers},
        {"repeat", OptionSpec::Kind::integer, "K", "rounds that are counted; without it 7", 1,
         1'000},
        {"transactions", OptionSpec::Kind::integer, "N",
         "transactions of each block; without it one gigagas of transfers", 1, 1'000'000},
        {"scaling", OptionSpec::Kind::flag, {}, "adds blocks of 1,000 to 200,000 transfers"},
        {"foresee",
         OptionSpec::Kind::flag,
         {},
         "finds the slots of calls to come ahead, in every run"},
        {"json", OptionSpec::Kind::flag, {}, "prints one JSON document"}};
    command.examples = {{"lanescope bench", "the table, in about a minute"},
                        {"lanescope bench --workers 8 --repeat 3", "with eight workers, quicker"}};
    command.exitCodes = {{"0", "everything was measured"},
                         {"1", "a result was wrong"},
                         {"2", "bad usage"},
                         {"130", "interrupted by Ctrl-C"}};
    command.fewestOperands = 0;
    command.mostOperands = 0;
    command.run = runBench;
    return command;
}

}  // namespace lanescope::app
