// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/block_file.h"

#include "base/hex.h"
#include "support/format_text.h"

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

namespace {

Result<BlockFile> read(const std::string& text)
{
    return read_block_bundle(view(text), "b.json");
}

Address address_of(std::uint64_t number)
{
    Address address;
    for (std::size_t i = 0; i < 8; ++i) {
        address.bytes[19 - i] = static_cast<std::uint8_t>(number >> (8 * i));
    }
    return address;
}

Hash hash_of(char digit)
{
    return *fixed_from_hex<Hash>(hash_text(digit));
}

}  // namespace

class BlockBundleTest : public QObject {
    Q_OBJECT
private slots:
    void theHeaderIsRead();
    void theHeaderOfAnOldBlockHasNoLaterFields();
    void aLegacyTransactionIsRead();
    void anAccessListTransactionIsRead();
    void aDynamicFeeTransactionIsRead();
    void aBlobTransactionIsRead();
    void aSetCodeTransactionIsRead();
    void withdrawalsAreRead();
    void statesAreRead();
    void blockHashesAreRead();
    void aPostStateMakesThePreStateWhole();
    void theWholenessCanBeSaidOutright();
    void claimedHashesAreKept();
    void legacyV_data();
    void legacyV();
    void aReducedVFollowsTheHash();
    void aTypedTransactionWithoutChainIdTakesTheFiles();
    void numbersMayBeHexDecimalOrWhole_data();
    void numbersMayBeHexDecimalOrWhole();
    void unclesMayBeHashesOrHeaders();
    void forkIsNamedOrMainnets();
    void anythingElseIsIgnored();
    void wrongPlacesAreErrors_data();
    void wrongPlacesAreErrors();
    void missingMembersAreErrors_data();
    void missingMembersAreErrors();
    void cuttingTheTextAtAnyByteIsAnError();
    void cuttingTheGzipAtAnyByteIsAnError();
    void changingAnyByteNeverCrashes();
};

void BlockBundleTest::theHeaderIsRead()
{
    const auto file = read(bundle_text());
    QVERIFY2(file, qPrintable(message_of(file)));
    const Header& header = file->block.header;
    QVERIFY(header.parent_hash == hash_of('1'));
    QVERIFY(header.ommers_hash == hash_of('2'));
    QVERIFY(header.beneficiary == address_of(0xc0ffe));
    QVERIFY(header.state_root == hash_of('3'));
    QVERIFY(header.transactions_root == hash_of('4'));
    QVERIFY(header.receipts_root == hash_of('5'));
    QVERIFY(header.logs_bloom.is_zero());
    QVERIFY(header.difficulty.is_zero());
    QCOMPARE(header.number, 16u);
    QCOMPARE(header.gas_limit, 30'000'000u);
    QCOMPARE(header.gas_used, 42'000u);
    QCOMPARE(header.timestamp, 0x68e77801u);
    QVERIFY(header.extra_data == (Bytes{0xbe, 0xef}));
    QVERIFY(header.mix_hash == hash_of('6'));
    QVERIFY(header.nonce == (std::array<std::uint8_t, 8>{1, 2, 3, 4, 5, 6, 7, 8}));
    QVERIFY(header.base_fee_per_gas == Uint256(7));
    QVERIFY(header.withdrawals_root == hash_of('b'));
    QVERIFY(header.blob_gas_used == 0x20000u);
    QVERIFY(header.excess_blob_gas == 0u);
    QVERIFY(header.parent_beacon_block_root == hash_of('c'));
    QVERIFY(header.requests_hash == hash_of('d'));
    QCOMPARE(qt(file->name), QString("b.json"));
}

void BlockBundleTest::theHeaderOfAnOldBlockHasNoLaterFields()
{
    const auto file = read(R"({"chainId":1,"block":{)" + header_members() +
                           R"(,"transactions":[],"uncles":[]},"prestate":{}})");
    QVERIFY2(file, qPrintable(message_of(file)));
    const Header& header = file->block.header;
    QVERIFY(!header.base_fee_per_gas && !header.withdrawals_root && !header.blob_gas_used);
    QVERIFY(!header.excess_blob_gas && !header.parent_beacon_block_root && !header.requests_hash);
    QVERIFY(!file->block.withdrawals);
    QVERIFY(!file->block.claimed_hash);
}

void BlockBundleTest::aLegacyTransactionIsRead()
{
    const auto file = read(bundle_text());
    QVERIFY(file && file->block.transactions.size() == 5);
    const Transaction& transaction = file->block.transactions[0];
    QVERIFY(transaction.type == TransactionType::legacy);
    QVERIFY(transaction.chain_id == 31337u);
    QCOMPARE(transaction.nonce, 1u);
    QVERIFY(transaction.max_fee_per_gas == Uint256(2'000'000'000));
    QVERIFY(transaction.max_priority_fee_per_gas == Uint256(2'000'000'000));
    QCOMPARE(transaction.gas_limit, 21'000u);
    QVERIFY(transaction.to == address_of(0xa1));
    QVERIFY(transaction.value == Uint256(2));
    QVERIFY(transaction.data.empty() && transaction.access_list.empty());
    QCOMPARE(int(transaction.y_parity), 0);
    QVERIFY(transaction.r == Uint256(0x11) && transaction.s == Uint256(0x12));
    QVERIFY(transaction.sender == address_of(0xf0));
}

void BlockBundleTest::anAccessListTransactionIsRead()
{
    const auto file = read(bundle_text());
    QVERIFY(file);
    const Transaction& transaction = file->block.transactions[1];
    QVERIFY(transaction.type == TransactionType::access_list);
    QVERIFY(!transaction.to && !transaction.sender);
    QVERIFY(transaction.data == (Bytes{0x60, 0x00}));
    QVERIFY(transaction.max_fee_per_gas == Uint256(3));
    QVERIFY(transaction.access_list ==
            (std::vector<AccessListEntry>{{address_of(0xa2), {hash_of('7')}}}));
    QCOMPARE(int(transaction.y_parity), 1);
}

void BlockBundleTest::aDynamicFeeTransactionIsRead()
{
    const auto file = read(bundle_text());
    QVERIFY(file);
    const Transaction& transaction = file->block.transactions[2];
    QVERIFY(transaction.type == TransactionType::dynamic_fee);
    QVERIFY(transaction.max_fee_per_gas == Uint256(100));
    QVERIFY(transaction.max_priority_fee_per_gas == Uint256(4));
    QVERIFY(transaction.chain_id == 31337u);
    QVERIFY(transaction.access_list.empty());
}

void BlockBundleTest::aBlobTransactionIsRead()
{
    const auto file = read(bundle_text());
    QVERIFY(file);
    const Transaction& transaction = file->block.transactions[3];
    QVERIFY(transaction.type == TransactionType::blob);
    QVERIFY(transaction.max_fee_per_blob_gas == Uint256(0x66));
    QVERIFY(transaction.blob_hashes == std::vector<Hash>{hash_of('8')});
    QVERIFY(transaction.to == address_of(0xa4));
}

void BlockBundleTest::aSetCodeTransactionIsRead()
{
    const auto file = read(bundle_text());
    QVERIFY(file);
    const Transaction& transaction = file->block.transactions[4];
    QVERIFY(transaction.type == TransactionType::set_code);
    QCOMPARE(transaction.authorizations.size(), std::size_t{1});
    const Authorization& authorization = transaction.authorizations[0];
    QVERIFY(authorization.chain_id.is_zero());
    QVERIFY(authorization.address == address_of(0xb1));
    QCOMPARE(authorization.nonce, 9u);
    QCOMPARE(authorization.y_parity, 1u);
    QVERIFY(authorization.r == Uint256(0x61) && authorization.s == Uint256(0x62));
    QVERIFY(!authorization.authority);
    const auto odd = read(with(bundle_text(), R"("nonce":"0x9","yParity":"0x1")",
                               R"("nonce":"0x9","yParity":"0x1000")"));
    QVERIFY(odd);
    QCOMPARE(odd->block.transactions[4].authorizations[0].y_parity, 255u);
}

void BlockBundleTest::withdrawalsAreRead()
{
    const auto file = read(bundle_text());
    QVERIFY(file && file->block.withdrawals && file->block.withdrawals->size() == 1);
    const Withdrawal& withdrawal = file->block.withdrawals->front();
    QCOMPARE(withdrawal.index, 1u);
    QCOMPARE(withdrawal.validator_index, 2u);
    QVERIFY(withdrawal.address == address_of(0xc1));
    QCOMPARE(withdrawal.amount, 3u);
}

void BlockBundleTest::statesAreRead()
{
    const auto file = read(bundle_text());
    QVERIFY(file && file->pre_state);
    const GivenState& state = *file->pre_state;
    QCOMPARE(state.size(), std::size_t{2});
    QVERIFY(state.at(address_of(0xf0)).balance == Uint256(1'000'000'000'000'000'000));
    QCOMPARE(state.at(address_of(0xf0)).nonce, 1u);
    QVERIFY(state.at(address_of(0xf0)).code.empty());
    const GivenAccount& contract = state.at(address_of(0xa1));
    QCOMPARE(contract.nonce, 1u);
    QVERIFY(contract.code == (Bytes{0x60, 0x01}));
    QCOMPARE(contract.storage.size(), std::size_t{1});
    QVERIFY(contract.storage.at(hash_of('e')) == Uint256(5));
    QVERIFY(!file->pre_state_is_whole && !file->post_state);
}

void BlockBundleTest::blockHashesAreRead()
{
    const auto file = read(bundle_text());
    QVERIFY(file);
    QCOMPARE(file->block_hashes.size(), std::size_t{1});
    QVERIFY(file->block_hashes.at(15) == hash_of('f'));
}

void BlockBundleTest::aPostStateMakesThePreStateWhole()
{
    const auto file =
        read(with(bundle_text(), R"(,"blockHashes")",
                  R"(,"poststate":{"0x00000000000000000000000000000000000000d1":{"balance":"0x1"}})"
                  R"(,"blockHashes")"));
    QVERIFY2(file, qPrintable(message_of(file)));
    QVERIFY(file->pre_state_is_whole);
    QVERIFY(file->post_state && file->post_state->at(address_of(0xd1)).balance == Uint256(1));
}

void BlockBundleTest::theWholenessCanBeSaidOutright()
{
    const auto file =
        read(with(bundle_text(), R"(,"blockHashes")", R"(,"prestateIsWhole":true,"blockHashes")"));
    QVERIFY(file && file->pre_state_is_whole && !file->post_state);
}

void BlockBundleTest::claimedHashesAreKept()
{
    const auto file = read(bundle_text());
    QVERIFY(file);
    QVERIFY(file->block.claimed_hash == hash_of('9'));
    QCOMPARE(file->claimed_transaction_hashes.size(), std::size_t{5});
    QVERIFY(file->claimed_transaction_hashes[0] == hash_of('a'));
    QVERIFY(!file->claimed_transaction_hashes[1]);
}

void BlockBundleTest::legacyV_data()
{
    QTest::addColumn<QString>("members");
    QTest::addColumn<int>("parity");
    QTest::addColumn<qulonglong>("chain");  // 0: unprotected
    QTest::newRow("27") << R"("v":"0x1b")" << 0 << 0ull;
    QTest::newRow("28, though a chain id is given")
        << R"("chainId":"0x7a69","v":"0x1c")" << 1 << 0ull;
    QTest::newRow("EIP-155, parity 0") << R"("v":"0xf4f5")" << 0 << 31337ull;
    QTest::newRow("EIP-155, parity 1") << R"("v":"0xf4f6")" << 1 << 31337ull;
    QTest::newRow("EIP-155 as a whole number") << R"("v":37)" << 0 << 1ull;
    QTest::newRow("EIP-155 wins over chainId") << R"("chainId":"0x5","v":"0x26")" << 1 << 1ull;
    QTest::newRow("EIP-155 of the largest chain") << R"("v":"0x20000000000000021")" << 0 << ~0ull;
    QTest::newRow("reduced, with chain id") << R"("chainId":"0x7a69","v":"0x1")" << 1 << 31337ull;
    QTest::newRow("reduced, without") << R"("v":"0x0")" << 0 << 0ull;
    QTest::newRow("yParity wins") << R"("v":"0xf4f5","yParity":"0x1")" << 1 << 31337ull;
    QTest::newRow("only yParity") << R"("chainId":"0x7a69","yParity":"0x1")" << 1 << 31337ull;
}

void BlockBundleTest::legacyV()
{
    QFETCH(QString, members);
    QFETCH(int, parity);
    QFETCH(qulonglong, chain);
    std::string transaction = with(legacy_transaction(), R"("chainId":"0x7a69",)", "");
    transaction = with(transaction, R"("v":"0xf4f5")", members.toStdString());
    const auto file = read(with(bundle_text(), legacy_transaction(), transaction));
    QVERIFY2(file, qPrintable(message_of(file)));
    QCOMPARE(int(file->block.transactions[0].y_parity), parity);
    QCOMPARE(qulonglong(file->block.transactions[0].chain_id.value_or(0)), chain);
}

void BlockBundleTest::aReducedVFollowsTheHash()
{
    const std::string reduced = with(legacy_transaction(), R"("v":"0xf4f5")", R"("v":"0x0")");
    const auto first = read(with(bundle_text(), legacy_transaction(), reduced));
    QVERIFY(first);
    Transaction unprotected = first->block.transactions[0];
    QVERIFY(unprotected.chain_id == 31337u);
    unprotected.chain_id.reset();
    const std::string hashed = with(reduced, hash_text('a'), to_hex(transaction_hash(unprotected)));
    const auto second = read(with(bundle_text(), legacy_transaction(), hashed));
    QVERIFY(second);
    QVERIFY(!second->block.transactions[0].chain_id);
}

void BlockBundleTest::aTypedTransactionWithoutChainIdTakesTheFiles()
{
    const auto file =
        read(with(bundle_text(), R"("type":"0x1","chainId":"0x7a69")", R"("type":"0x1")"));
    QVERIFY2(file, qPrintable(message_of(file)));
    QVERIFY(file->block.transactions[1].chain_id == 31337u);
}

void BlockBundleTest::numbersMayBeHexDecimalOrWhole_data()
{
    QTest::addColumn<QString>("nonce");
    QTest::newRow("hex") << "\"0x10\"";
    QTest::newRow("hex with leading zeros") << "\"0x" + QString(100, '0') + "10\"";
    QTest::newRow("capital hex") << "\"0X10\"";
    QTest::newRow("decimal digits") << "\"16\"";
    QTest::newRow("decimal digits with leading zeros") << "\"" + QString(100, '0') + "16\"";
    QTest::newRow("a whole number") << "16";
}

void BlockBundleTest::numbersMayBeHexDecimalOrWhole()
{
    QFETCH(QString, nonce);
    const std::string number = nonce.toStdString();
    const auto file = read(with(with(bundle_text(), R"("nonce":"0x5")", "\"nonce\":" + number),
                                R"("balance":"0x0","nonce":"0x1")",
                                "\"balance\":" + number + ",\"nonce\":" + number));
    QVERIFY2(file, qPrintable(message_of(file)));
    QCOMPARE(file->block.transactions[4].nonce, 16u);
    QCOMPARE(file->pre_state->at(address_of(0xa1)).nonce, 16u);
    QVERIFY(file->pre_state->at(address_of(0xa1)).balance == Uint256(16));
}

void BlockBundleTest::unclesMayBeHashesOrHeaders()
{
    const auto hashes =
        read(with(bundle_text(), R"("uncles":[])", R"("uncles":[")" + hash_text('1') + R"("])"));
    QVERIFY2(hashes, qPrintable(message_of(hashes)));
    QVERIFY(hashes->block.ommers.empty());
    const auto headers =
        read(with(bundle_text(), R"("uncles":[])", R"("uncles":[{)" + header_members() + "}]"));
    QVERIFY2(headers, qPrintable(message_of(headers)));
    QCOMPARE(headers->block.ommers.size(), std::size_t{1});
    QCOMPARE(headers->block.ommers[0].number, 16u);
}

void BlockBundleTest::forkIsNamedOrMainnets()
{
    const auto named = read(bundle_text());
    QVERIFY(named);
    QVERIFY(named->fork.revision == Revision::prague);
    QCOMPARE(named->fork.chain_id, 31337u);
    QCOMPARE(named->fork.blobs.max, 9u);
    const std::string old =
        R"("block":{)" + header_members() + R"(,"transactions":[]},"prestate":{}})";
    const auto mainnet =
        read(R"({"chainId":1,)" + with(old, R"("number":"0x10")", R"("number":"0x1d4c00")"));
    QVERIFY2(mainnet, qPrintable(message_of(mainnet)));
    QCOMPARE(mainnet->fork.chain_id, 1u);
    QVERIFY(mainnet->fork.revision == Revision::homestead);
    QVERIFY(mainnet->fork.dao_transition);
    const auto overruled = read(R"({"chainId":1,"revision":"London",)" + old);
    QVERIFY(overruled && overruled->fork.revision == Revision::london);
    const auto unsaid = read("{" + old);
    QVERIFY(unsaid && unsaid->fork.chain_id == 1);
    const auto from_transactions = read(with(bundle_text(), R"("chainId":31337,)", ""));
    QVERIFY(from_transactions && from_transactions->fork.chain_id == 31337);
    const auto changed = read(
        with(bundle_text(), R"("revision":"prague",)",
             R"("revision":"prague","daoTransition":true,)"
             R"("blobParameters":{"target":14,"max":21,"baseFeeUpdateFraction":"0xb24b3f"},)"));
    QVERIFY2(changed, qPrintable(message_of(changed)));
    QVERIFY(changed->fork.dao_transition);
    QVERIFY(changed->fork.blobs == (BlobParameters{14, 21, 11684671}));
}

void BlockBundleTest::anythingElseIsIgnored()
{
    const auto file = read(with(bundle_text(), R"("revision":)",
                                R"("comment":{"deep":[[{"x":1e400}]],"deep":null},"revision":)"));
    QVERIFY2(file, qPrintable(message_of(file)));
}

void BlockBundleTest::wrongPlacesAreErrors_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* from, const QString& to, const char* path,
                        const char* expected) {
        QTest::newRow(name) << from << to << path << expected;
    };
    row("gas that is no number", R"("gas":"0x520a")", R"("gas":"0xzz")",
        "block.transactions[2].gas",
        R"(expected a number of at most 64 bits, found "0xzz"; write it as hex)");
    row("gas past 64 bits", R"("gas":"0x520a")", R"("gas":"0x10000000000000000")",
        "block.transactions[2].gas", "expected a number of at most 64 bits");
    row("a negative number", R"("gas":"0x520a")", R"("gas":-1)", "block.transactions[2].gas",
        "found -1");
    row("a fraction", R"("gas":"0x520a")", R"("gas":1.5)", "block.transactions[2].gas",
        "found 1.5");
    row("0x alone", R"("gas":"0x520a")", R"("gas":"0x")", "block.transactions[2].gas",
        R"(found "0x")");
    row("an empty number", R"("gas":"0x520a")", R"("gas":"")", "block.transactions[2].gas",
        R"(found "")");
    row("an object as number", R"("gas":"0x520a")", R"("gas":{"a":1})", "block.transactions[2].gas",
        R"(found an object with "a")");
    row("a fee past 256 bits", R"("maxFeePerGas":"0x64")",
        "\"maxFeePerGas\":\"0x1" + QString(64, '0') + "\"", "block.transactions[2].maxFeePerGas",
        "expected a number of at most 256 bits");
    row("a decimal balance past 256 bits", R"("balance":"0x0")", "\"balance\":" + QString(79, '9'),
        "prestate.0x00000000000000000000000000000000000000a1.balance",
        "expected a number of at most 256 bits");
    row("a short address", "0x00000000000000000000000000000000000000a3", "0xa3",
        "block.transactions[2].to",
        "expected an address of 20 bytes, found \"0xa3\"; write 0x and 40");
    row("an address without 0x", "0x00000000000000000000000000000000000000a3",
        "00000000000000000000000000000000000000a3aa", "block.transactions[2].to",
        "expected an address of 20 bytes");
    row("odd data", R"("input":"0x01")", R"("input":"0x012")", "block.transactions[2].input",
        "expected bytes as hex, found \"0x012\"");
    row("data as a number", R"("input":"0x01")", R"("input":1)", "block.transactions[2].input",
        "expected bytes as hex, found 1");
    row("an unknown type", R"("type":"0x2")", R"("type":"0x7e")", "block.transactions[2].type",
        "is of type 0x7e, which only other chains have");
    row("an unknown type names its transaction", R"("type":"0x0")", R"("type":"0x7e")",
        "block.transactions[0].type", "transaction 0xaaaaaaaaaaaa");
    row("a parity of 2", R"("yParity":"0x1","v":"0x1","r":"0x21")", R"("yParity":"0x2","r":"0x21")",
        "block.transactions[1].yParity", "expected a parity of 0 or 1");
    row("a legacy v of 2", R"("v":"0xf4f5")", R"("v":"0x2")", "block.transactions[0].v",
        "expected a v of 0, 1, 27, 28, or 35 and more");
    row("a legacy v of 34", R"("v":"0xf4f5")", R"("v":34)", "block.transactions[0].v", "found 34");
    row("a legacy v past any chain", R"("v":"0xf4f5")", R"("v":"0x20000000000000023")",
        "block.transactions[0].v", "expected a v whose chain id fits 64 bits");
    row("a blob transaction without recipient",
        R"("to":"0x00000000000000000000000000000000000000a4",)", "", "block.transactions[3]",
        "creates no contract, but \"to\" is missing");
    row("transactions as hashes", "", "", "block.transactions[0]",
        "ask the node for full transactions: eth_getBlockByNumber with true");
    row("a pending block", R"("number":"0x10")", R"("number":null)", "block.number",
        "the block is pending and has no number");
    row("a short nonce", R"("nonce":"0x0102030405060708")", R"("nonce":"0x01")", "block.nonce",
        "expected 8 bytes");
    row("a short bloom", R"("logsBloom":"0x)", R"("logsBloom":"0x00)", "block.logsBloom",
        "expected a log filter of 256 bytes");
    row("a bad access list key", R"("storageKeys":[)", R"("storageKeys":["0x1",)",
        "block.transactions[1].accessList[0].storageKeys[0]", "expected a hash of 32 bytes");
    row("an access list of strings", R"("accessList":[{"address")",
        R"("accessList":["x",{"address")", "block.transactions[1].accessList[0]",
        "expected an access list entry as an object, found \"x\"");
    row("withdrawals as an object", R"("withdrawals":[{)", R"("withdrawals":{},"x":[{)",
        "block.withdrawals", "expected withdrawals as a list, found an empty object");
    row("mixed uncles", R"("uncles":[])", R"("uncles":["UNCLE",{HEADER}])", "block.uncles",
        "some uncles are hashes and some are headers");
    row("a bad account key", R"("prestate":{)", R"("prestate":{"0x12":{},)", R"(prestate.0x12)",
        "expected an address as key, found \"0x12\"");
    row("an account twice", R"("prestate":{)",
        R"("prestate":{"0x00000000000000000000000000000000000000F0":{},)",
        "prestate.0x00000000000000000000000000000000000000f0", "this account stands twice");
    row("an account that is no object", R"("prestate":{)",
        R"("prestate":{"0x00000000000000000000000000000000000000F1":null,)",
        "prestate.0x00000000000000000000000000000000000000F1",
        "expected an account as an object, found null");
    row("a slot twice", R"("storage":{)", R"("storage":{"0x1":"0x1","0x01":"0x2",)",
        "prestate.0x00000000000000000000000000000000000000a1.storage.0x01",
        "this slot stands twice");
    row("a bad slot", R"("storage":{)", R"("storage":{"x y":"0x1",)",
        R"(prestate.0x00000000000000000000000000000000000000a1.storage["x y"])",
        "expected a key that is a number of at most 256 bits");
    row("a bad slot value", R"("storage":{)", R"("storage":{"0x1":[],)",
        "prestate.0x00000000000000000000000000000000000000a1.storage.0x1", "found a list of 0");
    row("a key twice", R"("gas":"0x520a")", R"("gas":"0x520a","gas":"0x520b")",
        "block.transactions[2].gas", "this key stands twice in its object; delete one of the two");
    row("a chain without schedule", R"("revision":"prague",)", "", "the whole text",
        R"(the block is of chain 31337, whose forks are not known here; add "revision")");
    row("an unknown revision", R"("revision":"prague")", R"("revision":"atlantis")", "revision",
        R"(expected the name of a fork from "frontier" to "osaka", found "atlantis")");
    row("a revision as a number", R"("revision":"prague")", R"("revision":5)", "revision",
        "expected a string, found 5");
    row("a bad block hash number", R"("0xf":)", R"("latest":)", "blockHashes.latest",
        "expected a key that is a number");
    row("a block hash number past 64 bits", R"("0xf":)", R"("0x10000000000000000":)",
        "blockHashes.0x10000000000000000", "a block number passes 64 bits");
    row("a block hash twice", R"("blockHashes":{)", R"("blockHashes":{"15":"HASH",)",
        "blockHashes.0xf", "this block number stands twice");
    row("wholeness as text", R"("revision":)", R"("prestateIsWhole":"yes","revision":)",
        "prestateIsWhole", "expected true or false, found \"yes\"");
    row("an answer with an error", R"("block":{)",
        R"("block":{"error":{"code":-32000,"message":"header not found"}},"x":{)", "block.error",
        R"(the node answered with an error: "header not found"; ask it again)");
    row("an answer with null", R"("block":{)", R"("block":{"id":1,"result":null},"x":{)",
        "block.result", "the node answered null: it does not have this block");
}

void BlockBundleTest::wrongPlacesAreErrors()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, path);
    QFETCH(QString, expected);
    to.replace("UNCLE", QString::fromStdString(hash_text('1')));
    to.replace("HASH", QString::fromStdString(hash_text('1')));
    to.replace("HEADER", QString::fromStdString(header_members()));
    const std::string transactions = R"("transactions":[)" + legacy_transaction();
    const std::string text =
        from.isEmpty()
            ? with(bundle_text(), transactions, R"("transactions":[")" + hash_text('1') + '"')
            : with(bundle_text(), from.toStdString(), to.toStdString());
    const auto file = read(text);
    QVERIFY(!file);
    REQUIRE_ERROR_WITH(file, "b.json: ", qPrintable(path + " (byte "), qPrintable(expected), "; ");
}

void BlockBundleTest::missingMembersAreErrors_data()
{
    QTest::addColumn<QString>("key");
    QTest::addColumn<QString>("place");
    for (const char* key : {"parentHash", "sha3Uncles", "miner", "stateRoot", "transactionsRoot",
                            "receiptsRoot", "logsBloom", "difficulty", "number", "gasLimit",
                            "gasUsed", "timestamp", "extraData", "mixHash", "transactions"}) {
        QTest::newRow(key) << key << "b.json: block (byte ";
    }
    for (const char* key : {"block", "prestate"}) {
        QTest::newRow(key) << key << "b.json: the whole text (byte 0)";
    }
    QTest::newRow("maxFeePerBlobGas") << "maxFeePerBlobGas"
                                      << "block.transactions[3] (byte ";
    QTest::newRow("blobVersionedHashes") << "blobVersionedHashes"
                                         << "block.transactions[3] (byte ";
    QTest::newRow("authorizationList") << "authorizationList"
                                       << "block.transactions[4] (byte ";
    QTest::newRow("validatorIndex") << "validatorIndex"
                                    << "block.withdrawals[0] (byte ";
    QTest::newRow("amount") << "amount"
                            << "block.withdrawals[0] (byte ";
}

void BlockBundleTest::missingMembersAreErrors()
{
    QFETCH(QString, key);
    QFETCH(QString, place);
    const std::string name = key.toStdString();
    const auto file = read(with(bundle_text(), '"' + name + "\":", "\"x" + name + "\":"));
    QVERIFY(!file);
    REQUIRE_ERROR_WITH(file, qPrintable(place), qPrintable("expected it to have \"" + key + '"'),
                       "found an object with");
}

void BlockBundleTest::cuttingTheTextAtAnyByteIsAnError()
{
    const std::string text = bundle_text();
    for (std::size_t size = 0; size < text.size(); ++size) {
        const auto file = read(text.substr(0, size));
        QVERIFY(!file);
        REQUIRE_ERROR_WITH(file, "b.json: byte ", ": ", ", found ");
    }
}

void BlockBundleTest::cuttingTheGzipAtAnyByteIsAnError()
{
    const Bytes whole = gzip(bytes(bundle_text()));
    for (std::size_t size = 0; size < whole.size(); ++size) {
        auto text =
            gunzip_if_needed(Bytes(whole.begin(), whole.begin() + static_cast<long>(size)), "b.gz");
        QVERIFY(!text || !read_block_bundle(*text, "b.gz"));
    }
}

void BlockBundleTest::changingAnyByteNeverCrashes()
{
    const std::string text = bundle_text();
    for (std::size_t at = 0; at < text.size(); ++at) {
        for (const char c : {'"', '{', '}', ',', '\\', '\0', '9', '\xff'}) {
            std::string changed = text;
            changed[at] = c;
            const auto file = read(changed);
            QVERIFY(file || !file.error().message.empty());
        }
    }
}

QTEST_APPLESS_MAIN(BlockBundleTest)
#include "block_bundle_test.moc"
