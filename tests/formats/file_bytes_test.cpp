// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/file_bytes.h"

#include "support/format_text.h"

#include <QDir>
#include <QTemporaryDir>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <filesystem>
#include <fstream>

using namespace lanescope;
using namespace lanescope::formats;
using namespace lanescope::test;

class FileBytesTest : public QObject {
    Q_OBJECT
private slots:
    void plainBytesComeBackAsTheyAre();
    void emptyBytesComeBackAsTheyAre();
    void gzipComesBackDecompressed();
    void equalBytesGiveEqualGzip();
    void severalGzipMembersAreOneText();
    void gzipCutAtAnyByteIsAnErrorWithTheOffset();
    void anyFlippedByteOfGzipIsAnErrorOrTheSameText();
    void bytesAfterTheGzipAreAnError();
    void aGzipBombStopsAtTheLimit();
    void theLimitItselfIsAllowed();
    void aPlainTextPastTheLimitIsAnError();
    void aFileIsReadPlainAndCompressed();
    void aMissingFileIsAnErrorThatNamesIt();
    void aFolderIsAnErrorThatNamesIt();
    void aFilePastTheLimitIsAnError();
    void aFileIsWrittenWholeInPlaceOfAnother();
    void aPipeIsWrittenAndStaysAPipe();
    void whereAFileCannotBeWrittenNothingIsLeft();
};

void FileBytesTest::plainBytesComeBackAsTheyAre()
{
    const auto result = gunzip_if_needed(bytes("{\"a\":1}"), "plain");
    QVERIFY2(result, qPrintable(message_of(result)));
    QVERIFY(*result == bytes("{\"a\":1}"));
}

void FileBytesTest::emptyBytesComeBackAsTheyAre()
{
    const auto result = gunzip_if_needed({}, "empty");
    QVERIFY(result && result->empty());
}

void FileBytesTest::gzipComesBackDecompressed()
{
    for (const std::size_t size : {0u, 1u, 100u, 1u << 16, (1u << 16) + 1, 3'000'000u}) {
        Bytes original(size);
        for (std::size_t i = 0; i < size; ++i) {
            original[i] = static_cast<std::uint8_t>(i * i >> 3);
        }
        const auto result = gunzip_if_needed(gzip(original), "file");
        QVERIFY2(result, qPrintable(message_of(result)));
        QVERIFY(*result == original);
    }
}

void FileBytesTest::equalBytesGiveEqualGzip()
{
    QVERIFY(gzip(bytes(bundle_text())) == gzip(bytes(bundle_text())));
}

void FileBytesTest::severalGzipMembersAreOneText()
{
    Bytes both = gzip(bytes("{\"a\":"));
    const Bytes second = gzip(bytes("1}"));
    both.insert(both.end(), second.begin(), second.end());
    const auto result = gunzip_if_needed(both, "two");
    QVERIFY2(result, qPrintable(message_of(result)));
    QVERIFY(*result == bytes("{\"a\":1}"));
}

void FileBytesTest::gzipCutAtAnyByteIsAnErrorWithTheOffset()
{
    const Bytes whole = gzip(bytes(bundle_text()));
    for (std::size_t size = 2; size < whole.size(); ++size) {
        const auto result = gunzip_if_needed(
            Bytes(whole.begin(), whole.begin() + static_cast<long>(size)), "cut.gz");
        QVERIFY(!result);
        const std::string place = "cut.gz: byte " + std::to_string(size) + ":";
        REQUIRE_ERROR_WITH(result, place.c_str(), "the gzip data ends too early", "gzip -t");
    }
}

void FileBytesTest::anyFlippedByteOfGzipIsAnErrorOrTheSameText()
{
    const Bytes whole = gzip(bytes(pre_state_text()));
    for (std::size_t at = 2; at < whole.size(); ++at) {
        Bytes damaged = whole;
        damaged[at] ^= 0x10;
        const auto result = gunzip_if_needed(damaged, "damaged.gz");
        QVERIFY(!result || *result == bytes(pre_state_text()));
    }
}

void FileBytesTest::bytesAfterTheGzipAreAnError()
{
    Bytes padded = gzip(bytes("{}"));
    const std::string place = "padded.gz: byte " + std::to_string(padded.size()) + ":";
    padded.push_back(0);
    REQUIRE_ERROR_WITH(gunzip_if_needed(padded, "padded.gz"), place.c_str(),
                       "expected the end of the file or another gzip member");
}

void FileBytesTest::aGzipBombStopsAtTheLimit()
{
    const Bytes bomb = gzip(Bytes(50'000'000, ' '));
    QVERIFY(bomb.size() < 100'000);
    const auto result = gunzip_if_needed(bomb, "bomb.gz", {.max_bytes = 1'000'000});
    REQUIRE_ERROR_WITH(result, "bomb.gz: it decompresses to more than 1000000 bytes");
    QVERIFY(result.error().code == ErrorCode::limit_exceeded);
}

void FileBytesTest::theLimitItselfIsAllowed()
{
    QVERIFY(gunzip_if_needed(gzip(Bytes(1000, 'x')), "gz", {.max_bytes = 1000}));
    QVERIFY(!gunzip_if_needed(gzip(Bytes(1001, 'x')), "gz", {.max_bytes = 1000}));
    QVERIFY(gunzip_if_needed(Bytes(1000, 'x'), "plain", {.max_bytes = 1000}));
}

void FileBytesTest::aPlainTextPastTheLimitIsAnError()
{
    REQUIRE_ERROR_WITH(gunzip_if_needed(Bytes(1001, 'x'), "big", {.max_bytes = 1000}),
                       "big: it has more than 1000 bytes");
}

void FileBytesTest::aFileIsReadPlainAndCompressed()
{
    const QTemporaryDir folder;
    const Bytes content = bytes(bundle_text());
    for (const Bytes& stored : {content, gzip(content)}) {
        const std::string path = folder.filePath("block.json").toStdString();
        std::ofstream(path, std::ios::binary)
            .write(reinterpret_cast<const char*>(stored.data()),
                   static_cast<std::streamsize>(stored.size()));
        const auto result = read_file(path);
        QVERIFY2(result, qPrintable(message_of(result)));
        QVERIFY(*result == content);
    }
}

void FileBytesTest::aMissingFileIsAnErrorThatNamesIt()
{
    const auto result = read_file("/nowhere/block.json");
    REQUIRE_ERROR_WITH(result, "/nowhere/block.json: cannot be opened: No such file");
    QVERIFY(result.error().code == ErrorCode::io);
}

void FileBytesTest::aFolderIsAnErrorThatNamesIt()
{
    const QTemporaryDir folder;
    const std::string path = folder.path().toStdString();
    REQUIRE_ERROR_WITH(read_file(path), path.c_str(), "expected a file, found a folder");
}

void FileBytesTest::aFilePastTheLimitIsAnError()
{
    const auto result = read_file("/dev/zero", {.max_bytes = 1'000'000});
    REQUIRE_ERROR_WITH(result, "/dev/zero: it has more than 1000000 bytes");
}

void FileBytesTest::aFileIsWrittenWholeInPlaceOfAnother()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("block.json").toStdString();
    for (const std::string& text :
         {std::string("first"), std::string(3'000'000, 'x'), std::string()}) {
        const auto written = write_file(path, bytes(text));
        QVERIFY2(written, qPrintable(message_of(written)));
        QVERIFY(*read_file(path) == bytes(text));
        QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden),
                 QStringList{"block.json"});
    }
}

void FileBytesTest::aPipeIsWrittenAndStaysAPipe()
{
    const QTemporaryDir folder;
    const std::string path = folder.filePath("pipe").toStdString();
    QCOMPARE(::mkfifo(path.c_str(), 0600), 0);
    const int reader = ::open(path.c_str(), O_RDONLY | O_NONBLOCK);
    QVERIFY(reader >= 0);
    const auto written = write_file(path, bytes("block"));
    QVERIFY2(written, qPrintable(message_of(written)));
    char read[8] = {};
    QCOMPARE(::read(reader, read, sizeof(read)), 5);
    ::close(reader);
    QCOMPARE(std::string(read), std::string("block"));
    QVERIFY(std::filesystem::is_fifo(path));
    QCOMPARE(QDir(folder.path()).entryList(QDir::AllEntries | QDir::System | QDir::NoDotAndDotDot),
             QStringList{"pipe"});
    REQUIRE_ERROR_WITH(write_file("/dev/full", bytes("x")), "/dev/full", "No space left");
}

void FileBytesTest::whereAFileCannotBeWrittenNothingIsLeft()
{
    REQUIRE_ERROR_WITH(write_file("/nowhere/block.json", bytes("x")), "/nowhere/block.json",
                       "No such file", "choose another place");
    const QTemporaryDir folder;
    QVERIFY(QDir(folder.path()).mkdir("block.json"));
    REQUIRE_ERROR_WITH(write_file(folder.filePath("block.json").toStdString(), bytes("x")),
                       "expected a file, found a folder");
    QCOMPARE(QDir(folder.path()).entryList(QDir::Files | QDir::Hidden), QStringList{});
}

QTEST_APPLESS_MAIN(FileBytesTest)
#include "file_bytes_test.moc"
