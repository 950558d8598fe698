// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keccak.h"
#include "base/hex.h"
#include "base/keccak_pairs.h"

#include <QtTest>

#include <random>

using namespace lanescope;

namespace {

Bytes text_bytes(std::string_view text)
{
    return Bytes(text.begin(), text.end());
}

}  // namespace

class KeccakTest : public QObject {
    Q_OBJECT

private slots:
    void knownAnswers_data()
    {
        QTest::addColumn<QByteArray>("input");
        QTest::addColumn<QString>("digest");
        QTest::newRow("empty")
            << QByteArray() << "0xc5d2460186f7233c927e7db2dcc703c0e500b653ca82273b7bfad8045d85a470";
        QTest::newRow("abc")
            << QByteArray("abc")
            << "0x4e03657aea45a94fc7d47ba826c8d667c0d1e6e33a64a036ec44f58fa12d6c45";
        QTest::newRow("ERC-20 transfer event")
            << QByteArray("Transfer(address,address,uint256)")
            << "0xddf252ad1be2c89b69c2b068fc378daa952ba7f163c4a11628f55a4df523b3ef";
        QTest::newRow("32 zero bytes")
            << QByteArray(32, '\0')
            << "0x290decd9548b62a8d60345a988386fc84ba6bc95484008f6362f93160ef3e563";
        QTest::newRow("64 zero bytes")
            << QByteArray(64, '\0')
            << "0xad3228b676f7d3cd4284a5443f17f1962b36e491b30a40b2405849e597ba5fb5";
    }
    void knownAnswers()
    {
        QFETCH(QByteArray, input);
        QFETCH(QString, digest);
        const Bytes bytes(input.begin(), input.end());
        for (const KeccakVariant& variant : keccak_variants()) {
            if (variant.runs_here()) {
                QCOMPARE(to_hex(variant.hash(bytes)), digest.toStdString());
            }
        }
        QCOMPARE(to_hex(keccak256(bytes)), digest.toStdString());
    }

    void theEmptyCodeHashIsThatOfNothing() { QVERIFY(keccak256({}) == empty_code_hash); }

    void allVariantsAgreeOnEveryLengthUpToThreeBlocks()
    {
        std::mt19937_64 engine(7);
        Bytes input;
        for (std::size_t size = 0; size <= 3 * 136 + 1; ++size) {
            compare_variants(input);
            input.push_back(static_cast<std::uint8_t>(engine() >> 56));
        }
    }

    void allVariantsAgreeOnRandomInput()
    {
        const std::uint64_t seed = std::random_device{}();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        std::mt19937_64 engine(seed);
        for (int i = 0; i < 3000; ++i) {
            Bytes input(engine() % (i % 10 == 0 ? 5000 : 300));
            for (std::uint8_t& byte : input) {
                byte = static_cast<std::uint8_t>(engine() >> 56);
            }
            compare_variants(input);
        }
    }

    void pairsGiveWhatEachGivesAlone()
    {
        const std::uint64_t seed = std::random_device{}();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        std::mt19937_64 engine(seed);
        // None, one, a part of what is computed at once, all of it, and more.
        for (std::size_t count = 0; count <= 27; ++count) {
            std::vector<WordPair> pairs(count);
            for (WordPair& pair : pairs) {
                for (std::uint8_t& byte : pair.bytes) {
                    byte = static_cast<std::uint8_t>(engine() >> 56);
                }
            }
            const Hash untouched{{0xab}};
            std::vector<Hash> digests(count + 1, untouched);
            keccak256_of_pairs(pairs, digests.data());
            for (std::size_t i = 0; i < count; ++i) {
                QVERIFY(digests[i] == keccak_variants()[0].hash(pairs[i].bytes));
            }
            QVERIFY(digests[count] == untouched);
        }
    }

    void digestsChainOverMillionsOfBits()
    {
        // A fold over every variant: an error in any lane of any round spreads to the end.
        Bytes input = text_bytes("lanescope");
        for (const KeccakVariant& variant : keccak_variants()) {
            if (!variant.runs_here()) {
                continue;
            }
            Hash digest = variant.hash(input);
            for (int i = 0; i < 10000; ++i) {
                digest = variant.hash(digest.view());
            }
            Hash expected = keccak_variants()[0].hash(input);
            for (int i = 0; i < 10000; ++i) {
                expected = keccak_variants()[0].hash(expected.view());
            }
            QVERIFY2(digest == expected, variant.name.data());
        }
    }

    void inputNeedsNoAlignment()
    {
        Bytes buffer(200);
        for (std::size_t i = 0; i < buffer.size(); ++i) {
            buffer[i] = static_cast<std::uint8_t>(i);
        }
        for (std::size_t offset = 0; offset < 16; ++offset) {
            for (const std::size_t size : {32u, 64u, 136u}) {
                const ByteView view(buffer.data() + offset, size);
                const Bytes copy(view.begin(), view.end());
                QVERIFY(keccak256(view) == keccak256(copy));
            }
        }
    }

private:
    static void compare_variants(const Bytes& input)
    {
        const Hash expected = keccak_variants()[0].hash(input);
        for (const KeccakVariant& variant : keccak_variants()) {
            if (variant.runs_here()) {
                QVERIFY2(variant.hash(input) == expected,
                         (std::string(variant.name) + " on " + to_hex(input)).c_str());
            }
        }
    }
};

QTEST_APPLESS_MAIN(KeccakTest)
#include "keccak_test.moc"
