// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "base/keccak.h"
#include "chain/receipt.h"

#include <QtTest>

#include <set>

using namespace lanescope;

namespace {

/// Bits counted from the least significant of the 2048, as the Yellow Paper's M does.
std::set<unsigned> bits_of(const Bloom& bloom)
{
    std::set<unsigned> bits;
    for (unsigned bit = 0; bit < 2048; ++bit) {
        if ((bloom.bytes[255 - bit / 8] >> (bit % 8) & 1) != 0) {
            bits.insert(bit);
        }
    }
    return bits;
}

std::set<unsigned> expected_bits(ByteView item)
{
    const Hash hash = keccak256(item);
    const Uint256 number = load_big_endian(hash.bytes.data());
    std::set<unsigned> bits;
    for (const unsigned shift : {240u, 224u, 208u}) {
        bits.insert(static_cast<unsigned>((number >> shift).low64() & 2047));
    }
    return bits;
}

}  // namespace

class BloomTest : public QObject {
    Q_OBJECT

private slots:
    void noLogsGiveAnEmptyBloom() { QVERIFY(bloom_of({}).is_zero()); }

    void anAddressSetsThreeBits()
    {
        Log log;
        log.address = fixed_from_hex<Address>("0x095e7baea6a6c7c4c2dfeb977efac326af552d87").value();
        QVERIFY(bits_of(bloom_of({log})) == expected_bits(log.address.view()));
    }

    void topicsCountAndDataDoesNot()
    {
        Log log;
        log.topics = {Hash{}, keccak256({})};
        log.data = {1, 2, 3};
        std::set<unsigned> expected = expected_bits(log.address.view());
        for (const Hash& topic : log.topics) {
            expected.merge(expected_bits(topic.view()));
        }
        QVERIFY(bits_of(bloom_of({log})) == expected);
    }

    void bloomsOfLogsAreUnited()
    {
        Log first;
        first.address.bytes[0] = 1;
        Log second;
        second.address.bytes[0] = 2;
        Bloom together = bloom_of({first});
        add_to_bloom(together, second);
        QVERIFY(together == bloom_of({second, first}));
    }

    void receiptsAreEncodedByTypeAndEra()
    {
        Receipt receipt;
        receipt.success = true;
        receipt.cumulative_gas_used = 21000;
        const std::string fields = "01825208b90100" + std::string(512, '0') + "c0";
        QCOMPARE(to_hex(encode(receipt)), "0xf90108" + fields);
        receipt.type = TransactionType::dynamic_fee;
        QCOMPARE(to_hex(encode(receipt)), "0x02f90108" + fields);
        receipt.success = false;
        QCOMPARE(to_hex(encode(receipt)), "0x02f9010880" + fields.substr(2));
        receipt.type = TransactionType::legacy;
        receipt.state_root = empty_code_hash;
        QCOMPARE(to_hex(encode(receipt)),
                 "0xf90128a0" + to_hex(empty_code_hash).substr(2) + fields.substr(2));
    }

    void logsAreEncodedInReceipts()
    {
        Receipt receipt;
        receipt.success = true;
        Log log;
        log.topics = {Hash{}};
        log.data = {0x05};
        receipt.logs = {log};
        const std::string zeros(64, '0');
        QCOMPARE(to_hex(encode(receipt)).substr(2 + 6 + 4 + 6 + 512),
                 "f83af83894" + zeros.substr(0, 40) + "e1a0" + zeros + "05");
    }
};

QTEST_APPLESS_MAIN(BloomTest)
#include "bloom_test.moc"
