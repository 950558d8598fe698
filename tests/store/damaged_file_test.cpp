// SPDX-License-Identifier: GPL-3.0-or-later
// Files that were cut short or changed: never a crash, and never something else than was recorded.
#include "store/recorded_runs.h"
#include "store/recording_file.h"
#include "store/run_coding.h"
#include "support/dice.h"
#include "support/format_text.h"
#include "support/run_record_text.h"

#include <QTemporaryDir>
#include <QtTest>

#include <random>

using namespace lanescope;
using store::RecordingFile;

class DamagedFileTest : public QObject {
    Q_OBJECT

private:
    /// Opens what `content` is as a file and reads all of it. Empty when that gave an Error or just
    /// what was recorded; `errors` counts.
    QString readAll(const QByteArray& content, int& errors);

    QTemporaryDir m_folder;
    QByteArray m_content;
    std::vector<std::string> m_runs;
    std::string m_list;

private slots:
    void initTestCase();
    void aFileCutShortIsAnError();
    void changedBytesGiveAnErrorOrWhatWasRecorded_data();
    void changedBytesGiveAnErrorOrWhatWasRecorded();
    void aChangedFileIsNotSpoiltFurther();
    void changedContentWithARightChecksumIsReadOrRefused();
};

namespace {

std::uint64_t new_seed()
{
    const std::uint64_t seed = qEnvironmentVariableIsSet("LANESCOPE_SEED")
                                   ? qEnvironmentVariable("LANESCOPE_SEED").toULongLong()
                                   : std::random_device{}();
    qInfo("seed %llu (set LANESCOPE_SEED to repeat it)", static_cast<unsigned long long>(seed));
    return seed;
}

int cases(int all)
{
    return qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN") ? all / 4 : all;
}

std::string text_of(const store::Contents& contents)
{
    std::string text;
    for (const store::RecordingEntry& entry : contents.recordings) {
        text += "recording " + std::to_string(entry.begun.time_since_epoch().count()) + ' ' +
                entry.machine.processor + ' ' + std::to_string(entry.settings.workers) + '\n';
    }
    for (const store::BlockEntry& entry : contents.blocks) {
        text += "block " + entry.name + ' ' + std::to_string(entry.transactions) + '\n';
    }
    for (const store::RunEntry& entry : contents.runs) {
        text += "run " + std::to_string(entry.block.value) + ' ' +
                std::to_string(entry.recording.value) + ' ' +
                std::to_string(entry.summary.duration) + ' ' + std::to_string(entry.incarnations) +
                '\n';
    }
    return text;
}

}  // namespace

void DamagedFileTest::initTestCase()
{
    const std::string path = m_folder.filePath("whole.lanescope").toStdString();
    {
        auto file = RecordingFile::create(path);
        QVERIFY(file.has_value());
        BlockRunner runner;
        for (std::uint64_t seed = 1; seed <= 2; ++seed) {
            const auto recording =
                file->begin_recording(test::recorded_settings(4), this_machine());
            const auto run = test::recorded_run(test::generated_input(25, seed),
                                                test::recorded_settings(4), runner);
            QVERIFY(run != nullptr);
            for (int repeat = 0; repeat < 2; ++repeat) {
                QVERIFY(file->add_run(*recording, *run).has_value());
                m_runs.push_back(test::text_of(*run) + test::text_of(*run->input));
            }
        }
        m_list = text_of(*file->list());
    }
    QFile file(QString::fromStdString(path));
    QVERIFY(file.open(QIODevice::ReadOnly));
    m_content = file.readAll();
    int errors = 0;
    QCOMPARE(readAll(m_content, errors), QString());
    QCOMPARE(errors, 0);
    qInfo("%lld bytes", static_cast<long long>(m_content.size()));
}

QString DamagedFileTest::readAll(const QByteArray& content, int& errors)
{
    const QString path = m_folder.filePath("damaged.lanescope");
    QFile::remove(path + "-journal");
    QFile::remove(path + "-wal");
    QFile::remove(path + "-shm");
    QFile out(path);
    if (!out.open(QIODevice::WriteOnly) || out.write(content) != content.size()) {
        return "cannot write";
    }
    out.close();
    QString told;
    const auto isAnError = [&](const Error& error) {
        ++errors;
        if (!error.message.starts_with(path.toStdString() + ": ") ||
            error.message.find("; ") == std::string::npos) {
            told = "neither file nor remedy: " + test::qt(error.message);
        }
    };
    const auto file = RecordingFile::open(path.toStdString());
    if (!file) {
        isAnError(file.error());
        return told;
    }
    const auto list = file->list();
    if (!list) {
        isAnError(list.error());
    } else if (text_of(*list) != m_list) {
        return "another list: " + test::qt(text_of(*list));
    }
    for (std::size_t i = 0; i < m_runs.size(); ++i) {
        const auto run = file->load_run(store::RunId{static_cast<std::int64_t>(i) + 1});
        if (!run) {
            isAnError(run.error());
        } else if (test::text_of(**run) + test::text_of(*(*run)->input) != m_runs[i]) {
            return "another run " + QString::number(i + 1);
        }
    }
    return told;
}

void DamagedFileTest::aFileCutShortIsAnError()
{
    test::Dice dice(new_seed());
    std::vector<qsizetype> sizes{0,
                                 1,
                                 15,
                                 16,
                                 17,
                                 99,
                                 100,
                                 101,
                                 511,
                                 512,
                                 513,
                                 1023,
                                 4095,
                                 4096,
                                 4097,
                                 m_content.size() - 1,
                                 m_content.size() - 4096};
    for (int i = cases(200); i > 0; --i) {
        sizes.push_back(
            static_cast<qsizetype>(dice.below(static_cast<std::uint64_t>(m_content.size()))));
    }
    for (const qsizetype size : sizes) {
        int errors = 0;
        const QString wrong = readAll(m_content.first(size), errors);
        QVERIFY2(wrong.isEmpty(), qPrintable(QString("%1 bytes: %2").arg(size).arg(wrong)));
        QVERIFY2(errors > 0, qPrintable(QString("%1 bytes: no error").arg(size)));
    }
}

void DamagedFileTest::changedBytesGiveAnErrorOrWhatWasRecorded_data()
{
    QTest::addColumn<int>("bytes");
    QTest::addColumn<bool>("atPageHeads");
    QTest::newRow("one byte anywhere") << 1 << false;
    QTest::newRow("one byte at the head of a page") << 1 << true;
    QTest::newRow("ten bytes") << 10 << false;
    QTest::newRow("a sector") << 512 << false;
}

void DamagedFileTest::changedBytesGiveAnErrorOrWhatWasRecorded()
{
    QFETCH(int, bytes);
    QFETCH(bool, atPageHeads);
    test::Dice dice(new_seed());
    int errors = 0;
    for (int i = cases(300); i > 0; --i) {
        QByteArray content = m_content;
        const bool together = bytes == 512;
        auto at =
            static_cast<qsizetype>(dice.below(static_cast<std::uint64_t>(content.size() - bytes)));
        if (atPageHeads) {
            at = at / 4096 * 4096 + static_cast<qsizetype>(dice.below(at < 4096 ? 120 : 20));
        }
        for (int byte = 0; byte < bytes; ++byte) {
            content[at] = static_cast<char>(dice.chance(50) ? dice.below(256)
                                                            : content[at] ^ (1 << dice.below(8)));
            at = together ? at + 1
                          : static_cast<qsizetype>(
                                dice.below(static_cast<std::uint64_t>(content.size())));
        }
        const QString wrong = readAll(content, errors);
        if (!wrong.isEmpty()) {
            QFile kept(m_folder.filePath("kept.lanescope"));
            QVERIFY(kept.open(QIODevice::WriteOnly));
            kept.write(content);
        }
        QVERIFY2(wrong.isEmpty(), qPrintable(QString("case %1: %2").arg(i).arg(wrong)));
    }
    qInfo("%d errors", errors);
    QVERIFY(errors > 0);
}

void DamagedFileTest::aChangedFileIsNotSpoiltFurther()
{
    // Appending asks SQLite for a check of the whole file first.
    const QString path = m_folder.filePath("changed.lanescope");
    QByteArray content = m_content;
    const qsizetype page = content.size() / 4096 / 2 * 4096;
    content.replace(page, 8, QByteArray(8, '\xff'));
    QFile out(path);
    QVERIFY(out.open(QIODevice::WriteOnly));
    out.write(content);
    out.close();
    const auto opened = RecordingFile::create(path.toStdString());
    QVERIFY(!opened.has_value());
    QCOMPARE(opened.error().code, ErrorCode::malformed);
    QVERIFY(out.open(QIODevice::ReadOnly));
    QCOMPARE(out.readAll(), content);
}

void DamagedFileTest::changedContentWithARightChecksumIsReadOrRefused()
{
    // What unpacks is given bytes that nobody has checked; what comes of it must name nothing that is
    // not there.
    test::Dice dice(new_seed());
    BlockRunner runner;
    const auto run =
        test::recorded_run(test::generated_input(25), test::recorded_settings(4), runner);
    QVERIFY(run != nullptr);
    const store::PackedInput input = store::pack_input(*run->input);
    const store::Places places(run->input->pre_state.get());
    const store::PackedLocations locations = store::pack_locations(run->locations, places);
    const store::RunHead head = store::head_of(*run);
    const auto spoil = [&](Bytes& bytes) {
        for (std::uint64_t i = dice.between(1, 3); i > 0 && !bytes.empty(); --i) {
            std::uint8_t& byte = bytes[dice.below(bytes.size())];
            byte = dice.chance(30)   ? std::uint8_t{0xff}
                   : dice.chance(50) ? static_cast<std::uint8_t>(dice.below(256))
                                     : static_cast<std::uint8_t>(byte ^ 1 << dice.below(8));
        }
        if (dice.chance(10)) {
            bytes.resize(dice.below(bytes.size() + 1));
        }
    };
    const auto spoilOne = [&](std::vector<Bytes>& chunks) {
        if (!chunks.empty()) {
            spoil(chunks[dice.below(chunks.size())]);
        }
    };
    int refused = 0;
    int taken = 0;
    for (int i = cases(4000); i > 0; --i) {
        store::PackedInput changed = input;
        const std::vector<std::vector<Bytes>*> parts{&changed.transactions, &changed.code,
                                                     &changed.state};
        dice.chance(25) ? spoil(changed.head) : spoilOne(*dice.pick(parts));
        const auto unpacked = store::unpack_input(changed);
        if (unpacked) {
            // All of it can be walked.
            QVERIFY(!test::text_of(**unpacked).empty());
        }
        unpacked ? ++taken : ++refused;

        Bytes packed_head = store::pack_run_head(head);
        spoil(packed_head);
        const auto changed_head = store::unpack_run_head(packed_head);
        changed_head ? ++taken : ++refused;

        store::RunBuilder builder(run->input, head);
        store::PackedLocations names = locations;
        if (dice.chance(20)) {
            spoilOne(dice.chance(50) ? names.account_names : names.slot_names);
        }
        bool whole = builder.restore_locations(names, places).has_value();
        for (std::size_t worker = 0; whole && worker < run->workers.size(); ++worker) {
            for (std::size_t part = 0; whole && part < store::worker_part_names.size(); ++part) {
                auto chunks = store::pack_worker_part(*run->workers[worker],
                                                      static_cast<store::WorkerPart>(part));
                if (dice.chance(10)) {
                    spoilOne(chunks);
                }
                whole = builder.restore(worker, static_cast<store::WorkerPart>(part), chunks)
                            .has_value();
            }
        }
        whole ? ++taken : ++refused;
        if (whole) {
            const auto restored = builder.finish();
            for (const auto& log : restored->workers) {
                for (std::size_t at = 0; at < log->incarnations.size(); ++at) {
                    for (const ReadRecord& read : log->incarnations[at].access.reads) {
                        (void)restored->locations.location(read.location);
                        QVERIFY(read.writer < run->input->block.transactions.size());
                    }
                }
            }
            QVERIFY(!test::text_of(*restored).empty());
        }
    }
    qInfo("%d refused, %d read", refused, taken);
    QVERIFY(refused > 0);
}

QTEST_GUILESS_MAIN(DamagedFileTest)
#include "damaged_file_test.moc"
