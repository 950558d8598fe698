// SPDX-License-Identifier: GPL-3.0-or-later
// The sample block: made by this project, and what each command makes of it.
#include "execution/transaction_rules.h"
#include "formats/block_file.h"
#include "formats/file_bytes.h"
#include "support/program.h"

#include <QJsonArray>
#include <QProcessEnvironment>
#include <QTemporaryDir>
#include <QtTest>

using namespace lanescope;
using namespace lanescope::test;

namespace {

QByteArray contentOf(const QString& path)
{
    const auto bytes = formats::read_file(path.toStdString());
    return bytes ? QByteArray(reinterpret_cast<const char*>(bytes->data()),
                              static_cast<qsizetype>(bytes->size()))
                 : QByteArray();
}

}  // namespace

class SampleTest : public QObject {
    Q_OBJECT

private:
    QTemporaryDir m_folder;

private slots:
    void initTestCase() { QVERIFY(m_folder.isValid()); }

    void theScriptMakesEveryGeneratedSampleAgain()
    {
        const QDir samples = QFileInfo(sample()).dir();
        QProcess remake;
        QProcessEnvironment environment = QProcessEnvironment::systemEnvironment();
        environment.insert("LANESCOPE", LANESCOPE_PROGRAM);
        remake.setProcessEnvironment(environment);
        remake.start(samples.filePath("remake"), {"--into", m_folder.path()});
        QVERIFY(remake.waitForFinished(300'000));
        QVERIFY2(remake.exitCode() == 0, remake.readAllStandardError().constData());
        const QStringList made = QDir(m_folder.path()).entryList({"*.json.gz"});
        QVERIFY(made.contains("token-transfers.json.gz"));
        QFile readme(samples.filePath("README.md"));
        QVERIFY(readme.open(QIODevice::ReadOnly));
        const QByteArray described = readme.readAll();
        for (const QString& name : made) {
            // Compressed bytes may differ between versions of zlib.
            const QByteArray again = contentOf(m_folder.filePath(name));
            QVERIFY(!again.isEmpty());
            QVERIFY2(again == contentOf(samples.filePath(name)), qPrintable(name));
        }
        qint64 bytes = 0;
        for (const QFileInfo& file : samples.entryInfoList({"*.json.gz"})) {
            QVERIFY2(described.contains(file.fileName().chopped(8).toUtf8()),
                     qPrintable(file.fileName()));
            bytes += file.size();
        }
        QVERIFY2(bytes < 1'500'000, qPrintable(QString::number(bytes)));
    }
    void theScriptRefusesWhatItDoesNotKnow()
    {
        QProcess remake;
        remake.start(QFileInfo(sample()).dir().filePath("remake"), {"--all"});
        QVERIFY(remake.waitForFinished(60'000));
        QCOMPARE(remake.exitCode(), 2);
        QVERIFY(remake.readAllStandardError().contains("'--all'"));
    }
    void anotherSeedMakesAnotherBlock()
    {
        const QString path = m_folder.filePath("other.json");
        VERIFY_EXIT(runLanescope({"generate", "token-transfers", "--seed", "2", "-o", path}), 0);
        QVERIFY(contentOf(path) != contentOf(sample()));
        VERIFY_EXIT(runLanescope({"verify", path}), 0);
    }
    void itVerifiesAndSoDoesItsFolder()
    {
        for (const QString& path : {sample(), QFileInfo(sample()).path()}) {
            const Ran ran = runLanescope({"verify", path});
            VERIFY_EXIT(ran, 0);
            QVERIFY2(ran.output.contains("verified\n"), ran.text().constData());
            QVERIFY(ran.output.contains("block"));
            QVERIFY(ran.errors.isEmpty());
        }
    }
    void whatIsCheckedIncludesRootsAndPostState()
    {
        const QJsonObject block =
            runLanescope({"verify", "--json", sample()}).json()["blocks"].toArray()[0].toObject();
        QCOMPARE(block["fork"].toString(), QString("cancun"));
        QCOMPARE(block["transactions"].toInt(), 200);
        QVERIFY(block["verified"].toBool());
        QVERIFY2(block["checked"].toArray().size() >= 8, QJsonDocument(block).toJson().constData());
    }

    void aTamperedBlockNamesTheFirstDifference_data()
    {
        QTest::addColumn<QString>("from");
        QTest::addColumn<QString>("to");
        QTest::addColumn<QString>("part");
        QTest::newRow("gas of the header") << R"("gasUsed":"0x658456")"
                                           << R"("gasUsed":"0x658457")"
                                           << "header: hash: expected 0x";
        QTest::newRow("a balance after the block")
            << R"("balance":"0x56bc4c73a79649000")"
            << R"("balance":"0x56bc4c73a79649001")"
            << "balance: expected 0x56bc4c73a79649001, found 0x56bc4c73a79649000";
        QTest::newRow("a recipient") << R"("gas":"0x13880")"
                                     << R"("gas":"0x13881")"
                                     << "transaction 0: given sender";
    }
    void aTamperedBlockNamesTheFirstDifference()
    {
        QFETCH(QString, from);
        QFETCH(QString, to);
        QFETCH(QString, part);
        QByteArray content = contentOf(sample());
        const qsizetype at = content.indexOf(from.toUtf8());
        QVERIFY2(at >= 0, qPrintable(from));
        content.replace(at, from.size(), to.toUtf8());
        QFile file(m_folder.filePath("tampered.json"));
        QVERIFY(file.open(QIODevice::WriteOnly) && file.write(content) == content.size());
        file.close();

        Ran ran = runLanescope({"verify", file.fileName()});
        VERIFY_EXIT(ran, 1);
        QVERIFY2(ran.output.contains("FAILED  ") && ran.output.contains(part.toUtf8()),
                 ran.text().constData());
        QVERIFY(ran.output.endsWith("\n1 block: 0 verified, 1 failed\n"));
        ran = runLanescope({"verify", "--json", file.fileName()});
        VERIFY_EXIT(ran, 1);
        QCOMPARE(ran.json()["failed"].toInt(), 1);
        QVERIFY(!ran.json()["blocks"].toArray()[0].toObject()["verified"].toBool(true));
    }
    void oneUnreadableFileAmongGoodOnesIsExitCode2()
    {
        const Ran ran = runLanescope({"verify", sample(), m_folder.filePath("missing.json")});
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.output.endsWith("2 blocks: 1 verified, 1 failed\n"), ran.text().constData());
    }

    void theCostsOfATraceAddUpToItsGas_data()
    {
        QTest::addColumn<int>("index");
        for (const int index : {0, 2, 57, 199}) {
            QTest::addRow("transaction %d", index) << index;
        }
    }
    void theCostsOfATraceAddUpToItsGas()
    {
        QFETCH(int, index);
        const auto opened = formats::open_block_files({sample().toStdString()});
        QVERIFY(opened.size() == 1 && opened[0].has_value());
        const Transaction& transaction =
            opened[0]->block.transactions[static_cast<std::size_t>(index)];
        const qint64 intrinsic = intrinsic_gas(transaction, opened[0]->fork.revision);

        const Ran lines = runLanescope({"trace", "--tx", QString::number(index), sample()});
        VERIFY_EXIT(lines, 0);
        qint64 costs = 0;
        qint64 gasBefore = static_cast<qint64>(transaction.gas_limit) - intrinsic;
        QJsonObject summary;
        QString lastName;
        for (const QByteArray& line : lines.output.trimmed().split('\n')) {
            const QJsonObject step = QJsonDocument::fromJson(line).object();
            if (!step.contains("pc")) {
                summary = step;
                continue;
            }
            QCOMPARE(step["gas"].toString().toLongLong(nullptr, 16), gasBefore);
            const qint64 cost = step["gasCost"].toString().toLongLong(nullptr, 16);
            costs += cost;
            gasBefore -= cost;
            lastName = step["opName"].toString();
            QCOMPARE(step["depth"].toInt(), 1);
        }
        QCOMPARE(summary["gasUsed"].toString().toLongLong(nullptr, 16), intrinsic + costs);
        QCOMPARE(summary["pass"].toBool(), lastName == "RETURN");
        QVERIFY(lastName == "RETURN" || lastName == "REVERT");
        QCOMPARE(summary["stateRoot"].toString().size(), 66);

        const QJsonObject document =
            runLanescope({"trace", "--tx", QString::number(index), "--json", sample()}).json();
        QCOMPARE(document["gas"].toInteger(), intrinsic + costs);
        QCOMPARE(document["structLogs"].toArray().size(), lines.output.count("\"pc\":"));
    }
    void theTraceOfTheLastTransactionEndsInTheBlocksOwnState()
    {
        const Ran ran = runLanescope({"trace", "--tx", "199", sample()});
        VERIFY_EXIT(ran, 0);
        const auto opened = formats::open_block_files({sample().toStdString()});
        const QByteArray last = ran.output.trimmed().split('\n').last();
        const Hash& root = opened[0]->block.header.state_root;
        const QByteArray expected =
            "0x" + QByteArray(reinterpret_cast<const char*>(root.bytes.data()), Hash::size).toHex();
        QCOMPARE(QJsonDocument::fromJson(last).object()["stateRoot"].toString().toLatin1(),
                 expected);
    }
    void aTransactionThatIsNotThereIsBadInput()
    {
        const Ran ran = runLanescope({"trace", "--tx", "200", sample()});
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.contains("--tx takes 0 to 199"), ran.text().constData());
        QVERIFY(ran.output.isEmpty());
    }
};

QTEST_GUILESS_MAIN(SampleTest)
#include "sample_test.moc"
