// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verification.h"
#include "base/hex.h"
#include "chain/roots.h"
#include "evm/environment.h"
#include "support/anvil_node.h"
#include "support/transaction_mix.h"

#include <QJsonDocument>
#include <QtTest>

#include <algorithm>
#include <map>
#include <memory>
#include <random>
#include <string>

using namespace lanescope;

namespace {

constexpr int blocks_of_a_chain = 3;

QString hex(ByteView bytes)
{
    return QString::fromStdString(to_hex(bytes));
}

template <std::size_t N, class Tag>
QString hex(const FixedBytes<N, Tag>& bytes)
{
    return hex(bytes.view());
}

QString hex(std::uint64_t number)
{
    return QString::fromStdString(to_hex_quantity(number));
}

/// What a node and Lanescope say of a transaction, as text that can be compared.
struct ReceiptText {
    QString text;

    void add(const char* name, const QString& value)
    {
        text += QString::fromLatin1(name) + ' ' + value.toLower() + '\n';
    }
};

QString text_of(const QJsonObject& receipt)
{
    ReceiptText out;
    for (const char* name : {"type", "status", "gasUsed", "cumulativeGasUsed", "logsBloom"}) {
        out.add(name, receipt[QLatin1String(name)].toString());
    }
    // A node names the place of a creation that failed, too; Lanescope, what was created.
    const bool success = receipt["status"].toString() == "0x1";
    out.add("contractAddress", success ? receipt["contractAddress"].toString() : QString());
    for (const QJsonValue& log : receipt["logs"].toArray()) {
        QStringList topics;
        for (const QJsonValue& topic : log["topics"].toArray()) {
            topics += topic.toString();
        }
        out.add("log", log["address"].toString() + " [" + topics.join(' ') + "] " +
                           log["data"].toString());
    }
    return out.text;
}

QString text_of(const Receipt& receipt)
{
    ReceiptText out;
    out.add("type", hex(static_cast<std::uint64_t>(receipt.type)));
    out.add("status", hex(std::uint64_t{receipt.success}));
    out.add("gasUsed", hex(receipt.gas_used));
    out.add("cumulativeGasUsed", hex(receipt.cumulative_gas_used));
    out.add("logsBloom", hex(*receipt.bloom));
    out.add("contractAddress", receipt.created ? hex(*receipt.created) : QString());
    for (const Log& log : receipt.logs) {
        QStringList topics;
        for (const Hash& topic : log.topics) {
            topics += hex(topic);
        }
        out.add("log", hex(log.address) + " [" + topics.join(' ') + "] " + hex(log.data));
    }
    return out.text;
}

/// The lines in which two texts differ, the node's first.
QString differing_lines(const QString& node, const QString& lanescope)
{
    const QStringList expected = node.split('\n');
    const QStringList found = lanescope.split('\n');
    QString text;
    for (qsizetype i = 0; i < std::max(expected.size(), found.size()); ++i) {
        if (expected.value(i) != found.value(i)) {
            text += "\n  node:      " + expected.value(i).left(600) +
                    "\n  Lanescope: " + found.value(i).left(600);
        }
    }
    return text;
}

/// One block as the node mined it, with all that is around it.
struct MinedBlock {
    QJsonObject block;
    QJsonArray receipts;
    QJsonObject pre_state;
    QJsonObject post_state;
    QJsonObject block_hashes;
};

Result<formats::BlockFile> block_file(const MinedBlock& mined, const QString& fork)
{
    const QJsonObject bundle{{"chainId", 31337},
                             {"revision", fork},
                             {"block", mined.block},
                             {"prestate", mined.pre_state},
                             {"poststate", mined.post_state},
                             {"blockHashes", mined.block_hashes}};
    const QByteArray json = QJsonDocument(bundle).toJson(QJsonDocument::Compact);
    return formats::read_block_bundle(
        ByteView(reinterpret_cast<const std::uint8_t*>(json.data()),
                 static_cast<std::size_t>(json.size())),
        "block " + mined.block["number"].toString().toStdString() + " of anvil");
}

/// What Anvil gives as the transactions' root of a block with blobs: it counts their sidecars in,
/// which are no part of a block (EIP-4844, "Networking").
Hash root_with_sidecars(const test::BlockPlan& plan)
{
    std::vector<Bytes> items;
    for (const auto& planned : plan.transactions) {
        items.push_back(planned.raw);
    }
    return ordered_trie_root(items);
}

}  // namespace

/// Compares Lanescope with a node of another make, block by block: Foundry's Anvil, on revm.
class AnvilDifferentialTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        LANESCOPE_NEEDS_ANVIL(program_);
        bool given = false;
        first_seed_ = qEnvironmentVariableIntValue("LANESCOPE_SEED", &given);
        if (!given) {
            first_seed_ = static_cast<int>(std::random_device{}() & 0xffffff);
        }
        qInfo("LANESCOPE_SEED=%d", first_seed_);
    }

    void blocksOfARealNodeGiveTheSameReceiptsAndState_data()
    {
        QTest::addColumn<QString>("fork");
        QTest::addColumn<int>("seed");
        const int seeds = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN") ? 1 : 2;
        for (const QString fork : {"prague", "osaka"}) {
            for (int i = 0; i < seeds; ++i) {
                QTest::addRow("%s, chain %d", qPrintable(fork), i + 1) << fork << first_seed_ + i;
            }
        }
    }

    void blocksOfARealNodeGiveTheSameReceiptsAndState()
    {
        QFETCH(QString, fork);
        QFETCH(int, seed);
        test::AnvilNode& node = node_of(fork);
        QVERIFY2(node.error().isEmpty(), qPrintable(node.error()));
        test::TransactionMix mix(fork_by_name(fork.toStdString())->revision,
                                 static_cast<std::uint64_t>(seed));
        for (int i = 0; i < blocks_of_a_chain; ++i) {
            const test::BlockPlan plan = mix.next_block([&](const Address& address) {
                return static_cast<std::uint64_t>(
                    node.call("eth_getTransactionCount", {hex(address), "latest"})
                        .toString()
                        .toULongLong(nullptr, 16));
            });
            const MinedBlock mined = mine(node, plan);
            QVERIFY2(node.error().isEmpty(), qPrintable(node.error()));
            compare(plan, mined, fork);
        }
    }

    void theBlocksHeldEveryTypeAndEveryPrecompile()
    {
        for (const auto& [kind, count] : succeeded_) {
            qInfo("%4d %4d  %s", count.first, count.second, kind.c_str());
        }
        if (succeeded_.empty()) {
            QSKIP("no block was mined");
        }
        for (const char* type : {"type 0x0", "type 0x1", "type 0x2", "type 0x3", "type 0x4"}) {
            QVERIFY2(succeeded_.contains(type), type);
        }
        for (const auto& [kind, count] : accepted_) {
            const auto& [sent, accepted] = count;
            QVERIFY2(accepted == sent, kind.c_str());
        }
        QCOMPARE(accepted_.size(), precompile_count);
    }

private:
    /// One node a fork, for it takes seconds to load what checks blobs; a fresh one after an error.
    test::AnvilNode& node_of(const QString& fork)
    {
        auto& node = nodes_[fork];
        if (!node || !node->error().isEmpty()) {
            node = std::make_unique<test::AnvilNode>(program_, fork);
        }
        return *node;
    }

    static MinedBlock mine(test::AnvilNode& node, const test::BlockPlan& plan)
    {
        if (!node.send(plan)) {
            return {};
        }
        MinedBlock mined;
        const qulonglong parent = node.call("eth_blockNumber").toString().toULongLong(nullptr, 16);
        for (qulonglong number = 0; number <= parent; ++number) {
            mined.block_hashes[hex(number)] =
                node.call("eth_getBlockByNumber", {hex(number), false})["hash"];
        }
        mined.pre_state = node.accounts();
        node.call("evm_mine");
        mined.block = node.call("eth_getBlockByNumber", {"latest", true}).toObject();
        mined.receipts = node.call("eth_getBlockReceipts", {"latest"}).toArray();
        mined.post_state = node.accounts();
        return mined;
    }

    void compare(const test::BlockPlan& plan, const MinedBlock& mined, const QString& fork)
    {
        auto file = block_file(mined, fork);
        QVERIFY2(file, file ? "" : file.error().message.c_str());
        compare_order(plan, file->block);

        auto verification = app::verify_block(*file);
        if (!verification.error.empty()) {
            QFAIL(verification.error.c_str());
        }
        std::erase_if(verification.differences, [&](const app::Difference& difference) {
            return difference.field == "transactionsRoot" &&
                   difference.expected == to_hex(root_with_sidecars(plan));
        });
        for (const auto& difference : verification.differences) {
            qWarning("%s, %s: node %s, Lanescope %s", difference.where.c_str(),
                     difference.field.c_str(), difference.expected.substr(0, 300).c_str(),
                     difference.found.substr(0, 300).c_str());
        }
        compare_receipts(plan, mined, *file);
        QVERIFY2(verification.verified(), "the block differs; see the messages above");
        for (const char* field :
             {"hash", "senders", "gasUsed", "receiptsRoot", "requestsHash", "poststate"}) {
            QVERIFY2(std::ranges::count(verification.checked, field) == 1, field);
        }
    }

    static void compare_order(const test::BlockPlan& plan, const Block& block)
    {
        QCOMPARE(block.transactions.size(), plan.transactions.size());
        for (std::size_t i = 0; i < block.transactions.size(); ++i) {
            QVERIFY2(
                transaction_hash(block.transactions[i]) ==
                    transaction_hash(plan.transactions[i].transaction),
                qPrintable(QStringLiteral("transaction %1 is not the one that was sent").arg(i)));
        }
    }

    void compare_receipts(const test::BlockPlan& plan, const MinedBlock& mined,
                          formats::BlockFile& file)
    {
        const auto recovered = recover_senders(file.block.transactions, file.fork.revision);
        QVERIFY2(recovered, recovered ? "" : recovered.error().message.c_str());
        WorldState world(*file.pre_state, file.pre_state_is_whole, file.block_hashes);
        evm::CodeCache cache;
        TransactionExecutor executor(cache);
        auto result = execute_block(file.block, file.fork, world, executor);
        QVERIFY2(result, result ? "" : result.error().message.c_str());
        complete_blooms(*result);
        QCOMPARE(static_cast<qsizetype>(result->receipts.size()), mined.receipts.size());

        QStringList wrong;
        for (std::size_t i = 0; i < result->receipts.size(); ++i) {
            const QJsonObject receipt = mined.receipts[static_cast<qsizetype>(i)].toObject();
            const QString expected = text_of(receipt);
            const QString found = text_of(result->receipts[i]);
            count(plan.transactions[i].kind, receipt);
            count_accepted(plan.transactions[i], *file.post_state, file.fork.revision);
            if (expected != found) {
                wrong += QStringLiteral("transaction %1 (%2):")
                             .arg(i)
                             .arg(QString::fromStdString(plan.transactions[i].kind)) +
                         differing_lines(expected, found);
            }
        }
        QVERIFY2(wrong.isEmpty(),
                 qPrintable(QStringLiteral("%1 receipts differ\n").arg(wrong.size()) +
                            wrong.mid(0, 5).join('\n')));
    }

    void count(const std::string& kind, const QJsonObject& receipt)
    {
        const bool success = receipt["status"].toString() == "0x1";
        for (const std::string& name : {kind, "type " + receipt["type"].toString().toStdString()}) {
            auto& [good, bad] = succeeded_[name];
            ++(success ? good : bad);
        }
    }

    /// Good inputs of the precompiles that the revision has, and those that a precompile took and
    /// answered, by what the calling contract stored of it.
    void count_accepted(const test::PlannedTransaction& planned, const GivenState& post_state,
                        Revision revision)
    {
        const Transaction& transaction = planned.transaction;
        if (!planned.kind.ends_with(", good input") ||
            !is_precompile(evm::address_of(load_big_endian(transaction.data.data())), revision)) {
            return;
        }
        const auto& storage = post_state.at(*transaction.to).storage;
        const Uint256 slot = load_big_endian(transaction.data.data() + 96);
        const auto stored = [&](const Uint256& at) {
            Hash key;
            store_big_endian(key.bytes.data(), at);
            const auto it = storage.find(key);
            return it == storage.end() ? Uint256{} : it->second;
        };
        auto& [sent, accepted] = accepted_[planned.kind];
        ++sent;
        accepted += stored(slot) == Uint256{1} && !stored(slot + 3).is_zero();
    }

    QString program_;
    std::map<QString, std::unique_ptr<test::AnvilNode>> nodes_;
    int first_seed_ = 0;
    /// How many transactions of a kind succeeded and failed.
    std::map<std::string, std::pair<int, int>> succeeded_;
    /// How many good inputs of a kind were sent, and were accepted.
    std::map<std::string, std::pair<int, int>> accepted_;
};

QTEST_GUILESS_MAIN(AnvilDifferentialTest)
#include "anvil_differential_test.moc"
