// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "base/keccak.h"
#include "chain/roots.h"
#include "support/shared_data.h"

#include <QtTest>

#include <simdjson.h>

#include <map>
#include <string>

using namespace lanescope;
namespace json = simdjson::dom;

namespace {

/// Hex where it begins with 0x, text otherwise.
Bytes bytes_of(std::string_view text)
{
    if (text.starts_with("0x")) {
        return bytes_from_hex(text).value();
    }
    return Bytes(text.begin(), text.end());
}

/// Keys are bytes, in a string because GCC 12 warns of its own comparison of byte vectors.
using Content = std::map<std::string, Bytes>;

/// Applies one assignment; a null value removes the key.
void assign(Content& content, std::string_view key, json::element value, bool secure)
{
    Bytes where = bytes_of(key);
    if (secure) {
        const Hash hash = keccak256(where);
        where.assign(hash.bytes.begin(), hash.bytes.end());
    }
    const std::string stored(where.begin(), where.end());
    if (value.is_null()) {
        content.erase(stored);
    } else {
        content[stored] = bytes_of(std::string_view(value));
    }
}

}  // namespace

class TrieVectorsTest : public QObject {
    Q_OBJECT

private slots:
    void officialVectors_data()
    {
        LANESCOPE_NEEDS_SHARED_DATA();
        const auto folder = test::unpacked("ethereum-tests/OtherTests.tar.xz");
        QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("name");
        for (const auto& file : test::files_below(*folder / "TrieTests", ".json")) {
            if (file.stem() == "trietestnextprev") {
                continue;  // asks a trie for neighbouring keys; no trie is kept here, only its root
            }
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
        const bool secure = file.contains("secure", Qt::CaseInsensitive);
        json::parser parser;
        const json::element test = parser.load(file.toStdString())[name.toStdString()];
        const json::element in = test["in"];
        Content content;
        if (in.is_array()) {
            for (const json::element step : json::array(in)) {
                assign(content, std::string_view(step.at(0)), step.at(1), secure);
            }
        } else {
            for (const auto [key, value] : json::object(in)) {
                assign(content, key, value, secure);
            }
        }
        std::vector<std::pair<Bytes, Bytes>> entries;
        for (const auto& [key, value] : content) {
            entries.emplace_back(Bytes(key.begin(), key.end()), value);
        }
        QCOMPARE(to_hex(trie_root(std::move(entries))),
                 std::string(std::string_view(test["root"])));
    }
};

QTEST_APPLESS_MAIN(TrieVectorsTest)
#include "trie_vectors_test.moc"
