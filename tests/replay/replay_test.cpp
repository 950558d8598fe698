// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/replay.h"

#include "replay/replayed_runs.h"
#include "support/contentious_block.h"

#include <QtTest>

using namespace lanescope;

/// Recorded incarnations, all of them, execute again to what they came to.
class ReplayTest : public QObject {
    Q_OBJECT

private slots:
    void everyIncarnationOfGeneratedBlocks();
    void aTamperedReadIsNoticed();
    void anUnknownIncarnationIsAnError();
};

void ReplayTest::everyIncarnationOfGeneratedBlocks()
{
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    test::Replayed tally;
    for (std::uint64_t seed = 1; seed <= (sanitized ? 100u : 1500u); ++seed) {
        RunSettings settings;
        settings.workers = 2 + static_cast<std::uint32_t>(seed % 5);
        settings.suspend_on_estimate = seed % 4 != 0;
        settings.lazy_beneficiary = seed % 3 != 0;
        settings.commutative_balances = seed % 4 != 1;
        settings.strategy = seed % 7 == 0 ? StrategyKind::sequential : StrategyKind::block_stm;
        const std::string difference =
            test::replay_all(test::record(test::contentious_block(seed), settings), tally);
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
    const auto run = test::record(test::contentious_block(3), settings);
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
    auto replay = Replay::open(Recording(test::record(test::contentious_block(3), settings)));
    QVERIFY(replay.has_value());
    const auto replayed = (*replay)->run({0, 7});
    QVERIFY(!replayed);
    QVERIFY(QString::fromStdString(replayed.error().message).contains("incarnation 0"));
}

QTEST_GUILESS_MAIN(ReplayTest)
#include "replay_test.moc"
