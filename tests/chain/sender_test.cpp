// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "chain/signing.h"
#include "chain/transaction.h"

#include <QtTest>

using namespace lanescope;
using test::Signer;

namespace {

constexpr Uint256 group_order{0xffffffffffffffff, 0xfffffffffffffffe, 0xbaaedce6af48a03b,
                              0xbfd25e8cd0364141};

Transaction unsigned_transaction(TransactionType type = TransactionType::legacy)
{
    Transaction transaction;
    transaction.type = type;
    transaction.nonce = 3;
    transaction.gas_limit = 21000;
    transaction.max_fee_per_gas = 100;
    transaction.max_priority_fee_per_gas = 100;
    transaction.to = Address{};
    transaction.value = 1;
    if (type != TransactionType::legacy) {
        transaction.chain_id = 1;
    }
    return transaction;
}

Transaction signed_transaction(const Signer& signer, TransactionType type = TransactionType::legacy)
{
    Transaction transaction = unsigned_transaction(type);
    signer.sign(transaction);
    return transaction;
}

}  // namespace

class SenderTest : public QObject {
    Q_OBJECT

private slots:
    void theSignerOfEveryTypeIsRecovered()
    {
        const Signer signer(1);
        for (const TransactionType type :
             {TransactionType::legacy, TransactionType::access_list, TransactionType::dynamic_fee,
              TransactionType::blob, TransactionType::set_code}) {
            const Transaction transaction = signed_transaction(signer, type);
            QVERIFY(recover_sender(transaction, Revision::osaka) == signer.address());
        }
    }

    void theExampleOfEip155IsRecovered()
    {
        const Bytes encoded =
            bytes_from_hex(
                "0xf86c098504a817c800825208943535353535353535353535353535353535353535880de0b6b3a7"
                "6400008025a028ef61340bd939bc2195fe537567866003e1a15d3c71ff63e1590620aa636276a067"
                "cbe9d8997f761aecb703304b3800ccf555c9f3dc64214b297fb1966a3b6d83")
                .value();
        const auto transaction = decode_transaction(encoded);
        QVERIFY(transaction.has_value());
        QCOMPARE(to_hex(signing_hash(*transaction)),
                 std::string("0xdaf5a779ae972f972197303d7b574746c7ef83eadac0f2791ad23db92e4c8e53"));
        const auto sender = recover_sender(*transaction, Revision::spurious_dragon);
        QVERIFY(sender.has_value());
        QCOMPARE(to_hex(*sender), std::string("0x9d8a62f656a8d1615c1294fd71e9cfb3e4855a4f"));
    }

    void typesAndReplayProtectionNeedTheirFork()
    {
        const Signer signer(2);
        const auto recovers_from = [&](const Transaction& transaction, Revision first) {
            const auto before = static_cast<Revision>(static_cast<int>(first) - 1);
            return !recover_sender(transaction, before) &&
                   recover_sender(transaction, first) == signer.address();
        };
        Transaction replay_protected = unsigned_transaction();
        replay_protected.chain_id = 1;
        signer.sign(replay_protected);
        QVERIFY(recovers_from(replay_protected, Revision::spurious_dragon));
        QVERIFY(recovers_from(signed_transaction(signer, TransactionType::access_list),
                              Revision::berlin));
        QVERIFY(recovers_from(signed_transaction(signer, TransactionType::dynamic_fee),
                              Revision::london));
        QVERIFY(recovers_from(signed_transaction(signer, TransactionType::blob), Revision::cancun));
        QVERIFY(
            recovers_from(signed_transaction(signer, TransactionType::set_code), Revision::prague));
    }

    void highSIsValidOnlyBeforeHomestead()
    {
        const Signer signer(3);
        Transaction transaction = signed_transaction(signer);
        transaction.s = group_order - transaction.s;
        transaction.y_parity ^= 1;
        QVERIFY(recover_sender(transaction, Revision::frontier) == signer.address());
        QVERIFY(!recover_sender(transaction, Revision::homestead));
    }

    void halfTheOrderIsTheLargestLowS()
    {
        const Uint256 half = group_order >> 1;
        const Hash message = empty_code_hash;
        const Uint256 r = signed_transaction(Signer(4)).r;
        QVERIFY(recover_address(message, 0, r, half, true).has_value());
        QVERIFY(!recover_address(message, 0, r, half + 1, true).has_value());
        QVERIFY(recover_address(message, 0, r, half + 1, false).has_value());
    }

    void signaturesOutOfRangeAreInvalid()
    {
        const Hash message = empty_code_hash;
        const Uint256 r = signed_transaction(Signer(5)).r;
        QVERIFY(recover_address(message, 1, r, 1, false).has_value());
        QVERIFY(!recover_address(message, 2, r, 1, false));
        QVERIFY(!recover_address(message, 0, 0, 1, false));
        QVERIFY(!recover_address(message, 0, r, 0, false));
        QVERIFY(!recover_address(message, 0, group_order, 1, false));
        QVERIFY(!recover_address(message, 0, r, group_order, false));
        QVERIFY(!recover_address(message, 0, Uint256::max(), Uint256::max(), false));
    }

    void allSendersOfABlockAreRecoveredInPlace()
    {
        std::vector<Signer> signers;
        std::vector<Transaction> transactions;
        for (std::uint64_t i = 0; i < 200; ++i) {
            signers.emplace_back(i);
            transactions.push_back(signed_transaction(signers.back()));
        }
        QVERIFY(recover_senders(transactions, Revision::london).has_value());
        for (std::size_t i = 0; i < signers.size(); ++i) {
            QVERIFY(transactions[i].sender == signers[i].address());
        }
    }

    void aGivenSenderThatDidNotSignIsNamed()
    {
        std::vector<Transaction> transactions;
        for (std::uint64_t i = 0; i < 40; ++i) {
            transactions.push_back(signed_transaction(Signer(i)));
            transactions.back().sender = Signer(i).address();
        }
        QVERIFY(recover_senders(transactions, Revision::london).has_value());
        transactions[17].sender = Address{};
        transactions[30].sender = Address{};
        const auto status = recover_senders(transactions, Revision::london);
        QVERIFY(!status);
        QCOMPARE(status.error().message, "transaction 17: given sender " + to_hex(Address{}) +
                                             ", but " + to_hex(Signer(17).address()) +
                                             " signed it");
    }

    void aBadSignatureIsNamed()
    {
        std::vector<Transaction> transactions{signed_transaction(Signer(1)),
                                              unsigned_transaction()};
        const auto status = recover_senders(transactions, Revision::london);
        QVERIFY(!status);
        QCOMPARE(status.error().message, std::string("transaction 1: its signature is invalid"));
    }

    void authoritiesAreRecoveredWhereTheirSignatureIsValid()
    {
        const Signer sender(1);
        const Signer authority(2);
        Authorization good;
        good.chain_id = 1;
        good.nonce = 5;
        authority.sign(good);
        Authorization wide_parity = good;
        wide_parity.y_parity = 2;
        Authorization high_s = good;
        high_s.s = group_order - good.s;
        high_s.y_parity ^= 1;
        Authorization other_nonce = good;
        other_nonce.nonce = 6;

        Transaction transaction = unsigned_transaction(TransactionType::set_code);
        transaction.authorizations = {good, wide_parity, high_s, other_nonce};
        sender.sign(transaction);
        std::vector<Transaction> transactions{transaction};
        QVERIFY(recover_senders(transactions, Revision::prague).has_value());
        const auto& authorizations = transactions[0].authorizations;
        QVERIFY(authorizations[0].authority == authority.address());
        QVERIFY(!authorizations[1].authority);
        QVERIFY(!authorizations[2].authority);
        QVERIFY(authorizations[3].authority != authority.address());
    }
};

QTEST_APPLESS_MAIN(SenderTest)
#include "sender_test.moc"
