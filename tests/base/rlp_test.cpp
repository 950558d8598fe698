// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rlp.h"
#include "base/hex.h"

#include <QtTest>

#include <random>

using namespace lanescope;

namespace {

Bytes from_hex(std::string_view text)
{
    return bytes_from_hex(text).value();
}

std::string text_of(const rlp::Encoder& encoder)
{
    return to_hex(encoder.view());
}

}  // namespace

class RlpTest : public QObject {
    Q_OBJECT

private slots:
    void numbersAreWrittenShortest()
    {
        const auto encoded = [](const Uint256& number) {
            rlp::Encoder encoder;
            encoder.number(number);
            return text_of(encoder);
        };
        QCOMPARE(encoded(0), std::string("0x80"));
        QCOMPARE(encoded(1), std::string("0x01"));
        QCOMPARE(encoded(0x7f), std::string("0x7f"));
        QCOMPARE(encoded(0x80), std::string("0x8180"));
        QCOMPARE(encoded(0x400), std::string("0x820400"));
        QCOMPARE(encoded(Uint256::max()), "0xa0" + std::string(64, 'f'));
    }

    void headsChangeAtFiftySixBytes()
    {
        for (const std::size_t size : {0u, 1u, 55u, 56u, 255u, 256u, 65535u, 65536u, 70000u}) {
            rlp::Encoder string;
            string.bytes(Bytes(size, 0xee));
            const auto item = rlp::decode_single(string.view());
            QVERIFY(item.has_value());
            QVERIFY(!item->is_list);
            QCOMPARE(item->payload.size(), size);
            rlp::Encoder list;
            list.list(Bytes(size, 0x05));
            const auto list_item = rlp::decode_single(list.view());
            QVERIFY(list_item.has_value());
            QVERIFY(list_item->is_list);
            QCOMPARE(list_item->payload.size(), size);
            QCOMPARE(list_item->encoded.size(), list.view().size());
        }
    }

    void listsNest()
    {
        rlp::Encoder empty;
        rlp::Encoder inner;
        inner.list(empty);
        rlp::Encoder outer;
        outer.list(empty);
        outer.list(inner);
        rlp::Encoder all;
        all.list(outer);
        QCOMPARE(text_of(all), std::string("0xc3c0c1c0"));
    }

    void nonCanonicalInputIsRefused_data()
    {
        QTest::addColumn<QString>("input");
        QTest::addColumn<QString>("reason");
        QTest::newRow("nothing") << ""
                                 << "an item is missing";
        QTest::newRow("byte with a head") << "8100"
                                          << "below 0x80";
        QTest::newRow("short in long form") << "b801ff"
                                            << "for 56 bytes and more";
        QTest::newRow("list in long form") << "f80105"
                                           << "for 56 bytes and more";
        QTest::newRow("size with zeros") << "b90038"
                                         << "leading zeros";
        QTest::newRow("size cut off") << "b9ff"
                                      << "ends within the size";
        QTest::newRow("content cut off") << "83aabb"
                                         << "only 2 are left";
        QTest::newRow("size of 2^64 - 1") << "bfffffffffffffffff00"
                                          << "only 1 are left";
        QTest::newRow("list size of 2^64 - 1") << "ffffffffffffffffff"
                                               << "only 0 are left";
        QTest::newRow("bytes after the item") << "0505"
                                              << "1 bytes too many";
    }
    void nonCanonicalInputIsRefused()
    {
        QFETCH(QString, input);
        QFETCH(QString, reason);
        const Bytes bytes = from_hex(input.toStdString());
        const auto item = rlp::decode_single(bytes);
        QVERIFY(!item);
        QVERIFY2(item.error().message.find(reason.toStdString()) != std::string::npos,
                 item.error().message.c_str());
    }

    void errorsNameTheOffsetInTheWholeInput()
    {
        const Bytes input = from_hex("c805c683aabbcc8100");  // [5, [aabbcc, 0x00 with a head]]
        rlp::Decoder outside(input);
        auto outer = outside.list();
        QVERIFY(outer.has_value());
        QVERIFY(outer->number64().has_value());
        auto inner = outer->list();
        QVERIFY(inner.has_value());
        QVERIFY(inner->string().has_value());
        const auto broken = inner->item();
        QVERIFY(!broken);
        QCOMPARE(broken.error().message,
                 std::string("RLP at byte 7: a byte below 0x80 is written with a head"));
    }

    void numbersAreReadStrictly()
    {
        const auto number = [](std::string_view hex, std::size_t max_bytes) {
            const Bytes input = from_hex(hex);
            return rlp::Decoder(input).number(max_bytes);
        };
        QVERIFY(*number("80", 32) == Uint256{});
        QVERIFY(*number("820400", 2) == Uint256{0x400});
        QVERIFY(!number("00", 32));
        QVERIFY(!number("820001", 32));
        QVERIFY(!number("820400", 1));
        QVERIFY(!number("c0", 32));
        QVERIFY(!number("a1" + std::string(66, 'f'), 33));
    }

    void fixedBytesNeedTheirExactSize()
    {
        rlp::Encoder encoder;
        encoder.fixed(Address{});
        QVERIFY(rlp::Decoder(encoder.view()).fixed<Address>().has_value());
        const auto wrong = rlp::Decoder(encoder.view()).fixed<Hash>();
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().message,
                 std::string("RLP at byte 0: a string of 20 bytes where 32 are expected"));
    }

    void randomInputNeverReadsPastItsEnd()
    {
        const std::uint64_t seed = std::random_device{}();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        std::mt19937_64 engine(seed);
        for (int i = 0; i < 100000; ++i) {
            Bytes input(engine() % 12);
            for (std::uint8_t& byte : input) {
                byte = static_cast<std::uint8_t>(engine() >> 56);
            }
            rlp::Decoder decoder(input);
            while (!decoder.at_end()) {
                const auto item = decoder.item();
                if (!item) {
                    break;
                }
                QVERIFY(item->encoded.data() >= input.data());
                QVERIFY(item->encoded.data() + item->encoded.size() <= input.data() + input.size());
                rlp::Encoder again;
                if (item->is_list) {
                    again.list(item->payload);
                } else {
                    again.bytes(item->payload);
                }
                QVERIFY(std::ranges::equal(again.view(), item->encoded));
            }
        }
    }
};

QTEST_APPLESS_MAIN(RlpTest)
#include "rlp_test.moc"
