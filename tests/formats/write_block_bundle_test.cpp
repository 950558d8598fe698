// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/block_file.h"

#include "base/hex.h"
#include "support/format_text.h"

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

namespace {

bool same_state(const GivenState& a, const GivenState& b)
{
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [](const auto& x, const auto& y) {
        return x.first == y.first && x.second.balance == y.second.balance &&
               x.second.nonce == y.second.nonce && x.second.code == y.second.code &&
               x.second.storage == y.second.storage;
    });
}

bool same_authorizations(const std::vector<Authorization>& a, const std::vector<Authorization>& b)
{
    return std::equal(
        a.begin(), a.end(), b.begin(), b.end(), [](const Authorization& x, const Authorization& y) {
            return x.chain_id == y.chain_id && x.address == y.address && x.nonce == y.nonce &&
                   x.y_parity == y.y_parity && x.r == y.r && x.s == y.s;
        });
}

void compare_transactions(const Transaction& a, const Transaction& b)
{
    QVERIFY(a.type == b.type);
    QVERIFY(encode(a) == encode(b));
    QVERIFY(a.sender == b.sender);
    QVERIFY(a.chain_id == b.chain_id);
    QVERIFY(same_authorizations(a.authorizations, b.authorizations));
}

/// Writes `file`, reads it, and compares everything that a file holds.
void compare_after_round_trip(const BlockFile& file)
{
    const std::string text = write_block_bundle(file);
    const auto again = read_block_bundle(view(text), file.name);
    QVERIFY2(again, qPrintable(message_of(again)));
    QVERIFY(again->fork.revision == file.fork.revision);
    QVERIFY(again->fork.blobs == file.fork.blobs);
    QCOMPARE(again->fork.dao_transition, file.fork.dao_transition);
    QCOMPARE(again->fork.chain_id, file.fork.chain_id);
    QVERIFY(encode(again->block.header) == encode(file.block.header));
    QVERIFY(again->block.claimed_hash == file.block.claimed_hash);
    QCOMPARE(again->block.transactions.size(), file.block.transactions.size());
    for (std::size_t i = 0; i < file.block.transactions.size(); ++i) {
        compare_transactions(again->block.transactions[i], file.block.transactions[i]);
    }
    QCOMPARE(again->block.ommers.size(), file.block.ommers.size());
    for (std::size_t i = 0; i < file.block.ommers.size(); ++i) {
        QVERIFY(encode(again->block.ommers[i]) == encode(file.block.ommers[i]));
    }
    QCOMPARE(again->block.withdrawals.has_value(), file.block.withdrawals.has_value());
    for (std::size_t i = 0; file.block.withdrawals && i < file.block.withdrawals->size(); ++i) {
        QVERIFY(encode(again->block.withdrawals->at(i)) == encode(file.block.withdrawals->at(i)));
    }
    QVERIFY(same_state(*again->pre_state, *file.pre_state));
    QCOMPARE(again->pre_state_is_whole, file.pre_state_is_whole);
    QCOMPARE(again->post_state.has_value(), file.post_state.has_value());
    QVERIFY(!file.post_state || same_state(*again->post_state, *file.post_state));
    QVERIFY(again->block_hashes == file.block_hashes);
    QVERIFY(again->claimed_transaction_hashes == file.claimed_transaction_hashes);
    QCOMPARE(qt(write_block_bundle(*again)), qt(text));
}

BlockFile small_file()
{
    return read_block_bundle(view(bundle_text()), "b.json").value();
}

}  // namespace

class WriteBlockBundleTest : public QObject {
    Q_OBJECT
private slots:
    void aBundleComesBackAsItWas();
    void ommersComeBack();
    void aWholeStateComesBack();
    void theLargestNumbersComeBack();
    void everyRevisionComesBack();
    void forksBesideTheScheduleComeBack();
    void equalFilesGiveEqualTexts();
    void aFileWithoutPreStateIsWrittenWithAnEmptyOne();
    void everySharedBlockComesBack_data();
    void everySharedBlockComesBack();
};

void WriteBlockBundleTest::aBundleComesBackAsItWas()
{
    compare_after_round_trip(small_file());
}

void WriteBlockBundleTest::ommersComeBack()
{
    BlockFile file = small_file();
    file.block.ommers = {file.block.header, file.block.header};
    file.block.ommers[1].number = 3;
    compare_after_round_trip(file);
}

void WriteBlockBundleTest::aWholeStateComesBack()
{
    BlockFile file = small_file();
    file.pre_state_is_whole = true;
    compare_after_round_trip(file);
    file.post_state = *file.pre_state;
    compare_after_round_trip(file);
    file.pre_state_is_whole = false;
    compare_after_round_trip(file);
}

void WriteBlockBundleTest::theLargestNumbersComeBack()
{
    BlockFile file = small_file();
    GivenState state = *file.pre_state;
    GivenAccount& account = state.begin()->second;
    account.balance = Uint256::max();
    account.nonce = ~0ull;
    account.storage[Hash{}] = Uint256::max();
    account.storage[*fixed_from_hex<Hash>(hash_text('f'))] = Uint256{};
    file.pre_state = std::make_shared<const GivenState>(state);
    file.fork.chain_id = ~0ull;
    file.block.transactions[0].chain_id = ~0ull;
    file.block.transactions[0].y_parity = 1;
    file.block.transactions[0].value = Uint256::max();
    file.block.header.timestamp = ~0ull;
    file.block.withdrawals->at(0).amount = ~0ull;
    file.block_hashes[~0ull] = Hash{};
    compare_after_round_trip(file);
}

void WriteBlockBundleTest::everyRevisionComesBack()
{
    BlockFile file = small_file();
    for (std::size_t i = 0; i < revision_count; ++i) {
        file.fork = fork_by_name(name_of(static_cast<Revision>(i))).value();
        for (const std::uint64_t chain_id : {1, 31337}) {
            file.fork.chain_id = chain_id;
            compare_after_round_trip(file);
        }
    }
}

void WriteBlockBundleTest::forksBesideTheScheduleComeBack()
{
    BlockFile file = small_file();
    file.fork.dao_transition = true;
    file.fork.blobs = {1, 2, 3};
    compare_after_round_trip(file);
    file.fork = mainnet_fork(22'500'000, 1'746'700'000);
    file.block.header.number = 22'500'000;
    file.block.header.timestamp = 1'746'700'000;
    compare_after_round_trip(file);
    QVERIFY(!qt(write_block_bundle(file)).contains("revision"));
    file.fork.blobs.max += 1;
    compare_after_round_trip(file);
}

void WriteBlockBundleTest::equalFilesGiveEqualTexts()
{
    QVERIFY(write_block_bundle(small_file()) == write_block_bundle(small_file()));
}

void WriteBlockBundleTest::aFileWithoutPreStateIsWrittenWithAnEmptyOne()
{
    BlockFile file = small_file();
    file.pre_state.reset();
    const std::string text = write_block_bundle(file);
    const auto again = read_block_bundle(view(text), "b.json");
    QVERIFY2(again, qPrintable(message_of(again)));
    QVERIFY(again->pre_state->empty());
}

void WriteBlockBundleTest::everySharedBlockComesBack_data()
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

void WriteBlockBundleTest::everySharedBlockComesBack()
{
    QFETCH(QString, path);
    const auto files = open_block_files({path.toStdString()});
    QVERIFY2(files.at(0), qPrintable(message_of(files[0])));
    compare_after_round_trip(*files[0]);
}

QTEST_APPLESS_MAIN(WriteBlockBundleTest)
#include "write_block_bundle_test.moc"
