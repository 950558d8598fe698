// SPDX-License-Identifier: GPL-3.0-or-later
// Recordings that are taken while real threads run: prefixes of what the finished run has.
#include "recording/recording.h"
#include "support/benchmark_input.h"
#include "support/contentious_block.h"
#include "support/strategy_equality.h"

#include <QtTest>

#include <algorithm>
#include <atomic>
#include <functional>
#include <memory>
#include <optional>
#include <string>
#include <thread>
#include <vector>

using namespace lanescope;

namespace {

/// An incarnation with its own copy of what its access set points at.
struct CopiedIncarnation {
    IncarnationRecord record;
    std::vector<ReadRecord> reads;
    std::vector<WriteRecord> writes;
    std::vector<Uint256> values;
    std::vector<Location> locations;  ///< of the reads, then of the writes
};

struct CopiedAbort {
    Abort abort;
    std::vector<Mismatch> mismatches;
};

/// All that a snapshot shows of one worker, copied out when it was taken.
struct CopiedWorker {
    std::vector<Span> spans;
    std::vector<Decision> decisions;
    std::vector<CopiedAbort> aborts;
    std::vector<CopiedIncarnation> incarnations;
    std::vector<AccessTime> access_times;
    std::optional<Span> open;
};

struct CopiedSnapshot {
    bool live = false;
    Ticks watermark = 0;
    std::uint32_t committed = 0;
    std::vector<CopiedWorker> workers;
};

CopiedSnapshot copy_of(const Recording& recording)
{
    CopiedSnapshot copy{recording.is_live(), recording.watermark(), recording.committed(), {}};
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        CopiedWorker& to = copy.workers.emplace_back();
        for (const Span& span : recording.spans(worker)) {
            to.spans.push_back(span);
        }
        for (const Decision& decision : recording.decisions(worker)) {
            to.decisions.push_back(decision);
        }
        for (const Abort& abort : recording.aborts(worker)) {
            to.aborts.push_back({abort, {abort.mismatches.begin(), abort.mismatches.end()}});
        }
        for (const IncarnationRecord& record : recording.incarnations(worker)) {
            const AccessSet& access = record.access;
            CopiedIncarnation& kept = to.incarnations.emplace_back();
            kept.record = record;
            kept.reads.assign(access.reads.begin(), access.reads.end());
            kept.writes.assign(access.writes.begin(), access.writes.end());
            kept.values.assign(access.kept.begin(), access.kept.end());
            for (const ReadRecord& read : access.reads) {
                kept.locations.push_back(recording.run().locations.location(read.location));
            }
            for (const WriteRecord& write : access.writes) {
                kept.locations.push_back(recording.run().locations.location(write.location));
            }
        }
        for (const AccessTime& time : recording.access_times(worker)) {
            to.access_times.push_back(time);
        }
        to.open = recording.open_span(worker);
    }
    return copy;
}

bool same(const Span& a, const Span& b)
{
    return a.begin == b.begin && a.end == b.end && a.version == b.version && a.detail == b.detail &&
           a.kind == b.kind && a.outcome == b.outcome;
}
bool same(const Decision& a, const Decision& b)
{
    return a.at == b.at && a.version == b.version && a.other == b.other && a.kind == b.kind;
}
bool same(const AccessTime& a, const AccessTime& b)
{
    return a.at == b.at && a.version == b.version && a.location == b.location &&
           a.is_write == b.is_write;
}
bool same(const Mismatch& a, const Mismatch& b)
{
    return a.location == b.location && a.kind == b.kind && a.read_origin == b.read_origin &&
           a.found_origin == b.found_origin && a.read == b.read && a.found == b.found &&
           a.culprit == b.culprit && a.gas_used == b.gas_used;
}
bool same(const CopiedAbort& a, const CopiedAbort& b)
{
    return a.abort.at == b.abort.at && a.abort.version == b.abort.version &&
           std::ranges::equal(a.mismatches, b.mismatches,
                              [](const Mismatch& x, const Mismatch& y) { return same(x, y); });
}
bool same(const CopiedIncarnation& a, const CopiedIncarnation& b)
{
    const IncarnationRecord& x = a.record;
    const IncarnationRecord& y = b.record;
    const auto same_write = [](const WriteRecord& one, const WriteRecord& other) {
        return one.value == other.value && one.location == other.location &&
               one.writer == other.writer;
    };
    return x.version == y.version && x.end == y.end && x.status == y.status &&
           x.worker == y.worker && x.gas_used == y.gas_used && x.begin == y.begin &&
           x.finish == y.finish && a.reads == b.reads &&
           std::ranges::equal(a.writes, b.writes, same_write) && a.values == b.values &&
           a.locations == b.locations && x.access.stopped.reason == y.access.stopped.reason &&
           x.access.stopped.location == y.access.stopped.location &&
           x.access.stopped.blocking == y.access.stopped.blocking;
}

template <class T>
bool is_prefix(const std::vector<T>& prefix, const std::vector<T>& whole)
{
    return prefix.size() <= whole.size() &&
           std::equal(prefix.begin(), prefix.end(), whole.begin(),
                      [](const T& a, const T& b) { return same(a, b); });
}

/// Whether nothing that `whole` has and `prefix` has not is older than the watermark.
template <class T, class TimeOf>
bool is_whole_until(Ticks watermark, const std::vector<T>& prefix, const std::vector<T>& whole,
                    TimeOf time_of)
{
    return std::all_of(whole.begin() + static_cast<std::ptrdiff_t>(prefix.size()), whole.end(),
                       [&](const T& later) { return time_of(later) >= watermark; });
}

/// The first promise that a snapshot of a run does not keep, by what the finished run has.
QString broken_promise(const CopiedSnapshot& snapshot, const CopiedSnapshot& whole)
{
    for (std::size_t i = 0; i < whole.workers.size(); ++i) {
        const CopiedWorker& part = snapshot.workers[i];
        const CopiedWorker& all = whole.workers[i];
        const QString here = QString("worker %1: ").arg(i);
        if (!is_prefix(part.spans, all.spans)) {
            return here + "spans are no prefix";
        }
        if (!is_prefix(part.decisions, all.decisions)) {
            return here + "decisions are no prefix";
        }
        if (!is_prefix(part.aborts, all.aborts)) {
            return here + "aborts are no prefix";
        }
        if (!is_prefix(part.incarnations, all.incarnations)) {
            return here + "incarnations are no prefix";
        }
        if (!is_prefix(part.access_times, all.access_times)) {
            return here + "access times are no prefix";
        }
        const Ticks until = snapshot.watermark;
        if (!is_whole_until(until, part.spans, all.spans, [](const Span& s) { return s.begin; }) ||
            !is_whole_until(until, part.decisions, all.decisions,
                            [](const Decision& d) { return d.at; }) ||
            !is_whole_until(until, part.aborts, all.aborts,
                            [](const CopiedAbort& a) { return a.abort.at; }) ||
            !is_whole_until(until, part.incarnations, all.incarnations,
                            [](const CopiedIncarnation& c) { return c.record.finish; }) ||
            !is_whole_until(until, part.access_times, all.access_times,
                            [](const AccessTime& t) { return t.at; })) {
            return here + "something before the watermark is missing";
        }
        if (!part.open) {
            continue;
        }
        if (part.open->end != std::max(part.open->begin, until)) {
            return here + "the open span does not end at the watermark";
        }
        if (until > part.open->begin) {
            return here + "the watermark is past the begin of a span that is still open";
        }
        // It is the next one that the worker finished.
        if (part.spans.size() == all.spans.size()) {
            return here + "the open span was never finished";
        }
        const Span& finished = all.spans[part.spans.size()];
        if (finished.begin != part.open->begin || finished.kind != part.open->kind ||
            finished.version != part.open->version) {
            return here + "the open span is not the one that follows";
        }
    }
    return {};
}

/// Now and then holds one worker back until somebody has looked, however busy the machine is; the
/// others go on.
class WaitsForLooks final : public Gate {
public:
    void pass(std::uint32_t, StepKind, TxVersion) override
    {
        if (steps_.fetch_add(1) % 50 != 49) {
            return;
        }
        const std::uint64_t before = looks.load();
        while (looks.load() < before + 2 && !nobody_looks.load()) {
            std::this_thread::yield();
        }
    }
    std::atomic<std::uint64_t> looks{0};
    std::atomic<bool> nobody_looks{false};

private:
    std::atomic<std::uint64_t> steps_{0};
};

/// Runs the block on real threads while another thread takes snapshots without a pause. Those in which
/// something has happened since the last are copied out at once, so that a later change of what was
/// published would be seen.
struct Watched {
    std::vector<CopiedSnapshot> snapshots;
    CopiedSnapshot whole;
    std::shared_ptr<const RunRecord> run;
};

Watched watch(std::shared_ptr<const BlockInput> input, const RunSettings& settings,
              std::uint64_t seed, bool jitters, std::size_t stride = 0)
{
    Watched watched;
    std::thread watcher;
    std::atomic<bool> ended{false};
    test::Jitter jitter(seed);
    BlockRunner runner;
    BlockRunner::Options options;
    WaitsForLooks waits;
    options.gate = jitters ? static_cast<Gate*>(&jitter) : &waits;
    options.on_start = [&](std::shared_ptr<const RunRecord> run) {
        watched.run = run;
        watcher = std::thread([&, run] {
            constexpr std::size_t most = 400;
            std::size_t seen = 0;
            while (watched.snapshots.size() < most && !ended.load()) {
                const Recording snapshot(run);
                std::size_t records = 1;
                for (std::size_t worker = 0; worker < snapshot.worker_count(); ++worker) {
                    records += snapshot.spans(worker).size() + snapshot.decisions(worker).size() +
                               (snapshot.open_span(worker) ? 1 : 0);
                }
                if (records > seen) {
                    watched.snapshots.push_back(copy_of(snapshot));
                    seen = records + stride;
                }
                waits.looks.fetch_add(1);
            }
            waits.nobody_looks.store(true);
        });
        while (waits.looks.load() == 0) {  // so that one at least is from before the first step
            std::this_thread::yield();
        }
    };
    WorldState world(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
    (void)runner.run(input, world, settings, options);
    ended.store(true);
    watcher.join();
    watched.whole = copy_of(Recording(watched.run));
    return watched;
}

RunSettings settings_of(std::uint32_t workers)
{
    RunSettings settings;
    settings.workers = workers;
    settings.detail = RecordingDetail::accesses;
    return settings;
}

}  // namespace

class LiveSnapshotsTest : public QObject {
    Q_OBJECT

private slots:
    void eachIsAPrefixOfTheFinishedRecording_data();
    void eachIsAPrefixOfTheFinishedRecording();
    void eachOfABlockFullOfAbortsIsAPrefixToo();
    void theyOnlyGrow();
    void aReaderThatHoldsOneDoesNotStopTheRun();
    void aMomentLookedAtMovesTheWatermarkButNoList();
};

void LiveSnapshotsTest::eachIsAPrefixOfTheFinishedRecording_data()
{
    QTest::addColumn<unsigned>("workers");
    QTest::newRow("1 worker") << 1u;
    QTest::newRow("2 workers") << 2u;
    QTest::newRow("8 workers") << 8u;
}

void LiveSnapshotsTest::eachIsAPrefixOfTheFinishedRecording()
{
    QFETCH(unsigned, workers);
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    const Watched watched =
        watch(test::benchmark_input(workload::BenchmarkBlock::long_chain, sanitized ? 60 : 400),
              settings_of(workers), workers, false, sanitized ? 0 : 5);
    QCOMPARE(watched.run->summary.end, RunEnd::finished);
    QVERIFY(!watched.whole.live);
    std::size_t partial = 0, open = 0;
    for (const CopiedSnapshot& snapshot : watched.snapshots) {
        const QString broken = broken_promise(snapshot, watched.whole);
        QVERIFY2(broken.isEmpty(), qPrintable(broken));
        std::size_t spans = 0;
        for (const CopiedWorker& worker : snapshot.workers) {
            spans += worker.spans.size();
            open += worker.open ? 1 : 0;
        }
        partial += snapshot.live && spans > 0 ? 1 : 0;
    }
    qInfo("%zu snapshots, of these %zu in the middle, %zu open spans", watched.snapshots.size(),
          partial, open);
    QVERIFY(partial > 0);
    QVERIFY(open > 0);
}

void LiveSnapshotsTest::eachOfABlockFullOfAbortsIsAPrefixToo()
{
    const bool sanitized = qEnvironmentVariableIsSet("LANESCOPE_SANITIZER_RUN");
    std::size_t aborts = 0, snapshots = 0;
    // Whether workers meet, and whether somebody looks then, is the machine's affair: until it was so.
    for (std::uint64_t seed = 1; seed <= (sanitized ? 10u : 60u) || (aborts == 0 && seed <= 5'000);
         ++seed) {
        const Watched watched = watch(test::contentious_block(seed), settings_of(4), seed, true);
        for (const CopiedSnapshot& snapshot : watched.snapshots) {
            const QString broken = broken_promise(snapshot, watched.whole);
            QVERIFY2(broken.isEmpty(), qPrintable(QString("seed %1: %2").arg(seed).arg(broken)));
            for (const CopiedWorker& worker : snapshot.workers) {
                aborts += worker.aborts.size();
            }
        }
        snapshots += watched.snapshots.size();
    }
    qInfo("%zu snapshots, %zu aborts in them", snapshots, aborts);
    QVERIFY(aborts > 0);
}

void LiveSnapshotsTest::theyOnlyGrow()
{
    const Watched watched =
        watch(test::benchmark_input(workload::BenchmarkBlock::long_independent, 60), settings_of(4),
              1, false);
    for (std::size_t i = 1; i < watched.snapshots.size(); ++i) {
        const CopiedSnapshot& before = watched.snapshots[i - 1];
        const CopiedSnapshot& after = watched.snapshots[i];
        QVERIFY(before.watermark <= after.watermark || !after.live);
        QVERIFY(before.committed <= after.committed);
        for (std::size_t worker = 0; worker < before.workers.size(); ++worker) {
            QVERIFY(before.workers[worker].spans.size() <= after.workers[worker].spans.size());
        }
    }
    QCOMPARE(watched.whole.committed, 60u);
}

void LiveSnapshotsTest::aReaderThatHoldsOneDoesNotStopTheRun()
{
    // The one who looks never lets go, and the run comes to its end in his own thread.
    const auto input = test::benchmark_input(workload::BenchmarkBlock::token_transfers, 200);
    const test::Oracle oracle(input);
    std::optional<Recording> held;
    BlockRunner runner;
    BlockRunner::Options options;
    options.on_start = [&](std::shared_ptr<const RunRecord> run) { held.emplace(std::move(run)); };
    const std::string difference = test::difference_from(oracle, runner, settings_of(4), options);
    QVERIFY2(difference.empty(), difference.c_str());
    // What it shows is still the moment at which it was taken.
    QVERIFY(held->is_live());
    QCOMPARE(held->committed(), 0u);
    QCOMPARE(held->spans(0).size(), std::size_t{0});
    QVERIFY(held->run().finished());
}

void LiveSnapshotsTest::aMomentLookedAtMovesTheWatermarkButNoList()
{
    // No threads, and no luck: one log, in which a span is open.
    const auto run = std::make_shared<RunRecord>(std::make_shared<BlockInput>(), settings_of(2));
    WorkerLog& busy = *run->workers[0];
    WorkerLog& gone = *run->workers[1];
    busy.spans.push_back({5, 40, {0, 0}, 0, SpanKind::execution, SpanOutcome::executed});
    busy.now.set({40, {0, 0}, SpanKind::validation, true});
    gone.spans.push_back({7, 90, {1, 0}, 0, SpanKind::execution, SpanOutcome::executed});
    gone.now.set({std::numeric_limits<Ticks>::max(), {}, SpanKind::wait, false});

    const Recording strict(run);
    QCOMPARE(strict.watermark(), Ticks{40});
    QCOMPARE(strict.open_span(0)->begin, Ticks{40});
    QCOMPARE(strict.open_span(0)->end, Ticks{40});
    QVERIFY(!strict.open_span(1));

    const Recording looked(run, Ticks{70});
    QCOMPARE(looked.watermark(), Ticks{70});
    QCOMPARE(looked.open_span(0)->end, Ticks{70});
    for (std::size_t worker : {std::size_t{0}, std::size_t{1}}) {
        QCOMPARE(looked.spans(worker).size(), strict.spans(worker).size());
    }
}

QTEST_GUILESS_MAIN(LiveSnapshotsTest)
#include "live_snapshots_test.moc"
