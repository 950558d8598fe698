// SPDX-License-Identifier: GPL-3.0-or-later
// Loading documents, and stopping that.
#include "app/window/document_loader.h"
#include "gui/window_driver.h"
#include "store/recording_file.h"
#include "strategies/block_runner.h"

using namespace lanescope;
using namespace lanescope::app;
using namespace lanescope::test;

class DocumentLoaderTest : public QObject {
    Q_OBJECT

private slots:
    void initTestCase()
    {
        m_large = m_folder.filePath(QStringLiteral("large.lanescope"));
        auto document = loadDocument({sampleBlock()});
        QVERIFY(document.has_value());
        const auto& input = document->input;
        WorldState world(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
        RunSettings settings;
        settings.workers = 2;
        settings.detail = RecordingDetail::spans;
        BlockRunner runner;
        const auto run = runner.run(input, world, settings, {});
        QVERIFY(run.has_value());
        auto file = store::RecordingFile::create(m_large.toStdString());
        QVERIFY(file.has_value());
        const auto recording = file->begin_recording(settings, this_machine());
        QVERIFY(recording.has_value());
        for (int i = 0; i < runs; ++i) {
            QVERIFY(file->add_run(*recording, *run->record).has_value());
        }
    }

    void allRunsOfALargeFileAreLoaded()
    {
        QElapsedTimer timer;
        timer.start();
        const auto document = loadDocument({m_large});
        m_whole = timer.elapsed();
        QVERIFY(document.has_value());
        QCOMPARE(document->runs.size(), std::size_t{runs});
    }

    void aStopEndsALoadBetweenTwoRuns()
    {
        StopSource stop;
        stop.request_stop();
        const auto document = loadDocument({m_large}, StopToken(stop));
        QVERIFY(!document.has_value());
        QVERIFY(document.error().code == ErrorCode::cancelled);
        QVERIFY(QString::fromStdString(document.error().message).startsWith(m_large));
        const auto block = loadDocument({sampleBlock()}, StopToken(stop));
        QVERIFY(!block.has_value() && block.error().code == ErrorCode::cancelled);
    }

    void aCancelledLoadEndsLongBeforeItWouldHaveBeenDone()
    {
        QVERIFY(m_whole > 0);
        DocumentLoader loader;
        QSignalSpy loaded(&loader, &DocumentLoader::loaded);
        QSignalSpy failed(&loader, &DocumentLoader::failed);
        loader.load({m_large});
        QCOMPARE(loader.busyThreads(), 1);
        QElapsedTimer timer;
        timer.start();
        loader.cancel();
        QVERIFY(!loader.isLoading());
        QVERIFY(WindowDriver::until([&] { return loader.busyThreads() == 0; }));
        QVERIFY2(timer.elapsed() < m_whole / 2,
                 qPrintable(QString("%1 ms of %2").arg(timer.elapsed()).arg(m_whole)));
        QCoreApplication::processEvents();
        QVERIFY(loaded.empty());
        QVERIFY(failed.empty());
    }

    void theNextLoadStopsTheOneBeforeIt()
    {
        DocumentLoader loader;
        QSignalSpy loaded(&loader, &DocumentLoader::loaded);
        loader.load({m_large});
        loader.load({sampleBlock()});
        QVERIFY(WindowDriver::until([&] { return !loader.isLoading(); }));
        QVERIFY(WindowDriver::until([&] { return loader.busyThreads() == 0; }));
        QCoreApplication::processEvents();
        QCOMPARE(loaded.size(), 1);
        const auto document = loaded.front().front().value<std::shared_ptr<Document>>();
        QVERIFY(document->runs.empty());
    }

private:
    /// So many that loading them takes far longer than one look at the event loop, on any machine.
    static constexpr int runs = 600;
    QTemporaryDir m_folder;
    QString m_large;
    qint64 m_whole = 0;
};

QTEST_MAIN(DocumentLoaderTest)
#include "document_loader_test.moc"
