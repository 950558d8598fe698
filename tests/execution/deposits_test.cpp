// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/deposits.h"

#include "base/hex.h"
#include "base/keccak.h"
#include "base/uint256.h"
#include "evm/precompiles/hashes.h"
#include "execution/dao.h"
#include "execution/system_contracts.h"

#include <QTest>

#include <algorithm>
#include <string>
#include <string_view>

using namespace lanescope;

namespace {

Bytes filled(std::size_t size, std::uint8_t first)
{
    Bytes bytes(size);
    for (std::size_t i = 0; i < size; ++i) {
        bytes[i] = static_cast<std::uint8_t>(first + i);
    }
    return bytes;
}

/// Event data as the ABI encodes it: five offsets, then length and padded content of each field.
Bytes encoded(const std::vector<Bytes>& fields)
{
    Bytes head;
    Bytes tail;
    const auto push = [](Bytes& to, std::size_t number) {
        to.resize(to.size() + 32);
        store_big_endian(to.data() + to.size() - 32, Uint256{number});
    };
    for (const Bytes& field : fields) {
        push(head, 32 * fields.size() + tail.size());
        push(tail, field.size());
        tail.insert(tail.end(), field.begin(), field.end());
        tail.resize((tail.size() + 31) / 32 * 32);
    }
    head.insert(head.end(), tail.begin(), tail.end());
    return head;
}

std::vector<Bytes> deposit_fields()
{
    return {filled(48, 1), filled(32, 60), filled(8, 100), filled(96, 110), filled(8, 210)};
}

Bytes joined(const std::vector<Bytes>& fields)
{
    Bytes all;
    for (const Bytes& field : fields) {
        all.insert(all.end(), field.begin(), field.end());
    }
    return all;
}

Log deposit_log()
{
    return {mainnet_deposit_contract, {deposit_event_topic}, encoded(deposit_fields())};
}

}  // namespace

class DepositsTest : public QObject {
    Q_OBJECT

private slots:
    void aDepositLogGivesItsFieldsInARow()
    {
        const Bytes data = encoded(deposit_fields());
        QCOMPARE(data.size(), std::size_t{576});
        const auto request = parse_deposit(data);
        QVERIFY(request.has_value());
        QVERIFY(std::ranges::equal(*request, joined(deposit_fields())));
    }

    void dataOfAnotherSizeMakesTheBlockInvalid()
    {
        for (const std::size_t size : {0, 32, 575, 577, 608}) {
            Bytes data = encoded(deposit_fields());
            data.resize(size);
            const auto request = parse_deposit(data);
            QVERIFY(!request.has_value());
            QVERIFY(request.error().code == ErrorCode::invalid_block);
        }
    }

    void anyOtherOffsetOrLengthMakesTheBlockInvalid()
    {
        const Bytes good = encoded(deposit_fields());
        for (const std::size_t word : {0, 32, 64, 96, 128, 160, 256, 320, 384, 512}) {
            for (const std::size_t byte : {0, 15, 23, 30, 31}) {
                Bytes bad = good;
                bad[word + byte] ^= 1;
                const auto request = parse_deposit(bad);
                QVERIFY(!request.has_value());
                QVERIFY(request.error().code == ErrorCode::invalid_block);
            }
        }
    }

    void theErrorNamesFieldFoundAndExpected()
    {
        Bytes bad = encoded(deposit_fields());
        bad[384 + 31] = 95;
        QCOMPARE(parse_deposit(bad).error().message,
                 std::string("deposit log (EIP-6110): length of the signature is 95, expected 96"));
    }

    void paddingIsNotLookedAt()
    {
        Bytes data = encoded(deposit_fields());
        data[160 + 32 + 48] = 0xff;
        data.back() = 0xff;
        QVERIFY(parse_deposit(data).has_value());
    }

    void onlyTheDepositContractsDepositsAreTaken()
    {
        const Log deposit = deposit_log();
        Log stranger = deposit;
        stranger.address.bytes[19] ^= 1;
        Log other_event = deposit;
        other_event.topics.front().bytes[0] ^= 1;
        Log anonymous = deposit;
        anonymous.topics.clear();
        Log short_transfer = other_event;
        short_transfer.data.clear();

        Bytes requests;
        const Logs logs{stranger, deposit, other_event, anonymous, short_transfer, deposit};
        QVERIFY(append_deposits(logs, requests).has_value());
        QCOMPARE(requests.size(), 2 * deposit_request_size);
        const Bytes one = joined(deposit_fields());
        QVERIFY(std::equal(one.begin(), one.end(), requests.begin()));
        QVERIFY(std::equal(one.begin(), one.end(), requests.begin() + 192));

        requests.clear();
        QVERIFY(append_deposits(logs, requests, stranger.address).has_value());
        QCOMPARE(requests.size(), deposit_request_size);
    }

    void aBrokenDepositEndsTheBlock()
    {
        Log broken = deposit_log();
        Bytes shorter(broken.data.begin(), broken.data.end() - 1);
        broken.data = shorter;
        Bytes requests;
        const auto status = append_deposits(std::vector{deposit_log(), broken}, requests);
        QVERIFY(!status.has_value());
        QVERIFY(status.error().code == ErrorCode::invalid_block);
    }

    void theHashOfNoRequestsIsThatOfNothing()
    {
        const std::string nothing =
            "0xe3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        QCOMPARE(to_hex(requests_hash({})), nothing);
        const std::vector<BlockRequests> empty{{0, {}}, {1, {}}, {2, {}}};
        QCOMPARE(to_hex(requests_hash(empty)), nothing);
    }

    void requestsAreHashedWithTheirType()
    {
        // By Python's hashlib: sha256(sha256(00 || 192 bytes 01) || sha256(02 || 116 bytes 03)).
        const std::vector<BlockRequests> requests{{0, Bytes(192, 1)}, {1, {}}, {2, Bytes(116, 3)}};
        QCOMPARE(to_hex(requests_hash(requests)),
                 std::string("0x0fa813e9935658fb269a1a46d151b54d436a1abb50db055986555f74022c8e78"));
    }

    void theDaoHasItsHundredAndSixteenAccounts()
    {
        const auto accounts = dao_accounts();
        QCOMPARE(accounts.size(), std::size_t{116});
        QVERIFY(std::ranges::is_sorted(accounts));
        QVERIFY(std::ranges::adjacent_find(accounts) == accounts.end());
        QVERIFY(!std::ranges::binary_search(accounts, dao_refund_contract));
        for (const std::string_view named : {"0xbb9bc244d798123fde783fcc1c72d3bb8c189413",
                                             "0x807640a13483f8ac783c557fcdf27be11ea4ac7a"}) {
            QVERIFY(std::ranges::binary_search(accounts, fixed_from_hex<Address>(named).value()));
        }
        Bytes all;
        for (const Address& account : accounts) {
            all.insert(all.end(), account.bytes.begin(), account.bytes.end());
        }
        // Of the sorted lists that two other clients carry.
        QCOMPARE(to_hex(sha256(all)),
                 std::string("0x23e9ef13c75f842760dcf17bc7bf5171b4fb444d78485bf25bdb28f00ff54fd2"));
    }

    void theDepositTopicIsTheHashOfItsSignature()
    {
        constexpr std::string_view signature = "DepositEvent(bytes,bytes,bytes,bytes,bytes)";
        const Bytes text(signature.begin(), signature.end());
        QCOMPARE(to_hex(keccak256(text)), to_hex(deposit_event_topic));
    }

    void systemContractsAreCalledFromTheirForksOn()
    {
        QCOMPARE(contracts_called_before(Revision::shanghai).size(), std::size_t{0});
        QCOMPARE(contracts_called_before(Revision::cancun).size(), std::size_t{1});
        QVERIFY(contracts_called_before(Revision::cancun).front() == beacon_roots_address);
        QCOMPARE(contracts_called_before(Revision::prague).size(), std::size_t{2});
        QVERIFY(contracts_called_before(Revision::osaka).back() == history_storage_address);
        QCOMPARE(contracts_called_after(Revision::cancun).size(), std::size_t{0});
        QVERIFY(contracts_called_after(Revision::prague).front() == withdrawal_requests_address);
        QVERIFY(contracts_called_after(Revision::osaka).back() == consolidation_requests_address);
    }
};

QTEST_APPLESS_MAIN(DepositsTest)
#include "deposits_test.moc"
