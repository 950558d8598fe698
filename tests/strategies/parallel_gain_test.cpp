// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/parallel_gain.h"

#include <QtTest>

using namespace lanescope;

namespace {

/// As if one permutation took so long here: what transactions take is given below.
constexpr double keccak_microseconds = 0.3;

/// All call one contract, so that nothing is thought of them before some have run.
Transaction transaction(std::uint64_t gas_limit, bool has_data)
{
    Transaction made;
    made.gas_limit = gas_limit;
    made.to = Address{};
    if (has_data) {
        made.data.resize(68);
    }
    return made;
}

Receipt receipt(std::uint64_t gas_used)
{
    Receipt made;
    made.gas_used = gas_used;
    return made;
}

/// After how many of the block's transactions a gain is expected; none for never.
std::optional<std::size_t> expected_after(const std::vector<Transaction>& transactions,
                                          std::uint32_t cores, std::uint64_t gas_used,
                                          double microseconds, std::size_t locations = 3,
                                          bool is_dependent = false)
{
    ParallelGain gain(transactions, cores, keccak_microseconds);
    const Receipts receipts(1, receipt(gas_used));
    for (std::size_t i = 0; i < transactions.size(); ++i) {
        if (gain.is_expected()) {
            return i;
        }
        gain.watched(transactions[i], is_dependent && i > 0);
        gain.executed(std::span(transactions).subspan(i, 1), receipts, locations, microseconds);
    }
    return std::nullopt;
}

}  // namespace

class ParallelGainTest : public QObject {
    Q_OBJECT
private slots:
    void longTransactionsGainAfterTheFirst()
    {
        const std::vector block(200, transaction(200'000, true));
        QCOMPARE(expected_after(block, 2, 120'000, 60), std::optional<std::size_t>(1));
        QCOMPARE(expected_after(block, 8, 120'000, 60), std::optional<std::size_t>(1));
    }

    void shortCallsGainOnceAFewAreKnown()
    {
        const std::vector block(5'000, transaction(60'000, true));
        const auto after = expected_after(block, 2, 45'000, 3);
        QVERIFY(after && *after > 1 && *after < 20);
    }

    void muchTimeForLittleGasGains()
    {
        for (const bool has_data : {true, false}) {
            const std::vector block(200, transaction(40'000, has_data));
            QVERIFY(expected_after(block, 2, 28'000, 20));
        }
    }

    void aFewTransactionsNeverGain()
    {
        QVERIFY(!expected_after(std::vector(3, transaction(60'000, true)), 2, 45'000, 3));
        QVERIFY(!expected_after({}, 2, 0, 0));
    }

    void plainTransfersNeverGainOnTwoCoresAndDoOnMany()
    {
        for (const auto& [limit, has_data] :
             {std::pair{21'000u, false}, std::pair{21'016u, true}, std::pair{210'000u, false}}) {
            const std::vector block(20'000, transaction(limit, has_data));
            QVERIFY(!expected_after(block, 2, 21'000, 0.6));
            QVERIFY(expected_after(block, 16, 21'000, 0.6));
        }
    }

    void whatLooksLikeCallsAndIsNotIsFoundOut()
    {
        const std::vector block(400, transaction(90'000, true));
        QVERIFY(!expected_after(block, 2, 21'500, 0.6));
    }

    void whatDoesLittleButLookAtTheStateGainsOnMoreCoresOnly()
    {
        const std::vector block(20, transaction(60'000, true));
        QVERIFY(expected_after(block, 2, 50'000, 60, 40));
        QVERIFY(!expected_after(block, 2, 50'000, 60, 400));
        QVERIFY(expected_after(block, 4, 50'000, 60, 400));
    }

    void whatDependsOnWhatIsBeforeItNeverGains()
    {
        const std::vector block(200, transaction(200'000, true));
        QVERIFY(expected_after(block, 2, 120'000, 20, 10, false));
        QVERIFY(!expected_after(block, 2, 120'000, 20, 10, true));
    }

    void manyCallsOfManyContractsGainBeforeAnyHasRun()
    {
        std::vector block(200, transaction(200'000, true));
        QVERIFY(!ParallelGain(block, 2, keccak_microseconds).is_expected());
        for (std::size_t i = 0; i < block.size(); ++i) {
            block[i].to->bytes[0] = static_cast<std::uint8_t>(i);
            block[i].sender = *block[i].to;
        }
        QVERIFY(ParallelGain(block, 2, keccak_microseconds).is_expected());
        QVERIFY(!ParallelGain(std::span(block).first(10), 2, keccak_microseconds).is_expected());
        for (Transaction& same_sender : block) {
            same_sender.sender = Address{};
        }
        QVERIFY(!ParallelGain(block, 2, keccak_microseconds).is_expected());
    }

    void whatIsStillToComeIsNotJudgedByWhatIsOfAnotherKind()
    {
        // Fifty payments in a row come first, each of them waiting for the one before.
        std::vector block(50, transaction(21'000, false));
        block.resize(300, transaction(200'000, true));
        const auto after = expected_after(block, 2, 21'000, 0.5, 3, true);
        QVERIFY(after && *after < 50);
    }

    void oneCoreNeverGains()
    {
        QVERIFY(!expected_after(std::vector(500, transaction(200'000, true)), 1, 120'000, 60));
    }
};

QTEST_GUILESS_MAIN(ParallelGainTest)
#include "parallel_gain_test.moc"
