// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include "support/contentious_block.h"
#include "support/shared_data.h"
#include "support/strategy_equality.h"

#include <QtTest>

using namespace lanescope;

/// Recorded incarnations, all of them, execute again to what they came to.
class ReplayTest : public QObject {
    Q_OBJECT

private slots:
    void everyIncarnationOfTheMainnetBlocks_data();
    void everyIncarnationOfTheMainnetBlocks();
    void everyIncarnationOfGeneratedBlocks();
    void aTamperedReadIsNoticed();
    void anUnknownIncarnationIsAnError();
};

namespace {

std::shared_ptr<const RunRecord> record(std::shared_ptr<const BlockInput> input,
                                        RunSettings settings)
{
    settings.detail = RecordingDetail::spans;
    WorldState world(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
    std::shared_ptr<const RunRecord> kept;
    BlockRunner runner;
    BlockRunner::Options options;
    test::Jitter jitter(input->block.transactions.size());
    options.gate = &jitter;
    options.on_start = [&](auto started) { kept = started; };
    (void)runner.run(input, world, settings, options);
    return kept;
}

struct Tally {
    std::size_t incarnations = 0, suspended = 0, invalid = 0;
};

/// The first incarnation that does not replay, in words; empty if all do.
std::string replay_all(std::shared_ptr<const RunRecord> run, Tally& tally)
{
    auto replay = Replay::open(Recording(run));
    if (!replay) {
        return replay.error().message;
    }
    for (const auto& [version, recorded] : (*replay)->incarnations()) {
        ++tally.incarnations;
        tally.suspended += recorded->end == IncarnationEnd::suspended ? 1 : 0;
        tally.invalid += recorded->end == IncarnationEnd::invalid ? 1 : 0;
        const auto replayed = (*replay)->run(version);
        const std::string difference = replayed ? replayed->difference : replayed.error().message;
        if (!difference.empty()) {
            return "transaction " + std::to_string(version.index) + ", incarnation " +
                   std::to_string(version.incarnation) + ": " + difference;
        }
    }
    return {};
}

}  // namespace

void ReplayTest::everyIncarnationOfTheMainnetBlocks_data()
{
    QTest::addColumn<QString>("path");
    LANESCOPE_NEEDS_SHARED_DATA();
    for (const char* folder : {"mainnet-blocks", "anvil-blocks"}) {
        for (const auto& path :
             test::files_below(test::shared_data_folder() / folder, ".json.gz")) {
            QTest::newRow(path.filename().c_str()) << QString::fromStdString(path.string());
        }
    }
}

void ReplayTest::everyIncarnationOfTheMainnetBlocks()
{
    QFETCH(QString, path);
    const auto input = test::load_block(path.toStdString());
    QVERIFY(input != nullptr);
    RunSettings settings;
    settings.workers = 8;
    Tally tally;
    const std::string difference = replay_all(record(input, settings), tally);
    QVERIFY2(difference.empty(), difference.c_str());
    QVERIFY(tally.incarnations >= input->block.transactions.size());
}

void ReplayTest::everyIncarnationOfGeneratedBlocks()
{
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    Tally tally;
    for (std::uint64_t seed = 1; seed <= (sanitized ? 100u : 1500u); ++seed) {
        RunSettings settings;
        settings.workers = 2 + static_cast<std::uint32_t>(seed % 5);
        settings.suspend_on_estimate = seed % 4 != 0;
        settings.lazy_beneficiary = seed % 3 != 0;
        settings.commutative_balances = seed % 4 != 1;
        const std::string difference =
            replay_all(record(test::contentious_block(seed), settings), tally);
        QVERIFY2(difference.empty(), ("seed " + std::to_string(seed) + ": " + difference).c_str());
    }
    qInfo("%zu incarnations, %zu suspended, %zu invalid", tally.incarnations, tally.suspended,
          tally.invalid);
    QVERIFY(tally.suspended > 0);
    QVERIFY(tally.invalid > 0);
}

void ReplayTest::aTamperedReadIsNoticed()
{
    RunSettings settings;
    settings.workers = 1;
    const auto run = record(test::contentious_block(3), settings);
    auto replay = Replay::open(Recording(run));
    QVERIFY(replay.has_value());
    std::size_t noticed = 0;
    for (const auto& [version, recorded] : (*replay)->incarnations()) {
        if (recorded->access.reads.empty()) {
            continue;
        }
        // The recording's memory is its own: put it back after.
        auto& read = const_cast<ReadRecord&>(recorded->access.reads.back());
        const ReadRecord kept = read;
        read.location =
            LocationId::of_account(read.location.ordinal() == 0 ? 1 : 0, LocationKind::nonce);
        const auto replayed = (*replay)->run(version);
        read = kept;
        noticed += replayed && !replayed->difference.empty() ? 1 : 0;
    }
    QVERIFY(noticed > 0);
}

void ReplayTest::anUnknownIncarnationIsAnError()
{
    RunSettings settings;
    settings.workers = 1;
    auto replay = Replay::open(Recording(record(test::contentious_block(3), settings)));
    QVERIFY(replay.has_value());
    const auto replayed = (*replay)->run({0, 7});
    QVERIFY(!replayed);
    QVERIFY(QString::fromStdString(replayed.error().message).contains("incarnation 0"));
}

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
