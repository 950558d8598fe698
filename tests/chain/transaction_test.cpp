// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/transaction.h"
#include "base/hex.h"
#include "base/rlp.h"

#include <QtTest>

#include <random>

using namespace lanescope;

namespace {

constexpr TransactionType all_types[]{TransactionType::legacy, TransactionType::access_list,
                                      TransactionType::dynamic_fee, TransactionType::blob,
                                      TransactionType::set_code};

/// Random values in every field that the type has.
class Transactions {
public:
    explicit Transactions(std::uint64_t seed) : engine_(seed) {}

    Transaction next(TransactionType type)
    {
        Transaction transaction;
        transaction.type = type;
        if (type != TransactionType::legacy || engine_() % 2 == 0) {
            transaction.chain_id = number64();
        }
        transaction.nonce = number64();
        transaction.max_fee_per_gas = number();
        transaction.max_priority_fee_per_gas =
            type >= TransactionType::dynamic_fee ? number() : transaction.max_fee_per_gas;
        transaction.gas_limit = number64();
        if (type >= TransactionType::blob || engine_() % 4 != 0) {
            transaction.to = fixed<Address>();
        }
        transaction.value = number();
        transaction.data = bytes();
        if (type != TransactionType::legacy) {
            for (std::uint64_t count = engine_() % 3; count > 0; --count) {
                AccessListEntry entry{fixed<Address>(), {}};
                for (std::uint64_t keys = engine_() % 3; keys > 0; --keys) {
                    entry.storage_keys.push_back(fixed<Hash>());
                }
                transaction.access_list.push_back(entry);
            }
        }
        if (type == TransactionType::blob) {
            transaction.max_fee_per_blob_gas = number();
            for (std::uint64_t count = engine_() % 4; count > 0; --count) {
                transaction.blob_hashes.push_back(fixed<Hash>());
            }
        }
        if (type == TransactionType::set_code) {
            for (std::uint64_t count = engine_() % 4; count > 0; --count) {
                Authorization authorization;
                authorization.chain_id = number();
                authorization.address = fixed<Address>();
                authorization.nonce = number64();
                authorization.y_parity = engine_() % 256;
                authorization.r = number();
                authorization.s = number();
                transaction.authorizations.push_back(authorization);
            }
        }
        transaction.y_parity = static_cast<std::uint8_t>(engine_() % 2);
        transaction.r = number();
        transaction.s = number();
        return transaction;
    }

private:
    std::uint64_t number64() { return engine_() >> (engine_() % 64); }
    Uint256 number()
    {
        return Uint256{engine_(), engine_(), engine_(), engine_()} >>
               static_cast<unsigned>(engine_() % 257);
    }
    template <class Fixed>
    Fixed fixed()
    {
        Fixed value;
        for (std::uint8_t& byte : value.bytes) {
            byte = static_cast<std::uint8_t>(engine_() % 4 == 0 ? 0 : engine_());
        }
        return value;
    }
    Bytes bytes()
    {
        Bytes value(engine_() % 100);
        for (std::uint8_t& byte : value) {
            byte = static_cast<std::uint8_t>(engine_());
        }
        return value;
    }
    std::mt19937_64 engine_;
};

bool same_fields(const Transaction& a, const Transaction& b)
{
    bool same = a.type == b.type && a.chain_id == b.chain_id && a.nonce == b.nonce &&
                a.max_fee_per_gas == b.max_fee_per_gas &&
                a.max_priority_fee_per_gas == b.max_priority_fee_per_gas &&
                a.gas_limit == b.gas_limit && a.to == b.to && a.value == b.value &&
                a.data == b.data && a.access_list == b.access_list &&
                a.max_fee_per_blob_gas == b.max_fee_per_blob_gas &&
                a.blob_hashes == b.blob_hashes && a.y_parity == b.y_parity && a.r == b.r &&
                a.s == b.s && a.authorizations.size() == b.authorizations.size();
    for (std::size_t i = 0; same && i < a.authorizations.size(); ++i) {
        const Authorization& x = a.authorizations[i];
        const Authorization& y = b.authorizations[i];
        same = x.chain_id == y.chain_id && x.address == y.address && x.nonce == y.nonce &&
               x.y_parity == y.y_parity && x.r == y.r && x.s == y.s;
    }
    return same;
}

/// A legacy transaction with this v.
Bytes legacy_with_v(const Uint256& v)
{
    rlp::Encoder fields;
    for (int i = 0; i < 3; ++i) {
        fields.number(std::uint64_t{1});
    }
    fields.bytes({});
    fields.number(std::uint64_t{1});
    fields.bytes({});
    fields.number(v);
    fields.number(std::uint64_t{1});
    fields.number(std::uint64_t{1});
    rlp::Encoder out;
    out.list(fields);
    return std::move(out).take();
}

std::string error_of(const Bytes& encoded)
{
    const auto transaction = decode_transaction(encoded);
    return transaction ? "" : transaction.error().message;
}

}  // namespace

class TransactionTest : public QObject {
    Q_OBJECT

private slots:
    void everyTypeRoundTrips()
    {
        const std::uint64_t seed = std::random_device{}();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        Transactions transactions(seed);
        for (int i = 0; i < 2000; ++i) {
            for (const TransactionType type : all_types) {
                const Transaction transaction = transactions.next(type);
                const Bytes encoded = encode(transaction);
                const auto again = decode_transaction(encoded);
                QVERIFY2(again, again ? "" : again.error().message.c_str());
                QVERIFY2(same_fields(*again, transaction), to_hex(encoded).c_str());
                QCOMPARE(to_hex(encode(*again)), to_hex(encoded));
            }
        }
    }

    void aTransactionCutOffAnywhereIsAnError()
    {
        Transactions transactions(1);
        for (const TransactionType type : all_types) {
            const Bytes encoded = encode(transactions.next(type));
            for (std::size_t size = 0; size < encoded.size(); ++size) {
                QVERIFY(!decode_transaction({encoded.data(), size}));
            }
            Bytes longer = encoded;
            longer.push_back(0);
            QVERIFY(!decode_transaction(longer));
        }
    }

    void whatDecodesFromDamagedBytesEncodesBack()
    {
        const std::uint64_t seed = std::random_device{}();
        qInfo("seed %llu", static_cast<unsigned long long>(seed));
        std::mt19937_64 engine(seed);
        Transactions transactions(seed);
        for (int i = 0; i < 20000; ++i) {
            Bytes encoded = encode(transactions.next(all_types[engine() % 5]));
            encoded[engine() % encoded.size()] = static_cast<std::uint8_t>(engine());
            const auto transaction = decode_transaction(encoded);
            if (transaction) {
                QCOMPARE(to_hex(encode(*transaction)), to_hex(encoded));
            }
        }
    }

    void legacyVIsSplitIntoParityAndChain()
    {
        const auto split = [](const Uint256& v) { return decode_transaction(legacy_with_v(v)); };
        QVERIFY(!split(27)->chain_id && split(27)->y_parity == 0);
        QVERIFY(!split(28)->chain_id && split(28)->y_parity == 1);
        QVERIFY(split(37)->chain_id == 1u && split(37)->y_parity == 0);
        QVERIFY(split(38)->chain_id == 1u && split(38)->y_parity == 1);
        QVERIFY(split(36)->chain_id == 0u && split(36)->y_parity == 1);
        const Uint256 widest = (Uint256{~0ull} << 1) + 36;
        QVERIFY(split(widest)->chain_id == ~0ull);
        QCOMPARE(to_hex(encode(*split(widest))), to_hex(legacy_with_v(widest)));
    }

    void aLegacyVOfNeitherKindIsAnError()
    {
        for (const Uint256& v : {Uint256{0}, Uint256{1}, Uint256{26}, Uint256{29}, Uint256{34},
                                 (Uint256{~0ull} << 1) + 37, Uint256::max()}) {
            QCOMPARE(
                error_of(legacy_with_v(v)),
                std::string(
                    "transaction: v: neither 27, 28 nor 35 + 2 · chain id + y parity (EIP-155)"));
        }
    }

    void aTypedParityAboveOneIsAnError()
    {
        Transactions transactions(3);
        Transaction transaction = transactions.next(TransactionType::dynamic_fee);
        transaction.y_parity = 2;
        QCOMPARE(
            error_of(encode(transaction)),
            std::string("transaction: v: the y parity of a typed transaction is 0 or 1, not 2"));
    }

    void blobAndSetCodeTransactionsCreateNothing()
    {
        Transactions transactions(4);
        for (const TransactionType type : {TransactionType::blob, TransactionType::set_code}) {
            Transaction transaction = transactions.next(type);
            transaction.to.reset();
            QCOMPARE(error_of(encode(transaction)),
                     std::string(
                         "transaction: to: a transaction of this type cannot create a contract"));
        }
    }

    void anAuthorizationParityPastOneByteIsAnError()
    {
        Transactions transactions(5);
        Transaction transaction = transactions.next(TransactionType::set_code);
        Authorization authorization;
        authorization.y_parity = 255;
        transaction.authorizations = {authorization};
        QCOMPARE(error_of(encode(transaction)), std::string());
        transaction.authorizations[0].y_parity = 256;
        QCOMPARE(error_of(encode(transaction)),
                 std::string("transaction: authorization y parity: more than one byte (EIP-7702)"));
    }

    void unknownTypesAreUnsupported()
    {
        for (const std::uint8_t type : {0x00, 0x05, 0x7f, 0x80, 0xbf}) {
            const auto transaction = decode_transaction(Bytes{type, 0xc0});
            QVERIFY(!transaction);
            QVERIFY(transaction.error().code == ErrorCode::unsupported);
        }
        QCOMPARE(error_of({}), std::string("transaction: no bytes"));
    }

    void errorsNameFieldAndPlace()
    {
        rlp::Encoder fields;
        fields.number(std::uint64_t{1});
        fields.bytes(Bytes{0, 1});
        rlp::Encoder out;
        out.list(fields);
        QCOMPARE(error_of(std::move(out).take()),
                 std::string("transaction: gas price: RLP at byte 2: a number with leading zeros"));
    }

    void typesBelongToTheirForks()
    {
        QVERIFY(supports(Revision::frontier, TransactionType::legacy));
        QVERIFY(!supports(Revision::istanbul, TransactionType::access_list));
        QVERIFY(supports(Revision::berlin, TransactionType::access_list));
        QVERIFY(!supports(Revision::berlin, TransactionType::dynamic_fee));
        QVERIFY(supports(Revision::cancun, TransactionType::blob));
        QVERIFY(!supports(Revision::cancun, TransactionType::set_code));
        QVERIFY(supports(Revision::osaka, TransactionType::set_code));
    }
};

QTEST_APPLESS_MAIN(TransactionTest)
#include "transaction_test.moc"
