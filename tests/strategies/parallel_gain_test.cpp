// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/parallel_gain.h"

#include <QtTest>

using namespace lanescope;

namespace {

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
                                          double microseconds, std::size_t locations = 3)
{
    ParallelGain gain(transactions, cores);
    const std::vector<Receipt> receipts(1, receipt(gas_used));
    for (std::size_t i = 0; i < transactions.size(); ++i) {
        if (gain.is_expected()) {
            return i;
        }
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
        QVERIFY(!expected_after(block, 2, 21'500, 0.8));
    }

    void whatDoesLittleButLookAtTheStateGainsOnMoreCoresOnly()
    {
        const std::vector block(9, transaction(60'000, true));
        QVERIFY(expected_after(block, 2, 50'000, 180, 40));
        QVERIFY(!expected_after(block, 2, 50'000, 180, 400));
        QVERIFY(expected_after(block, 4, 50'000, 180, 400));
    }

    void oneCoreNeverGains()
    {
        QVERIFY(!expected_after(std::vector(500, transaction(200'000, true)), 1, 120'000, 60));
    }
};

QTEST_GUILESS_MAIN(ParallelGainTest)
#include "parallel_gain_test.moc"
