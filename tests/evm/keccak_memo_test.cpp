// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/keccak_memo.h"

#include <QtTest>

#include <random>
#include <vector>

using namespace lanescope;
using evm::KeccakMemo;

namespace {

WordPair pair_of(std::uint64_t key, std::uint64_t mapping)
{
    WordPair pair{};
    store_big_endian(pair.bytes.data(), Uint256{key});
    store_big_endian(pair.bytes.data() + 32, Uint256{mapping});
    return pair;
}

Uint256 digest_of(const WordPair& pair)
{
    return load_big_endian(keccak256(pair.bytes).bytes.data());
}

}  // namespace

class KeccakMemoTest : public QObject {
    Q_OBJECT

private slots:
    void anEmptyMemoKnowsNothingWrong()
    {
        KeccakMemo memo;
        const WordPair zeros{};
        QVERIFY(memo.of(zeros.bytes.data(), 0) == digest_of(zeros));
    }

    void whatWasPutThereIsNotMissed()
    {
        KeccakMemo memo;
        const WordPair pair = pair_of(7, 1);
        memo.put(pair, digest_of(pair));
        QVERIFY(memo.of(pair.bytes.data(), 3) == digest_of(pair));
        QVERIFY(memo.missed().empty());
    }

    void whatNobodyForesawIsMissedOnce()
    {
        KeccakMemo memo;
        const WordPair pair = pair_of(7, 1);
        QVERIFY(memo.of(pair.bytes.data(), 3) == digest_of(pair));
        QVERIFY(memo.of(pair.bytes.data(), 4) == digest_of(pair));
        QCOMPARE(memo.missed().size(), std::size_t{1});
        QVERIFY(memo.missed()[0].pair.bytes == pair.bytes);
        QCOMPARE(memo.missed()[0].account, 3u);
        memo.forget_missed();
        QVERIFY(memo.missed().empty());
    }

    void manyPairsPushEachOtherOutAndStayRight()
    {
        const std::uint64_t seed = std::random_device{}();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        std::mt19937_64 random(seed);
        KeccakMemo memo;
        for (int i = 0; i < 100'000; ++i) {
            // Few keys, so that they come again; whole random words differ anywhere.
            WordPair pair = pair_of(random() % 300, random() % 4);
            if (random() % 4 == 0) {
                pair.bytes[random() % 64] = static_cast<std::uint8_t>(random() % 3);
            }
            if (random() % 3 == 0) {
                memo.put(pair, digest_of(pair));
            }
            QVERIFY(memo.of(pair.bytes.data(), 0) == digest_of(pair));
        }
        QVERIFY(!memo.missed().empty());
    }
};

QTEST_GUILESS_MAIN(KeccakMemoTest)
#include "keccak_memo_test.moc"
