// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/recording_file.h"

#include "base/hex.h"
#include "base/keccak.h"
#include "store/recorded_runs.h"
#include "support/contentious_block.h"
#include "support/dice.h"
#include "support/format_text.h"
#include "support/run_record_text.h"
#include "support/shared_data.h"
#include "support/strategy_equality.h"

#include <QElapsedTimer>
#include <QTemporaryDir>
#include <QtTest>

#include <sqlite3.h>

#include <sys/resource.h>
#include <csignal>
#include <cstdlib>

using namespace lanescope;
using store::RecordingFile;

namespace {

/// What the rows of a query say: columns by '|', rows by '\n'.
QString query(const std::string& path, const char* sql)
{
    sqlite3* database = nullptr;
    QString text;
    if (sqlite3_open_v2(path.c_str(), &database, SQLITE_OPEN_READWRITE, nullptr) == SQLITE_OK) {
        const auto row = [](void* out, int count, char** values, char**) {
            QStringList columns;
            for (int i = 0; i < count; ++i) {
                columns << (values[i] == nullptr ? QStringLiteral("NULL") : QString(values[i]));
            }
            *static_cast<QString*>(out) += columns.join('|') + '\n';
            return 0;
        };
        if (sqlite3_exec(database, sql, row, &text, nullptr) != SQLITE_OK) {
            text = QStringLiteral("error: ") + sqlite3_errmsg(database);
        }
    } else {
        text = QStringLiteral("error: ") + sqlite3_errmsg(database);
    }
    sqlite3_close(database);
    return text.trimmed();
}

/// Fills every field of a run with random values that may be.
std::shared_ptr<RunRecord> random_run(std::shared_ptr<const BlockInput> input, test::Dice& dice)
{
    const auto transactions = static_cast<std::uint32_t>(input->block.transactions.size());
    RunSettings settings;
    settings.strategy =
        dice.pick<StrategyKind>({StrategyKind::sequential, StrategyKind::block_stm});
    settings.workers = static_cast<std::uint32_t>(dice.between(1, 5));
    settings.detail = RecordingDetail::accesses;
    settings.suspend_on_estimate = dice.chance(50);
    settings.lazy_beneficiary = dice.chance(50);
    settings.commutative_balances = dice.chance(50);
    settings.adapt_workers = dice.chance(50);
    settings.span_limit = dice.below(1000);
    auto run = std::make_shared<RunRecord>(input, settings);
    run->repeat = static_cast<std::uint32_t>(dice.below(9));
    run->block_ordinal = static_cast<std::uint32_t>(dice.below(9));
    run->began = dice.below(~0ull);
    run->committed = transactions;

    std::vector<LocationTable::Range> account_ranges(settings.workers);
    std::vector<LocationTable::Range> slot_ranges(settings.workers);
    std::vector<LocationId> ids;
    for (int i = 0; i < 300; ++i) {
        const std::size_t worker = dice.below(settings.workers);
        const bool known = dice.chance(70);
        const auto& [address, account] =
            *std::next(input->pre_state->begin(),
                       static_cast<std::ptrdiff_t>(dice.below(input->pre_state->size())));
        const std::uint32_t ordinal = run->locations.name_account(
            account_ranges[worker], known ? address : dice.fixed<Address>());
        LocationTable::keep(account_ranges[worker]);
        ids.push_back(LocationId::of_account(ordinal, static_cast<LocationKind>(dice.below(5))));
        Uint256 key{dice.below(100), 0, dice.below(3), dice.below(9)};
        if (known && !account.storage.empty()) {
            key = load_big_endian(account.storage.begin()->first.bytes.data());
        }
        ids.push_back(
            LocationId::of_slot(run->locations.name_slot(slot_ranges[worker], ordinal, key)));
        LocationTable::keep(slot_ranges[worker]);
    }

    for (std::uint64_t i = dice.below(4); i > 0; --i) {
        const Bytes code(dice.between(1, 3000), static_cast<std::uint8_t>(dice.below(256)));
        run->code.add(keccak256(code), std::make_shared<const Bytes>(code));
    }

    const auto number = [&] {
        return static_cast<std::uint32_t>(dice.below(1ull << dice.below(33)));
    };
    const auto ticks = [&] { return dice.below(~0ull) >> dice.below(64); };
    const auto version = [&] {
        return TxVersion{static_cast<std::uint32_t>(dice.below(transactions)),
                         static_cast<std::uint32_t>(dice.below(3))};
    };
    const auto word = [&] {
        return dice.chance(10) ? Uint256::max() : Uint256{ticks(), 0, 0, ticks()};
    };
    const auto origin = [&] { return static_cast<ReadOrigin>(dice.below(8)); };
    std::uint32_t incarnation = 0;
    for (std::uint32_t worker = 0; worker < settings.workers; ++worker) {
        WorkerLog& log = *run->workers[worker];
        log.dropped_spans = ticks();
        log.dropped_access_times = ticks();
        for (std::uint64_t i = dice.below(700); i > 0; --i) {
            log.spans.push_back({ticks(), ticks(), version(), number(),
                                 static_cast<SpanKind>(dice.below(5)),
                                 static_cast<SpanOutcome>(dice.below(7))});
            log.decisions.push_back(
                {ticks(), version(), version().index, static_cast<DecisionKind>(dice.below(4))});
            log.access_times.push_back({ticks(), version(), dice.pick(ids), dice.chance(50)});
        }
        for (std::uint64_t i = dice.below(50); i > 0; --i) {
            std::vector<Mismatch> mismatches(dice.below(5));
            for (Mismatch& mismatch : mismatches) {
                mismatch = {dice.pick(ids), static_cast<MismatchKind>(dice.below(3)),
                            origin(),       origin(),
                            version(),      version(),
                            version(),      number()};
            }
            // One abort and one incarnation a version, as it is in a real run.
            const TxVersion unique{worker % transactions, ++incarnation};
            log.aborts.push_back({ticks(), unique, log.arena.copy<Mismatch>(mismatches)});
            IncarnationRecord record;
            record.version = unique;
            record.end = static_cast<IncarnationEnd>(dice.below(4));
            record.status = static_cast<std::uint8_t>(dice.below(256));
            record.replayable = dice.chance(50);
            record.worker = static_cast<std::uint32_t>(dice.below(settings.workers));
            record.gas_used = ticks();
            record.begin = ticks();
            record.finish = ticks();
            std::vector<ReadRecord> reads(dice.below(30));
            for (ReadRecord& read : reads) {
                read = {dice.pick(ids), dice.chance(50) ? version().index : 0, number(),
                        static_cast<std::uint16_t>(dice.below(65536)), origin()};
            }
            std::vector<WriteRecord> writes(dice.below(10));
            for (WriteRecord& write : writes) {
                write = {word(), dice.pick(ids), dice.chance(80) ? unique : version(),
                         static_cast<WriteKind>(dice.below(2))};
            }
            const std::vector<Uint256> kept(
                static_cast<std::size_t>(
                    std::count_if(reads.begin(), reads.end(),
                                  [](const ReadRecord& read) { return keeps_value(read.origin); })),
                word());
            record.access.reads = log.arena.copy<ReadRecord>(reads);
            record.access.writes = log.arena.copy<WriteRecord>(writes);
            record.access.kept = log.arena.copy<Uint256>(kept);
            if (dice.chance(30)) {
                record.access.stopped = {static_cast<StoppedAt::Reason>(dice.below(4)),
                                         dice.pick(ids), version().index};
            }
            log.incarnations.push_back(record);
        }
    }
    RunSummary summary;
    summary.end = static_cast<RunEnd>(dice.below(5));
    summary.error = dice.chance(50) ? "tx 3: no reason" : "";
    summary.workers = number();
    summary.committed = number();
    summary.gas_used = ticks();
    summary.duration = ticks();
    summary.sequential_duration = dice.chance(50) ? ticks() : 0;
    summary.voluntary_switches = ticks();
    summary.involuntary_switches = ticks();
    run->finish(summary);
    return run;
}

/// A block that no network has seen, with every kind of field that there may or may not be.
std::shared_ptr<const BlockInput> random_input(test::Dice& dice)
{
    auto input = std::make_shared<BlockInput>();
    input->name = "a name, \"quoted\"";
    const auto word = [&] {
        return dice.chance(20) ? Uint256::max() : Uint256{0, 0, 0, dice.below(~0ull)};
    };
    const auto bytes = [&] {
        Bytes content(dice.below(300));
        for (auto& byte : content) {
            byte = static_cast<std::uint8_t>(dice.below(256));
        }
        return content;
    };
    Fork& fork = input->fork;
    fork.revision = static_cast<Revision>(dice.below(revision_count));
    fork.blobs = {dice.below(20), dice.below(20), dice.below(1u << 30)};
    fork.dao_transition = dice.chance(50);
    fork.dao_extra_data = dice.chance(50);
    fork.chain_id = dice.below(~0ull);
    const auto fill = [&](Header& header) {
        header.parent_hash = dice.fixed<Hash>();
        header.beneficiary = dice.fixed<Address>();
        header.logs_bloom = dice.fixed<Bloom>();
        header.difficulty = word();
        header.number = dice.below(~0ull);
        header.extra_data = bytes();
        header.nonce = {1, 2, 3, 4, 5, 6, 7, 8};
        if (dice.chance(50)) {
            header.base_fee_per_gas = word();
        }
        if (dice.chance(50)) {
            header.withdrawals_root = dice.fixed<Hash>();
        }
        if (dice.chance(50)) {
            header.blob_gas_used = dice.below(1000);
        }
        if (dice.chance(50)) {
            header.requests_hash = dice.fixed<Hash>();
        }
    };
    fill(input->block.header);
    input->block.ommers.resize(dice.below(3));
    for (Header& ommer : input->block.ommers) {
        fill(ommer);
    }
    if (dice.chance(70)) {
        input->block.withdrawals.emplace(dice.below(3), Withdrawal{1, 2, dice.fixed<Address>(), 3});
    }
    if (dice.chance(50)) {
        input->block.claimed_hash = dice.fixed<Hash>();
    }
    for (int i = 0; i < 20; ++i) {
        Transaction transaction;
        transaction.type = static_cast<TransactionType>(dice.below(5));
        transaction.max_fee_per_gas = word();
        transaction.max_priority_fee_per_gas = word();
        transaction.gas_limit = dice.below(~0ull);
        transaction.value = word();
        transaction.data = bytes();
        if (dice.chance(80)) {
            transaction.chain_id = dice.below(1000);
        }
        if (dice.chance(80)) {
            transaction.to = dice.fixed<Address>();
        }
        if (transaction.type >= TransactionType::access_list) {
            transaction.access_list = {{dice.fixed<Address>(), {}},
                                       {dice.fixed<Address>(), {dice.fixed<Hash>()}}};
        }
        if (transaction.type == TransactionType::blob) {
            transaction.max_fee_per_blob_gas = word();
            transaction.blob_hashes = {dice.fixed<Hash>()};
        }
        if (transaction.type == TransactionType::set_code) {
            Authorization one{word(), dice.fixed<Address>(), 7, dice.below(256), word(), word(),
                              {}};
            Authorization other = one;
            other.authority = dice.fixed<Address>();
            transaction.authorizations = {one, other};
        }
        transaction.y_parity = static_cast<std::uint8_t>(dice.below(2));
        transaction.r = word();
        transaction.s = word();
        if (dice.chance(90)) {
            transaction.sender = dice.fixed<Address>();
        }
        input->block.transactions.push_back(std::move(transaction));
    }
    GivenState state;
    const Bytes shared_code = bytes();
    for (int i = 0; i < 30; ++i) {
        GivenAccount account;
        account.balance = word();
        account.nonce = dice.below(~0ull);
        account.code = dice.chance(30) ? shared_code : dice.chance(50) ? bytes() : Bytes();
        for (std::uint64_t slot = dice.below(20); slot > 0; --slot) {
            account.storage[dice.fixed<Hash>()] = dice.chance(20) ? Uint256{} : word();
        }
        state[dice.fixed<Address>()] = std::move(account);
    }
    input->pre_state = std::make_shared<const GivenState>(std::move(state));
    input->pre_state_is_whole = dice.chance(50);
    for (std::uint64_t i = dice.below(4); i > 0; --i) {
        input->block_hashes[dice.below(~0ull)] = dice.fixed<Hash>();
    }
    return input;
}

}  // namespace

class RecordingFileTest : public QObject {
    Q_OBJECT

private:
    std::string path(const char* name) { return m_folder->filePath(name).toStdString(); }
    /// A file with one recording of the given runs.
    void write(const std::string& path, const std::vector<std::shared_ptr<const RunRecord>>& runs);

    std::unique_ptr<QTemporaryDir> m_folder;
    std::shared_ptr<const BlockInput> m_input;
    std::shared_ptr<const RunRecord> m_run;

private slots:
    void initTestCase();
    void init() { m_folder = std::make_unique<QTemporaryDir>(); }

    void aGeneratedBlockComesBackAsItWas();
    void aMainnetBlockComesBackAsItWas_data();
    void aMainnetBlockComesBackAsItWas();
    void aBlockThatCreatesAndDestroysComesBackAsItWas();
    void aSequentialRunComesBackAsItWas();
    void aCancelledRunComesBackAsItWas();
    void everyFieldComesBack();
    void longListsLieInSeveralChunks();
    void theListTellsWhatIsThere();
    void equalBlocksLieInTheFileOnce();
    void anExistingFileIsAppendedTo();
    void runsAreReadOnlyWhenAskedFor();
    void theTablesSayWhatTheRunSays();
    void oneFileIsLeft();
    void aRunThatHasNotEndedIsRefused();
    void whatIsNotThereIsAnError();
    void aFileOpenedForReadingIsNotWritten();
    void aNewerFormatIsRefusedNamingBothVersions();
    void foreignFilesAreRefusedAndKept_data();
    void foreignFilesAreRefusedAndKept();
    void anEmptyFileHoldsNothingAndMayBeFilled();
    void whatCannotBeWrittenIsAnError_data();
    void whatCannotBeWrittenIsAnError();
    void aFullDiskLosesOnlyTheRunInProgress();
};

void RecordingFileTest::initTestCase()
{
    m_input = test::generated_input(200);
    QVERIFY(m_input != nullptr);
    BlockRunner runner;
    m_run = test::recorded_run(m_input, test::recorded_settings(), runner);
    QVERIFY(m_run != nullptr);
}

void RecordingFileTest::write(const std::string& path,
                              const std::vector<std::shared_ptr<const RunRecord>>& runs)
{
    auto file = RecordingFile::create(path);
    QVERIFY2(file.has_value(), qPrintable(test::message_of(file)));
    const auto recording = file->begin_recording(test::recorded_settings(), this_machine());
    QVERIFY2(recording.has_value(), qPrintable(test::message_of(recording)));
    for (const auto& run : runs) {
        const auto added = file->add_run(*recording, *run);
        QVERIFY2(added.has_value(), qPrintable(test::message_of(added)));
    }
}

#define COMES_BACK(path, run, id)                                                                  \
    do {                                                                                           \
        const auto file = RecordingFile::open(path);                                               \
        QVERIFY2(file.has_value(), qPrintable(test::message_of(file)));                            \
        const auto loaded = file->load_run(store::RunId{id});                                      \
        QVERIFY2(loaded.has_value(), qPrintable(test::message_of(loaded)));                        \
        const std::string difference = test::difference_of_runs(*(run), **loaded);                 \
        QVERIFY2(difference.empty(), difference.c_str());                                          \
    } while (false)

void RecordingFileTest::aGeneratedBlockComesBackAsItWas()
{
    write(path("a.lanescope"), {m_run});
    COMES_BACK(path("a.lanescope"), m_run, 1);
}

void RecordingFileTest::aMainnetBlockComesBackAsItWas_data()
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

void RecordingFileTest::aMainnetBlockComesBackAsItWas()
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

void RecordingFileTest::aBlockThatCreatesAndDestroysComesBackAsItWas()
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

void RecordingFileTest::aSequentialRunComesBackAsItWas()
{
    RunSettings settings = test::recorded_settings(1, RecordingDetail::spans);
    settings.strategy = StrategyKind::sequential;
    BlockRunner runner;
    const auto run = test::recorded_run(m_input, settings, runner);
    QVERIFY(run != nullptr);
    write(path("a.lanescope"), {run});
    COMES_BACK(path("a.lanescope"), run, 1);
}

void RecordingFileTest::aCancelledRunComesBackAsItWas()
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

void RecordingFileTest::everyFieldComesBack()
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

void RecordingFileTest::longListsLieInSeveralChunks()
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

void RecordingFileTest::theTablesSayWhatTheRunSays()
{
    write(path("a.lanescope"), {m_run});
    const auto ask = [&](const char* sql) { return query(path("a.lanescope"), sql); };
    QCOMPARE(ask("PRAGMA integrity_check"), "ok");
    QCOMPARE(ask("SELECT strategy, ending, workers, committed, gas_used FROM runs"),
             QString("block-stm|finished|8|200|%1").arg(m_run->summary.gas_used));
    QCOMPARE(ask("SELECT count(*), sum(committed) FROM incarnations WHERE outcome = 'executed' "
                 "AND committed"),
             "200|200");
    QCOMPARE(ask("SELECT count(*) FROM transactions WHERE selector = '0xa9059cbb'"), "200");
    QCOMPARE(ask("SELECT count(*) FROM contracts"), "1");
    QCOMPARE(ask("SELECT sum(gas) FROM incarnations WHERE committed"),
             QString::number(m_run->summary.gas_used));
    // Every location of every abort has a name.
    QCOMPARE(ask("SELECT count(*) FROM aborts a LEFT JOIN locations l ON l.run = a.run AND "
                 "l.id = a.location WHERE l.address IS NULL"),
             "0");
    std::size_t mismatches = 0;
    std::size_t aborts = 0;
    for (const auto& log : m_run->workers) {
        aborts += log->aborts.size();
        for (std::size_t i = 0; i < log->aborts.size(); ++i) {
            mismatches += log->aborts[i].mismatches.size();
        }
    }
    QCOMPARE(ask("SELECT count(*), (SELECT aborts FROM runs), (SELECT sum(mismatches) FROM "
                 "incarnations) FROM aborts"),
             QString("%1|%2|%1").arg(mismatches).arg(aborts));
    const auto busy = std::find_if(m_run->workers.begin(), m_run->workers.end(),
                                   [](const auto& log) { return log->incarnations.size() > 0; });
    QVERIFY(busy != m_run->workers.end());
    const IncarnationRecord& record = (*busy)->incarnations[0];
    const std::string of_record =
        "SELECT gas, worker, end_ns - begin_ns >= 0 FROM incarnations WHERE tx = " +
        std::to_string(record.version.index) +
        " AND incarnation = " + std::to_string(record.version.incarnation);
    QCOMPARE(ask(of_record.c_str()), QString("%1|%2|1").arg(record.gas_used).arg(record.worker));
    const Location location = m_run->locations.location(record.access.reads[0].location);
    const std::string of_location = "SELECT address FROM locations WHERE id = " +
                                    std::to_string(record.access.reads[0].location.value);
    QCOMPARE(ask(of_location.c_str()), QString::fromStdString(to_hex(location.address)));
    const std::string of_kind = "SELECT kind FROM locations WHERE id = " +
                                std::to_string(record.access.reads[0].location.value);
    const QStringList kinds{"existence",          "balance",     "nonce", "code",
                            "storage_generation", "storage_slot"};
    QCOMPARE(ask(of_kind.c_str()), kinds[static_cast<int>(location.kind)]);
    QVERIFY(ask("SELECT count(*) FROM locations WHERE kind = 'storage_slot' AND "
                "length(slot) = 66")
                .toInt() > 50);
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

void RecordingFileTest::aNewerFormatIsRefusedNamingBothVersions()
{
    write(path("a.lanescope"), {m_run});
    query(path("a.lanescope"), "PRAGMA user_version = 4");
    for (const auto& file :
         {RecordingFile::open(path("a.lanescope")), RecordingFile::create(path("a.lanescope"))}) {
        QVERIFY(!file.has_value());
        QCOMPARE(file.error().code, ErrorCode::unsupported);
        QCOMPARE(file.error().message,
                 path("a.lanescope") +
                     ": has format 4, this build reads up to 2; open it with a newer Lanescope");
    }
}

void RecordingFileTest::foreignFilesAreRefusedAndKept_data()
{
    QTest::addColumn<QByteArray>("content");
    QTest::addColumn<QString>("told");
    QTest::newRow("text") << QByteArray("{\"block\": {}}") << "is not a SQLite file at all";
    QTest::newRow("a page of text") << QByteArray(8192, 'x') << "is not a SQLite file at all";
    QTest::newRow("zeros") << QByteArray(4096, '\0') << "is not a SQLite file at all";
    QTest::newRow("sqlite") << QByteArray() << "is a SQLite file of another program";
}

void RecordingFileTest::foreignFilesAreRefusedAndKept()
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

void RecordingFileTest::anEmptyFileHoldsNothingAndMayBeFilled()
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

void RecordingFileTest::whatCannotBeWrittenIsAnError_data()
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

void RecordingFileTest::whatCannotBeWrittenIsAnError()
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

void RecordingFileTest::aFullDiskLosesOnlyTheRunInProgress()
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

QTEST_GUILESS_MAIN(RecordingFileTest)
#include "recording_file_test.moc"
