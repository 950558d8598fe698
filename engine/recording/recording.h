// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bump_arena.h"
#include "base/growing_list.h"
#include "chain/account.h"
#include "chain/block.h"
#include "chain/revision.h"
#include "recording/code_table.h"
#include "recording/events.h"
#include "recording/location_table.h"
#include "recording/run_settings.h"

#include <atomic>
#include <cstdint>
#include <map>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lanescope {

/// A block and all that its execution reads: what a recording holds so that any incarnation can be
/// executed again. Senders have been recovered.
struct BlockInput {
    std::string name;  ///< of the file or node it came from
    Block block;
    Fork fork;
    std::shared_ptr<const GivenState> pre_state;
    bool pre_state_is_whole = false;
    std::map<std::uint64_t, Hash> block_hashes;
};

/// Where a run took place.
struct Machine {
    std::string processor;
    std::uint32_t cores = 0;
    std::string clock;  ///< TickClock::name()
    double nanoseconds_per_tick = 1;
    std::string build;  ///< version and options of the program
};

/// The machine that this program runs on.
[[nodiscard]] Machine this_machine();

/// How a recorded run of a block ended.
enum class RunEnd : std::uint8_t { running, finished, invalid_block, cancelled, failed };

/// The totals of a run of a block.
struct RunSummary {
    RunEnd end = RunEnd::running;
    std::string error;          ///< why, when it is not finished
    std::uint32_t workers = 0;  ///< that really ran
    std::uint32_t committed = 0;
    /// The transactions before this one went in sequence, to tell whether workers would gain
    /// (RunSettings::adapt_workers); of no recorded run.
    std::uint32_t parallel_from = 0;
    /// From this transaction on it went in sequence, because the block was too small or too dependent
    /// to gain (RunSettings::adapt_workers); of no recorded run.
    std::optional<std::uint32_t> in_sequence_from;
    /// Workers that slept from some time on to the end, because there were more than cores and they ran
    /// far ahead of the commit (RunSettings::adapt_workers). In a recording that is their last span; the
    /// number is of the running program alone.
    std::uint32_t resting = 0;
    std::uint64_t gas_used = 0;
    Ticks duration = 0;
    /// Of a sequential run of the block, measured just before; 0 where there was none.
    Ticks sequential_duration = 0;
    /// Of the whole process while the run lasted (getrusage).
    std::uint64_t voluntary_switches = 0;
    std::uint64_t involuntary_switches = 0;
};

/// What one worker is doing right now. Written by the worker, read by snapshots.
class NowCell {
public:
    struct Value {
        Ticks begin = 0;
        TxVersion version;
        SpanKind kind = SpanKind::wait;
        bool open = false;
    };
    void set(const Value& value) noexcept
    {
        // Odd while it changes. Every part is atomic, so that no torn value is ever undefined.
        const std::uint32_t turn = turn_.load(std::memory_order_relaxed);
        turn_.store(turn + 1, std::memory_order_release);
        begin_.store(value.begin, std::memory_order_release);
        what_.store(static_cast<std::uint64_t>(value.version.index) << 32 |
                        static_cast<std::uint64_t>(value.version.incarnation & 0xffff) << 16 |
                        static_cast<std::uint64_t>(value.kind) << 1 | (value.open ? 1u : 0u),
                    std::memory_order_release);
        turn_.store(turn + 2, std::memory_order_release);
    }
    [[nodiscard]] Value get() const noexcept
    {
        for (;;) {
            const std::uint32_t before = turn_.load(std::memory_order_acquire);
            const Ticks begin = begin_.load(std::memory_order_acquire);
            const std::uint64_t what = what_.load(std::memory_order_acquire);
            if ((before & 1) == 0 && turn_.load(std::memory_order_acquire) == before) {
                return {begin,
                        {static_cast<std::uint32_t>(what >> 32),
                         static_cast<std::uint32_t>(what >> 16 & 0xffff)},
                        static_cast<SpanKind>(what >> 1 & 0x7f),
                        (what & 1) != 0};
            }
        }
    }

private:
    std::atomic<std::uint32_t> turn_{0};
    std::atomic<Ticks> begin_{0};
    std::atomic<std::uint64_t> what_{0};
};

/// What one worker recorded. It alone writes; anyone may read what is published.
struct alignas(64) WorkerLog {
    GrowingList<Span> spans;
    GrowingList<Decision> decisions;
    GrowingList<Abort> aborts;
    GrowingList<IncarnationRecord> incarnations;
    GrowingList<AccessTime> access_times;
    std::atomic<std::uint64_t> dropped_spans{0};
    std::atomic<std::uint64_t> dropped_access_times{0};
    NowCell now;
    BumpArena arena;  ///< owns what the records' spans point at
};

/// One run of one block, recorded or being recorded.
class RunRecord {
public:
    RunRecord(std::shared_ptr<const BlockInput> input, const RunSettings& settings);

    std::shared_ptr<const BlockInput> input;
    RunSettings settings;
    std::uint32_t repeat = 0;         ///< which repeat of the recording
    std::uint32_t block_ordinal = 0;  ///< which block of the repeat
    LocationTable locations;
    CodeTable code;  ///< that the block created
    std::vector<std::unique_ptr<WorkerLog>> workers;
    /// Ticks of the machine's clock when the run began; all recorded ticks count from here.
    Ticks began = 0;
    /// Written at every commit: apart from what every worker reads all the time.
    alignas(64) std::atomic<std::uint32_t> committed{0};
    alignas(64) RunSummary summary;  ///< set once, before finished()
    void finish(RunSummary final_summary);
    [[nodiscard]] bool finished() const noexcept
    {
        return finished_.load(std::memory_order_acquire);
    }

private:
    std::atomic<bool> finished_{false};
};

/// A run as far as it had come when this was taken: every list is a prefix of what the finished run
/// has, so that a live picture and a finished one are drawn by the same code. Cheap to copy.
class Recording {
public:
    /// Cuts at what is published now. Never stops a worker. With `looked_at`, ticks since the run began
    /// that its clock said before this call, a live recording knows that a worker inside a span was in
    /// it until then; without, its watermark stays where the longest open span began.
    explicit Recording(std::shared_ptr<const RunRecord> run,
                       std::optional<Ticks> looked_at = std::nullopt);

    [[nodiscard]] const RunRecord& run() const noexcept { return *run_; }
    [[nodiscard]] const BlockInput& input() const noexcept { return *run_->input; }
    [[nodiscard]] bool is_live() const noexcept { return live_; }
    /// Up to here nothing is missing: the least of what the workers have come to, ticks.
    [[nodiscard]] Ticks watermark() const noexcept { return watermark_; }
    [[nodiscard]] std::uint32_t committed() const noexcept { return committed_; }
    [[nodiscard]] std::size_t worker_count() const noexcept { return cuts_.size(); }

    /// A prefix of one worker's list.
    template <class T>
    class Range {
    public:
        Range(const GrowingList<T>& list, std::size_t size) : list_(&list), size_(size) {}
        [[nodiscard]] std::size_t size() const noexcept { return size_; }
        [[nodiscard]] const T& operator[](std::size_t at) const noexcept { return (*list_)[at]; }
        class Iterator {
        public:
            using value_type = T;
            using difference_type = std::ptrdiff_t;
            Iterator() = default;
            Iterator(const GrowingList<T>& list, std::size_t at) : list_(&list), at_(at) {}
            const T& operator*() const noexcept { return (*list_)[at_]; }
            Iterator& operator++() noexcept
            {
                ++at_;
                return *this;
            }
            Iterator operator++(int) noexcept
            {
                Iterator old = *this;
                ++at_;
                return old;
            }
            friend bool operator==(const Iterator& a, const Iterator& b) noexcept
            {
                return a.at_ == b.at_;
            }

        private:
            const GrowingList<T>* list_ = nullptr;
            std::size_t at_ = 0;
        };
        /// The entries from `at` on that lie side by side in memory; at least one.
        [[nodiscard]] std::span<const T> stretch(std::size_t at) const noexcept
        {
            return list_->stretch(at, size_);
        }
        [[nodiscard]] Iterator begin() const noexcept { return {*list_, 0}; }
        [[nodiscard]] Iterator end() const noexcept { return {*list_, size_}; }

    private:
        const GrowingList<T>* list_;
        std::size_t size_;
    };

    [[nodiscard]] Range<Span> spans(std::size_t worker) const
    {
        return {log(worker).spans, cuts_[worker].spans};
    }
    [[nodiscard]] Range<Decision> decisions(std::size_t worker) const
    {
        return {log(worker).decisions, cuts_[worker].decisions};
    }
    [[nodiscard]] Range<Abort> aborts(std::size_t worker) const
    {
        return {log(worker).aborts, cuts_[worker].aborts};
    }
    [[nodiscard]] Range<IncarnationRecord> incarnations(std::size_t worker) const
    {
        return {log(worker).incarnations, cuts_[worker].incarnations};
    }
    [[nodiscard]] Range<AccessTime> access_times(std::size_t worker) const
    {
        return {log(worker).access_times, cuts_[worker].access_times};
    }
    /// What the worker was doing at the cut, if it was doing something; its end is the watermark.
    [[nodiscard]] const std::optional<Span>& open_span(std::size_t worker) const noexcept
    {
        return cuts_[worker].open;
    }
    [[nodiscard]] std::uint64_t dropped_spans() const noexcept;

private:
    struct Cut {
        std::size_t spans = 0, decisions = 0, aborts = 0, incarnations = 0, access_times = 0;
        std::optional<Span> open;
    };
    [[nodiscard]] const WorkerLog& log(std::size_t worker) const noexcept
    {
        return *run_->workers[worker];
    }

    std::shared_ptr<const RunRecord> run_;
    std::vector<Cut> cuts_;
    Ticks watermark_ = 0;
    std::uint32_t committed_ = 0;
    bool live_ = false;
};

}  // namespace lanescope
