// SPDX-License-Identifier: GPL-3.0-or-later
// What a file holds, and how it is added to and asked.
#include "store/store_fixture.h"

using namespace lanescope;
using store::RecordingFile;
using test::query;

class RecordingFileTest : public QObject, private test::StoreFixture {
    Q_OBJECT

private slots:
    void initTestCase() { recordRun(); }
    void init() { freshFolder(); }

    void theListTellsWhatIsThere();
    void equalBlocksLieInTheFileOnce();
    void anExistingFileIsAppendedTo();
    void runsAreReadOnlyWhenAskedFor();
    void oneFileIsLeft();
    void aRunThatHasNotEndedIsRefused();
    void whatIsNotThereIsAnError();
    void aFileOpenedForReadingIsNotWritten();
};

void RecordingFileTest::theListTellsWhatIsThere()
{
    const auto begun = store::WallTime(std::chrono::seconds(1'700'000'000));
    {
        auto file = RecordingFile::create(path("a.lanescope"));
        QVERIFY(file.has_value());
        Machine machine = this_machine();
        machine.processor = "one of a kind";
        QCOMPARE(*file->begin_recording(test::recorded_settings(), machine, begun),
                 store::RecordingId{1});
        QCOMPARE(*file->add_run(store::RecordingId{1}, *m_run), store::RunId{1});
        QCOMPARE(*file->begin_recording(test::recorded_settings(3), machine),
                 store::RecordingId{2});
        QCOMPARE(*file->add_run(store::RecordingId{2}, *m_run), store::RunId{2});
    }
    const auto file = RecordingFile::open(path("a.lanescope"));
    QVERIFY(file.has_value());
    const auto contents = file->list();
    QVERIFY2(contents.has_value(), qPrintable(test::message_of(contents)));
    QCOMPARE(contents->recordings.size(), 2u);
    const store::RecordingEntry& recording = contents->recordings[0];
    QVERIFY(recording.settings == test::recorded_settings());
    QVERIFY(recording.begun == begun);
    QCOMPARE(recording.machine.processor, std::string("one of a kind"));
    QCOMPARE(recording.machine.nanoseconds_per_tick, this_machine().nanoseconds_per_tick);
    QCOMPARE(contents->recordings[1].settings.workers, 3u);
    QCOMPARE(contents->blocks.size(), 1u);
    QCOMPARE(contents->blocks[0].name, m_input->name);
    QCOMPARE(contents->blocks[0].number, m_input->block.header.number);
    QCOMPARE(contents->blocks[0].transactions, std::uint64_t{200});
    QCOMPARE(contents->runs.size(), 2u);
    QCOMPARE(contents->runs[1].recording, store::RecordingId{2});
    QCOMPARE(contents->runs[1].block, store::BlockId{1});
    QVERIFY(contents->runs[1].settings == m_run->settings);
    QCOMPARE(contents->runs[1].summary.gas_used, m_run->summary.gas_used);
    QCOMPARE(contents->runs[1].summary.duration, m_run->summary.duration);
    QVERIFY(contents->runs[1].incarnations >= 200);
    QVERIFY(file->check().has_value());
}

void RecordingFileTest::equalBlocksLieInTheFileOnce()
{
    const auto same = std::make_shared<BlockInput>(*m_input);
    auto other = std::make_shared<BlockInput>(*m_input);
    other->block.transactions[3].sender = Address{};
    auto file = RecordingFile::create(path("a.lanescope"));
    QVERIFY(file.has_value());
    QCOMPARE(*file->add_block(*m_input), store::BlockId{1});
    QCOMPARE(*file->add_block(*same), store::BlockId{1});
    QCOMPARE(*file->add_block(*other), store::BlockId{2});
    const auto loaded = file->load_block(store::BlockId{2});
    QVERIFY(loaded.has_value());
    QCOMPARE(test::first_difference(test::text_of(*other), test::text_of(**loaded)), std::string());
}

void RecordingFileTest::anExistingFileIsAppendedTo()
{
    write(path("a.lanescope"), {m_run});
    write(path("a.lanescope"), {m_run, m_run});
    const auto file = RecordingFile::open(path("a.lanescope"));
    QVERIFY(file.has_value());
    QCOMPARE(file->list()->runs.size(), 3u);
    QCOMPARE(file->list()->recordings.size(), 2u);
    QCOMPARE(file->list()->blocks.size(), 1u);
    COMES_BACK(path("a.lanescope"), m_run, 1);
    COMES_BACK(path("a.lanescope"), m_run, 3);
}

void RecordingFileTest::runsAreReadOnlyWhenAskedFor()
{
    write(path("a.lanescope"), {m_run, m_run});
    query(path("a.lanescope"), "UPDATE run_data SET data = x'00' WHERE run = 1");
    const auto file = RecordingFile::open(path("a.lanescope"));
    QVERIFY2(file.has_value(), qPrintable(test::message_of(file)));
    QCOMPARE(file->list()->runs.size(), 2u);
    QVERIFY(file->load_run(store::RunId{2}).has_value());
    const auto broken = file->load_run(store::RunId{1});
    QVERIFY(!broken.has_value());
    QCOMPARE(broken.error().code, ErrorCode::malformed);
    QVERIFY2(broken.error().message.starts_with(path("a.lanescope") + ": is damaged, run 1"),
             broken.error().message.c_str());
    QVERIFY(!file->check().has_value());
}

void RecordingFileTest::oneFileIsLeft()
{
    write(path("a.lanescope"), {m_run});
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList("a.lanescope"));
    QVERIFY(RecordingFile::open(path("a.lanescope"))->load_run(store::RunId{1}).has_value());
    QCOMPARE(QDir(m_folder->path()).entryList(QDir::Files), QStringList("a.lanescope"));
}

void RecordingFileTest::aRunThatHasNotEndedIsRefused()
{
    auto file = RecordingFile::create(path("a.lanescope"));
    QVERIFY(file.has_value());
    const auto recording = file->begin_recording(test::recorded_settings(), this_machine());
    const RunRecord live(m_input, test::recorded_settings());
    const auto added = file->add_run(*recording, live);
    QVERIFY(!added.has_value());
    QVERIFY2(added.error().message.ends_with("stop it first"), added.error().message.c_str());
}

void RecordingFileTest::whatIsNotThereIsAnError()
{
    write(path("a.lanescope"), {m_run});
    auto file = RecordingFile::create(path("a.lanescope"));
    QVERIFY(file.has_value());
    QVERIFY(test::message_of(file->load_run(store::RunId{2})).endsWith("has no run 2; it has 1"));
    QVERIFY(!file->load_run(store::RunId{0}).has_value());
    QVERIFY(!file->load_run(store::RunId{-1}).has_value());
    QVERIFY(!file->load_block(store::BlockId{2}).has_value());
    QVERIFY(!file->add_run(store::RecordingId{7}, *m_run).has_value());
    QCOMPARE(file->list()->runs.size(), 1u);
}

void RecordingFileTest::aFileOpenedForReadingIsNotWritten()
{
    write(path("a.lanescope"), {m_run});
    auto file = RecordingFile::open(path("a.lanescope"));
    QVERIFY(!file->begin_recording(test::recorded_settings(), this_machine()).has_value());
    QVERIFY(!file->add_block(*m_input).has_value());
    QVERIFY(!file->add_run(store::RecordingId{1}, *m_run).has_value());
}

QTEST_GUILESS_MAIN(RecordingFileTest)
#include "recording_file_test.moc"
