// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/json.h"

#include "formats/json_text.h"
#include "support/format_text.h"

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

class JsonTest : public QObject {
    Q_OBJECT
private slots:
    void everyKindIsRead();
    void aNumberPast64BitsKeepsItsDigits();
    void escapesAreRead();
    void everyValueKnowsItsPathAndByte();
    void whatIsNotJsonIsAnErrorWithItsByte_data();
    void whatIsNotJsonIsAnErrorWithItsByte();
    void nestingStopsAtTheLimit();
    void deepNestingNeverCrashes();
    void tooManyValuesAreAnError();
    void excerptsAreShortAndPrintable();
};

void JsonTest::everyKindIsRead()
{
    const auto document = JsonDocument::parse(
        view(R"({"a":null,"b":true,"c":false,"d":-1.5e3,"e":"x","f":[1,[]],"g":{}} )"), "t");
    QVERIFY2(document, qPrintable(message_of(document)));
    const JsonValue root = document->root();
    QCOMPARE(root.size(), std::size_t{7});
    QVERIFY(root.member("a").kind() == JsonKind::null && !root.member("a").is_given());
    QVERIFY(root.member("b").kind() == JsonKind::boolean && root.member("b").text() == "true");
    QVERIFY(root.member("c").kind() == JsonKind::boolean && root.member("c").text() == "false");
    QVERIFY(root.member("d").kind() == JsonKind::number && root.member("d").text() == "-1.5e3");
    QVERIFY(root.member("e").kind() == JsonKind::string && root.member("e").text() == "x");
    QCOMPARE(root.member("f").size(), std::size_t{2});
    QVERIFY(root.member("g").is_object() && root.member("g").size() == 0);
    QVERIFY(root.member("h").kind() == JsonKind::absent);
}

void JsonTest::aNumberPast64BitsKeepsItsDigits()
{
    const auto document = JsonDocument::parse(view("[123456789012345678901234567890]"), "t");
    QVERIFY(document);
    QVERIFY((*document->root().begin()).text() == "123456789012345678901234567890");
}

void JsonTest::escapesAreRead()
{
    const auto document = JsonDocument::parse(view(R"({"\u0061\n":"\"\u00e4\\"})"), "t");
    QVERIFY2(document, qPrintable(message_of(document)));
    const JsonValue member = *document->root().begin();
    QVERIFY(member.key() == "a\n");
    QVERIFY(member.text() == "\"ä\\");
}

void JsonTest::everyValueKnowsItsPathAndByte()
{
    const auto document = JsonDocument::parse(view(R"({"a":[{"b":1},{"b c":[2]}]})"), "t");
    QVERIFY(document);
    const JsonValue list = document->root().member("a");
    auto item = list.begin();
    QCOMPARE(qt((*item).member("b").path()), QString("a[0].b"));
    const JsonValue inner = *(*++item).member("b c").begin();
    QCOMPARE(qt(inner.path()), QString("a[1][\"b c\"][0]"));
    QCOMPARE(inner.offset(), std::size_t{22});
}

void JsonTest::whatIsNotJsonIsAnErrorWithItsByte_data()
{
    QTest::addColumn<QByteArray>("text");
    QTest::addColumn<QString>("place");
    QTest::addColumn<QString>("problem");
    const auto row = [](const char* name, QByteArray text, int offset, const char* problem) {
        QTest::newRow(name) << std::move(text) << QString("t: byte %1: ").arg(offset)
                            << QString(problem);
    };
    row("nothing", "", 0, "expected a JSON object or list, found the end of the text");
    row("only white space", "  \n", 3, "expected a JSON object or list");
    row("a bare number", "12", 0, "expected a JSON object or list");
    row("a bare string", "\"x\"", 0, "expected a JSON object or list");
    row("an open object", "{\"a\":1", 6, "expected the rest of an object or list");
    row("an open string", "{\"a\":\"xyz}", 5, "ends inside the string that begins here");
    row("a cut string", "{\"a\":\"xyz", 5, "the file seems cut short: fetch it again");
    row("a control character", "{\"a\":\"x\nz\"}", 7, "found a control character");
    row("bad UTF-8", "{\"a\":\"\xff\"}", 6, "expected UTF-8");
    row("overlong UTF-8", "{\"a\":\"\xc0\x80\"}", 6, "expected UTF-8");
    row("a half surrogate", "{\"a\":\"\xed\xa0\x80\"}", 6, "expected UTF-8");
    row("text after the end", "{} {}", 3, "expected");
    row("a word", "{\"a\":nope}", 5, "expected true, false or null");
    row("a bad number", "{\"a\":01}", 5, "expected a number");
    row("a bad escape", "{\"a\":\"\\q\"}", 5, "expected a string with valid escapes");
    row("HTML", "<html><body>502</body></html>", 0, "expected");
}

void JsonTest::whatIsNotJsonIsAnErrorWithItsByte()
{
    QFETCH(QByteArray, text);
    QFETCH(QString, place);
    QFETCH(QString, problem);
    const auto document = JsonDocument::parse(view(text.toStdString()), "t");
    QVERIFY(!document);
    QVERIFY(document.error().code == ErrorCode::malformed);
    REQUIRE_ERROR_WITH(document, qPrintable(place), qPrintable(problem), "; ");
}

void JsonTest::nestingStopsAtTheLimit()
{
    const auto nested = [](std::size_t depth) {
        return std::string(depth, '[') + std::string(depth, ']');
    };
    QVERIFY(JsonDocument::parse(view(nested(JsonDocument::max_depth + 1)), "t"));
    const auto document = JsonDocument::parse(view(nested(JsonDocument::max_depth + 2)), "t");
    REQUIRE_ERROR_WITH(document, "t: byte 6", "nested deeper than 64 levels");
    QVERIFY(document.error().code == ErrorCode::limit_exceeded);
}

void JsonTest::deepNestingNeverCrashes()
{
    for (const char* opening : {"[", "{\"a\":", "[[{\"b\":"}) {
        std::string text;
        for (int i = 0; i < 1'000'000; ++i) {
            text += opening;
        }
        QVERIFY(!JsonDocument::parse(view(text), "t"));
    }
}

void JsonTest::tooManyValuesAreAnError()
{
    QVERIFY(JsonDocument::parse(view("[1,2,3]"), "t", 4));
    const auto document = JsonDocument::parse(view("[1,2,3,4]"), "t", 4);
    REQUIRE_ERROR_WITH(document, "t: byte 7", "more than 4 JSON values");
    QVERIFY(document.error().code == ErrorCode::limit_exceeded);
}

void JsonTest::excerptsAreShortAndPrintable()
{
    const auto document =
        JsonDocument::parse(view(R"([{"a":1,"b":2,"c":3,"d":4,"e":5},[1,2],"x\ny",null,)" +
                                 std::string(100, '7') + "]"),
                            "t");
    QVERIFY2(document, qPrintable(message_of(document)));
    QStringList excerpts;
    for (const JsonValue item : document->root()) {
        excerpts << qt(item.excerpt());
    }
    QCOMPARE(excerpts, QStringList({R"(an object with "a", "b", "c", "d", …)", "a list of 2",
                                    "\"x?y\"", "null", QString(48, '7') + "…"}));
    QCOMPARE(qt(quoted_excerpt("ää", 3)), QString("\"ä…\""));
}

QTEST_APPLESS_MAIN(JsonTest)
#include "json_test.moc"
