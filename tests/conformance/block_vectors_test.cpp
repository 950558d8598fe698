// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "base/keccak.h"
#include "chain/block.h"
#include "chain/roots.h"
#include "support/shared_data.h"

#include <QtTest>

#include <simdjson.h>

#include <string>
#include <unordered_map>

using namespace lanescope;
namespace json = simdjson::dom;

namespace {

std::string text_of(json::element value)
{
    return std::string(std::string_view(value));
}

Bytes bytes_of(json::element value)
{
    return bytes_from_hex(std::string_view(value)).value();
}

Uint256 number_of(json::element value)
{
    return uint256_from_hex(std::string_view(value)).value();
}

GivenState state_of(json::element accounts)
{
    GivenState state;
    for (const auto [address, fields] : json::object(accounts)) {
        GivenAccount account;
        account.balance = number_of(fields["balance"]);
        account.nonce = number_of(fields["nonce"]).low64();
        account.code = bytes_of(fields["code"]);
        for (const auto [slot, value] : json::object(fields["storage"])) {
            Hash key;
            store_big_endian(key.bytes.data(), uint256_from_hex(slot).value());
            account.storage[key] = number_of(value);
        }
        state[fixed_from_hex<Address>(address).value()] = std::move(account);
    }
    return state;
}

Hash ommers_hash(const std::vector<Header>& ommers)
{
    rlp::Encoder headers;
    for (const Header& header : ommers) {
        headers.raw(encode(header));
    }
    rlp::Encoder list;
    list.list(headers);
    return keccak256(list.view());
}

}  // namespace

class BlockVectorsTest : public QObject {
    Q_OBJECT

private slots:
    void officialVectors_data()
    {
        LANESCOPE_NEEDS_SHARED_DATA();
        const auto folder = test::unpacked("ethereum-tests/BlockchainTests.tar.xz");
        QVERIFY2(folder, folder ? "" : folder.error().message.c_str());
        QTest::addColumn<QString>("file");
        QTest::addColumn<QString>("name");
        for (const auto& file : test::files_below(*folder, ".json")) {
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
        const json::element test = parser.load(file.toStdString())[name.toStdString()];

        const auto genesis = decode_block(bytes_of(test["genesisRLP"]));
        QVERIFY2(genesis, genesis ? "" : genesis.error().message.c_str());
        QCOMPARE(to_hex(header_hash(genesis->header)), text_of(test["genesisBlockHeader"]["hash"]));
        QCOMPARE(to_hex(state_root(state_of(test["pre"]))), to_hex(genesis->header.state_root));

        std::unordered_map<std::string, Hash> state_roots{
            {to_hex(header_hash(genesis->header)), genesis->header.state_root}};
        for (const json::element given : json::array(test["blocks"])) {
            json::element exception;
            if (given["expectException"].get(exception) == simdjson::SUCCESS) {
                continue;  // whether the chain refuses it is for the tests of `execution`
            }
            Header header;
            check_valid_block(given, test["network"], header);
            if (QTest::currentTestFailed()) {
                return;
            }
            state_roots[to_hex(header_hash(header))] = header.state_root;
        }
        json::element post_state;
        if (test["postState"].get(post_state) == simdjson::SUCCESS) {
            QCOMPARE(to_hex(state_root(state_of(post_state))),
                     to_hex(state_roots.at(text_of(test["lastblockhash"]))));
        }
    }

private:
    static void check_valid_block(json::element given, json::element network, Header& header)
    {
        const Bytes encoded = bytes_of(given["rlp"]);
        const auto block = decode_block(encoded);
        QVERIFY2(block, block ? "" : block.error().message.c_str());
        header = block->header;
        QCOMPARE(to_hex(header_hash(header)), text_of(given["blockHeader"]["hash"]));
        QCOMPARE(to_hex(transactions_root(block->transactions)), to_hex(header.transactions_root));
        QCOMPARE(to_hex(ommers_hash(block->ommers)), to_hex(header.ommers_hash));
        QCOMPARE(block->withdrawals.has_value(), header.withdrawals_root.has_value());
        if (block->withdrawals) {
            QCOMPARE(to_hex(withdrawals_root(*block->withdrawals)),
                     to_hex(*header.withdrawals_root));
        }
        const auto fork = fork_by_name(std::string_view(network), header.number, header.timestamp);
        QVERIFY(fork.has_value());
        std::vector<Transaction> transactions = block->transactions;
        const auto recovered = recover_senders(transactions, fork->revision);
        QVERIFY2(recovered, recovered ? "" : recovered.error().message.c_str());
        std::size_t index = 0;
        for (const json::element transaction : json::array(given["transactions"])) {
            QCOMPARE(to_hex(*transactions.at(index++).sender), text_of(transaction["sender"]));
        }
        QCOMPARE(index, transactions.size());
    }
};

QTEST_APPLESS_MAIN(BlockVectorsTest)
#include "block_vectors_test.moc"
