// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings from end to end, with the real program: `run --record`, `report` and `trace` of the file.
#include "support/program.h"

#include <QJsonArray>
#include <QTemporaryDir>
#include <QtTest>

#include <thread>

using namespace lanescope::test;

class RecordingCommandsTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        QVERIFY(m_folder.isValid());
        m_file = m_folder.filePath("runs.lanescope");
        const Ran ran = runLanescope({"run", "--strategy", "block-stm", "--workers", "3",
                                      "--repeat", "2", "--record", m_file, "--json", sample()});
        VERIFY_EXIT(ran, 0);
        const QJsonObject total = ran.json()["total"].toObject();
        QCOMPARE(ran.json()["workers"].toInt(), 3);
        QVERIFY(total["speedUp"].toDouble() > 0);
        QVERIFY(total["incarnations"].toInt() >= 200);
    }

    void everyCountedRunIsInTheFile()
    {
        const Ran ran = runLanescope({"report", "--json", m_file});
        VERIFY_EXIT(ran, 0);
        const QJsonArray recordings = ran.json()["recordings"].toArray();
        QCOMPARE(recordings.size(), 2);
        for (const auto& recording : recordings) {
            const QJsonObject totals = recording.toObject()["totals"].toObject();
            QCOMPARE(totals["workers"].toInt(), 3);
            QCOMPARE(totals["committed"].toInt(), 200);
            QCOMPARE(totals["committedGas"].toInt(), 6'653'014);
        }
    }

    void aFurtherRunIsAdded()
    {
        const Ran added =
            runLanescope({"run", "--strategy", "block-stm", "--workers", "2", "--repeat", "1",
                          "--record", m_file, "--detail", "accesses", sample()});
        VERIFY_EXIT(added, 0);
        const Ran ran = runLanescope({"report", "--json", m_file});
        QCOMPARE(ran.json()["recordings"].toArray().size(), 3);
    }

    void benchMeasuresEachBlockInThreeWays()
    {
        const Ran ran = runLanescope({"bench", "--json", "--transactions", "300", "--repeat", "1"});
        VERIFY_EXIT(ran, 0);
        const QJsonArray blocks = ran.json()["blocks"].toArray();
        QCOMPARE(blocks.size(), 6);
        for (const auto& value : blocks) {
            const QJsonObject block = value.toObject();
            QCOMPARE(block["transactions"].toInt(), 300);
            QVERIFY(block["incarnations"].toInt() >= 300);
            for (const char* times :
                 {"sequentialMilliseconds", "milliseconds", "recordedMilliseconds"}) {
                QVERIFY(block[times].toObject()["median"].toDouble() > 0);
            }
            QCOMPARE(block.contains("coreDistanceNanoseconds"),
                     std::thread::hardware_concurrency() > 1);
            QVERIFY(block["coreDistanceNanoseconds"].toDouble(1) > 0);
            // Of one round, what is compared by rounds is what the medians come to.
            const auto ratio = [&](const char* time, const char* by) {
                return block[time].toObject()["median"].toDouble() /
                       block[by].toObject()["median"].toDouble();
            };
            QVERIFY(qFuzzyCompare(block["speedUp"].toDouble(),
                                  ratio("sequentialMilliseconds", "milliseconds")));
            QVERIFY(qFuzzyCompare(block["recordedByUnrecorded"].toDouble(),
                                  ratio("recordedMilliseconds", "parallelThroughoutMilliseconds")));
        }
        QCOMPARE(blocks[0].toObject()["gasUsed"].toInt(), 300 * 21'000);
    }

    void whatForeseesIsMeasuredAndNotRecorded()
    {
        const Ran refused = runLanescope({"run", "--foresee", "--record", m_file, sample()});
        VERIFY_EXIT(refused, 2);
        QVERIFY2(refused.errors.contains("--foresee"), refused.text());
        const Ran ran = runLanescope({"run", "--foresee", "--strategy", "block-stm", "--throughout",
                                      "--workers", "2", "--repeat", "2", "--json", sample()});
        VERIFY_EXIT(ran, 0);
        QCOMPARE(ran.json()["blocks"].toArray().size(), 1);
        const Ran bench = runLanescope(
            {"bench", "--foresee", "--json", "--transactions", "300", "--repeat", "1"});
        VERIFY_EXIT(bench, 0);
        QVERIFY(bench.json()["foresees"].toBool());
    }

    void aRecordedIncarnationIsTraced()
    {
        // What the committed incarnation did is what sequential execution does.
        const Ran sequential = runLanescope({"trace", "--tx", "7", sample()});
        const Ran replayed = runLanescope({"trace", "--tx", "7", m_file});
        VERIFY_EXIT(sequential, 0);
        VERIFY_EXIT(replayed, 0);
        const auto steps = [](const QByteArray& text) {
            return text.left(text.lastIndexOf('\n', text.size() - 2));
        };
        QVERIFY(steps(sequential.output).size() > 100);
        QCOMPARE(steps(replayed.output), steps(sequential.output));
        const Ran first = runLanescope({"trace", "--tx", "7", "--incarnation", "0", m_file});
        VERIFY_EXIT(first, 0);
    }

    void whatIsNotRecordedIsAClearError()
    {
        const Ran incarnation =
            runLanescope({"trace", "--tx", "7", "--incarnation", "5000", m_file});
        VERIFY_EXIT(incarnation, 2);
        QVERIFY2(incarnation.errors.contains("incarnation 5000 is not recorded"),
                 incarnation.text().constData());
        const Ran run = runLanescope({"trace", "--tx", "7", "--run", "99", m_file});
        VERIFY_EXIT(run, 2);
        QVERIFY2(run.errors.contains("there is no run 99"), run.text().constData());
        const Ran transaction = runLanescope({"trace", "--tx", "200", m_file});
        VERIFY_EXIT(transaction, 2);
        const Ran block = runLanescope({"trace", "--tx", "7", "--incarnation", "0", sample()});
        VERIFY_EXIT(block, 2);
    }

    void aForeignFileIsLeftAlone()
    {
        const QString path = m_folder.filePath("notes.txt");
        QFile notes(path);
        QVERIFY(notes.open(QIODevice::WriteOnly));
        notes.write("mine");
        notes.close();
        const Ran ran = runLanescope({"run", "--record", path, sample()});
        VERIFY_EXIT(ran, 2);
        QVERIFY2(ran.errors.contains("notes.txt"), ran.text().constData());
        QVERIFY(notes.open(QIODevice::ReadOnly));
        QCOMPARE(notes.readAll(), QByteArray("mine"));
    }

private:
    QTemporaryDir m_folder;
    QString m_file;
};

QTEST_GUILESS_MAIN(RecordingCommandsTest)
#include "recording_commands_test.moc"
