// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/block_file.h"
#include "formats/file_kind.h"

#include "support/format_text.h"

#include <QTemporaryDir>

#include <fstream>

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

namespace {

const std::string state_test = R"({"t":{"env":{},"pre":{},"post":{},"transaction":{}}})";
const std::string blockchain_test = R"({"_info":1,"t":{"genesisBlockHeader":{},"blocks":[]}})";

std::string small_block(const std::string& number)
{
    std::string text = "{";
    text += header_members();
    text += R"(,"transactions":[]})";
    return with(text, "\"0x10\"", '"' + number + '"');
}

}  // namespace

class OpenBlockFilesTest : public QObject {
    Q_OBJECT
private slots:
    void theKindIsToldFromTheContent_data();
    void theKindIsToldFromTheContent();
    void whatIsNoneIsAnErrorThatSaysWhatItHolds_data();
    void whatIsNoneIsAnErrorThatSaysWhatItHolds();
    void bundlesStandAlone();
    void aBlockAndAPreStateNextToEachOtherMakeAPair();
    void aPairMayStandInOneFile();
    void aLonelyHalfIsAnErrorThatNamesTheOther();
    void testsAreErrorsThatNameTheirCommand();
    void oneBadFileDoesNotSpoilTheOthers();
    void theLimitHolds();

private:
    std::string file(const char* name, const std::string& text)
    {
        const std::string path = folder_.filePath(name).toStdString();
        std::ofstream(path, std::ios::binary) << text;
        return path;
    }
    QTemporaryDir folder_;
};

void OpenBlockFilesTest::theKindIsToldFromTheContent_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<int>("kind");
    const auto row = [](const char* name, const std::string& text, FileKind kind) {
        QTest::newRow(name) << QString::fromStdString(text) << static_cast<int>(kind);
    };
    const std::string block = small_block("0x1");
    const std::string traces = R"([{"txHash":")" + hash_text('1') + R"(","result":{}}])";
    const auto answer = [](const std::string& result) {
        return R"({"jsonrpc":"2.0","id":7,"result":)" + result + "}";
    };
    row("bundle", bundle_text(), FileKind::block_bundle);
    row("bundle in an envelope", answer(bundle_text()), FileKind::block_bundle);
    row("block", block, FileKind::rpc_block);
    row("block in an envelope", answer(block), FileKind::rpc_block);
    row("accounts", pre_state_text(), FileKind::rpc_pre_state);
    row("accounts in an envelope", answer(pre_state_text()), FileKind::rpc_pre_state);
    row("no accounts", "{}", FileKind::rpc_pre_state);
    row("traces", traces, FileKind::rpc_pre_state);
    row("traces in an envelope", answer(traces), FileKind::rpc_pre_state);
    row("bare traces", '[' + pre_state_text() + ']', FileKind::rpc_pre_state);
    row("no traces", "[]", FileKind::rpc_pre_state);
    row("pair", '[' + block + ',' + pre_state_text() + ']', FileKind::rpc_pair);
    row("pair of envelopes", '[' + answer(block) + ',' + answer(traces) + ']', FileKind::rpc_pair);
    row("pair in the other order", '[' + answer(traces) + ',' + answer(block) + ']',
        FileKind::rpc_pair);
    row("state test", state_test, FileKind::state_test);
    row("blockchain test", blockchain_test, FileKind::blockchain_test);
}

void OpenBlockFilesTest::theKindIsToldFromTheContent()
{
    QFETCH(QString, text);
    QFETCH(int, kind);
    const auto found = recognise(view(text.toStdString()), "x");
    QVERIFY2(found, qPrintable(message_of(found)));
    QCOMPARE(static_cast<int>(*found), kind);
}

void OpenBlockFilesTest::whatIsNoneIsAnErrorThatSaysWhatItHolds_data()
{
    QTest::addColumn<QString>("text");
    QTest::addColumn<QString>("expected");
    QTest::newRow("another object")
        << R"({"abi":[],"bytecode":"0x"})"
        << R"(expected a block bundle, a node's answer with a block or a pre-state, a state test or a blockchain test, found an object with "abi", "bytecode")";
    QTest::newRow("a list of numbers") << "[1,2,3]"
                                       << "found a list of 3";
    QTest::newRow("a node's error") << R"({"id":1,"error":{"message":"not found"}})"
                                    << R"(the node answered with an error: "not found")";
    QTest::newRow("a node's null") << R"({"id":1,"result":null})"
                                   << "the node answered null";
    QTest::newRow("no JSON") << "PK\x03\x04"
                             << "byte 0";
}

void OpenBlockFilesTest::whatIsNoneIsAnErrorThatSaysWhatItHolds()
{
    QFETCH(QString, text);
    QFETCH(QString, expected);
    REQUIRE_ERROR_WITH(recognise(view(text.toStdString()), "x.json"),
                       "x.json: ", qPrintable(expected));
}

void OpenBlockFilesTest::bundlesStandAlone()
{
    const std::string plain = file("plain.json", bundle_text());
    const Bytes compressed = gzip(bytes(bundle_text()));
    const std::string packed =
        file("wrong-name.txt", std::string(compressed.begin(), compressed.end()));
    const auto files = open_block_files({plain, packed});
    QCOMPARE(files.size(), std::size_t{2});
    for (const auto& result : files) {
        QVERIFY2(result, qPrintable(message_of(result)));
        QCOMPARE(result->block.transactions.size(), std::size_t{5});
    }
    QCOMPARE(qt(files[1]->name), qt(packed));
}

void OpenBlockFilesTest::aBlockAndAPreStateNextToEachOtherMakeAPair()
{
    const auto files = open_block_files({file("b1", small_block("0x1")), file("s1", "{}"),
                                         file("s2", pre_state_text()),
                                         file("b2", small_block("0x2")), file("x", bundle_text())});
    QCOMPARE(files.size(), std::size_t{3});
    for (const auto& result : files) {
        QVERIFY2(result, qPrintable(message_of(result)));
    }
    QCOMPARE(files[0]->block.header.number, 1u);
    QCOMPARE(files[1]->block.header.number, 2u);
    QCOMPARE(files[1]->pre_state->size(), std::size_t{2});
    QCOMPARE(files[2]->block.header.number, 16u);
}

void OpenBlockFilesTest::aPairMayStandInOneFile()
{
    const auto files = open_block_files(
        {file("list", '[' + small_block("0x1") + ',' + pre_state_text() + ']'),
         file("swapped",
              '[' + pre_state_text() + R"(,{"id":2,"result":)" + small_block("0x2") + "}]"),
         file("object", R"({"id":3,"result":{"block":{"result":)" + small_block("0x3") +
                            R"(},"prestate":{"result":)" + pre_state_text() + "}}}")});
    QCOMPARE(files.size(), std::size_t{3});
    for (std::size_t i = 0; i < files.size(); ++i) {
        QVERIFY2(files[i], qPrintable(message_of(files[i])));
        QCOMPARE(files[i]->block.header.number, i + 1);
        QCOMPARE(files[i]->pre_state->size(), std::size_t{2});
    }
}

void OpenBlockFilesTest::aLonelyHalfIsAnErrorThatNamesTheOther()
{
    const auto files =
        open_block_files({file("b1", small_block("0x1")), file("b2", small_block("0x2")),
                          file("x", bundle_text()), file("s", pre_state_text())});
    QCOMPARE(files.size(), std::size_t{4});
    REQUIRE_ERROR_WITH(files[0], "b1: a block without the state", "debug_traceBlockByNumber");
    REQUIRE_ERROR_WITH(files[1], "b2: a block without the state");
    QVERIFY(files[2]);
    REQUIRE_ERROR_WITH(files[3], "s: a pre-state without its block", "eth_getBlockByNumber");
}

void OpenBlockFilesTest::testsAreErrorsThatNameTheirCommand()
{
    const auto files = open_block_files({file("st", state_test), file("bt", blockchain_test)});
    QCOMPARE(files.size(), std::size_t{2});
    REQUIRE_ERROR_WITH(files[0], "st: a state test, not a block", "`lanescope statetest FILE`");
    REQUIRE_ERROR_WITH(files[1], "bt: a blockchain test, not a block",
                       "`lanescope blocktest FILE`");
}

void OpenBlockFilesTest::oneBadFileDoesNotSpoilTheOthers()
{
    const auto files =
        open_block_files({"/nowhere", file("b", small_block("0x1")), file("bad", "{"),
                          file("s", "{}"), file("x", bundle_text())});
    QCOMPARE(files.size(), std::size_t{5});
    REQUIRE_ERROR_WITH(files[0], "/nowhere: cannot be opened");
    REQUIRE_ERROR_WITH(files[1], "a block without the state");
    REQUIRE_ERROR_WITH(files[2], "bad: byte 1");
    REQUIRE_ERROR_WITH(files[3], "a pre-state without its block");
    QVERIFY(files[4]);
}

void OpenBlockFilesTest::theLimitHolds()
{
    const auto files = open_block_files({file("x", bundle_text())}, {.max_bytes = 100});
    REQUIRE_ERROR_WITH(files.at(0), "x: it has more than 100 bytes");
}

QTEST_APPLESS_MAIN(OpenBlockFilesTest)
#include "open_block_files_test.moc"
