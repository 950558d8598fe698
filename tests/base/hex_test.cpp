// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"

#include <QtTest>

using namespace lanescope;

class HexTest : public QObject {
    Q_OBJECT

private slots:
    void bytesRoundTrip()
    {
        Bytes all;
        for (int i = 0; i < 256; ++i) {
            all.push_back(static_cast<std::uint8_t>(i));
        }
        const std::string text = to_hex(all);
        QCOMPARE(text.size(), 514u);
        QCOMPARE(text.substr(0, 8), std::string("0x000102"));
        QVERIFY(bytes_from_hex(text) == all);
        QVERIFY(bytes_from_hex(text.substr(2)) == all);
        QCOMPARE(to_hex(Bytes{}), std::string("0x"));
    }

    void upperCaseIsRead() { QVERIFY(bytes_from_hex("0XABCDEF") == (Bytes{0xab, 0xcd, 0xef})); }

    void noBytesAreReadFromAnythingElse()
    {
        for (const char* text : {"0x0", "123", "0xgg", "0x1 ", " 0x12", "0x-1", "x12"}) {
            QVERIFY2(!bytes_from_hex(text), text);
        }
        QVERIFY(bytes_from_hex("") == Bytes{});
        QVERIFY(bytes_from_hex("0x") == Bytes{});
    }

    void quantitiesHaveNoLeadingZeros()
    {
        QCOMPARE(to_hex_quantity(0), std::string("0x0"));
        QCOMPARE(to_hex_quantity(Uint256{}), std::string("0x0"));
        QCOMPARE(to_hex_quantity(0x10), std::string("0x10"));
        QCOMPARE(to_hex_quantity(Uint256{1} << 255), "0x8" + std::string(63, '0'));
        QCOMPARE(to_hex_quantity(Uint256::max()), "0x" + std::string(64, 'f'));
        QCOMPARE(to_hex_quantity(Uint256{1} << 64), std::string("0x10000000000000000"));
    }

    void numbersAreReadFromHex()
    {
        QVERIFY(uint256_from_hex("0x0") == Uint256{});
        QVERIFY(uint256_from_hex("0x0001") == Uint256{1});
        QVERIFY(uint256_from_hex(std::string(64, 'F')) == Uint256::max());
        QVERIFY(!uint256_from_hex("0x"));
        QVERIFY(!uint256_from_hex(""));
        QVERIFY(!uint256_from_hex("0x" + std::string(65, '0')));
        QVERIFY(!uint256_from_hex("0x1g"));
    }

    void numbersAreReadFromDecimal()
    {
        QVERIFY(uint256_from_text("0") == Uint256{});
        QVERIFY(uint256_from_text("18446744073709551616") == Uint256{1} << 64);
        const std::string largest =
            "115792089237316195423570985008687907853269984665640564039457584007913129639935";
        QVERIFY(uint256_from_text(largest) == Uint256::max());
        QVERIFY(uint256_from_text("0x10") == Uint256{16});
        QVERIFY(!uint256_from_text(""));
        QVERIFY(!uint256_from_text("1a"));
        QVERIFY(!uint256_from_text("-1"));
    }

    void decimalsPastTheTopAreNoNumbers()
    {
        QVERIFY(!uint256_from_text(
            "115792089237316195423570985008687907853269984665640564039457584007913129639936"));
        QVERIFY(!uint256_from_text(std::string(80, '9')));
    }

    void fixedBytesNeedTheirExactLength()
    {
        const auto address = fixed_from_hex<Address>("0x00000000000000000000000000000000000000ff");
        QVERIFY(address.has_value());
        QCOMPARE(address->bytes[19], 0xff);
        QVERIFY(!fixed_from_hex<Address>("0x00000000000000000000000000000000000000f"));
        QVERIFY(!fixed_from_hex<Address>("0x0000000000000000000000000000000000000000ff"));
        QVERIFY(!fixed_from_hex<Address>("0x00000000000000000000000000000000000000fx"));
        QVERIFY(!fixed_from_hex<Address>("0x0x000000000000000000000000000000000000ff"));
    }
};

QTEST_APPLESS_MAIN(HexTest)
#include "hex_test.moc"
