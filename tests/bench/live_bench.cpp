// SPDX-License-Identifier: GPL-3.0-or-later
// What it costs to watch a run. `snapshots`: the same recorded run with and without somebody who takes
// pictures of it within the budget, by turns. `window`: the share of one core that the GUI thread and the
// making of pictures take while a paced run goes on in a window of 1440 × 900.
#include "app/window/frame_budget.h"
#include "app/window/main_window.h"
#include "app/window/run_bar.h"
#include "strategies/block_runner.h"
#include "support/benchmark_input.h"

#include <QApplication>
#include <QElapsedTimer>
#include <QEventLoop>
#include <QTemporaryDir>
#include <QTimer>

#include <benchmark/benchmark.h>

#include <algorithm>
#include <atomic>
#include <ctime>
#include <memory>
#include <mutex>
#include <thread>
#include <vector>

using namespace lanescope;

namespace {

double processor_seconds(clockid_t clock)
{
    timespec now{};
    clock_gettime(clock, &now);
    return static_cast<double>(now.tv_sec) + static_cast<double>(now.tv_nsec) * 1e-9;
}

double median(std::vector<double> values)
{
    std::sort(values.begin(), values.end());
    return values.empty() ? 0 : values[values.size() / 2];
}

/// Takes pictures of a live run as the window's watcher does, until its end.
class Watcher {
public:
    explicit Watcher(std::shared_ptr<const RunRecord> run, int cores)
        : m_thread([this, run = std::move(run), cores](const std::stop_token& stop) {
              app::FrameBudget budget({60, 0.10, 0.03, cores});
              const Machine machine = this_machine();
              while (!stop.stop_requested()) {
                  const auto begin = std::chrono::steady_clock::now();
                  budget.begin(begin);
                  const Ticks at = TickClock::get().now() - run->began;
                  const analysis::RunAnalysis picture(machine, Recording(run, at));
                  benchmark::DoNotOptimize(&picture);
                  budget.made(std::chrono::steady_clock::now() - begin);
                  ++pictures;
                  std::this_thread::sleep_until(budget.next());
              }
          })
    {
    }
    std::atomic<int> pictures{0};

private:
    std::jthread m_thread;
};

void snapshots(benchmark::State& state)
{
    static const auto input =
        test::benchmark_input(workload::BenchmarkBlock::plain_transfers, 47'620);
    WorldState before(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
    BlockRunner runner;
    RunSettings settings;
    settings.workers = 2;
    settings.adapt_workers = false;
    settings.detail = RecordingDetail::spans;
    std::vector<double> alone;
    std::vector<double> watched;
    int pictures = 0;
    const auto run = [&](bool isWatched) {
        WorldState world = before;
        std::unique_ptr<Watcher> watcher;
        BlockRunner::Options options;
        options.on_start = [&](std::shared_ptr<const RunRecord> started) {
            if (isWatched) {
                watcher = std::make_unique<Watcher>(std::move(started), 2);
            }
        };
        const auto result = runner.run(input, world, settings, options);
        if (watcher) {
            pictures += watcher->pictures;
        }
        (isWatched ? watched : alone)
            .push_back(TickClock::get().seconds(result->summary.duration) * 1e3);
    };
    run(false);
    alone.clear();
    for (auto _ : state) {
        run(false);
        run(true);
    }
    state.counters["alone_ms"] = median(alone);
    state.counters["watched_ms"] = median(watched);
    state.counters["cost_percent"] = 100 * (median(watched) / median(alone) - 1);
    state.counters["pictures_a_run"] = pictures / static_cast<double>(watched.size());
}
BENCHMARK(snapshots)->Iterations(15)->Unit(benchmark::kMillisecond);

void window(benchmark::State& state)
{
    const QTemporaryDir folder;
    app::Settings settings(folder.filePath(QStringLiteral("settings.ini")));
    settings.setRunsWhenOpened(false);
    app::MainWindow window(settings);
    window.resize(1440, 900);
    window.show();
    bool isOpen = false;
    QObject::connect(&window, &app::MainWindow::opened, [&] { isOpen = true; });
    window.openSample();
    while (!isOpen) {
        QApplication::processEvents(QEventLoop::WaitForMoreEvents);
    }
    int pictures = 0;
    QObject::connect(&window, &app::MainWindow::pictureShown, [&] { ++pictures; });
    app::RunPlan plan = window.runBar()->plan();
    plan.settings.workers = 2;
    plan.settings.detail = RecordingDetail::spans;
    plan.repeats = 0;
    for (auto _ : state) {
        window.controller().setPace(100);
        window.controller().start(plan);
        QElapsedTimer timer;
        timer.start();
        pictures = 0;
        QEventLoop loop;
        QTimer::singleShot(static_cast<int>(state.range(0)), &loop, &QEventLoop::quit);
        // The GUI thread's own time, and that of all threads: paced workers sleep.
        const double gui = processor_seconds(CLOCK_THREAD_CPUTIME_ID);
        const double all = processor_seconds(CLOCK_PROCESS_CPUTIME_ID);
        loop.exec();
        const double seconds = static_cast<double>(timer.elapsed()) * 1e-3;
        state.counters["gui_percent_of_core"] =
            100 * (processor_seconds(CLOCK_THREAD_CPUTIME_ID) - gui) / seconds;
        state.counters["process_percent_of_core"] =
            100 * (processor_seconds(CLOCK_PROCESS_CPUTIME_ID) - all) / seconds;
        state.counters["pictures_a_second"] = pictures / seconds;
        window.controller().stop();
        while (window.controller().state() != app::RunState::idle) {
            QApplication::processEvents(QEventLoop::WaitForMoreEvents);
        }
    }
}
BENCHMARK(window)->Arg(10'000)->Iterations(1)->Unit(benchmark::kMillisecond);

}  // namespace

int main(int argc, char** argv)
{
    qputenv("QT_QPA_PLATFORM", "offscreen");
    benchmark::Initialize(&argc, argv);
    const QApplication application(argc, argv);
    benchmark::RunSpecifiedBenchmarks();
    return 0;
}
