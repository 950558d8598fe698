// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/state_test.h"

#include "base/hex.h"
#include "support/format_text.h"

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

namespace {

const std::string from_address = "0x00000000000000000000000000000000000000f0";
const std::string target = "0x00000000000000000000000000000000000000a1";

std::string environment(const std::string& more = "")
{
    return R"("env":{"currentCoinbase":"0x00000000000000000000000000000000000c0ffe",)"
           R"("currentDifficulty":"0x020000","currentGasLimit":"0x989680","currentNumber":"0x01",)"
           R"("currentTimestamp":"0x03e8")" +
           more + "}";
}

std::string post(const std::string& fork, const std::string& more = "",
                 const std::string& indexes = R"("data":1,"gas":0,"value":1)")
{
    return R"("post":{")" + fork + R"(":[{"hash":")" + hash_text('1') + R"(","logs":")" +
           hash_text('2') + R"(","indexes":{)" + indexes + "}" + more + "}]}";
}

std::string transaction(const std::string& more)
{
    return R"("transaction":{"data":["0x","0x6001"],"gasLimit":["0x0186a0","0x5208"],)"
           R"("nonce":"0x00","to":")" +
           target + R"(","value":["0x00","0x01"],"sender":")" + from_address +
           R"(","secretKey":")" + hash_text('4') + '"' + more + "}";
}

std::string file(const std::string& environment, const std::string& transaction,
                 const std::string& post, const std::string& more = "")
{
    return R"({"one":{"_info":{"comment":"x"},)" + environment + R"(,"pre":{")" + from_address +
           R"(":{"balance":"0xe8d4a51000","code":"0x","nonce":"0x00","storage":{"0x01":"0x02"}}},)" +
           transaction + ',' + post + more + "}}";
}

/// As the oldest files are: no random, no base fee, one gas price.
std::string oldest()
{
    return file(environment(R"(,"previousHash":")" + hash_text('5') + '"'),
                transaction(R"(,"gasPrice":"0x0a")"), post("Byzantium"));
}

/// As the newest are.
std::string newest()
{
    return file(
        environment(
            R"(,"currentRandom":"0x020000","currentBaseFee":"0x0a","currentExcessBlobGas":"0x20000")"),
        transaction(
            R"(,"maxFeePerGas":"0x64","maxPriorityFeePerGas":"0x01","accessLists":[null,[{"address":")" +
            target + R"(","storageKeys":[")" + hash_text('6') +
            R"("]}]],"authorizationList":[{"chainId":"0x01","address":")" + target +
            R"(","nonce":"0x02","v":"0x01","r":"0x03","s":"0x04","signer":")" + from_address +
            R"(","yParity":"0x01"}])"),
        post("Osaka", R"(,"txbytes":"0x04c0","state":{")" + target + R"(":{"balance":"0x01"}})"),
        R"(,"config":{"chainid":"0x01","blobSchedule":{"Osaka":{"target":"0x06","max":"0x09",)"
        R"("baseFeeUpdateFraction":"0x4c6964"}}})");
}

Result<std::vector<StateTest>> read(const std::string& text)
{
    return read_state_tests(view(text), "s.json");
}

}  // namespace

class ReadStateTestsTest : public QObject {
    Q_OBJECT
private slots:
    void theOldestShapeIsRead();
    void theNewestShapeIsRead();
    void theTypeIsToldFromTheFields_data();
    void theTypeIsToldFromTheFields();
    void aValuePast256BitsIsNothing();
    void aGasPricePast64BitsIsRead();
    void anEmptyRecipientCreates_data();
    void anEmptyRecipientCreates();
    void theParentsBlobGasGivesTheExcess_data();
    void theParentsBlobGasGivesTheExcess();
    void anExpectedExceptionIsKept();
    void theSecretKeyMayStandForTheSender();
    void everyForkAndEveryTestIsRead();
    void wrongPlacesAreErrors_data();
    void wrongPlacesAreErrors();
    void cuttingTheTextAtAnyByteIsAnError();
};

void ReadStateTestsTest::theOldestShapeIsRead()
{
    const auto tests = read(oldest());
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QCOMPARE(tests->size(), std::size_t{1});
    const StateTest& test = tests->front();
    QCOMPARE(qt(test.name), QString("one"));
    QVERIFY(test.environment.beneficiary ==
            *fixed_from_hex<Address>("0x00000000000000000000000000000000000c0ffe"));
    QVERIFY(test.environment.difficulty == Uint256(0x20000));
    QCOMPARE(test.environment.gas_limit, 10'000'000u);
    QCOMPARE(test.environment.number, 1u);
    QCOMPARE(test.environment.timestamp, 1000u);
    QVERIFY(test.environment.parent_hash == *fixed_from_hex<Hash>(hash_text('5')));
    QVERIFY(!test.environment.base_fee_per_gas && !test.environment.excess_blob_gas);
    QVERIFY(test.transaction.type == TransactionType::legacy);
    QVERIFY(test.transaction.to == *fixed_from_hex<Address>(target));
    QVERIFY(test.transaction.sender == *fixed_from_hex<Address>(from_address));
    QVERIFY(test.transaction.max_fee_per_gas == Uint256(10));
    QVERIFY(test.gas_price_given == Uint256(10));
    QVERIFY(test.data == (std::vector<Bytes>{{}, {0x60, 0x01}}));
    QVERIFY(test.gas_limits == (std::vector<std::uint64_t>{100'000, 21'000}));
    QVERIFY(test.values == (std::vector<std::optional<Uint256>>{Uint256(0), Uint256(1)}));
    QVERIFY(test.access_lists.empty());
    QVERIFY(test.secret_key == *fixed_from_hex<Hash>(hash_text('4')));
    QCOMPARE(test.pre_state.size(), std::size_t{1});
    QCOMPARE(test.pre_state.begin()->second.storage.size(), std::size_t{1});
    QCOMPARE(test.expectations.size(), std::size_t{1});
    const StateTestExpectation& expectation = test.expectations.front();
    QCOMPARE(qt(expectation.fork_name), QString("Byzantium"));
    QCOMPARE(expectation.data_index, std::size_t{1});
    QCOMPARE(expectation.gas_index, std::size_t{0});
    QCOMPARE(expectation.value_index, std::size_t{1});
    QVERIFY(expectation.state_root == *fixed_from_hex<Hash>(hash_text('1')));
    QVERIFY(expectation.logs_hash == *fixed_from_hex<Hash>(hash_text('2')));
    QVERIFY(expectation.expected_exception.empty() && expectation.transaction_bytes.empty());
    QVERIFY(!test.chain_id && test.blob_schedule.empty());
}

void ReadStateTestsTest::theNewestShapeIsRead()
{
    const auto tests = read(newest());
    QVERIFY2(tests, qPrintable(message_of(tests)));
    const StateTest& test = tests->front();
    QVERIFY(test.environment.base_fee_per_gas == Uint256(10));
    QVERIFY(test.environment.excess_blob_gas == 0x20000u);
    QVERIFY(test.environment.mix_hash ==
            *fixed_from_hex<Hash>("0x" + std::string(58, '0') + "020000"));
    QVERIFY(test.transaction.type == TransactionType::set_code);
    QVERIFY(test.transaction.max_priority_fee_per_gas == Uint256(1));
    QVERIFY(!test.gas_price_given);
    QCOMPARE(test.access_lists.size(), std::size_t{2});
    QVERIFY(!test.access_lists[0]);
    QCOMPARE(test.access_lists[1]->at(0).storage_keys.size(), std::size_t{1});
    QCOMPARE(test.transaction.authorizations.size(), std::size_t{1});
    QCOMPARE(test.transaction.authorizations[0].y_parity, 1u);
    QVERIFY(test.chain_id == 1u);
    QVERIFY(test.blob_schedule.at("Osaka") == (BlobParameters{6, 9, 5007716}));
    QVERIFY(test.expectations[0].transaction_bytes == (Bytes{0x04, 0xc0}));
    QVERIFY(test.expectations[0].post_state && test.expectations[0].post_state->size() == 1);
}

void ReadStateTestsTest::theTypeIsToldFromTheFields_data()
{
    QTest::addColumn<QString>("members");
    QTest::addColumn<int>("type");
    const QString dynamic = R"(,"maxFeePerGas":"0x1","maxPriorityFeePerGas":"0x1")";
    QTest::newRow("gas price") << R"(,"gasPrice":"0x1")" << 0;
    QTest::newRow("access lists") << R"(,"gasPrice":"0x1","accessLists":[[],null])" << 1;
    QTest::newRow("max fee") << dynamic << 2;
    QTest::newRow("max fee and access lists") << dynamic + R"(,"accessLists":[[],[]])" << 2;
    QTest::newRow("blobs") << dynamic + R"(,"maxFeePerBlobGas":"0x1","blobVersionedHashes":["0x)" +
                                  QString(64, '1') + "\"]"
                           << 3;
    QTest::newRow("no blobs, but their fee") << dynamic + R"(,"maxFeePerBlobGas":"0x1")" << 3;
    QTest::newRow("no authorizations") << dynamic + R"(,"authorizationList":[])" << 4;
}

void ReadStateTestsTest::theTypeIsToldFromTheFields()
{
    QFETCH(QString, members);
    QFETCH(int, type);
    const auto tests =
        read(file(environment(), transaction(members.toStdString()), post("Prague")));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QCOMPARE(static_cast<int>(tests->front().transaction.type), type);
}

void ReadStateTestsTest::aValuePast256BitsIsNothing()
{
    const std::string huge = "\"0x:bigint 0x1" + std::string(64, '0') + '"';
    const auto tests =
        read(with(oldest(), R"(["0x00","0x01"])", "[" + huge + R"(,"0x:bigint 0x01"])"));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QVERIFY(!tests->front().values[0]);
    QVERIFY(tests->front().values[1] == Uint256(1));
}

void ReadStateTestsTest::aGasPricePast64BitsIsRead()
{
    const auto tests =
        read(with(oldest(), R"("gasPrice":"0x0a")", R"("gasPrice":"0x10000000000000000")"));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QVERIFY(tests->front().gas_price_given == Uint256(0, 0, 1, 0));
}

void ReadStateTestsTest::anEmptyRecipientCreates_data()
{
    QTest::addColumn<QString>("member");
    QTest::newRow("empty text") << R"("to":"",)";
    QTest::newRow("0x") << R"("to":"0x",)";
    QTest::newRow("null") << R"("to":null,)";
    QTest::newRow("missing") << "";
}

void ReadStateTestsTest::anEmptyRecipientCreates()
{
    QFETCH(QString, member);
    const auto tests = read(with(oldest(), R"("to":")" + target + "\",", member.toStdString()));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QVERIFY(!tests->front().transaction.to);
}

void ReadStateTestsTest::theParentsBlobGasGivesTheExcess_data()
{
    QTest::addColumn<QString>("members");
    QTest::addColumn<QString>("fork");
    QTest::addColumn<qulonglong>("excess");
    QTest::newRow("above the target")
        << R"(,"parentExcessBlobGas":"0x80000","parentBlobGasUsed":"0x60000")"
        << "Cancun" << 0x80000ull;
    QTest::newRow("Prague's target is higher")
        << R"(,"parentExcessBlobGas":"0x80000","parentBlobGasUsed":"0x60000")"
        << "Prague" << 0x20000ull;
    QTest::newRow("below the target")
        << R"(,"parentExcessBlobGas":"0x0","parentBlobGasUsed":"0x20000")"
        << "Cancun" << 0ull;
    QTest::newRow("the current excess wins")
        << R"(,"currentExcessBlobGas":"0x7","parentExcessBlobGas":"0x80000","parentBlobGasUsed":"0x0")"
        << "Cancun" << 7ull;
}

void ReadStateTestsTest::theParentsBlobGasGivesTheExcess()
{
    QFETCH(QString, members);
    QFETCH(QString, fork);
    QFETCH(qulonglong, excess);
    const auto tests = read(file(environment(members.toStdString()),
                                 transaction(R"(,"gasPrice":"0x1")"), post(fork.toStdString())));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QCOMPARE(qulonglong(tests->front().environment.excess_blob_gas.value()), excess);
}

void ReadStateTestsTest::anExpectedExceptionIsKept()
{
    const auto tests = read(file(environment(), transaction(R"(,"gasPrice":"0x1")"),
                                 post("London", R"(,"expectException":"TR_NoFunds")")));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QCOMPARE(qt(tests->front().expectations[0].expected_exception), QString("TR_NoFunds"));
}

void ReadStateTestsTest::theSecretKeyMayStandForTheSender()
{
    const auto tests = read(with(oldest(), R"("sender":")" + from_address + "\",", ""));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QVERIFY(!tests->front().transaction.sender && tests->front().secret_key);
}

void ReadStateTestsTest::everyForkAndEveryTestIsRead()
{
    std::string two_forks = with(oldest(), R"("post":{)", R"("post":{"London":[],)");
    two_forks.pop_back();
    const auto tests = read(two_forks + "," + with(newest(), R"({"one":)", R"("two":)"));
    QVERIFY2(tests, qPrintable(message_of(tests)));
    QCOMPARE(tests->size(), std::size_t{2});
    QCOMPARE(qt((*tests)[1].name), QString("two"));
    const auto none = read("{}");
    QVERIFY(none && none->empty());
}

void ReadStateTestsTest::wrongPlacesAreErrors_data()
{
    QTest::addColumn<QString>("from");
    QTest::addColumn<QString>("to");
    QTest::addColumn<QString>("path");
    QTest::addColumn<QString>("expected");
    const auto row = [](const char* name, const char* from, const char* to, const char* path,
                        const char* expected) {
        QTest::newRow(name) << from << to << path << expected;
    };
    row("no environment", R"("env":)", R"("x":)", "one", R"(expected it to have "env")");
    row("no coinbase", R"("currentCoinbase":)", R"("x":)", "one.env",
        R"(expected it to have "currentCoinbase")");
    row("no pre", R"("pre":)", R"("x":)", "one", R"(expected it to have "pre")");
    row("no post", R"("post":)", R"("x":)", "one", R"(expected it to have "post")");
    row("no transaction", R"("transaction":)", R"("x":)", "one",
        R"(expected it to have "transaction")");
    row("no fee", R"("maxFeePerGas":)", R"("x":)", "one.transaction",
        R"(expected it to have "maxFeePerGas" or "gasPrice")");
    row("no logs", R"("logs":)", R"("x":)", "one.post.Osaka[0]", R"(expected it to have "logs")");
    row("data as text", R"("data":["0x","0x6001"])", R"("data":"0x")", "one.transaction.data",
        "expected data as a list, found \"0x\"");
    row("odd data", R"("0x6001")", R"("0x600")", "one.transaction.data[1]",
        "expected bytes as hex");
    row("an index out of range", R"("data":1)", R"("data":2)", "one.post.Osaka[0].indexes.data",
        "expected an index below 2, found 2");
    row("a negative index", R"("gas":0)", R"("gas":-1)", "one.post.Osaka[0].indexes.gas",
        "expected a number of at most 64 bits, found -1");
    row("too few access lists", R"("accessLists":[null,)", R"("accessLists":[)",
        "one.transaction.accessLists",
        "expected as many access lists as there are data, 2, found 1");
    row("a bad bigint", R"(["0x00","0x01"])", R"(["0x:bigint zz"])", "one.transaction.value[0]",
        "expected hex digits after");
    row("a fork as object", R"("Osaka":[{"hash")", R"("Osaka":{},"P":[{"hash")", "one.post.Osaka",
        "expected a fork's expectations as a list");
    row("an odd schedule", R"("target":"0x06",)", "", "one.config.blobSchedule.Osaka",
        R"(expected it to have "target")");
    row("a test that is a number", R"({"one":)", R"({"zero":0,"one":)", "zero",
        "expected a state test as an object, found 0");
    row("an authorization without r", R"("r":"0x03",)", "", "one.transaction.authorizationList[0]",
        R"(expected it to have "r")");
    row("a name with odd letters", R"({"one":)", R"({"tests/a.py::b[fork_Osaka]":1,"one":)",
        R"(["tests/a.py::b[fork_Osaka]"])", "expected a state test as an object");
}

void ReadStateTestsTest::wrongPlacesAreErrors()
{
    QFETCH(QString, from);
    QFETCH(QString, to);
    QFETCH(QString, path);
    QFETCH(QString, expected);
    const auto tests = read(with(newest(), from.toStdString(), to.toStdString()));
    QVERIFY(!tests);
    REQUIRE_ERROR_WITH(tests, qPrintable("s.json: " + path + " (byte "), qPrintable(expected),
                       "; ");
}

void ReadStateTestsTest::cuttingTheTextAtAnyByteIsAnError()
{
    const std::string text = newest();
    for (std::size_t size = 0; size < text.size(); ++size) {
        REQUIRE_ERROR_WITH(read(text.substr(0, size)), "s.json: byte ");
    }
}

QTEST_APPLESS_MAIN(ReadStateTestsTest)
#include "read_state_tests_test.moc"
