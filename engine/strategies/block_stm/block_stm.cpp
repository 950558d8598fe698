// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/block_stm.h"

#include "state/location_writes.h"

#include <new>
#include <thread>

namespace lanescope::block_stm {

namespace {

/// Slots that a block can name at most costs 2100 gas each (EIP-2929); the table need not be larger,
/// nor for most blocks that large.
std::size_t expected_slots(const Block& block)
{
    const std::size_t most = static_cast<std::size_t>(block.header.gas_limit / 2100);
    return std::clamp<std::size_t>(std::min(most, block.transactions.size() * 8), 1024,
                                   std::size_t{1} << 22);
}

}  // namespace

BlockStm::BlockStm(const Block& block, const BlockContext& context, StateView& base, RunRecord& run,
                   BlockProgress& progress)
    : block_(block),
      run_(run),
      progress_(progress),
      memory_(base, run.locations, run.code, context.fork.revision, block.header.beneficiary,
              run.settings.lazy_beneficiary, block.transactions.size(), expected_slots(block)),
      scheduler_(static_cast<std::uint32_t>(block.transactions.size()),
                 run.settings.suspend_on_estimate),
      outcomes_(block.transactions.size()),
      parts_(run.workers.size()),
      // Waking a sleeper takes some 50 µs; where every worker has a core of its own it spins longer
      // than the tasks that it waits for usually take.
      spins_(run.workers.size() <= std::thread::hardware_concurrency() ? 2000 : 0)
{
}

void BlockStm::prepare_worker(WorkerContext& worker)
{
    parts_[worker.index] = std::make_unique<WorkerPart>(memory_, worker);
}

Task BlockStm::next_task(WorkerContext&)
{
    return scheduler_.next_task();
}

Task BlockStm::wait_for_task(WorkerContext&)
{
    return scheduler_.wait_for_task(spins_);
}

StateView& BlockStm::begin_execution(WorkerContext& worker, const Task& task,
                                     const std::int64_t* gas_used)
{
    WorkerPart& part = *parts_[worker.index];
    part.execution_began = worker.recorder.last_stamp();
    part.view.begin(task.version, gas_used);
    return part.view;
}

void BlockStm::collect_writes(WorkerPart& part, TxVersion version, const Journal& journal)
{
    part.writes.clear();
    const auto write = [&](LocationId id, const Uint256& value) {
        part.writes.push_back({value, id, version});
    };
    for_each_location_write(
        journal, version.index + 1,
        [&](const Address& address, LocationKind kind, const Uint256& value) {
            write(LocationId::of_account(part.view.account_cell(address)->ordinal, kind), value);
        },
        [&](const Address& address, const Uint256& key, const Uint256& value) {
            AccountCell& account = *part.view.account_cell(address);
            write(LocationId::of_slot(memory_.cells().slot(account, key, part.maker)->ordinal),
                  value);
        });
}

AccessSet BlockStm::keep_accesses(WorkerPart& part, BumpArena& arena)
{
    AccessSet access;
    access.reads = arena.copy<ReadRecord>(part.view.reads());
    access.writes = arena.copy<WriteRecord>(part.writes);
    access.folded = arena.copy<Uint256>(part.view.folded());
    access.stopped = part.view.stopped();
    return access;
}

void BlockStm::record(WorkerContext& worker, WorkerPart& part, TxVersion version,
                      IncarnationEnd end, const TransactionResult& result, const AccessSet& access)
{
    if (!worker.recorder.on()) {
        return;
    }
    IncarnationRecord record;
    record.version = version;
    record.end = end;
    record.status = end == IncarnationEnd::invalid ? static_cast<std::uint8_t>(result.reason)
                                                   : static_cast<std::uint8_t>(result.status);
    record.worker = worker.index;
    record.gas_used = static_cast<std::uint64_t>(result.gas_used);
    record.begin = part.execution_began;
    record.finish = worker.recorder.stamp();
    record.access = access;
    worker.recorder.incarnation(record);
}

Task BlockStm::finish_execution(WorkerContext& worker, const Task& task, TransactionResult result,
                                const Journal& journal, SpanOutcome& outcome)
{
    WorkerPart& part = *parts_[worker.index];
    WorkerRecorder& recorder = worker.recorder;
    BumpArena& arena = run_.workers[worker.index]->arena;
    const TxVersion version = task.version;
    using Kind = TransactionResult::Kind;

    if (part.view.stopped().reason == StoppedAt::Reason::estimate) {
        outcome = SpanOutcome::suspended;
        part.writes.clear();
        const AccessSet access = recorder.on() ? keep_accesses(part, arena) : AccessSet{};
        record(worker, part, version, IncarnationEnd::suspended, result, access);
        const std::uint32_t blocking = part.view.stopped().blocking;
        recorder.decide(DecisionKind::suspend, version, blocking);
        if (!scheduler_.add_dependency(version, blocking)) {
            const TxVersion next{version.index, version.incarnation + 1};
            recorder.decide(DecisionKind::resume, next, blocking);
            return {TaskKind::execute, next, 0};
        }
        return {};
    }
    if (part.view.stopped().reason == StoppedAt::Reason::failed) {
        result.kind = Kind::unwound;
        result.status = evm::Status::state_unavailable;
    }
    if (result.kind == Kind::unwound && result.status == evm::Status::cancelled) {
        outcome = SpanOutcome::interrupted;
        part.writes.clear();
        AccessSet access = recorder.on() ? keep_accesses(part, arena) : AccessSet{};
        access.stopped.reason = StoppedAt::Reason::cancelled;
        record(worker, part, version, IncarnationEnd::interrupted, result, access);
        scheduler_.stop();
        return {TaskKind::done, {}, 0};
    }

    IncarnationEnd end = IncarnationEnd::executed;
    outcome = SpanOutcome::executed;
    const FeeRecord* fee = nullptr;
    if (result.kind == Kind::executed) {
        collect_writes(part, version, journal);
        for (const auto& [hash, code] : journal.new_code()) {
            memory_.code().add(hash, code);
        }
        if (run_.settings.lazy_beneficiary) {
            const bool lost = result.beneficiary_destructed;
            fee = new (arena.allocate<FeeRecord>())
                FeeRecord{lost ? Uint256{} : result.beneficiary_fee, !lost};
        }
    } else {
        part.writes.clear();
        end = result.kind == Kind::invalid ? IncarnationEnd::invalid : IncarnationEnd::interrupted;
        outcome = result.kind == Kind::invalid ? SpanOutcome::invalid : SpanOutcome::interrupted;
        fee = new (arena.allocate<FeeRecord>()) FeeRecord{{}, false};
    }
    const AccessSet access = keep_accesses(part, arena);
    record(worker, part, version, end, result, access);
    Outcome& kept = outcomes_[version.index];
    kept.read_uncovered = journal.read_uncovered();
    if (result.kind == Kind::unwound && result.status == evm::Status::state_unavailable) {
        kept.failure = journal.failure().message;
    }
    kept.result = std::move(result);

    const bool new_location = memory_.publish(version, access, fee, arena);
    const Task next = scheduler_.finish_execution(version, new_location, part.resumed);
    for (const TxVersion resumed : part.resumed) {
        recorder.decide(DecisionKind::resume, resumed, version.index);
    }
    return next;
}

Task BlockStm::validate(WorkerContext& worker, const Task& task, SpanOutcome& outcome)
{
    WorkerPart& part = *parts_[worker.index];
    part.mismatches.clear();
    if (memory_.validate(task.version.index, worker.recorder.on(), part.mismatches)) {
        outcome = SpanOutcome::valid;
        const Task next = scheduler_.finish_validation(task.version, task.wave, false);
        commit(worker);
        return next;
    }
    if (!scheduler_.try_validation_abort(task.version)) {
        return {};
    }
    outcome = SpanOutcome::aborted;
    memory_.make_estimates(task.version.index);
    worker.recorder.decide(DecisionKind::abort, task.version);
    worker.recorder.abort(task.version, part.mismatches);
    return scheduler_.finish_validation(task.version, task.wave, true);
}

void BlockStm::commit(WorkerContext& worker)
{
    scheduler_.try_commit([&](TxVersion version) {
        Outcome& outcome = outcomes_[version.index];
        Status committed = progress_.admit(TxIndex{version.index});
        if (committed) {
            committed = progress_.commit(TxIndex{version.index}, std::move(outcome.result),
                                         outcome.failure, outcome.read_uncovered);
        }
        if (!committed) {
            error_ = committed.error();
            return false;
        }
        memory_.commit_fee(version.index);
        run_.committed.store(version.index + 1, std::memory_order_release);
        if (worker.recorder.on()) {
            worker.recorder.stamp();
            worker.recorder.decide(DecisionKind::commit, version);
        }
        return true;
    });
}

}  // namespace lanescope::block_stm
