// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "base/rlp.h"
#include "support/shared_data.h"

#include <QtTest>

#include <simdjson.h>

#include <string>

using namespace lanescope;
namespace json = simdjson::dom;

namespace {

/// 2^256: a valid item, but no number of the EVM.
constexpr std::string_view past_256_bits =
    "#115792089237316195423570985008687907853269984665640564039457584007913129639936";

Bytes bytes_of(std::string_view text)
{
    return Bytes(text.begin(), text.end());
}

void write(rlp::Encoder& out, json::element value)
{
    if (value.is_array()) {
        rlp::Encoder items;
        for (const json::element item : json::array(value)) {
            write(items, item);
        }
        out.list(items);
    } else if (value.is_string()) {
        const std::string_view text(value);
        if (text.starts_with('#')) {
            out.number(uint256_from_text(text.substr(1)).value());
        } else {
            out.bytes(bytes_of(text));
        }
    } else {
        out.number(std::uint64_t(value));
    }
}

/// Walks every list to its leaves; false at the first item that is not canonical.
bool reads_to_the_end(rlp::Decoder items)
{
    while (!items.at_end()) {
        const std::size_t start = items.offset();
        auto item = items.item();
        if (!item) {
            return false;
        }
        if (item->is_list && !reads_to_the_end(rlp::Decoder(item->payload, start))) {
            return false;
        }
    }
    return true;
}

bool is_one_valid_item(const Bytes& input)
{
    return rlp::decode_single(input).has_value() && reads_to_the_end(rlp::Decoder(input));
}

}  // namespace

class RlpVectorsTest : public QObject {
    Q_OBJECT

private slots:
    void officialVectors_data()
    {
        LANESCOPE_NEEDS_SHARED_DATA();
        const auto folder = test::unpacked("ethereum-tests/OtherTests.tar.xz");
        QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("name");
        for (const auto& file : test::files_below(*folder / "RLPTests", ".json")) {
            json::parser parser;
            json::object cases;
            QCOMPARE(parser.load(file.string()).get(cases), simdjson::SUCCESS);
            for (const auto [name, content] : cases) {
                const std::string row = file.stem().string() + "/" + std::string(name);
                QTest::newRow(row.c_str()) << QString::fromStdString(file.string())
                                           << QString::fromStdString(std::string(name));
            }
        }
    }

    void officialVectors()
    {
        QFETCH(QString, file);
        QFETCH(QString, name);
        json::parser parser;
        const json::element content = parser.load(file.toStdString())[name.toStdString()];
        const Bytes out = bytes_from_hex(std::string_view(content["out"])).value();
        const json::element in = content["in"];
        const bool is_marked = in.is_string();
        if (is_marked && std::string_view(in) == "INVALID") {
            QVERIFY(!is_one_valid_item(out));
            return;
        }
        QVERIFY(is_one_valid_item(out));
        if (is_marked && std::string_view(in) == "VALID") {
            return;
        }
        if (is_marked && std::string_view(in) == past_256_bits) {
            QVERIFY(!rlp::Decoder(out).number());
            return;
        }
        rlp::Encoder encoder;
        write(encoder, in);
        QCOMPARE(to_hex(encoder.view()), to_hex(out));
    }
};

QTEST_APPLESS_MAIN(RlpVectorsTest)
#include "rlp_vectors_test.moc"
