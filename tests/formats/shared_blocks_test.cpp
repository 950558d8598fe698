// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/block_file.h"

#include "base/hex.h"
#include "chain/roots.h"
#include "support/format_text.h"

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

/// Real blocks: what was read must hash to what the header and the node say.
class SharedBlocksTest : public QObject {
    Q_OBJECT
private slots:
    void hashesAndRootsRecompute_data();
    void hashesAndRootsRecompute();
    void givenSendersAreTheSigners_data() { hashesAndRootsRecompute_data(); }
    void givenSendersAreTheSigners();

private:
    static Result<BlockFile> open(const QString& path)
    {
        return std::move(open_block_files({path.toStdString()}).at(0));
    }
};

void SharedBlocksTest::hashesAndRootsRecompute_data()
{
    QTest::addColumn<QString>("path");
    for (const char* name : {"mainnet-blocks", "anvil-blocks"}) {
        const QDir folder(shared_folder(name));
        if (!folder.exists()) {
            QSKIP(qPrintable("shared data folder is missing: " + folder.path()));
        }
        for (const QString& entry : folder.entryList({"*.json.gz"}, QDir::Files, QDir::Name)) {
            QTest::newRow(qPrintable(entry)) << folder.filePath(entry);
        }
    }
}

void SharedBlocksTest::hashesAndRootsRecompute()
{
    QFETCH(QString, path);
    const auto file = open(path);
    QVERIFY2(file, qPrintable(message_of(file)));
    const Block& block = file->block;
    QVERIFY(block.claimed_hash);
    QCOMPARE(qt(to_hex(header_hash(block.header))), qt(to_hex(*block.claimed_hash)));
    QCOMPARE(qt(to_hex(transactions_root(block.transactions))),
             qt(to_hex(block.header.transactions_root)));
    for (std::size_t i = 0; i < block.transactions.size(); ++i) {
        QVERIFY(file->claimed_transaction_hashes[i]);
        QCOMPARE(qt(to_hex(transaction_hash(block.transactions[i]))),
                 qt(to_hex(*file->claimed_transaction_hashes[i])));
    }
    QCOMPARE(block.withdrawals.has_value(), block.header.withdrawals_root.has_value());
    if (block.withdrawals) {
        QCOMPARE(qt(to_hex(withdrawals_root(*block.withdrawals))),
                 qt(to_hex(*block.header.withdrawals_root)));
    }
    if (path.contains("mainnet")) {
        QCOMPARE(file->fork.chain_id, 1u);
        QVERIFY(!file->pre_state_is_whole);
    } else {
        QCOMPARE(file->fork.chain_id, 31337u);
        QVERIFY(file->pre_state_is_whole && file->post_state);
        const QString revision = QFileInfo(path).fileName().section('-', 0, 0);
        QCOMPARE(qt(name_of(file->fork.revision)), revision);
    }
}

void SharedBlocksTest::givenSendersAreTheSigners()
{
    QFETCH(QString, path);
    auto file = open(path);
    QVERIFY2(file, qPrintable(message_of(file)));
    const auto recovered = recover_senders(file->block.transactions, file->fork.revision);
    QVERIFY2(recovered, qPrintable(message_of(recovered)));
}

QTEST_APPLESS_MAIN(SharedBlocksTest)
#include "shared_blocks_test.moc"
