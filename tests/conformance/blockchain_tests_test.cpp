// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/blockchain_test_runner.h"
#include "app/test_suite.h"
#include "formats/blockchain_test.h"
#include "formats/file_bytes.h"
#include "support/shared_data.h"
#include "support/strategy_equality.h"

#include <QtTest>

using namespace lanescope;

/// The official BlockchainTests: valid, transition and invalid blocks, in sequence and by Block-STM.
class BlockchainTestsTest : public QObject {
    Q_OBJECT

private slots:
    void everyChainEndsWhereItsFileSaysAndEachBlockIsTheSameByBlockStm();
    void aChangedStateRootIsRefused();
};

void BlockchainTestsTest::everyChainEndsWhereItsFileSaysAndEachBlockIsTheSameByBlockStm()
{
    LANESCOPE_NEEDS_SHARED_DATA();
    const auto root = test::unpacked("ethereum-tests/BlockchainTests.tar.xz");
    QVERIFY2(root.has_value(), root ? "" : root.error().message.c_str());
    app::SuiteOptions options;
    options.kind = app::SuiteKind::blockchain_tests;
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    // In turns of many blocks: making other threads for each would take longer than the blocks.
    std::vector<std::uint32_t> turns;
    for (const std::uint32_t workers : sanitized
                                           ? std::vector<std::uint32_t>{2, 8}
                                           : std::vector<std::uint32_t>{1, 2, 3, 4, 8, 16, 32}) {
        turns.insert(turns.end(), 100, workers);
    }
    app::StrategyComparison comparison(turns);
    test::Jitter jitter(1);
    comparison.set_gate(&jitter);
    options.comparison = &comparison;
    const app::SuiteResult result = app::run_suite({root->string()}, options);
    for (const app::SuiteCase& failure : result.failures) {
        qWarning("%s: %s: %s", failure.path.c_str(), failure.outcome.name.c_str(),
                 failure.outcome.detail.c_str());
    }
    QCOMPARE(result.errors.size(), std::size_t{0});
    QCOMPARE(result.failures.size(), std::size_t{0});
    QCOMPARE(result.exclusions.size(), std::size_t{0});
    QVERIFY(result.passed >= 300);
    QVERIFY(comparison.blocks() >= 900);
    QVERIFY(comparison.refused() >= 1);
    qInfo("%zu passed; %zu blocks by Block-STM, of these %zu refused alike", result.passed,
          comparison.blocks(), comparison.refused());
}

void BlockchainTestsTest::aChangedStateRootIsRefused()
{
    LANESCOPE_NEEDS_SHARED_DATA();
    const auto root = test::unpacked("ethereum-tests/BlockchainTests.tar.xz");
    const auto files = test::files_below(*root / "BlockchainTests/ValidBlocks/bcEIP1559", ".json");
    QVERIFY(!files.empty());
    const auto bytes = formats::read_file(files.front().string());
    QVERIFY(bytes.has_value());
    auto tests = formats::read_blockchain_tests(*bytes, files.front().string());
    QVERIFY(tests.has_value());
    formats::BlockchainTest test = tests->front();
    QCOMPARE(app::run_blockchain_test(test).kind, app::TestOutcome::Kind::passed);
    // The state root stands after three heads of a list, parent hash, ommers hash and beneficiary:
    // any byte of it changed must be noticed.
    auto block = decode_block(test.blocks.front().encoded);
    QVERIFY(block.has_value());
    const auto& wanted = block->header.state_root.bytes;
    auto& encoded = test.blocks.front().encoded;
    const auto at = std::search(encoded.begin(), encoded.end(), wanted.begin(), wanted.end());
    QVERIFY(at != encoded.end());
    *at ^= 1;
    const auto outcome = app::run_blockchain_test(test);
    QCOMPARE(outcome.kind, app::TestOutcome::Kind::failed);
    QVERIFY2(outcome.detail.find("stateRoot") != std::string::npos, outcome.detail.c_str());
}

QTEST_GUILESS_MAIN(BlockchainTestsTest)
#include "blockchain_tests_test.moc"
