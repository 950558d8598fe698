// SPDX-License-Identifier: GPL-3.0-or-later
// A program that appends runs is killed at random moments, over and over, on the same file.
#include "base/hex.h"
#include "base/keccak.h"
#include "store/recording_file.h"
#include "support/dice.h"
#include "support/format_text.h"
#include "support/run_record_text.h"

#include <QElapsedTimer>
#include <QProcess>
#include <QTemporaryDir>
#include <QtTest>

#include <map>
#include <random>

using namespace lanescope;
using store::RecordingFile;

namespace {

QByteArray digest(const RunRecord& run)
{
    const std::string text = test::text_of(run) + test::text_of(*run.input);
    return QByteArray::fromStdString(
        to_hex(keccak256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()})));
}

}  // namespace

class KilledWriterTest : public QObject {
    Q_OBJECT

private slots:
    void whatWasReportedAsStoredIsThere();
};

void KilledWriterTest::whatWasReportedAsStoredIsThere()
{
    const std::uint64_t seed = qEnvironmentVariableIsSet("LANESCOPE_SEED")
                                   ? qEnvironmentVariable("LANESCOPE_SEED").toULongLong()
                                   : std::random_device{}();
    qInfo("seed %llu (set LANESCOPE_SEED to repeat it)", static_cast<unsigned long long>(seed));
    test::Dice dice(seed);
    constexpr int kills = 60;
    QTemporaryDir folder;
    const std::string path = folder.filePath("a.lanescope").toStdString();
    std::map<std::int64_t, QByteArray> stored;  // by id, the digest
    int hot_journals = 0;
    int after_a_run = 0;

    for (int kill = 0; kill < kills; ++kill) {
        QProcess writer;
        writer.start(LANESCOPE_APPEND_RUNS,
                     {QString::fromStdString(path), QString::number(seed + dice.below(8))});
        QVERIFY(writer.waitForStarted());
        // Some are killed at their very start, most after some runs.
        const bool early = dice.chance(15);
        if (!early) {
            QVERIFY2(writer.waitForReadyRead(60'000), writer.readAllStandardError().constData());
        }
        QElapsedTimer timer;
        timer.start();
        const auto microseconds = static_cast<qint64>(dice.below(early ? 30'000 : 200'000));
        while (timer.nsecsElapsed() < microseconds * 1000) {
        }
        writer.kill();
        QVERIFY(writer.waitForFinished());
        QCOMPARE(writer.exitStatus(), QProcess::CrashExit);
        hot_journals += QFile::exists(QString::fromStdString(path) + "-journal") ? 1 : 0;

        std::vector<std::int64_t> fresh;
        for (const QByteArray& line : writer.readAllStandardOutput().split('\n')) {
            const QList<QByteArray> words = line.split(' ');
            // A line may be cut short by the kill.
            if (words.size() == 3 && words[2].size() == 66) {
                fresh.push_back(words[1].toLongLong());
                QVERIFY(stored.try_emplace(fresh.back(), words[2]).second);
            }
        }
        after_a_run += fresh.empty() ? 0 : 1;

        const auto file = RecordingFile::open(path);
        if (!file && stored.empty()) {
            QVERIFY2(test::message_of(file).contains("is empty") ||
                         test::message_of(file).contains("no such file"),
                     qPrintable(test::message_of(file)));
            continue;
        }
        QVERIFY2(file.has_value(), qPrintable(test::message_of(file)));
        const auto contents = file->list();
        QVERIFY2(contents.has_value(), qPrintable(test::message_of(contents)));
        // At most the one that was stored when the kill came, before it could be reported.
        QVERIFY(contents->runs.size() >= stored.size());
        for (const std::int64_t id : fresh) {
            const auto run = file->load_run(store::RunId{id});
            QVERIFY2(run.has_value(), qPrintable(test::message_of(run)));
            QCOMPARE(digest(**run), stored[id]);
        }
        if (contents->runs.size() > stored.size()) {
            const auto last = static_cast<std::int64_t>(contents->runs.size());
            QVERIFY(!stored.contains(last));
            const auto run = file->load_run(store::RunId{last});
            QVERIFY2(run.has_value(), qPrintable(test::message_of(run)));
            stored[last] = digest(**run);
        }
        QCOMPARE(contents->runs.size(), stored.size());
    }

    const auto file = RecordingFile::open(path);
    QVERIFY2(file.has_value(), qPrintable(test::message_of(file)));
    const Status checked = file->check();
    QVERIFY2(checked.has_value(), qPrintable(test::message_of(checked)));
    for (const auto& [id, content] : stored) {
        QCOMPARE(digest(**file->load_run(store::RunId{id})), content);
    }
    qInfo("%d kills, %d after a run was stored, %d in the middle of a transaction; %zu runs", kills,
          after_a_run, hot_journals, stored.size());
    QVERIFY(after_a_run > kills / 2);
}

QTEST_GUILESS_MAIN(KilledWriterTest)
#include "killed_writer_test.moc"
