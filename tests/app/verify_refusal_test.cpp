// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks that may not stand, through the real program: sequential execution and Block-STM refuse the
// same transaction for the same reason.
#include "app/block_input.h"
#include "app/strategy_comparison.h"
#include "formats/block_file.h"
#include "formats/file_bytes.h"
#include "support/program.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

using namespace lanescope;
using namespace lanescope::test;

class VerifyRefusalTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase();
    void bothRefuseTheSameTransactionForTheSameReason_data();
    void bothRefuseTheSameTransactionForTheSameReason();
    void aBlockThatStandsIsComparedAsWell();
    void anotherOutcomeIsADifference();

private:
    static constexpr int refused = 37;
    QTemporaryDir m_folder;
    QJsonObject m_block;
};

void VerifyRefusalTest::initTestCase()
{
    const auto bytes = formats::read_file(sample().toStdString());
    QVERIFY(bytes.has_value());
    m_block = QJsonDocument::fromJson(QByteArray(reinterpret_cast<const char*>(bytes->data()),
                                                 static_cast<qsizetype>(bytes->size())))
                  .object();
    QVERIFY(m_block["block"].toObject()["transactions"].toArray().size() > refused);
}

void VerifyRefusalTest::bothRefuseTheSameTransactionForTheSameReason_data()
{
    QTest::addColumn<QString>("field");
    QTest::addColumn<QString>("value");
    QTest::addColumn<QString>("reason");
    QTest::newRow("poor sender") << "balance"
                                 << "0x1"
                                 << "cannot pay";
    QTest::newRow("sender too far on") << "nonce"
                                       << "0x40"
                                       << "nonce too low";
    QTest::newRow("full block") << "gasLimit"
                                << "0x186a00"
                                << "gas";
}

void VerifyRefusalTest::bothRefuseTheSameTransactionForTheSameReason()
{
    QFETCH(QString, field);
    QFETCH(QString, value);
    QFETCH(QString, reason);
    QJsonObject bundle = m_block;
    const QJsonArray transactions = bundle["block"].toObject()["transactions"].toArray();
    const QString sender = transactions[refused].toObject()["from"].toString();
    int first = -1;  // the sender's first transaction, where its account is what was changed
    if (field == "gasLimit") {
        QJsonObject header = bundle["block"].toObject();
        header[field] = value;
        bundle["block"] = header;
    } else {
        QJsonObject state = bundle["prestate"].toObject();
        QJsonObject account = state[sender].toObject();
        QVERIFY(!account.isEmpty());
        account[field] = value;
        state[sender] = account;
        bundle["prestate"] = state;
        for (first = 0; transactions[first].toObject()["from"].toString() != sender; ++first) {
        }
    }
    const QString path = m_folder.filePath("refused.json");
    QFile file(path);
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(QJsonDocument(bundle).toJson());
    file.close();

    const Ran alone = runLanescope({"verify", "--json", path});
    const Ran both = runLanescope({"verify", "--workers", "4", "--json", path});
    const Ran text = runLanescope({"verify", "--workers", "4", path});
    VERIFY_EXIT(alone, 1);
    VERIFY_EXIT(both, 1);
    VERIFY_EXIT(text, 1);
    const auto block_of = [](const Ran& ran) { return ran.json()["blocks"][0].toObject(); };
    const QString error = block_of(both)["error"].toString();
    QCOMPARE(error, block_of(alone)["error"].toString());
    QVERIFY2(error.contains(reason), qPrintable(error));
    if (first >= 0) {
        QVERIFY2(error.contains(QString("transaction %1:").arg(first)), qPrintable(error));
    }
    QVERIFY2(block_of(both)["checked"].toArray().contains("block-stm, 4 workers"),
             both.text().constData());
    QVERIFY(!block_of(alone)["checked"].toArray().contains("block-stm, 4 workers"));
    QVERIFY2(text.output.contains((error + "; block-stm, 4 workers: refused alike").toUtf8()),
             text.text().constData());
}

void VerifyRefusalTest::aBlockThatStandsIsComparedAsWell()
{
    const Ran ran = runLanescope({"verify", "--workers", "1", "--json", sample()});
    VERIFY_EXIT(ran, 0);
    const QJsonObject block = ran.json()["blocks"][0].toObject();
    QVERIFY(block["checked"].toArray().contains("block-stm, 1 worker"));
}

void VerifyRefusalTest::anotherOutcomeIsADifference()
{
    auto files = formats::open_block_files({sample().toStdString()});
    QVERIFY(files.size() == 1 && files.front());
    const auto input = app::block_input(*std::move(files.front()));
    QVERIFY(input.has_value());
    const WorldState before((*input)->pre_state ? *(*input)->pre_state : GivenState{}, true, {});
    WorldState after = before;
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    const auto result = execute_block((*input)->block, (*input)->fork, after, executor);
    QVERIFY(result.has_value());
    app::StrategyComparison comparison({3, 2});
    const auto difference_from = [&](const Result<BlockResult>& expected, const WorldState& state) {
        const auto outcome = comparison.compare(*input, {before, expected, state}, {});
        return !outcome               ? QString::fromStdString(outcome.error().message)
               : !outcome->difference ? QString()
                                      : QString::fromStdString(outcome->difference->where + ": " +
                                                               outcome->difference->field);
    };
    QCOMPARE(difference_from(result, after), QString());

    const Result<BlockResult> refused_block =
        Error{ErrorCode::invalid_block, "transaction 3: nonce too low"};
    QCOMPARE(difference_from(refused_block, after), QString("block-stm, 2 workers: refusal"));

    BlockResult other = *result;
    other.receipts[5].gas_used += 1;
    QCOMPARE(difference_from(Result<BlockResult>(std::move(other)), after),
             QString("block-stm, 3 workers: transaction 5: gasUsed"));

    WorldState richer = after;
    const Address miner = (*input)->block.header.beneficiary;
    richer.credit(miner, Uint256{1}, (*input)->fork.revision);
    const QString of_state = difference_from(result, richer);
    QVERIFY2(
        of_state.startsWith("block-stm, 2 workers: account 0x") && of_state.endsWith(": balance"),
        qPrintable(of_state));
    QCOMPARE(comparison.blocks(), std::size_t{4});
    QCOMPARE(comparison.refused(), std::size_t{0});
}

QTEST_GUILESS_MAIN(VerifyRefusalTest)
#include "verify_refusal_test.moc"
