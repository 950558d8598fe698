// SPDX-License-Identifier: GPL-3.0-or-later
#include "recording/recording.h"

#include <algorithm>
#include <fstream>
#include <limits>
#include <thread>

namespace lanescope {

Machine this_machine()
{
    Machine machine;
    std::ifstream file("/proc/cpuinfo");
    for (std::string line; std::getline(file, line);) {
        if (line.starts_with("model name")) {
            const auto colon = line.find(": ");
            machine.processor = colon == std::string::npos ? "" : line.substr(colon + 2);
            break;
        }
    }
    machine.cores = std::thread::hardware_concurrency();
    const TickClock& clock = TickClock::get();
    machine.clock = clock.name();
    machine.nanoseconds_per_tick = clock.nanoseconds_per_tick();
#if defined(NDEBUG)
    machine.build = "release";
#else
    machine.build = "with assertions";
#endif
    return machine;
}

RunRecord::RunRecord(std::shared_ptr<const BlockInput> block_input, const RunSettings& run_settings)
    : input(std::move(block_input)),
      settings(run_settings),
      locations(run_settings.detail != RecordingDetail::off)
{
    workers.reserve(settings.workers);
    for (std::uint32_t i = 0; i < settings.workers; ++i) {
        workers.push_back(std::make_unique<WorkerLog>());
    }
}

void RunRecord::finish(RunSummary final_summary)
{
    summary = std::move(final_summary);
    finished_.store(true, std::memory_order_release);
}

Recording::Recording(std::shared_ptr<const RunRecord> run, std::optional<Ticks> looked_at)
    : run_(std::move(run))
{
    live_ = !run_->finished();
    committed_ = run_->committed.load(std::memory_order_acquire);
    watermark_ = live_ ? std::numeric_limits<Ticks>::max() : run_->summary.duration;
    cuts_.resize(run_->workers.size());
    for (std::size_t i = 0; i < cuts_.size(); ++i) {
        Cut& cut = cuts_[i];
        NowCell::Value now;
        if (live_) {
            // First what is open, then the lists: a span that ends in between is seen twice at
            // worst, and then the list's word counts.
            now = log(i).now.get();
            if (now.open) {
                cut.open = Span{now.begin, now.begin, now.version, 0, now.kind, SpanOutcome::none};
            }
        }
        cut.spans = log(i).spans.size();
        cut.decisions = log(i).decisions.size();
        cut.aborts = log(i).aborts.size();
        cut.incarnations = log(i).incarnations.size();
        cut.access_times = log(i).access_times.size();
        if (cut.open && cut.spans > 0 && log(i).spans[cut.spans - 1].begin >= cut.open->begin) {
            cut.open.reset();
        }
        if (live_) {
            Ticks come_to = now.begin;
            if (looked_at && cut.open) {
                come_to = std::max(come_to, *looked_at);
            } else if (looked_at && now.open && cut.spans > 0) {
                come_to = std::max(come_to, log(i).spans[cut.spans - 1].end);
            }
            watermark_ = std::min(watermark_, come_to);
        }
    }
    if (live_ && looked_at) {
        watermark_ = std::min(watermark_, *looked_at);  // all workers may have left
    }
    for (Cut& cut : cuts_) {
        if (cut.open) {
            cut.open->end = std::max(cut.open->begin, watermark_);
        }
    }
}

std::uint64_t Recording::dropped_spans() const noexcept
{
    std::uint64_t total = 0;
    for (const auto& worker : run_->workers) {
        total += worker->dropped_spans.load(std::memory_order_relaxed);
    }
    return total;
}

}  // namespace lanescope
