// SPDX-License-Identifier: GPL-3.0-or-later
// A run that is read back is the one that was written, field by field.
#include "store/random_runs.h"
#include "store/store_fixture.h"
#include "support/contentious_block.h"
#include "support/shared_data.h"
#include "support/strategy_equality.h"

#include <QElapsedTimer>

using namespace lanescope;
using store::RecordingFile;
using test::query;

class RoundTripTest : public QObject, private test::StoreFixture {
    Q_OBJECT

private slots:
    void initTestCase() { recordRun(); }
    void init() { freshFolder(); }

    void aGeneratedBlockComesBackAsItWas();
    void aMainnetBlockComesBackAsItWas_data();
    void aMainnetBlockComesBackAsItWas();
    void aBlockThatCreatesAndDestroysComesBackAsItWas();
    void aSequentialRunComesBackAsItWas();
    void aCancelledRunComesBackAsItWas();
    void everyFieldComesBack();
    void longListsLieInSeveralChunks();
};

void RoundTripTest::aGeneratedBlockComesBackAsItWas()
{
    write(path("a.lanescope"), {m_run});
    COMES_BACK(path("a.lanescope"), m_run, 1);
}

void RoundTripTest::aMainnetBlockComesBackAsItWas_data()
{
    QTest::addColumn<QString>("file");
    LANESCOPE_NEEDS_SHARED_DATA();
    int count = 0;
    for (const auto& file :
         test::files_below(test::shared_data_folder() / "mainnet-blocks", ".json.gz")) {
        if (++count % 6 == 0) {
            QTest::newRow(file.filename().c_str()) << QString::fromStdString(file.string());
        }
    }
}

void RoundTripTest::aMainnetBlockComesBackAsItWas()
{
    QFETCH(QString, file);
    const auto input = test::load_block(file.toStdString());
    QVERIFY(input != nullptr);
    const test::Oracle oracle(input);
    BlockRunner runner;
    std::shared_ptr<const RunRecord> run;
    const std::string wrong =
        test::difference_from(oracle, runner, test::recorded_settings(), {}, &run);
    QVERIFY2(wrong.empty(), wrong.c_str());

    QElapsedTimer timer;
    timer.start();
    write(path("a.lanescope"), {run});
    const qint64 written = timer.nsecsElapsed();
    const qint64 once = QFileInfo(m_folder->filePath("a.lanescope")).size();
    timer.start();
    write(path("a.lanescope"), {run});
    const qint64 again = timer.nsecsElapsed();
    const qint64 twice = QFileInfo(m_folder->filePath("a.lanescope")).size();
    timer.start();
    COMES_BACK(path("a.lanescope"), run, 1);
    std::size_t events = 0;
    std::size_t incarnations = 0;
    for (const auto& log : run->workers) {
        events += log->spans.size() + log->decisions.size() + log->aborts.size() +
                  log->access_times.size();
        incarnations += log->incarnations.size();
    }
    auto reader = RecordingFile::open(path("a.lanescope"));
    QVERIFY(reader.has_value());
    timer.start();
    QVERIFY(reader->load_run(store::RunId{1}).has_value());
    const qint64 first = timer.nsecsElapsed();
    timer.start();
    QVERIFY(reader->load_run(store::RunId{2}).has_value());
    qInfo(
        "%zu transactions, %zu incarnations, %zu events: %lld kB with the block (%.1f ms), "
        "%lld kB a further run (%.1f ms); read in %.1f ms with the block, %.1f ms without",
        input->block.transactions.size(), incarnations, events, once / 1000,
        static_cast<double>(written) / 1e6, (twice - once) / 1000, static_cast<double>(again) / 1e6,
        static_cast<double>(first) / 1e6, static_cast<double>(timer.nsecsElapsed()) / 1e6);
    qInfo("%s", qPrintable(query(
                    path("a.lanescope"),
                    "SELECT 'block ' || part, sum(length(data)) FROM block_data GROUP BY part "
                    "UNION ALL SELECT 'run ' || part, sum(length(data)) FROM run_data "
                    "WHERE run = 1 GROUP BY part UNION ALL "
                    "SELECT 'pages ' || name, sum(pgsize) FROM dbstat GROUP BY name")));
}

void RoundTripTest::aBlockThatCreatesAndDestroysComesBackAsItWas()
{
    std::size_t codes = 0;
    for (std::uint64_t seed = 1; seed <= 20; ++seed) {
        const test::Oracle oracle(test::contentious_block(seed));
        BlockRunner runner;
        test::Jitter jitter(seed);
        BlockRunner::Options options;
        options.gate = &jitter;
        std::shared_ptr<const RunRecord> run;
        options.on_start = [&](std::shared_ptr<const RunRecord> started) { run = started; };
        WorldState world = *oracle.before;
        // Valid or not, it is recorded.
        (void)runner.run(oracle.input, world, test::recorded_settings(4), options);
        codes += run->code.all().size();
        write(path("a.lanescope"), {run});
        COMES_BACK(path("a.lanescope"), run, static_cast<std::int64_t>(seed));
    }
    QVERIFY(codes > 0);
}

void RoundTripTest::aSequentialRunComesBackAsItWas()
{
    RunSettings settings = test::recorded_settings(1, RecordingDetail::spans);
    settings.strategy = StrategyKind::sequential;
    BlockRunner runner;
    const auto run = test::recorded_run(m_input, settings, runner);
    QVERIFY(run != nullptr);
    write(path("a.lanescope"), {run});
    COMES_BACK(path("a.lanescope"), run, 1);
}

void RoundTripTest::aCancelledRunComesBackAsItWas()
{
    BlockRunner runner;
    StopSource stop;
    stop.request_stop();
    BlockRunner::Options options;
    options.stop = StopToken(stop);
    std::shared_ptr<const RunRecord> run;
    options.on_start = [&](std::shared_ptr<const RunRecord> started) { run = started; };
    WorldState world(*m_input->pre_state, true, {});
    QVERIFY(!runner.run(m_input, world, test::recorded_settings(), options).has_value());
    QVERIFY(run != nullptr);
    QCOMPARE(run->summary.end, RunEnd::cancelled);
    write(path("a.lanescope"), {run});
    COMES_BACK(path("a.lanescope"), run, 1);
}

void RoundTripTest::everyFieldComesBack()
{
    constexpr std::uint64_t seed = 20260101;
    qInfo("seed %llu", static_cast<unsigned long long>(seed));
    test::Dice dice(seed);
    std::vector<std::shared_ptr<const RunRecord>> runs;
    for (int i = 0; i < 12; ++i) {
        runs.push_back(random_run(random_input(dice), dice));
    }
    write(path("a.lanescope"), runs);
    for (std::size_t i = 0; i < runs.size(); ++i) {
        COMES_BACK(path("a.lanescope"), runs[i], static_cast<std::int64_t>(i) + 1);
    }
}

void RoundTripTest::longListsLieInSeveralChunks()
{
    auto run = std::make_shared<RunRecord>(m_input, test::recorded_settings(2));
    test::Dice dice(5);
    for (int i = 0; i < 300'000; ++i) {
        const Ticks begin = dice.below(~0ull);
        run->workers[1]->spans.push_back(
            {begin, begin + dice.below(100'000), {7, 1}, 3, SpanKind::commit, SpanOutcome::none});
    }
    run->finish({});
    write(path("a.lanescope"), {run});
    COMES_BACK(path("a.lanescope"), run, 1);
    QVERIFY(
        query(path("a.lanescope"), "SELECT count(*) FROM run_data WHERE part = 'spans'").toInt() >
        1);
}

QTEST_GUILESS_MAIN(RoundTripTest)
#include "round_trip_test.moc"
