// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"

#include <memory>
#include <vector>

namespace lanescope::test {

/// A recording filled in by hand, span by span.
class HandBuiltRun {
public:
    /// Transactions call contract 0x…c0 with the selector 0x11223344, until a test changes them.
    HandBuiltRun(std::size_t transactions, std::uint32_t workers)
        : input(std::make_shared<BlockInput>())
    {
        Transaction call;
        call.to = address(0xc0);
        call.data = {0x11, 0x22, 0x33, 0x44, 0x55};
        input->block.transactions.assign(transactions, call);
        RunSettings settings;
        settings.workers = workers;
        settings.detail = RecordingDetail::spans;
        run_ = std::make_shared<RunRecord>(input, settings);
    }

    static Address address(std::uint8_t last)
    {
        Address result;
        result.bytes[19] = last;
        return result;
    }
    /// Slot `key` of contract `account`; each call names another one.
    LocationId slot(std::uint8_t account, unsigned key)
    {
        const std::uint32_t owner = name_account(account);
        const std::uint32_t ordinal = run_->locations.name_slot(slots_, owner, Uint256{key});
        LocationTable::keep(slots_);
        return LocationId::of_slot(ordinal);
    }
    LocationId balance(std::uint8_t account)
    {
        return LocationId::of_account(name_account(account), LocationKind::balance);
    }

    static ReadRecord from_pre_state(LocationId location)
    {
        return {location, 0, 0, 0, ReadOrigin::pre_state};
    }
    static ReadRecord from(TxVersion writer, LocationId location, std::uint32_t gas_used)
    {
        return {location, writer.index, gas_used, static_cast<std::uint16_t>(writer.incarnation),
                ReadOrigin::version};
    }
    static ReadRecord fold(LocationId location, std::uint32_t gas_used)
    {
        return {location, 0, gas_used, 0, ReadOrigin::fold};
    }

    struct Execution {
        std::uint32_t worker = 0;
        TxVersion version;
        Ticks begin = 0;
        Ticks end = 0;
        std::uint64_t gas = 0;
        std::vector<ReadRecord> reads{};
        std::vector<LocationId> writes{};
    };
    /// An execution that ran to its end.
    void execute(const Execution& execution)
    {
        add(execution, IncarnationEnd::executed, SpanOutcome::executed, {});
    }
    /// One that met the ESTIMATE of `blocking` in `location`.
    void suspend(const Execution& execution, LocationId location, std::uint32_t blocking)
    {
        add(execution, IncarnationEnd::suspended, SpanOutcome::suspended,
            {StoppedAt::Reason::estimate, location, blocking});
    }
    void validate(std::uint32_t worker, TxVersion version, Ticks begin, Ticks end)
    {
        log(worker).spans.push_back(
            {begin, end, version, 0, SpanKind::validation, SpanOutcome::valid});
    }
    void wait(std::uint32_t worker, Ticks begin, Ticks end)
    {
        log(worker).spans.push_back({begin, end, {}, 0, SpanKind::wait, SpanOutcome::none});
    }
    /// A failed validation, and its reasons.
    void abort(std::uint32_t worker, TxVersion version, Ticks begin, Ticks end,
               const std::vector<Mismatch>& mismatches)
    {
        log(worker).spans.push_back(
            {begin, end, version, 0, SpanKind::validation, SpanOutcome::aborted});
        log(worker).aborts.push_back(
            {begin, version, log(worker).arena.copy(std::span<const Mismatch>(mismatches))});
    }
    static Mismatch newer(LocationId location, TxVersion culprit)
    {
        Mismatch mismatch;
        mismatch.location = location;
        mismatch.kind = MismatchKind::newer_write;
        mismatch.found_origin = ReadOrigin::version;
        mismatch.found = culprit;
        mismatch.culprit = culprit;
        return mismatch;
    }
    void commit(std::uint32_t worker, TxVersion version, Ticks at)
    {
        log(worker).decisions.push_back({at, version, 0, DecisionKind::commit});
        run_->committed.store(run_->committed.load() + 1);
    }

    Recording finish(Ticks duration)
    {
        RunSummary summary;
        summary.end = RunEnd::finished;
        summary.workers = static_cast<std::uint32_t>(run_->workers.size());
        summary.committed = run_->committed.load();
        summary.duration = duration;
        summary.voluntary_switches = 7;
        summary.involuntary_switches = 3;
        run_->finish(summary);
        return Recording(run_);
    }
    /// As it stands, with what each worker does right now.
    Recording live(const std::vector<NowCell::Value>& now)
    {
        for (std::size_t i = 0; i < now.size(); ++i) {
            run_->workers[i]->now.set(now[i]);
        }
        return Recording(run_);
    }

    std::shared_ptr<BlockInput> input;

private:
    WorkerLog& log(std::uint32_t worker) { return *run_->workers[worker]; }
    std::uint32_t name_account(std::uint8_t account)
    {
        const auto known = named_.find(account);
        if (known != named_.end()) {
            return known->second;
        }
        const std::uint32_t ordinal = run_->locations.name_account(accounts_, address(account));
        LocationTable::keep(accounts_);
        return named_[account] = ordinal;
    }
    void add(const Execution& execution, IncarnationEnd end, SpanOutcome outcome,
             const StoppedAt& stopped)
    {
        WorkerLog& worker = log(execution.worker);
        std::vector<WriteRecord> writes;
        for (const LocationId location : execution.writes) {
            writes.push_back({Uint256{1u}, location, execution.version});
        }
        IncarnationRecord record;
        record.version = execution.version;
        record.end = end;
        record.worker = execution.worker;
        record.gas_used = end == IncarnationEnd::suspended ? 0 : execution.gas;
        record.begin = execution.begin;
        record.finish = execution.end - 1;  // publishing takes a tick
        record.access.reads = worker.arena.copy(std::span<const ReadRecord>(execution.reads));
        record.access.writes = worker.arena.copy(std::span<const WriteRecord>(writes));
        record.access.stopped = stopped;
        worker.incarnations.push_back(record);
        worker.spans.push_back({execution.begin, execution.end, execution.version,
                                static_cast<std::uint32_t>(execution.gas), SpanKind::execution,
                                outcome});
    }

    std::shared_ptr<RunRecord> run_;
    LocationTable::Range accounts_;
    LocationTable::Range slots_;
    std::map<std::uint8_t, std::uint32_t> named_;
};

}  // namespace lanescope::test
