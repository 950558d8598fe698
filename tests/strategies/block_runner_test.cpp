// SPDX-License-Identifier: GPL-3.0-or-later
// What a run promises beside its result: threads, cancelling, adapting.
#include "strategies/block_runner.h"
#include "analysis/run_analysis.h"
#include "strategies/threads_driver.h"
#include "support/assembler.h"
#include "support/benchmark_input.h"
#include "support/stop_at.h"
#include "support/strategy_equality.h"
#include "workload/generated_block.h"

#include <QtTest>

#include <chrono>
#include <condition_variable>
#include <mutex>
#include <set>
#include <thread>

using namespace lanescope;

class BlockRunnerTest : public QObject {
    Q_OBJECT

private slots:
    void asManyThreadsRunAtOnceAsWorkersAreAskedFor_data()
    {
        QTest::addColumn<unsigned>("workers");
        for (const unsigned workers : {1u, 2u, 8u, 32u, 128u}) {
            QTest::addRow("%u", workers) << workers;
        }
    }
    void asManyThreadsRunAtOnceAsWorkersAreAskedFor()
    {
        QFETCH(unsigned, workers);
        ThreadsDriver driver(workers);
        std::mutex mutex;
        std::condition_variable all_here;
        std::set<std::thread::id> threads;
        std::set<std::uint32_t> numbers;
        bool all_met = true;
        // Nobody leaves before everybody has come: only distinct threads can.
        driver.run([&](std::uint32_t worker) {
            std::unique_lock lock(mutex);
            threads.insert(std::this_thread::get_id());
            numbers.insert(worker);
            all_here.notify_all();
            all_met = all_here.wait_for(lock, std::chrono::minutes(1), [&] {
                return threads.size() == workers;
            }) && all_met;
        });
        QVERIFY(all_met);
        QCOMPARE(threads.size(), std::size_t{workers});
        QCOMPARE(numbers.size(), std::size_t{workers});
    }

    void aCancelledRunLeavesAValidPartialRecording()
    {
        const auto input = test::benchmark_input(workload::BenchmarkBlock::token_transfers, 300);
        const test::Oracle oracle(input);
        BlockRunner runner;
        for (const std::uint64_t step : {1u, 50u, 700u, 2'000u}) {
            StopSource stop;
            test::StopAt gate(step, stop);
            RunSettings settings;
            settings.workers = 4;
            settings.detail = RecordingDetail::spans;
            std::shared_ptr<const RunRecord> record;
            BlockRunner::Options options;
            options.stop = StopToken(stop);
            options.gate = &gate;
            options.on_start = [&](auto started) { record = std::move(started); };
            WorldState world = *oracle.before;
            const auto run = runner.run(input, world, settings, options);
            QVERIFY(!run);
            QCOMPARE(run.error().code, ErrorCode::cancelled);
            QVERIFY(record->finished());
            QCOMPARE(record->summary.end, RunEnd::cancelled);
            QVERIFY(record->summary.committed < 300);
            const analysis::RunAnalysis analysed(this_machine(), Recording(record));
            QCOMPARE(analysed.totals.committed, record->summary.committed);
            QVERIFY(analysed.totals.incarnations >= analysed.totals.committed);
        }
        // And the runner is as good as before.
        QVERIFY(test::difference_from(oracle, runner, RunSettings{}, {}).empty());
    }

    void aBlockThatCannotGainGoesInSequenceUnlessThatIsSwitchedOff_data()
    {
        QTest::addColumn<unsigned>("transactions");
        QTest::newRow("too small") << 4u;
        QTest::newRow("plain transfers on two cores") << 2'000u;
    }
    void aBlockThatCannotGainGoesInSequenceUnlessThatIsSwitchedOff()
    {
        QFETCH(unsigned, transactions);
        const auto input =
            test::benchmark_input(workload::BenchmarkBlock::plain_transfers, transactions);
        const test::Oracle oracle(input);
        BlockRunner runner;
        for (const bool adapts : {true, false}) {
            RunSettings settings;
            settings.workers = 2;
            settings.adapt_workers = adapts;
            WorldState world = *oracle.before;
            const auto run = runner.run(input, world, settings);
            QVERIFY(run.has_value());
            QCOMPARE(run->summary.in_sequence_from.has_value(), adapts);
            settings.detail = RecordingDetail::spans;
            WorldState again = *oracle.before;
            const auto recorded = runner.run(input, again, settings);
            QVERIFY(recorded.has_value());
            QVERIFY(!recorded->summary.in_sequence_from);
            QVERIFY(test::difference_from(oracle, runner, settings, {}).empty());
        }
    }

    void aBlockOfLongTransactionsRunsInParallel()
    {
        const auto input = test::benchmark_input(workload::BenchmarkBlock::long_independent, 64);
        BlockRunner runner;
        RunSettings settings;
        settings.workers = 2;
        WorldState world(*input->pre_state, true, {});
        const auto run = runner.run(input, world, settings);
        QVERIFY(run.has_value());
        QVERIFY(!run->summary.in_sequence_from);
        QVERIFY(run->summary.parallel_from < input->block.transactions.size() / 2);
    }

    void theTransactionsBeforeThoseInParallelGoInSequence()
    {
        const auto input = test::benchmark_input(workload::BenchmarkBlock::token_transfers, 300);
        const test::Oracle oracle(input);
        BlockRunner runner;
        RunSettings settings;
        settings.workers = 2;
        BlockRunner::Options options;
        for (const std::uint32_t from : {0u, 1u, 150u, 299u, 300u}) {
            options.parallel_from = from;
            WorldState world = *oracle.before;
            const auto run = runner.run(input, world, settings, options);
            QVERIFY(run.has_value());
            QCOMPARE(run->summary.parallel_from, from);
            QCOMPARE(run->summary.in_sequence_from.has_value(), from == 300);
            QVERIFY(test::difference_from(oracle, runner, settings, options).empty());
        }
    }

    void newSlotsAreCountedOnceWhereAnotherStorageIsWiped()
    {
        const Address keeper = workload::named_address("keeper");
        const Address doomed = workload::named_address("doomed");
        workload::GeneratedBlock made = workload::empty_block("wiped", 30'000'000);
        made.fork.revision = Revision::shanghai;  // before EIP-6780
        // Enough for room to be made at once for all that is new.
        test::Code keep;
        for (unsigned slot = 1; slot <= 200; ++slot) {
            keep += test::push(Uint256{0}) + test::op("CALLDATALOAD") + test::push(Uint256{slot}) +
                    test::op("SSTORE");
        }
        made.pre_state[keeper].code = keep.bytes();
        made.pre_state[doomed].code = test::ops({"CALLER", "SELFDESTRUCT"}).bytes();
        made.pre_state[doomed].storage[Hash{}] = Uint256{1};
        const auto call = [&](std::string_view sender, std::uint64_t nonce, const Address& to,
                              unsigned word) {
            Transaction transaction;
            transaction.sender = workload::named_address(sender);
            made.pre_state[*transaction.sender].balance = Uint256{10'000'000'000'000'000'000ull};
            transaction.nonce = nonce;
            transaction.to = to;
            transaction.gas_limit = 6'000'000;
            transaction.max_fee_per_gas = Uint256{100'000'000'000ull};
            transaction.data.assign(32, 0);
            transaction.data.back() = static_cast<std::uint8_t>(word);
            return transaction;
        };
        const std::vector<Transaction> first{call("one", 0, keeper, 7), call("two", 0, doomed, 0)};
        const std::vector<Transaction> second{call("one", 1, keeper, 0)};

        const auto block_of = [&](const std::vector<Transaction>& transactions) {
            workload::GeneratedBlock block = made;
            block.block.transactions = transactions;
            return test::input_of(std::move(block));
        };
        WorldState world(made.pre_state, true, {});
        BlockRunner runner;
        RunSettings settings;
        settings.workers = 2;
        settings.adapt_workers = false;
        const auto filled = runner.run(block_of(first), world, settings);
        QVERIFY2(filled.has_value(), filled ? "" : filled.error().message.c_str());
        QVERIFY(world.has_storage(keeper));
        QVERIFY(!world.export_state().contains(doomed));
        const auto emptied = runner.run(block_of(second), world, settings);
        QVERIFY2(emptied.has_value(), emptied ? "" : emptied.error().message.c_str());
        QVERIFY(emptied->result.receipts.front().success);
        QVERIFY(world.export_state().at(keeper).storage.empty());
        QVERIFY(!world.has_storage(keeper));
    }

    void ofMoreWorkersThanCoresSomeRestUnlessThatIsSwitchedOff()
    {
        const std::uint32_t cores = machine_cores();
        const std::uint32_t workers = cores + 14;
        if (workers > max_workers) {
            QSKIP("too many cores for more workers than these");
        }
        const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
        const auto input = test::benchmark_input(workload::BenchmarkBlock::plain_chain,
                                                 sanitized ? 2'000 : 20'000);
        const test::Oracle oracle(input);
        BlockRunner runner;
        RunSettings settings;
        settings.workers = workers;
        settings.detail = RecordingDetail::spans;
        const auto run = [&] {
            WorldState world = *oracle.before;
            auto made = runner.run(input, world, settings);
            return made ? std::move(*made) : BlockRun();
        };
        // Whether one is stopped for long at the wrong moment is up to the system: mostly at once.
        BlockRun rested;
        for (int i = 0; i < 200 && rested.summary.resting == 0; ++i) {
            rested = run();
            QVERIFY(rested.record != nullptr);
            QVERIFY(rested.summary.resting <= workers - cores);
        }
        QVERIFY(rested.summary.resting > 0);
        QCOMPARE(rested.record->summary.resting, rested.summary.resting);
        const Recording recording(rested.record);
        std::uint32_t slept_to_the_end = 0;
        for (std::uint32_t worker = 0; worker < workers; ++worker) {
            const auto spans = recording.spans(worker);
            const std::size_t count = spans.size();
            slept_to_the_end += count > 0 && spans[count - 1].kind == SpanKind::wait ? 1 : 0;
        }
        QVERIFY(slept_to_the_end >= rested.summary.resting);
        const std::string difference = test::difference_from(oracle, runner, settings, {});
        QVERIFY2(difference.empty(), difference.c_str());

        settings.adapt_workers = false;
        for (int i = 0; i < 3; ++i) {
            QCOMPARE(run().summary.resting, 0u);
        }
    }

    void everyBenchmarkBlockIsTheSameAsInSequence_data()
    {
        QTest::addColumn<int>("kind");
        for (const workload::BenchmarkBlock kind : workload::all_benchmark_blocks) {
            QTest::newRow(std::string(workload::name_of(kind)).c_str()) << static_cast<int>(kind);
        }
    }
    void everyBenchmarkBlockIsTheSameAsInSequence()
    {
        QFETCH(int, kind);
        const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
        const auto input = test::benchmark_input(static_cast<workload::BenchmarkBlock>(kind),
                                                 sanitized ? 200 : 3'000);
        const test::Oracle oracle(input);
        QVERIFY(oracle.result.has_value());
        BlockRunner runner;
        for (const std::uint32_t workers : {1u, 2u, 8u, 64u}) {
            for (const auto detail : {RecordingDetail::off, RecordingDetail::spans}) {
                RunSettings settings;
                settings.workers = workers;
                settings.detail = detail;
                const std::string difference = test::difference_from(oracle, runner, settings, {});
                QVERIFY2(difference.empty(), difference.c_str());
            }
        }
    }
};

QTEST_GUILESS_MAIN(BlockRunnerTest)
#include "block_runner_test.moc"
