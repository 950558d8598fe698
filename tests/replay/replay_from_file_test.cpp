// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/run_analysis.h"
#include "replay/replayed_runs.h"
#include "store/recording_file.h"
#include "support/benchmark_input.h"
#include "support/run_record_text.h"
#include "support/shared_block_rows.h"
#include "support/stop_at.h"
#include "workload/assembler.h"

#include <QTemporaryDir>
#include <QtTest>

using namespace lanescope;

/// A file alone is enough: what is read back from it executes again to what was recorded.
class ReplayFromFileTest : public QObject {
    Q_OBJECT

private slots:
    void everyIncarnationOfTheSharedBlocks_data() { test::add_rows_for_shared_blocks(); }
    void everyIncarnationOfTheSharedBlocks();
    void aRunThatWasCancelledAnywhere();
    void anIncarnationThatWasCutShortInALoop();
    void cleanupTestCase();

private:
    test::Replayed m_tally;
};

namespace {

/// Stores the run in a file of its own and reads it back; null, with the reason, when that fails.
std::shared_ptr<const RunRecord> through_a_file(const RunRecord& run, std::string& failure)
{
    const auto failed = [&](const Error& error) {
        failure = error.message;
        return nullptr;
    };
    const QTemporaryDir folder;
    const std::string path = folder.filePath("run.lanescope").toStdString();
    {
        auto file = store::RecordingFile::create(path);
        if (!file) {
            return failed(file.error());
        }
        const auto recording = file->begin_recording(run.settings, this_machine());
        if (!recording) {
            return failed(recording.error());
        }
        if (const auto added = file->add_run(*recording, run); !added) {
            return failed(added.error());
        }
    }
    const auto file = store::RecordingFile::open(path);
    if (!file) {
        return failed(file.error());
    }
    const auto loaded = file->load_run(store::RunId{1});
    if (!loaded) {
        return failed(loaded.error());
    }
    return *loaded;
}

}  // namespace

void ReplayFromFileTest::everyIncarnationOfTheSharedBlocks()
{
    QFETCH(QString, path);
    std::size_t transactions = 0;
    std::shared_ptr<const RunRecord> loaded;
    {
        const auto input = test::load_block(path.toStdString());
        QVERIFY(input != nullptr);
        transactions = input->block.transactions.size();
        RunSettings settings;
        settings.workers = 8;
        const auto run = test::record(input, settings);
        QCOMPARE(run->summary.end, RunEnd::finished);
        std::string failure;
        loaded = through_a_file(*run, failure);
        QVERIFY2(loaded != nullptr, failure.c_str());
    }
    // Block, pre-state and run in memory are gone: what follows has the file's alone.
    const std::size_t before = m_tally.incarnations;
    const std::string difference = test::replay_all(loaded, m_tally);
    QVERIFY2(difference.empty(), difference.c_str());
    QVERIFY(m_tally.incarnations - before >= transactions);
}

void ReplayFromFileTest::aRunThatWasCancelledAnywhere()
{
    // Long transactions, so that a stop also meets them in their middle.
    const auto input = test::benchmark_input(workload::BenchmarkBlock::long_independent, 60);
    test::Replayed tally;
    std::uint32_t committed = 0;
    for (std::uint64_t step = 1; step < 600; step += step < 20 ? 1 : 29) {
        StopSource stop;
        test::StopAt gate(step, stop);
        BlockRunner::Options options;
        options.gate = &gate;
        options.stop = StopToken(stop);
        RunSettings settings;
        settings.workers = 4;
        const auto run = test::record(input, settings, options);
        QVERIFY(run != nullptr && run->finished());
        std::string failure;
        const auto loaded = through_a_file(*run, failure);
        QVERIFY2(loaded != nullptr, failure.c_str());
        QCOMPARE(test::difference_of_runs(*run, *loaded), std::string());
        const analysis::RunAnalysis analysed(this_machine(), Recording(loaded));
        QCOMPARE(analysed.totals.committed, run->summary.committed);
        QVERIFY(analysed.totals.incarnations >= analysed.totals.committed);
        const std::string difference = test::replay_all(loaded, tally);
        QVERIFY2(difference.empty(), qPrintable(QString("stopped at step %1: %2")
                                                    .arg(step)
                                                    .arg(QString::fromStdString(difference))));
        if (run->summary.end == RunEnd::cancelled) {
            QVERIFY(run->summary.committed < 60);
            committed += run->summary.committed;
        }
    }
    qInfo("%zu incarnations, of these interrupted %zu", tally.incarnations, tally.interrupted);
    QVERIFY(committed > 0);
    QVERIFY(tally.interrupted > 0);
}

void ReplayFromFileTest::anIncarnationThatWasCutShortInALoop()
{
    // After the loop there is nothing more to read by which a replay could tell where it was stopped.
    workload::Assembler code;
    code.label("again").push(1).jump_if("again");
    auto made = workload::empty_block("loops", 12 * 3'000'000);
    const Address contract = workload::named_address("contract");
    made.pre_state[contract].code = std::move(code).finish();
    for (int i = 0; i < 12; ++i) {
        const Address sender = workload::named_address("sender " + std::to_string(i));
        made.pre_state[sender].balance = Uint256{1'000'000'000'000'000'000ull};
        Transaction transaction;
        transaction.type = TransactionType::dynamic_fee;
        transaction.chain_id = made.fork.chain_id;
        transaction.sender = sender;
        transaction.to = contract;
        transaction.gas_limit = 3'000'000;
        transaction.max_fee_per_gas = Uint256{100'000'000'000ull};
        made.block.transactions.push_back(std::move(transaction));
    }
    const auto input = test::input_of(std::move(made));
    test::Replayed tally;
    for (std::uint64_t step = 20; step < 100; step += 8) {
        StopSource stop;
        test::StopAt gate(step, stop);
        BlockRunner::Options options;
        options.gate = &gate;
        options.stop = StopToken(stop);
        RunSettings settings;
        settings.workers = 4;
        const auto run = test::record(input, settings, options);
        const std::string difference = test::replay_all(run, tally);
        QVERIFY2(difference.empty(), difference.c_str());
    }
    QVERIFY(tally.interrupted > 0);
}

void ReplayFromFileTest::cleanupTestCase()
{
    qInfo("%zu incarnations, of these suspended %zu", m_tally.incarnations, m_tally.suspended);
}

QTEST_GUILESS_MAIN(ReplayFromFileTest)
#include "replay_from_file_test.moc"
