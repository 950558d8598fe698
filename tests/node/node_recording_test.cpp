// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks taken from a real node, Foundry's Anvil; its receipts and its states are the oracle.
#include "app/node_recorder.h"
#include "base/hex.h"
#include "support/anvil_node.h"
#include "support/transaction_mix.h"

#include <QTemporaryDir>
#include <QtTest>

#include <map>
#include <random>
#include <set>

using namespace lanescope;

namespace {

/// Anvil executes the whole block for each transaction that it traces.
constexpr int traced_transactions = 90;

QString hex(std::uint64_t number)
{
    return QString::fromStdString(to_hex_quantity(number));
}

Uint256 number_of(const QJsonValue& value)
{
    return value.isDouble()
               ? Uint256{static_cast<std::uint64_t>(value.toInteger())}
               : uint256_from_text(value.toString("0x0").toStdString()).value_or(Uint256{});
}

/// Where an account of ours is not what the node's dump says; empty: nowhere. Slots beyond those that
/// ours lists are not looked at: a recording has only what was read.
QString difference(const GivenState& ours, const QJsonObject& dump)
{
    QMap<QString, QJsonObject> by_address;
    for (auto it = dump.begin(); it != dump.end(); ++it) {
        by_address[it.key().toLower()] = it.value().toObject();
    }
    for (const auto& [address, account] : ours) {
        const QString name = QString::fromStdString(to_hex(address));
        const QJsonObject there = by_address.value(name);
        if (number_of(there["balance"]) != account.balance) {
            return name + ": balance " + there["balance"].toString() + ", found " +
                   QString::fromStdString(to_hex_quantity(account.balance));
        }
        if (number_of(there["nonce"]) != Uint256{account.nonce}) {
            return name + ": nonce";
        }
        if (there["code"].toString("0x").toLower().toStdString() != to_hex(account.code)) {
            return name + ": code";
        }
        std::map<Uint256, Uint256> storage;
        const QJsonObject stored = there["storage"].toObject();
        for (auto it = stored.begin(); it != stored.end(); ++it) {
            storage[uint256_from_text(it.key().toStdString()).value_or(Uint256{})] =
                number_of(it.value());
        }
        for (const auto& [slot, value] : account.storage) {
            const auto found = storage.find(load_big_endian(slot.bytes.data()));
            if ((found == storage.end() ? Uint256{} : found->second) != value) {
                return name + ": storage " + QString::fromStdString(to_hex(slot));
            }
        }
    }
    return {};
}

}  // namespace

class NodeRecordingTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        LANESCOPE_NEEDS_ANVIL(program_);
        bool given = false;
        seed_ = qEnvironmentVariableIntValue("LANESCOPE_SEED", &given);
        if (!given) {
            seed_ = static_cast<int>(std::random_device{}() & 0xffffff);
        }
        qInfo("LANESCOPE_SEED=%d", seed_);
    }

    void aBlockOfEveryTypeIsRecordedWithAndWithoutTraces_data()
    {
        QTest::addColumn<QString>("fork");
        QTest::addRow("prague") << "prague";
        QTest::addRow("osaka") << "osaka";
    }
    void aBlockOfEveryTypeIsRecordedWithAndWithoutTraces()
    {
        QFETCH(QString, fork);
        test::AnvilNode node(program_, fork);
        QVERIFY2(node.error().isEmpty(), qPrintable(node.error()));
        test::TransactionMix mix(fork_by_name(fork.toStdString())->revision,
                                 static_cast<std::uint64_t>(seed_));
        const auto nonce_of = [&](const Address& address) {
            return static_cast<std::uint64_t>(
                node.call("eth_getTransactionCount",
                          {QString::fromStdString(to_hex(address)), "latest"})
                    .toString()
                    .toULongLong(nullptr, 16));
        };
        const test::BlockPlan plan = mix.next_block(nonce_of);
        QVERIFY(node.send(plan));
        const QJsonObject before = node.accounts();
        node.call("evm_mine");
        const QJsonObject after = node.accounts();
        const auto receipts = node.call("eth_getBlockReceipts", {"latest"}).toArray();
        QVERIFY2(node.error().isEmpty(), qPrintable(node.error()));
        for (const QJsonValue& receipt : receipts) {
            types_.insert(receipt["type"].toString().toInt(nullptr, 16));
        }

        const formats::BlockFile asked = record(node, false);
        if (QTest::currentTestFailed()) {
            return;
        }
        QCOMPARE(QString::fromStdString(std::string(name_of(asked.fork.revision))), fork);
        QVERIFY2(difference(*asked.pre_state, before).isEmpty(),
                 qPrintable("before the block: " + difference(*asked.pre_state, before)));
        check_file(asked, after, receipts);
        if (QTest::currentTestFailed()) {
            return;
        }

        // With a trace the file is the same.
        test::BlockPlan fewer = mix.next_block(nonce_of);
        fewer.transactions.erase(fewer.transactions.begin() + traced_transactions,
                                 fewer.transactions.end());
        QVERIFY(node.send(fewer));
        node.call("evm_mine");
        const std::string without = formats::write_block_bundle(record(node, false));
        const std::string with = formats::write_block_bundle(record(node, true));
        QVERIFY2(QTest::currentTestFailed() || with == without, "with a trace the file is another");
    }

    void theBlocksHeldEveryType()
    {
        if (types_.empty()) {
            QSKIP("no block was mined");
        }
        QCOMPARE(types_, (std::set<int>{0, 1, 2, 3, 4}));
    }

private:
    static formats::BlockFile record(test::AnvilNode& node, bool traced)
    {
        app::NodeSettings settings;
        settings.url = node.url().toStdString();
        settings.use_trace = traced;
        const auto recorder = app::NodeRecorder::connect(settings, {});
        if (!recorder) {
            QTest::qFail(recorder.error().message.c_str(), __FILE__, __LINE__);
            return {};
        }
        auto recorded = (*recorder)->record("latest");
        if (!recorded) {
            QTest::qFail(recorded.error().message.c_str(), __FILE__, __LINE__);
            return {};
        }
        for (const std::string& note : recorded->notes) {
            qInfo("%s", note.c_str());
        }
        qInfo("%s: %zu accounts, %u executions, %llu requests",
              recorded->was_traced ? "traced" : "not traced", recorded->file.pre_state->size(),
              recorded->passes, static_cast<unsigned long long>((*recorder)->client().exchanges()));
        return std::move(recorded->file);
    }

    /// The file that is written, not what was in memory, gives what the node has.
    void check_file(const formats::BlockFile& recorded, const QJsonObject& after,
                    const QJsonArray& receipts)
    {
        const std::string path = folder_.filePath("block.json.gz").toStdString();
        const auto bytes = formats::save_block_bundle(path, recorded);
        QVERIFY2(bytes, bytes ? "" : bytes.error().message.c_str());
        auto files = formats::open_block_files({path});
        QVERIFY2(files.size() == 1 && files[0], files[0] ? "" : files[0].error().message.c_str());
        auto verification = app::verify_block(*files[0], {}, 4);
        QVERIFY2(verification.error.empty(), verification.error.c_str());
        QVERIFY2(verification.verified(),
                 verification.verified() ? "" : verification.differences[0].field.c_str());
        for (const char* field : {"hash", "senders", "gasUsed", "receiptsRoot", "requestsHash",
                                  "block-stm, 4 workers"}) {
            QVERIFY2(std::ranges::count(verification.checked, field) == 1, field);
        }
        formats::BlockFile file = *std::move(files[0]);
        QVERIFY(recover_senders(file.block.transactions, file.fork.revision));
        WorldState world(*file.pre_state, false, file.block_hashes);
        evm::CodeCache cache;
        TransactionExecutor executor(cache);
        const auto result = execute_block(file.block, file.fork, world, executor);
        QVERIFY(result);
        QVERIFY(!result->read_uncovered);
        QVERIFY2(difference(world.export_state(), after).isEmpty(),
                 qPrintable("after the block: " + difference(world.export_state(), after)));
        QCOMPARE(static_cast<qsizetype>(result->receipts.size()), receipts.size());
        for (std::size_t i = 0; i < result->receipts.size(); ++i) {
            const QJsonObject receipt = receipts[static_cast<qsizetype>(i)].toObject();
            QCOMPARE(hex(result->receipts[i].gas_used), receipt["gasUsed"].toString());
            QCOMPARE(result->receipts[i].success, receipt["status"].toString() == "0x1");
            QCOMPARE(static_cast<qsizetype>(result->receipts[i].logs.size()),
                     receipt["logs"].toArray().size());
        }
    }

    QString program_;
    QTemporaryDir folder_;
    int seed_ = 0;
    std::set<int> types_;
};

QTEST_GUILESS_MAIN(NodeRecordingTest)
#include "node_recording_test.moc"
