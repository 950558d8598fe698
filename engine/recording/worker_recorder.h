// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"

#include <algorithm>
#include <limits>
#include <utility>

namespace lanescope {

/// Through this a worker writes its log. Everything is inline, lock-free and, once the log's memory
/// is there, free of allocation; what is switched off costs a branch. Those of several workers lie side
/// by side, and share no cache line.
class alignas(64) WorkerRecorder {
public:
    /// Records nothing.
    WorkerRecorder() = default;
    WorkerRecorder(const RunRecord& run, WorkerLog& log)
        : log_(&log),
          began_(run.began),
          span_limit_(run.settings.span_limit),
          on_(run.settings.detail != RecordingDetail::off),
          accesses_(run.settings.detail == RecordingDetail::accesses)
    {
    }

    [[nodiscard]] bool on() const noexcept { return on_; }
    [[nodiscard]] bool wants_access_times() const noexcept { return accesses_; }
    [[nodiscard]] BumpArena& arena() noexcept { return log_->arena; }

    /// Now, and kept for the next span to begin at.
    Ticks stamp() noexcept
    {
        last_ = clock_->now() - began_;
        return last_;
    }
    [[nodiscard]] Ticks last_stamp() const noexcept { return last_; }
    /// Now, which is also when the open span ends: what the worker does before it says so counts to what
    /// comes next.
    Ticks stamp_end() noexcept
    {
        ends_at_last_ = true;
        return stamp();
    }

    /// Starts to load what an execution will be recorded in: an atomic operation waits for all writes
    /// before it.
    void prefetch_execution() const noexcept
    {
        if (on_) {
            log_->incarnations.prefetch_next(1);
            log_->spans.prefetch_next(1);
        }
    }

    /// A span begins where the last one ended.
    void begin(SpanKind kind, TxVersion version) noexcept
    {
        if (on_) {
            kind_ = kind;
            version_ = version;
            begin_ = last_;
            log_->now.set({begin_, version, kind, true});
        }
    }
    /// Ends the span: now, or when stamp_end() said.
    void end(SpanOutcome outcome, std::uint64_t detail = 0)
    {
        if (!on_) {
            return;
        }
        const Ticks end = std::exchange(ends_at_last_, false) ? last_ : stamp();
        if (log_->spans.size() >= span_limit_) {
            log_->dropped_spans.fetch_add(1, std::memory_order_relaxed);
            return;
        }
        // Field by field in its place: a copy would wait for the parts that were just written.
        log_->spans.append([&](Span& span) {
            span.begin = begin_;
            span.end = end;
            span.version = version_;
            span.detail = static_cast<std::uint32_t>(
                std::min<std::uint64_t>(detail, std::numeric_limits<std::uint32_t>::max()));
            span.kind = kind_;
            span.outcome = outcome;
        });
    }
    [[nodiscard]] Ticks span_begin() const noexcept { return begin_; }
    /// The worker has left.
    void leave() noexcept
    {
        if (on_) {
            log_->now.set({std::numeric_limits<Ticks>::max(), {}, SpanKind::wait, false});
        }
    }

    /// At the last stamp: decisions are taken right after a span.
    void decide(DecisionKind kind, TxVersion version, std::uint32_t other = 0)
    {
        if (on_) {
            log_->decisions.append([&](Decision& decision) {
                decision.at = last_;
                decision.version = version;
                decision.other = other;
                decision.kind = kind;
            });
        }
    }
    void incarnation(const IncarnationRecord& record)
    {
        if (on_) {
            log_->incarnations.push_back(record);
        }
    }
    /// As above; `fill` writes into the log. Only when on().
    template <class Fill>
    void add_incarnation(Fill&& fill)
    {
        log_->incarnations.append(fill);
    }
    void abort(TxVersion version, std::span<const Mismatch> mismatches)
    {
        if (on_) {
            log_->aborts.push_back({last_, version, log_->arena.copy(mismatches)});
        }
    }
    void access(TxVersion version, LocationId location, bool is_write)
    {
        if (accesses_) {
            log_->access_times.push_back({clock_->now() - began_, version, location, is_write});
        }
    }

private:
    WorkerLog* log_ = nullptr;
    const TickClock* clock_ = &TickClock::get();
    Ticks began_ = 0;
    Ticks last_ = 0;
    Ticks begin_ = 0;
    TxVersion version_;
    SpanKind kind_ = SpanKind::wait;
    std::uint64_t span_limit_ = 0;
    bool ends_at_last_ = false;
    bool on_ = false;
    bool accesses_ = false;
};

}  // namespace lanescope
