// SPDX-License-Identifier: GPL-3.0-or-later
// Frames of the views, painted into images as their widgets do, of 10 million spans over 16 lanes at
// 1920 × 1080; counters: the 50th and the 99th percentile of a frame in ms, bytes an event.
#include "support/many_spans.h"
#include "views/graph/graph_layout.h"
#include "views/shared/view.h"
#include "views/timeline/timeline_scene.h"

#include <QApplication>
#include <QPainter>

#include <benchmark/benchmark.h>

#include <malloc.h>
#include <unistd.h>

#include <algorithm>
#include <chrono>
#include <cmath>
#include <ctime>
#include <fstream>
#include <memory>
#include <span>
#include <vector>

using namespace lanescope;
using namespace lanescope::views;

namespace {

constexpr std::size_t span_count = 10'000'000;
constexpr std::uint32_t lane_count = 16;
const QSize screen(1920, 1080);

std::shared_ptr<RunRecord> record()
{
    static const auto run = test::many_spans(span_count, lane_count);
    return run;
}

RunPicture picture()
{
    static const auto made = std::make_shared<const analysis::RunAnalysis>(
        Machine{"", 16, "", 1, ""}, Recording(record()));
    return made;
}

std::shared_ptr<const TimelineIndex> index()
{
    static const auto made = std::make_shared<const TimelineIndex>(picture());
    return made;
}

double processor_ms()
{
    timespec now{};
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

double wall_ms()
{
    return std::chrono::duration<double, std::milli>(
               std::chrono::steady_clock::now().time_since_epoch())
        .count();
}

/// Frame times, and what to say of them. By the processor's time too: a busy machine tells nothing
/// else apart from slow painting.
class Frames {
public:
    template <class Paint>
    void time(Paint&& paint)
    {
        const double wall = wall_ms();
        const double processor = processor_ms();
        paint();
        m_processor.push_back(processor_ms() - processor);
        m_wall.push_back(wall_ms() - wall);
    }
    void report(benchmark::State& state)
    {
        const auto at = [](std::vector<double>& times, double part) {
            std::sort(times.begin(), times.end());
            return times[static_cast<std::size_t>(part * static_cast<double>(times.size() - 1))];
        };
        state.counters["p50_ms"] = at(m_wall, 0.5);
        state.counters["p99_ms"] = at(m_wall, 0.99);
        state.counters["p50_cpu_ms"] = at(m_processor, 0.5);
        state.counters["p99_cpu_ms"] = at(m_processor, 0.99);
    }

private:
    std::vector<double> m_wall;
    std::vector<double> m_processor;
};

TimelineScene scene_of_all()
{
    TimelineScene scene;
    scene.setFont(QApplication::font());
    scene.setIndex(index());
    scene.setSize(screen, 1);
    scene.setVisible(wholeRun(static_cast<double>(index()->duration())));
    return scene;
}

/// Zooms from the whole run down to some spans and back; a frame a step.
void zoom(benchmark::State& state)
{
    TimelineScene scene = scene_of_all();
    QImage image(screen, QImage::Format_RGB32);
    // The overview is summed up once a size.
    QPainter first(&image);
    scene.paint(first, {});
    first.end();
    const auto duration = static_cast<double>(index()->duration());
    Frames frames;
    double factor = 0.9;
    for (auto _ : state) {
        VisibleTime next = zoomed(scene.visible(), factor, duration * 0.37, duration);
        if (next.span() < 20'000 || next.span() >= duration) {
            factor = 1 / factor;
        }
        frames.time([&] {
            scene.setVisible(next);
            QPainter painter(&image);
            scene.paint(painter, {});
        });
    }
    frames.report(state);
}
BENCHMARK(zoom)->Iterations(600)->Unit(benchmark::kMillisecond);

/// Pans at one depth: 1 in so many parts of the run is seen.
void pan(benchmark::State& state)
{
    TimelineScene scene = scene_of_all();
    QImage image(screen, QImage::Format_RGB32);
    const auto duration = static_cast<double>(index()->duration());
    const double span = duration * 0.98 / static_cast<double>(state.range(0));
    QPainter first(&image);
    scene.paint(first, {});
    first.end();
    VisibleTime window{duration * 0.2, duration * 0.2 + span};
    Frames frames;
    for (auto _ : state) {
        window = {window.begin + span * 0.0013, window.end + span * 0.0013};
        if (window.end > duration * 1.1) {
            window = {0, span};
        }
        frames.time([&] {
            scene.setVisible(window);
            QPainter painter(&image);
            scene.paint(painter, {});
        });
    }
    frames.report(state);
}
BENCHMARK(pan)
    ->Arg(1)
    ->Arg(3)
    ->Arg(10)
    ->Arg(100)
    ->Arg(1000)
    ->Arg(10'000)
    ->Arg(100'000)
    ->Iterations(200)
    ->Unit(benchmark::kMillisecond);

/// Moves the mouse over the lanes: what is under it, its bubble, and the frame.
void hover(benchmark::State& state)
{
    TimelineScene scene = scene_of_all();
    const auto duration = static_cast<double>(index()->duration());
    scene.setVisible(
        {duration * 0.2, duration * 0.2 + duration / static_cast<double>(state.range(0))});
    QImage image(screen, QImage::Format_RGB32);
    Frames frames;
    double x = scene.layout().left();
    for (auto _ : state) {
        x = x + 7 < scene.layout().lanes.right() ? x + 7 : scene.layout().left();
        frames.time([&] {
            TimelineScene::Overlay overlay;
            overlay.pointer = QPointF(x, scene.layout().lane(5).center().y());
            overlay.hover = scene.hitAt(*overlay.pointer);
            overlay.crosshair = scene.timeAt(x);
            QPainter painter(&image);
            scene.paint(painter, overlay);
        });
    }
    frames.report(state);
}
BENCHMARK(hover)->Arg(1)->Arg(1000)->Iterations(400)->Unit(benchmark::kMillisecond);

/// Bytes of this process that are in memory now.
double resident_bytes()
{
    std::ifstream file("/proc/self/statm");
    double total = 0;
    double resident = 0;
    file >> total >> resident;
    return resident * static_cast<double>(sysconf(_SC_PAGESIZE));
}

/// What a run has recorded, counted as the window counts it: spans, decisions and aborts.
double events_of(const Recording& recording)
{
    double events = 0;
    for (std::size_t i = 0; i < recording.worker_count(); ++i) {
        events += static_cast<double>(recording.spans(i).size() + recording.decisions(i).size() +
                                      recording.aborts(i).size());
    }
    return events;
}

/// From the recording in memory to the first picture: analysis, index, frame. Counters: what stays
/// resident, in bytes an event; the block's transactions are not counted.
void open_timeline(benchmark::State& state)
{
    malloc_trim(0);
    const double before = resident_bytes();
    const auto run = test::many_spans(span_count, lane_count);
    malloc_trim(0);
    const double block = static_cast<double>(run->input->block.transactions.capacity() *
                                             sizeof(lanescope::Transaction));
    const double recorded = resident_bytes() - before - block;
    const double events = events_of(Recording(run));
    for (auto _ : state) {
        const double start = resident_bytes();
        const auto analysed = std::make_shared<const analysis::RunAnalysis>(
            Machine{"", 16, "", 1, ""}, Recording(run));
        const double analysis = resident_bytes() - start;
        const auto begin = std::chrono::steady_clock::now();
        const auto made = std::make_shared<const TimelineIndex>(analysed);
        state.counters["index_ms"] =
            std::chrono::duration<double, std::milli>(std::chrono::steady_clock::now() - begin)
                .count();
        TimelineScene scene;
        scene.setIndex(made);
        scene.setSize(screen, 1);
        scene.setVisible(wholeRun(static_cast<double>(made->duration())));
        QImage image(screen, QImage::Format_RGB32);
        QPainter painter(&image);
        scene.paint(painter, {});
        state.counters["index_bytes"] = static_cast<double>(made->bytes()) / events;
        state.counters["analysis_bytes"] = analysis / events;
        state.counters["resident_bytes"] = (resident_bytes() - start + recorded) / events;
    }
    state.counters["recorded_bytes"] = recorded / events;
    state.counters["events"] = events;
}
BENCHMARK(open_timeline)->Iterations(3)->Unit(benchmark::kMillisecond);

/// A conflict graph of 1,500 transactions: each reads what up to four of the 40 before it wrote.
void lay_out_graph(benchmark::State& state)
{
    auto input = std::make_shared<BlockInput>();
    const auto count = static_cast<std::uint32_t>(state.range(0));
    input->block.transactions.resize(count);
    RunSettings settings;
    settings.workers = 1;
    settings.detail = RecordingDetail::spans;
    auto run = std::make_shared<RunRecord>(input, settings);
    WorkerLog& log = *run->workers[0];
    std::uint64_t dice = 88172645463325252u;
    const auto roll = [&dice](std::uint64_t sides) {
        dice ^= dice << 13;
        dice ^= dice >> 7;
        dice ^= dice << 17;
        return dice % sides;
    };
    LocationTable::Range accounts;
    const std::uint32_t account = run->locations.name_account(accounts, Address{});
    LocationTable::keep(accounts);
    LocationTable::Range named_slots;
    for (std::uint32_t i = 0; i < count; ++i) {
        const std::uint32_t slot = run->locations.name_slot(named_slots, account, Uint256{i});
        LocationTable::keep(named_slots);
        std::vector<ReadRecord> reads;
        for (std::uint64_t read = roll(5); read > 0 && i > 0; --read) {
            const auto writer = static_cast<std::uint32_t>(i - 1 - roll(std::min(i, 40u)));
            reads.push_back({LocationId::of_slot(writer), writer, 100, 0, ReadOrigin::version});
        }
        const std::vector<WriteRecord> writes{{Uint256{1}, LocationId::of_slot(slot), {i, 0}}};
        IncarnationRecord record;
        record.version = {i, 0};
        record.gas_used = 21'000 + roll(300'000);
        record.begin = i * 1000;
        record.finish = i * 1000 + 900;
        record.access.reads = log.arena.copy(std::span<const ReadRecord>(reads));
        record.access.writes = log.arena.copy(std::span<const WriteRecord>(writes));
        log.spans.push_back({record.begin, record.finish, record.version, 0, SpanKind::execution,
                             SpanOutcome::executed});
        log.incarnations.push_back(record);
        log.decisions.push_back({record.finish, record.version, 0, DecisionKind::commit});
    }
    RunSummary summary;
    summary.end = RunEnd::finished;
    summary.workers = 1;
    summary.committed = count;
    summary.duration = count * 1000;
    run->finish(summary);
    const auto analysed =
        std::make_shared<const analysis::RunAnalysis>(Machine{"", 1, "", 1, ""}, Recording(run));
    Frames frames;
    GraphLayout graph;
    for (auto _ : state) {
        frames.time([&] { graph = layOutGraph(*analysed); });
    }
    frames.report(state);
    state.counters["nodes"] = static_cast<double>(graph.nodes.size());
    state.counters["edges"] = static_cast<double>(graph.edges.size());
}
BENCHMARK(lay_out_graph)->Arg(10)->Arg(1500)->Iterations(50)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    benchmark::Initialize(&argc, argv);
    const QApplication application(argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
