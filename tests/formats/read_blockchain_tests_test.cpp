// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/blockchain_test.h"

#include "base/hex.h"
#include "support/format_text.h"

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

namespace {

/// The header in the spelling of the official tests.
std::string test_header()
{
    std::string header = header_members();
    for (const auto& [from, to] : {std::pair{"sha3Uncles", "uncleHash"},
                                   {"miner", "coinbase"},
                                   {"transactionsRoot", "transactionsTrie"},
                                   {"receiptsRoot", "receiptTrie"},
                                   {"logsBloom", "bloom"}}) {
        header = with(header, from, to);
    }
    return "{" + header + R"(,"hash":")" + hash_text('9') + R"("})";
}

std::string file()
{
    return R"({"one":{"network":"Cancun","sealEngine":"NoProof","genesisBlockHeader":)" +
           test_header() + R"(,"genesisRLP":"0xf90200","pre":)" + pre_state_text() +
           R"(,"blocks":[{"rlp":"0xc0","blocknumber":"1","blockHeader":)" + test_header() +
           R"(,"transactions":[],"uncleHeaders":[]},)"
           R"({"rlp":"0xc1c0","expectException":"BlockException.GAS_USED","rlp_decoded":{}},)"
           R"({"rlp":"0xc2c0c0"}],"lastblockhash":")" +
           hash_text('a') + R"(","postState":)" + pre_state_text() +
           R"(,"config":{"network":"Cancun","chainid":"0x01","blobSchedule":{"Cancun":)"
           R"({"target":"0x03","max":"0x06","baseFeeUpdateFraction":"0x32f0ed"}}}}})";
}

Result<std::vector<BlockchainTest>> read(const std::string& text)
{
    return read_blockchain_tests(view(text), "c.json");
}

}  // namespace

class ReadBlockchainTestsTest : public QObject {
    Q_OBJECT
private slots:
    void aTestIsRead();
    void blocksSayWhetherTheyMustBeImported();
    void anOldTestWithoutConfigurationIsRead();
    void thePostStateMayBeARoot();
    void everyTestIsRead();
    void wrongPlacesAreErrors_data();
    void wrongPlacesAreErrors();
    void cuttingTheTextAtAnyByteIsAnError();
};

void ReadBlockchainTestsTest::aTestIsRead()
{
    const auto tests = read(file());
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QCOMPARE(tests->size(), std::size_t{1});
    const BlockchainTest& test = tests->front();
    QCOMPARE(qt(test.name), QString("one"));
    QCOMPARE(qt(test.network), QString("Cancun"));
    QCOMPARE(qt(test.seal_engine), QString("NoProof"));
    QCOMPARE(test.genesis.number, 16u);
    QVERIFY(test.genesis.ommers_hash == *fixed_from_hex<Hash>(hash_text('2')));
    QVERIFY(test.genesis.receipts_root == *fixed_from_hex<Hash>(hash_text('5')));
    QVERIFY(test.genesis_encoded == (Bytes{0xf9, 0x02, 0x00}));
    QCOMPARE(test.pre_state.size(), std::size_t{2});
    QVERIFY(test.post_state && test.post_state->size() == 2);
    QVERIFY(!test.post_state_root);
    QVERIFY(test.last_block_hash == *fixed_from_hex<Hash>(hash_text('a')));
    QVERIFY(test.chain_id == 1u);
    QVERIFY(test.blob_schedule.at("Cancun") == (BlobParameters{3, 6, 3338477}));
}

void ReadBlockchainTestsTest::blocksSayWhetherTheyMustBeImported()
{
    const auto tests = read(file());
    QVERIFY(tests && tests->front().blocks.size() == 3);
    const auto& blocks = tests->front().blocks;
    QVERIFY(blocks[0].encoded == Bytes{0xc0});
    QVERIFY(blocks[0].expected_exception.empty() && blocks[0].has_json_twin);
    QCOMPARE(qt(blocks[1].expected_exception), QString("BlockException.GAS_USED"));
    QVERIFY(blocks[1].has_json_twin);
    QCOMPARE(qt(blocks[2].expected_exception), QString("unspecified"));
    QVERIFY(!blocks[2].has_json_twin);
}

void ReadBlockchainTestsTest::anOldTestWithoutConfigurationIsRead()
{
    const auto tests =
        read(with(with(with(file(), R"("config")", R"("x")"), R"("genesisRLP")", R"("y")"),
                  R"("sealEngine")", R"("z")"));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QVERIFY(!tests->front().chain_id && tests->front().genesis_encoded.empty());
    QVERIFY(tests->front().seal_engine.empty());
}

void ReadBlockchainTestsTest::thePostStateMayBeARoot()
{
    const auto tests = read(with(file(), R"("postState":)" + pre_state_text(),
                                 R"("postStateHash":")" + hash_text('c') + '"'));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QVERIFY(!tests->front().post_state);
    QVERIFY(tests->front().post_state_root == *fixed_from_hex<Hash>(hash_text('c')));
}

void ReadBlockchainTestsTest::everyTestIsRead()
{
    std::string first = file();
    first.pop_back();
    const auto tests = read(first + "," + with(file(), R"({"one":)", R"("two":)"));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QCOMPARE(tests->size(), std::size_t{2});
}

void ReadBlockchainTestsTest::wrongPlacesAreErrors_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* from, const char* to, const char* path,
                        const char* expected) {
        QTest::newRow(name) << from << to << path << expected;
    };
    row("no network", R"({"network":"Cancun","sealEngine")", R"({"sealEngine")", "one",
        R"(expected it to have "network")");
    row("no genesis", R"("genesisBlockHeader":)", R"("x":)", "one",
        R"(expected it to have "genesisBlockHeader")");
    row("no pre", R"("pre":)", R"("x":)", "one", R"(expected it to have "pre")");
    row("no blocks", R"("blocks":)", R"("x":)", "one", R"(expected it to have "blocks")");
    row("no last hash", R"("lastblockhash":)", R"("x":)", "one",
        R"(expected it to have "lastblockhash")");
    row("no RLP", R"({"rlp":"0xc1c0",)", "{", "one.blocks[1]", R"(expected it to have "rlp")");
    row("odd RLP", R"("rlp":"0xc1c0")", R"("rlp":"0xc1c")", "one.blocks[1].rlp",
        "expected bytes as hex");
    row("blocks as object", R"("blocks":[)", R"("blocks":{},"x":[)", "one.blocks",
        "expected blocks as a list");
    row("a test that is text", R"({"one":)", R"({"zero":"x","one":)", "zero",
        "expected a blockchain test as an object, found \"x\"");
    row("a bad chain id", R"("chainid":"0x01")", R"("chainid":true)", "one.config.chainid",
        "expected a number of at most 64 bits, found true");
}

void ReadBlockchainTestsTest::wrongPlacesAreErrors()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, path);
    QFETCH(QString, expected);
    const auto tests = read(with(file(), from.toStdString(), to.toStdString()));
    QVERIFY(!tests);
    REQUIRE_ERROR_WITH(tests, qPrintable("c.json: " + path + " (byte "), qPrintable(expected),
                       "; ");
}

void ReadBlockchainTestsTest::cuttingTheTextAtAnyByteIsAnError()
{
    const std::string text = file();
    for (std::size_t size = 0; size < text.size(); ++size) {
        REQUIRE_ERROR_WITH(read(text.substr(0, size)), "c.json: byte ");
    }
}

QTEST_APPLESS_MAIN(ReadBlockchainTestsTest)
#include "read_blockchain_tests_test.moc"
