// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "chain/block.h"
#include "chain/roots.h"

#include <QtTest>

using namespace lanescope;

namespace {

/// Mainnet's block 0.
Header mainnet_genesis()
{
    Header header;
    header.state_root =
        fixed_from_hex<Hash>("0xd7f8974fb5ac78d9ac099b9ad5018bedc2ce0a72dad1827a1709da30580f0544")
            .value();
    header.transactions_root = empty_trie_root;
    header.receipts_root = empty_trie_root;
    header.difficulty = 0x400000000;
    header.gas_limit = 5000;
    header.extra_data =
        bytes_from_hex("0x11bbe8db4e347b4e8c937c1c8370e4b5ed33adb3db69cbdb7a38e1e50b1b82fa")
            .value();
    header.nonce = {0, 0, 0, 0, 0, 0, 0, 0x42};
    return header;
}

/// A header with every field of Prague.
Header full_header()
{
    Header header = mainnet_genesis();
    header.number = 22500000;
    header.timestamp = 1747000000;
    header.base_fee_per_gas = Uint256{7};
    header.withdrawals_root = empty_trie_root;
    header.blob_gas_used = 131072;
    header.excess_blob_gas = 0;
    header.parent_beacon_block_root = Hash{};
    header.requests_hash = empty_code_hash;
    return header;
}

Result<Header> decoded(const Bytes& encoded)
{
    auto fields = rlp::Decoder(encoded).list();
    if (!fields) {
        return fields.error();
    }
    return decode_header(*fields);
}

Bytes block_of(const rlp::Encoder& header, const rlp::Encoder& transactions,
               const rlp::Encoder* withdrawals = nullptr)
{
    rlp::Encoder parts;
    parts.raw(header.view());
    parts.list(transactions);
    parts.list(rlp::Encoder{});
    if (withdrawals != nullptr) {
        parts.list(*withdrawals);
    }
    rlp::Encoder block;
    block.list(parts);
    return std::move(block).take();
}

rlp::Encoder raw(const Bytes& bytes)
{
    rlp::Encoder encoder;
    encoder.raw(bytes);
    return encoder;
}

Transaction transaction_of(TransactionType type)
{
    Transaction transaction;
    transaction.type = type;
    transaction.to = Address{};
    transaction.r = 1;
    transaction.s = 1;
    if (type != TransactionType::legacy) {
        transaction.chain_id = 1;
    }
    return transaction;
}

}  // namespace

class HeaderTest : public QObject {
    Q_OBJECT

private slots:
    void mainnetsGenesisHasItsHash()
    {
        QCOMPARE(to_hex(header_hash(mainnet_genesis())),
                 std::string("0xd4e56740f876aef8c010b86a40d5f56745a118d0906a34e69aec8c0db1cb8fa3"));
    }

    void everyEraRoundTrips()
    {
        Header header = full_header();
        for (int era = 0; era < 5; ++era) {
            const Bytes encoded = encode(header);
            const auto again = decoded(encoded);
            QVERIFY2(again, again ? "" : again.error().message.c_str());
            QCOMPARE(to_hex(encode(*again)), to_hex(encoded));
            QCOMPARE(again->requests_hash.has_value(), header.requests_hash.has_value());
            QCOMPARE(again->base_fee_per_gas.has_value(), header.base_fee_per_gas.has_value());
            // From the latest fork's fields back to none.
            if (era == 0) {
                header.requests_hash.reset();
            } else if (era == 1) {
                header.parent_beacon_block_root.reset();
                header.excess_blob_gas.reset();
                header.blob_gas_used.reset();
            } else if (era == 2) {
                header.withdrawals_root.reset();
            } else {
                header.base_fee_per_gas.reset();
            }
        }
    }

    void aHeaderCutOffAnywhereIsAnError()
    {
        const Bytes encoded = encode(full_header());
        for (std::size_t size = 0; size < encoded.size(); ++size) {
            QVERIFY(!decoded(
                Bytes(encoded.begin(), encoded.begin() + static_cast<std::ptrdiff_t>(size))));
        }
    }

    void errorsNameTheField()
    {
        Header header = full_header();
        rlp::Encoder fields;
        fields.fixed(Address{});  // where the parent's hash belongs
        rlp::Encoder list;
        list.list(fields);
        const auto wrong = decoded(std::move(list).take());
        QVERIFY(!wrong);
        QCOMPARE(
            wrong.error().message,
            std::string("header: parent hash: RLP at byte 1: a string of 20 bytes where 32 are "
                        "expected"));
    }

    void fieldsPastTheLastAreAnError()
    {
        const Bytes encoded = encode(full_header());
        const auto list = rlp::decode_single(encoded);
        rlp::Encoder fields;
        fields.raw(list->payload);
        fields.number(std::uint64_t{1});
        rlp::Encoder longer;
        longer.list(fields);
        QVERIFY(!decoded(std::move(longer).take()));
    }

    void blocksHoldTypedTransactionsAsStrings()
    {
        const Transaction legacy = transaction_of(TransactionType::legacy);
        const Transaction typed = transaction_of(TransactionType::dynamic_fee);
        rlp::Encoder transactions;
        transactions.raw(encode(legacy));
        transactions.bytes(encode(typed));
        const auto block = decode_block(block_of(raw(encode(full_header())), transactions));
        QVERIFY2(block, block ? "" : block.error().message.c_str());
        QCOMPARE(block->transactions.size(), 2u);
        QVERIFY(block->transactions[1].type == TransactionType::dynamic_fee);
        QVERIFY(!block->withdrawals);

        rlp::Encoder wrapped;
        wrapped.bytes(encode(legacy));
        const auto wrong = decode_block(block_of(raw(encode(full_header())), wrapped));
        QVERIFY(!wrong);
        QCOMPARE(wrong.error().message,
                 std::string("block: transaction 0: a legacy transaction stands as a string"));
    }

    void withdrawalsAreRead()
    {
        const Withdrawal given{7, 8, Address{}, 9};
        rlp::Encoder withdrawals;
        withdrawals.raw(encode(given));
        const auto block = decode_block(block_of(raw(encode(full_header())), {}, &withdrawals));
        QVERIFY2(block, block ? "" : block.error().message.c_str());
        QVERIFY(block->withdrawals.has_value());
        QCOMPARE(block->withdrawals->size(), 1u);
        QCOMPARE(block->withdrawals->front().index, 7u);
        QCOMPARE(block->withdrawals->front().validator_index, 8u);
        QCOMPARE(block->withdrawals->front().amount, 9u);
        QVERIFY(withdrawals_root(*block->withdrawals) == withdrawals_root({given}));
    }

    void aBlockCutOffAnywhereIsAnError()
    {
        rlp::Encoder transactions;
        transactions.bytes(encode(transaction_of(TransactionType::blob)));
        const Bytes encoded = block_of(raw(encode(full_header())), transactions);
        QVERIFY(decode_block(encoded).has_value());
        for (std::size_t size = 0; size < encoded.size(); ++size) {
            QVERIFY(!decode_block({encoded.data(), size}));
        }
    }
};

QTEST_APPLESS_MAIN(HeaderTest)
#include "header_test.moc"
