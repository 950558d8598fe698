// SPDX-License-Identifier: GPL-3.0-or-later
// What one recorded event costs who records it, access sets apart.
#include "recording/worker_recorder.h"

#include <benchmark/benchmark.h>

#include <memory>

namespace {

using namespace lanescope;

/// A recorder of a run that begins anew every so often, as with each block, so that a log has the
/// length of a long block's and takes its memory from the one before.
class Recorded {
public:
    explicit Recorded(RecordingDetail detail) { settings_.detail = detail; }
    WorkerRecorder& next()
    {
        constexpr std::uint32_t events_of_a_block = 100'000;
        if (left_ == 0) {
            left_ = events_of_a_block;
            recorder_.reset();
            run_.reset();
            run_ = std::make_unique<RunRecord>(nullptr, settings_);
            run_->began = TickClock::get().now();
            recorder_ = std::make_unique<WorkerRecorder>(*run_, *run_->workers.front());
            recorder_->stamp();
        }
        --left_;
        return *recorder_;
    }

private:
    RunSettings settings_;
    std::unique_ptr<RunRecord> run_;
    std::unique_ptr<WorkerRecorder> recorder_;
    std::uint32_t left_ = 0;
};

/// A span, which ends where the next one begins.
void span(benchmark::State& state)
{
    Recorded recorded(RecordingDetail::spans);
    std::uint32_t index = 0;
    for (auto _ : state) {
        WorkerRecorder& recorder = recorded.next();
        recorder.begin(SpanKind::execution, {index++, 0});
        recorder.end(SpanOutcome::executed, 21'000);
    }
}
BENCHMARK(span);

/// A decision of the scheduler, at the time of the last span's end.
void decision(benchmark::State& state)
{
    Recorded recorded(RecordingDetail::spans);
    std::uint32_t index = 0;
    for (auto _ : state) {
        recorded.next().decide(DecisionKind::abort, {index++, 0});
    }
}
BENCHMARK(decision);

/// A decision at a time of its own, as commits are.
void commit(benchmark::State& state)
{
    Recorded recorded(RecordingDetail::spans);
    std::uint32_t index = 0;
    for (auto _ : state) {
        WorkerRecorder& recorder = recorded.next();
        recorder.stamp();
        recorder.decide(DecisionKind::commit, {index++, 0});
    }
}
BENCHMARK(commit);

/// The time of one access of state.
void access_time(benchmark::State& state)
{
    Recorded recorded(RecordingDetail::accesses);
    std::uint32_t index = 0;
    for (auto _ : state) {
        recorded.next().access({index++, 0}, LocationId::of_slot(index & 0xff), false);
    }
}
BENCHMARK(access_time);

/// A span when nothing is recorded: what every run pays.
void switched_off(benchmark::State& state)
{
    Recorded recorded(RecordingDetail::off);
    std::uint32_t index = 0;
    for (auto _ : state) {
        WorkerRecorder& recorder = recorded.next();
        recorder.begin(SpanKind::execution, {index++, 0});
        recorder.end(SpanOutcome::executed, 21'000);
    }
}
BENCHMARK(switched_off);

/// The clock alone, which is most of it.
void clock_read(benchmark::State& state)
{
    const TickClock& clock = TickClock::get();
    for (auto _ : state) {
        benchmark::DoNotOptimize(clock.now());
    }
}
BENCHMARK(clock_read);

}  // namespace
