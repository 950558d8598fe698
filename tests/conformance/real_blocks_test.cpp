// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verification.h"
#include "formats/block_file.h"
#include "support/shared_block_rows.h"

#include <QtTest>

#include <algorithm>

using namespace lanescope;

/// Blocks of mainnet and of a real node, executed and proven against their own headers.
class RealBlocksTest : public QObject {
    Q_OBJECT

private slots:
    void everyBlockAgreesWithItsHeader_data() { test::add_rows_for_shared_blocks(); }
    void everyBlockAgreesWithItsHeader();
    void aBlockOnATamperedPreStateIsNotVerified();
    void aTamperedSenderIsNotVerified();
    void aStopEndsTheExecution();
};

namespace {

formats::BlockFile load(const std::string& path)
{
    auto files = formats::open_block_files({path});
    return files.size() == 1 && files.front() ? std::move(*files.front()) : formats::BlockFile{};
}

std::string mainnet_block(const char* number)
{
    return (test::shared_data_folder() / "mainnet-blocks" / (std::string(number) + ".json.gz"))
        .string();
}

bool checked(const app::Verification& verification, const char* field)
{
    return std::find(verification.checked.begin(), verification.checked.end(), field) !=
           verification.checked.end();
}

}  // namespace

void RealBlocksTest::everyBlockAgreesWithItsHeader()
{
    QFETCH(QString, path);
    auto files = formats::open_block_files({path.toStdString()});
    QCOMPARE(files.size(), std::size_t{1});
    QVERIFY2(files.front().has_value(), files.front() ? "" : files.front().error().message.c_str());
    const Revision revision = files.front()->fork.revision;
    const app::Verification verification = app::verify_block(std::move(*files.front()));
    const std::string why =
        !verification.error.empty() ? verification.error
        : verification.differences.empty()
            ? ""
            : verification.differences.front().where + " " + verification.differences.front().field;
    QVERIFY2(verification.verified(), why.c_str());
    QVERIFY(checked(verification, "gasUsed") && checked(verification, "logsBloom"));
    QVERIFY(checked(verification, "transactionsRoot") && checked(verification, "hash"));
    QCOMPARE(checked(verification, "receiptsRoot"), revision >= Revision::byzantium);
    QCOMPARE(checked(verification, "poststate"), path.contains("anvil-blocks"));
}

void RealBlocksTest::aBlockOnATamperedPreStateIsNotVerified()
{
    LANESCOPE_NEEDS_SHARED_DATA();
    formats::BlockFile file = load(mainnet_block("12522062"));
    auto state = std::make_shared<GivenState>(*file.pre_state);
    std::size_t changed = 0;
    for (auto& [address, account] : *state) {
        for (auto& [slot, value] : account.storage) {
            value = value + Uint256{1};
            ++changed;
        }
    }
    QVERIFY(changed > 100);
    file.pre_state = state;
    QVERIFY(!app::verify_block(std::move(file)).verified());
}

void RealBlocksTest::aTamperedSenderIsNotVerified()
{
    LANESCOPE_NEEDS_SHARED_DATA();
    formats::BlockFile file = load(mainnet_block("46147"));
    QCOMPARE(file.block.transactions.size(), std::size_t{1});
    file.block.transactions[0].sender->bytes[0] ^= 1;
    const app::Verification verification = app::verify_block(std::move(file));
    QVERIFY(!verification.error.empty());
    QVERIFY2(verification.error.find("transaction 0") != std::string::npos,
             verification.error.c_str());
}

void RealBlocksTest::aStopEndsTheExecution()
{
    LANESCOPE_NEEDS_SHARED_DATA();
    StopSource source;
    source.request_stop();
    const app::Verification verification =
        app::verify_block(load(mainnet_block("15274915")), StopToken(source));
    QVERIFY(!verification.verified());
    QCOMPARE(verification.error_code, ErrorCode::cancelled);
}

QTEST_GUILESS_MAIN(RealBlocksTest)
#include "real_blocks_test.moc"
