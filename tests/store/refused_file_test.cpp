// SPDX-License-Identifier: GPL-3.0-or-later
// Files that cannot be read, or not be written: a clear Error, and nothing that was there is lost.
#include "store/store_fixture.h"

#include <sys/resource.h>
#include <csignal>

using namespace lanescope;
using store::RecordingFile;
using test::query;

class RefusedFileTest : public QObject, private test::StoreFixture {
    Q_OBJECT

private slots:
    void initTestCase() { recordRun(); }
    void init() { freshFolder(); }

    void anotherFormatIsRefusedNamingBothVersions_data();
    void anotherFormatIsRefusedNamingBothVersions();
    void foreignFilesAreRefusedAndKept_data();
    void foreignFilesAreRefusedAndKept();
    void anEmptyFileHoldsNothingAndMayBeFilled();
    void whatCannotBeWrittenIsAnError_data();
    void whatCannotBeWrittenIsAnError();
    void aFullDiskLosesOnlyTheRunInProgress();
};

void RefusedFileTest::anotherFormatIsRefusedNamingBothVersions_data()
{
    QTest::addColumn<int>("format");
    QTest::addColumn<QString>("told");
    QTest::newRow("newer") << 4 << "this build reads up to 2; open it with a newer Lanescope";
    QTest::newRow("never released")
        << 1 << "of a build before any release; this one reads format 2, so record again";
}

void RefusedFileTest::anotherFormatIsRefusedNamingBothVersions()
{
    QFETCH(int, format);
    QFETCH(QString, told);
    write(path("a.lanescope"), {m_run});
    query(path("a.lanescope"), ("PRAGMA user_version = " + std::to_string(format)).c_str());
    for (const auto& file :
         {RecordingFile::open(path("a.lanescope")), RecordingFile::create(path("a.lanescope"))}) {
        QVERIFY(!file.has_value());
        QCOMPARE(file.error().code, ErrorCode::unsupported);
        QCOMPARE(file.error().message, path("a.lanescope") + ": has format " +
                                           std::to_string(format) + ", " + told.toStdString());
    }
}

void RefusedFileTest::foreignFilesAreRefusedAndKept_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("told");
    QTest::newRow("text") << QByteArray("{\"block\": {}}") << "is not a SQLite file at all";
    QTest::newRow("a page of text") << QByteArray(8192, 'x') << "is not a SQLite file at all";
    QTest::newRow("zeros") << QByteArray(4096, '\0') << "is not a SQLite file at all";
    QTest::newRow("sqlite") << QByteArray() << "is a SQLite file of another program";
}

void RefusedFileTest::foreignFilesAreRefusedAndKept()
{
    QFETCH(QByteArray, content);
    QFETCH(QString, told);
    const std::string name = path("a.lanescope");
    QFile file(QString::fromStdString(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.write(content);
    file.close();
    if (content.isEmpty()) {
        query(name, "CREATE TABLE bookmarks (url TEXT)");
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    const QByteArray before = file.readAll();
    file.close();
    for (const auto& opened : {RecordingFile::open(name), RecordingFile::create(name)}) {
        QVERIFY(!opened.has_value());
        QCOMPARE(opened.error().code, ErrorCode::malformed);
        QVERIFY2(test::message_of(opened).contains(told), qPrintable(test::message_of(opened)));
        QVERIFY(opened.error().message.starts_with(name + ": "));
    }
    QVERIFY(file.open(QIODevice::ReadOnly));
    QCOMPARE(file.readAll(), before);
}

void RefusedFileTest::anEmptyFileHoldsNothingAndMayBeFilled()
{
    const std::string name = path("a.lanescope");
    QFile file(QString::fromStdString(name));
    QVERIFY(file.open(QIODevice::WriteOnly));
    file.close();
    const auto opened = RecordingFile::open(name);
    QVERIFY(!opened.has_value());
    QVERIFY(test::message_of(opened).contains("is empty"));
    write(name, {m_run});
    COMES_BACK(name, m_run, 1);
}

void RefusedFileTest::whatCannotBeWrittenIsAnError_data()
{
    QTest::addColumn<QString>("name");
    QTest::addColumn<QString>("told");
    QTest::newRow("no folder") << "no/such/folder/a.lanescope"
                               << "see that its folder exists";
    QTest::newRow("a folder") << "."
                              << "is a folder";
    QTest::newRow("no permission") << "/proc/self/a.lanescope"
                                   << "cannot be opened";
    QTest::newRow("nothing there") << ""
                                   << "";
}

void RefusedFileTest::whatCannotBeWrittenIsAnError()
{
    QFETCH(QString, name);
    QFETCH(QString, told);
    if (told.isEmpty()) {
        const auto opened = RecordingFile::open(path("a.lanescope"));
        QVERIFY(!opened.has_value());
        QCOMPARE(opened.error().code, ErrorCode::io);
        QVERIFY(test::message_of(opened).endsWith("there is no such file"));
        QVERIFY(!QFile::exists(m_folder->filePath("a.lanescope")));
        return;
    }
    const auto made = RecordingFile::create(
        name.startsWith('/') ? name.toStdString() : path(name.toLatin1().constData()));
    QVERIFY(!made.has_value());
    QCOMPARE(made.error().code, ErrorCode::io);
    QVERIFY2(test::message_of(made).contains(told), qPrintable(test::message_of(made)));
}

void RefusedFileTest::aFullDiskLosesOnlyTheRunInProgress()
{
    const std::string name = path("a.lanescope");
    write(name, {m_run});
    auto file = RecordingFile::create(name);
    QVERIFY(file.has_value());
    // A limit on the size of files stands for the disk.
    std::signal(SIGXFSZ, SIG_IGN);
    rlimit before{};
    getrlimit(RLIMIT_FSIZE, &before);
    rlimit full = before;
    full.rlim_cur = static_cast<rlim_t>(QFileInfo(QString::fromStdString(name)).size() + 8192);
    setrlimit(RLIMIT_FSIZE, &full);
    const auto added = file->add_run(store::RecordingId{1}, *m_run);
    setrlimit(RLIMIT_FSIZE, &before);
    QVERIFY(!added.has_value());
    QCOMPARE(added.error().code, ErrorCode::io);
    QVERIFY2(test::message_of(added).contains("Runs that were stored before are intact"),
             qPrintable(test::message_of(added)));
    QCOMPARE(file->list()->runs.size(), 1u);
    const auto later = file->add_run(store::RecordingId{1}, *m_run);
    QVERIFY2(later.has_value(), qPrintable(test::message_of(later)));
    QCOMPARE(*later, store::RunId{2});
    QVERIFY(RecordingFile::open(name)->check().has_value());
    COMES_BACK(name, m_run, 2);
}

QTEST_GUILESS_MAIN(RefusedFileTest)
#include "refused_file_test.moc"
