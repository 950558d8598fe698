// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/block_file.h"

#include "base/hex.h"
#include "support/format_text.h"

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

namespace {

const std::string creator = "0x6ac7ea33f8831ea9dcc53393aaa88b25a785dbf0";
const std::string created = "0xcd234a471b72ba2f1ccf0a70fcaba648a5eecd8d";  // by nonce 0
const std::string other = "0x00000000000000000000000000000000000000a1";

std::string transaction(const std::string& nonce, const std::string& to, char hash)
{
    return R"({"hash":")" + hash_text(hash) + R"(","type":"0x0","from":")" + creator +
           R"(","nonce":")" + nonce + R"(","gas":"0x5208","gasPrice":"0x1","to":)" + to +
           R"(,"value":"0x0","input":"0x","v":"0x1b","r":"0x1","s":"0x1"})";
}

std::string block_with(const std::string& transactions)
{
    std::string text = "{";
    text += header_members();
    text += R"(,"transactions":[)" + transactions + "]}";
    return text;
}

/// A mainnet block whose first transaction creates a contract and whose second calls it.
std::string small_block()
{
    return block_with(transaction("0x0", "null", 'a') + ',' +
                      transaction("0x1", '"' + created + '"', 'b'));
}

std::string envelope(const std::string& result)
{
    return R"({"jsonrpc":"2.0","id":1,"result":)" + result + "}";
}

std::string traced(const std::string& first, const std::string& second)
{
    return R"([{"txHash":")" + hash_text('a') + R"(","result":{)" + first + R"(}},{"txHash":")" +
           hash_text('b') + R"(","result":{)" + second + "}}]";
}

std::string account(const std::string& address, const std::string& members)
{
    return '"' + address + "\":{" + members + '}';
}

Result<BlockFile> read(const std::string& block, const std::string& pre_state)
{
    return read_rpc_pair(view(block), "block.json", view(pre_state), "pre.json");
}

Address address_from(const std::string& text)
{
    return *fixed_from_hex<Address>(text);
}

Uint256 slot_of(const BlockFile& file, const std::string& address, std::uint64_t slot)
{
    Hash key;
    store_big_endian(key.bytes.data(), slot);
    return file.pre_state->at(address_from(address)).storage.at(key);
}

}  // namespace

class RpcPairTest : public QObject {
    Q_OBJECT
private slots:
    void bareAnswersAreRead();
    void envelopesAreRead();
    void theMergedPreStateIsRead();
    void ofEachAccountAndSlotTheFirstSeenWins();
    void entriesMayBeBare();
    void aContractThatTheBlockCreatesStaysAbsent();
    void aContractThatWasThereBeforeItsCreationIsKept();
    void anEmptyBlockHasAnEmptyPreState();
    void anOldBlockIsMainnets();
    void chainAndRevisionMayStandBesideTheResult();
    void aChainWithoutScheduleAsksForRevision();
    void aNodesErrorIsQuoted();
    void aTracesErrorIsQuoted();
    void nullSaysThatTheNodeDoesNotHaveTheBlock();
    void diffModeIsRefused();
    void thePreStateOfAnotherBlockIsRefused();
    void errorsNameTheFileThatTheyAreIn();
};

void RpcPairTest::bareAnswersAreRead()
{
    const auto file = read(small_block(), traced(account(creator, R"("balance":"0x1")"), ""));
    QVERIFY2(file, qPrintable(message_of(file)));
    QCOMPARE(qt(file->name), QString("block.json"));
    QCOMPARE(file->block.transactions.size(), std::size_t{2});
    QVERIFY(file->pre_state->at(address_from(creator)).balance == Uint256(1));
    QVERIFY(!file->pre_state_is_whole);
}

void RpcPairTest::envelopesAreRead()
{
    const auto file =
        read(envelope(small_block()), envelope(traced(account(creator, R"("balance":"0x1")"), "")));
    QVERIFY2(file, qPrintable(message_of(file)));
    QCOMPARE(file->pre_state->size(), std::size_t{1});
    const auto short_envelope = read(R"({"result":)" + small_block() + "}", "{}");
    QVERIFY2(short_envelope, qPrintable(message_of(short_envelope)));
}

void RpcPairTest::theMergedPreStateIsRead()
{
    const auto file = read(small_block(), pre_state_text());
    QVERIFY2(file, qPrintable(message_of(file)));
    QCOMPARE(file->pre_state->size(), std::size_t{2});
}

void RpcPairTest::ofEachAccountAndSlotTheFirstSeenWins()
{
    const auto file = read(
        small_block(),
        traced(
            account(other, R"("balance":"0x1","storage":{"0x1":"0xa"})"),
            account(
                other,
                R"("balance":"0x2","nonce":7,"code":"0x60","storage":{"0x1":"0xb","0x2":"0xc"})")));
    QVERIFY2(file, qPrintable(message_of(file)));
    const GivenAccount& found = file->pre_state->at(address_from(other));
    QVERIFY(found.balance == Uint256(1));
    // The tracer leaves out a zero nonce and empty code: they were seen.
    QCOMPARE(found.nonce, 0u);
    QVERIFY(found.code.empty());
    QVERIFY(slot_of(*file, other, 1) == Uint256(0xa));
    QVERIFY(slot_of(*file, other, 2) == Uint256(0xc));
}

void RpcPairTest::entriesMayBeBare()
{
    const auto file = read(small_block(), "[{" + account(other, R"("balance":"0x1")") + "},{}]");
    QVERIFY2(file, qPrintable(message_of(file)));
    QCOMPARE(file->pre_state->size(), std::size_t{1});
}

void RpcPairTest::aContractThatTheBlockCreatesStaysAbsent()
{
    const auto file = read(
        small_block(),
        traced(account(creator, R"("balance":"0x1")"),
               account(created,
                       R"("balance":"0x0","nonce":1,"code":"0x6001","storage":{"0x0":"0x1"})")));
    QVERIFY2(file, qPrintable(message_of(file)));
    QVERIFY(!file->pre_state->contains(address_from(created)));
}

void RpcPairTest::aContractThatWasThereBeforeItsCreationIsKept()
{
    const auto file =
        read(small_block(), traced(account(created, R"("balance":"0x5")"),
                                   account(created, R"("balance":"0x5","storage":{"0x0":"0x0"})")));
    QVERIFY2(file, qPrintable(message_of(file)));
    QVERIFY(file->pre_state->at(address_from(created)).balance == Uint256(5));
    QVERIFY(slot_of(*file, created, 0).is_zero());
}

void RpcPairTest::anEmptyBlockHasAnEmptyPreState()
{
    const auto file = read(block_with(""), envelope("[]"));
    QVERIFY2(file, qPrintable(message_of(file)));
    QVERIFY(file->pre_state->empty());
}

void RpcPairTest::anOldBlockIsMainnets()
{
    const auto file = read(small_block(), "{}");
    QVERIFY(file);
    QCOMPARE(file->fork.chain_id, 1u);
    QVERIFY(file->fork.revision == Revision::frontier);
}

void RpcPairTest::chainAndRevisionMayStandBesideTheResult()
{
    const auto file = read(R"({"chainId":"0x7a69","revision":"cancun","jsonrpc":"2.0","result":)" +
                               small_block() + "}",
                           "{}");
    QVERIFY2(file, qPrintable(message_of(file)));
    QCOMPARE(file->fork.chain_id, 31337u);
    QVERIFY(file->fork.revision == Revision::cancun);
}

void RpcPairTest::aChainWithoutScheduleAsksForRevision()
{
    REQUIRE_ERROR_WITH(read(block_text(), "{}"), "block.json: the whole text",
                       "the block is of chain 31337", "add \"revision\"");
}

void RpcPairTest::aNodesErrorIsQuoted()
{
    const std::string error =
        R"({"jsonrpc":"2.0","id":1,"error":{"code":-32601,"message":"the method debug_traceBlockByNumber does not exist"}})";
    REQUIRE_ERROR_WITH(
        read(small_block(), error), "pre.json: error",
        "the node answered with an error: \"the method debug_traceBlockByNumber does not exist\"");
    REQUIRE_ERROR_WITH(read(error, "{}"), "block.json: error", "does not exist");
    REQUIRE_ERROR_WITH(read(R"({"error":"busy"})", "{}"),
                       "the node answered with an error: \"busy\"");
}

void RpcPairTest::aTracesErrorIsQuoted()
{
    REQUIRE_ERROR_WITH(read(small_block(), R"([{"txHash":")" + hash_text('a') +
                                               R"(","error":"execution timeout"},{"result":{}}])"),
                       "pre.json: [0].error", "execution timeout");
}

void RpcPairTest::nullSaysThatTheNodeDoesNotHaveTheBlock()
{
    REQUIRE_ERROR_WITH(
        read(envelope("null"), "{}"), "block.json: result",
        "the node answered null: it does not have this block; ask for another number");
}

void RpcPairTest::diffModeIsRefused()
{
    REQUIRE_ERROR_WITH(read(small_block(), traced(R"("pre":{},"post":{})", "")),
                       "pre.json: [0].result", "diffMode",
                       "trace again with prestateTracer without diffMode");
    REQUIRE_ERROR_WITH(read(small_block(), R"({"pre":{},"post":{}})"), "pre.json: the whole text",
                       "diffMode");
}

void RpcPairTest::thePreStateOfAnotherBlockIsRefused()
{
    REQUIRE_ERROR_WITH(read(small_block(), R"([{"result":{}}])"), "pre.json: the whole text",
                       "the pre-state has 1 transactions, the block has 2");
    REQUIRE_ERROR_WITH(read(small_block(), with(traced("", ""), hash_text('b'), hash_text('c'))),
                       "pre.json: [1].txHash", "the block has another transaction at this place");
}

void RpcPairTest::errorsNameTheFileThatTheyAreIn()
{
    REQUIRE_ERROR_WITH(read("{", "{}"), "block.json: byte 1");
    REQUIRE_ERROR_WITH(read(small_block(), "{"), "pre.json: byte 1");
    REQUIRE_ERROR_WITH(read(small_block(), R"({"0x1":{}})"),
                       "pre.json: 0x1 (byte 7): expected an address");
    REQUIRE_ERROR_WITH(read("{}", "{}"), "block.json: the whole text", "\"parentHash\"");
    REQUIRE_ERROR_WITH(read("[]", "{}"), "block.json: the whole text",
                       "a block header as an object");
    REQUIRE_ERROR_WITH(read(small_block(), "[1,2]"), "pre.json: [0]",
                       "expected the pre-state of a transaction as an object, found 1");
}

QTEST_APPLESS_MAIN(RpcPairTest)
#include "rpc_pair_test.moc"
