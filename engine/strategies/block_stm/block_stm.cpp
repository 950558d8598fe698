// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/block_stm.h"

#include "execution/look_ahead.h"
#include "state/location_writes.h"
#include "strategies/threads_driver.h"

#include <algorithm>
#include <new>
#include <utility>

namespace lanescope::block_stm {

namespace {

/// Slots that a block can name at most costs 2100 gas each (EIP-2929); the table need not be larger. A
/// long block is one of small transactions, with two slots each: a table with more room lies in memory
/// farther away, and takes longer.
std::size_t expected_slots(const Block& block)
{
    constexpr std::size_t of_mainnet = 8000;
    const std::size_t most = static_cast<std::size_t>(block.header.gas_limit / 2100);
    return std::clamp<std::size_t>(
        std::min(most, std::max(block.transactions.size() * 2, of_mainnet)), 1024,
        std::size_t{1} << 22);
}

Ticks ticks_of(double seconds)
{
    return static_cast<Ticks>(seconds * 1e9 / TickClock::get().nanoseconds_per_tick());
}

std::uint32_t cores_used(const RunRecord& run)
{
    return std::min(static_cast<std::uint32_t>(run.workers.size()), machine_cores());
}

/// Some 15 µs of plain transfers, and a few token transfers; longer transactions are claimed one by
/// one.
constexpr ClaimLimit first_claim{16, 16 * 21000};
constexpr std::uint32_t most_claimed = 512;
/// What most incarnations leave behind, bytes.
constexpr std::size_t kept_of_most = 640;
/// Commits that follow each other at once, some 0.2 µs, and are recorded with one time.
constexpr std::uint32_t commits_at_once = 8;
/// A claim costs what lies between two cores: some twenty cache lines.
constexpr double claim_seconds = 100e-6;
/// Of short transactions so many more lines lie on both sides of where a claim ends, loaded ahead by the
/// processor for whoever goes on there, and so taken from the other, that it should take longer.
constexpr double short_seconds = 2.5e-6;
constexpr Ticks claims_of_short = 6;

}  // namespace

BlockStm::BlockStm(const Block& block, std::uint32_t first, const BlockContext& context,
                   WorldState& base, World world, std::span<const Location> written_before,
                   RunRecord& run, BlockProgress& progress, bool one_by_one)
    : block_(block),
      run_(run),
      progress_(progress),
      world_(world == World::changes ? &base : nullptr),
      memory_(base, run.locations, run.code, context.fork.revision, block.header.beneficiary,
              run.settings, first, block.transactions.size(), expected_slots(block),
              world == World::changes ? cores_used(run) : 0),
      scheduler_(block.transactions, first, run.settings.suspend_on_estimate,
                 one_by_one ? ClaimLimit{} : first_claim, run.workers.size(), cores_used(run)),
      parts_(run.workers.size()),
      cores_used_(cores_used(run)),
      may_give_up_(run.settings.adapt_workers && !one_by_one &&
                   run.settings.detail == RecordingDetail::off),
      // Waking a sleeper takes some 50 µs; where every worker has a core of its own it spins longer
      // than the tasks that it waits for usually take.
      spins_(run.workers.size() <= cores_used_ ? 400 : 0),
      claim_ticks_(ticks_of(claim_seconds)),
      short_ticks_(ticks_of(short_seconds))
{
    progress_.make_places();
    if (run.settings.detail != RecordingDetail::off) {
        name_written_before(written_before);
    }
}

void BlockStm::name_written_before(std::span<const Location> written_before)
{
    for (const Location& location : written_before) {
        AccountCell* const account = memory_.cells().account(location.address, maker_);
        if (account == nullptr) {
            continue;  // nor will any read of it be answered
        }
        if (location.kind != LocationKind::storage_slot) {
            written_before_.push_back(LocationId::of_account(account->ordinal, location.kind));
        } else if (const SlotCell* slot = memory_.cells().slot(*account, location.slot, maker_)) {
            written_before_.push_back(LocationId::of_slot(slot->ordinal));
        }
    }
    std::ranges::sort(written_before_);
}

void BlockStm::prepare_worker(WorkerContext& worker)
{
    parts_[worker.index] = std::make_unique<WorkerPart>(memory_, worker);
    Claim& claim = parts_[worker.index]->claim;
    claim.worker = worker.index;
    claim.limit = scheduler_.first_claim();
    // Who is held at every step is to be seen to take it.
    claim.may_rest = run_.settings.adapt_workers && worker.gate == nullptr &&
                     parts_.size() > cores_used_ && claim.limit.transactions > 1;
}

Task BlockStm::next_task(WorkerContext& worker)
{
    WorkerPart& part = *parts_[worker.index];
    const Task task = scheduler_.next_task(part.claim);
    if (part.claim.execute_end != part.claim_end) {
        part.claim_end = part.claim.execute_end;
        adapt_claims(part);
        // Where nothing of the claim was there to be executed, this is another task.
        part.is_first_of_claim =
            task.kind == TaskKind::execute && task.version.index < part.claim_end;
    }
    // Once a claim, after its last validation, and where others wait for it.
    const bool is_idle = task.kind == TaskKind::wait;
    if (is_idle || (part.commit_due && task.kind != TaskKind::validate) ||
        scheduler_.takes_turn(worker.index)) {
        part.commit_due = false;
        // Who is held at every step is to be seen to commit at once, and may be held for long.
        commit(worker, !is_idle && worker.gate == nullptr);
    }
    return task;
}

void BlockStm::adapt_claims(WorkerPart& part) const
{
    const Ticks now = TickClock::get().now();
    const Ticks took = now - std::exchange(part.claimed_at, now);
    const std::uint32_t executed = std::exchange(part.claimed, part.claim.executions);
    const Ticks enough =
        took < executed * short_ticks_ ? claims_of_short * claim_ticks_ : claim_ticks_;
    ClaimLimit& limit = part.claim.limit;
    const ClaimLimit first = scheduler_.first_claim();
    if (first.transactions == 1) {
        return;
    }
    if (std::exchange(part.met_conflict, false)) {
        // The more runs at once, the more of it conflicts.
        limit = first;
    } else if (took < enough / 2) {
        limit.transactions = std::min(limit.transactions * 2, most_claimed);
        limit.gas = std::min(limit.gas * 2, first.gas * most_claimed);
    } else if (took > enough * 2) {
        limit.transactions = std::max(limit.transactions / 2, first.transactions);
        limit.gas = std::max(limit.gas / 2, first.gas);
    }
}

Task BlockStm::wait_for_task(WorkerContext& worker)
{
    return scheduler_.wait_for_task(parts_[worker.index]->claim, spins_,
                                    [&] { commit(worker, false); });
}

StateView& BlockStm::begin_execution(WorkerContext& worker, const Task& task,
                                     TransactionExecutor& executor)
{
    WorkerPart& part = *parts_[worker.index];
    part.view.begin(task.version, executor.journal().gas_used());
    // What the end of the execution writes: an atomic operation waits for all writes before it.
    run_.workers[worker.index]->arena.prefetch(kept_of_most);
    worker.recorder.prefetch_execution();
    // What lies behind the claim is another worker's, and would only be taken from it.
    const std::uint32_t index = task.version.index;
    const std::uint32_t end = part.claim.execute_end;
    constexpr std::uint32_t ahead = 4;
    if (std::exchange(part.is_first_of_claim, false)) {
        progress_.prefetch_place(TxIndex{index});
        for (std::uint32_t behind = index + 1; behind < std::min(index + ahead, end); ++behind) {
            prefetch_outcome(behind);
        }
        look_at_first(block_.transactions, index, end, part.view, executor.foresight());
    }
    if (index < end) {
        look_ahead(block_.transactions, index, end, part.view, executor.foresight());
        if (index + ahead < end) {
            prefetch_outcome(index + ahead);
        }
    }
    if (worker.recorder.on() && executor.foresight() != nullptr) {
        // What it has computed is of later transactions, and not of this one's time.
        worker.recorder.stamp();
        worker.recorder.begin(SpanKind::execution, task.version);
    }
    part.execution_began = worker.recorder.last_stamp();
    return part.view;
}

void BlockStm::prefetch_outcome(std::uint32_t index) const noexcept
{
    scheduler_.prefetch(index);
    progress_.prefetch_place(TxIndex{index});
}

std::uint32_t BlockStm::before_of_sender(std::uint32_t index)
{
    std::call_once(senders_known_, [&] {
        DenseMap<Address, std::uint32_t, AddressHasher> last(block_.transactions.size());
        before_of_sender_.reserve(block_.transactions.size());
        for (const Transaction& transaction : block_.transactions) {
            const auto here = static_cast<std::uint32_t>(before_of_sender_.size());
            const auto [at, is_first] = last.find_or_insert(*transaction.sender);
            const std::uint32_t before = std::exchange(last[at].value, here);
            before_of_sender_.push_back(is_first ? none : before);
        }
    });
    return before_of_sender_[index];
}

bool BlockStm::comes_too_early(WorkerPart& part, TxVersion version, const TransactionResult& result)
{
    if (!run_.settings.suspend_on_estimate || result.kind != TransactionResult::Kind::invalid ||
        result.reason != InvalidTransaction::nonce_too_high ||
        part.view.stopped().reason != StoppedAt::Reason::nowhere) {
        return false;
    }
    const std::uint32_t before = before_of_sender(version.index);
    if (before == none || scheduler_.is_executed(before)) {
        return false;  // then it is what it seems, as far as anybody knows
    }
    AccountCell* const sender = part.view.account_cell(*block_.transactions[version.index].sender);
    return sender != nullptr &&
           part.view.stop_at(LocationId::of_account(sender->ordinal, LocationKind::nonce), before);
}

std::span<Version> BlockStm::collect_writes(WorkerPart& part, TxVersion version,
                                            const Journal& journal, BumpArena& arena)
{
    const std::size_t most = journal.most_location_writes();
    auto* const versions = arena.allocate<Version>(most);
    std::size_t count = 0;
    const auto add = [&](LocationId location, const Uint256& value, WriteKind kind) {
        Version& fresh = *::new (static_cast<void*>(versions + count++)) Version;
        fresh.is_put_at_commit = memory_.is_put_at_commit(location);
        WriteRecord& write = fresh.write;
        write.value = value;
        write.location = location;
        write.writer = version;
        write.kind = kind;
    };
    for_each_location_write(
        journal, version.index + 1,
        [&](const ChangedAccount& account, LocationKind kind, const Uint256& value) {
            add(LocationId::of_account(account.place, kind), value, WriteKind::set);
            if (kind == LocationKind::storage_generation) {
                memory_.note_wiped_storage();
            }
        },
        [&](const ChangedAccount& account, const Uint256& amount) {
            add(LocationId::of_account(account.place, LocationKind::balance), amount,
                WriteKind::add);
        },
        [&](const ChangedSlot& slot, const Uint256& value) {
            std::uint32_t ordinal = slot.place;
            if (ordinal == AccountRead::no_place) {  // of a new contract, and nobody read it
                const AccountCell& owner = memory_.cells().account(slot.account_place);
                ordinal = memory_.cells().slot(owner, slot.key, part.maker)->ordinal;
            }
            add(LocationId::of_slot(ordinal), value, WriteKind::set);
        });
    arena.shrink(versions, most, count);
    return {versions, count};
}

std::span<const ReadRecord> BlockStm::reads_of(WorkerPart& part)
{
    const std::span<const ReadRecord> reads = part.view.reads();
    if (written_before_.empty()) {
        return reads;
    }
    // They were named first, so that their ids are nobody else's neighbours.
    const auto is_protocols = [&, first = written_before_.front(),
                               last = written_before_.back()](const ReadRecord& read) {
        return read.location >= first && read.location <= last &&
               read.origin == ReadOrigin::pre_state &&
               std::ranges::binary_search(written_before_, read.location);
    };
    if (std::ranges::none_of(reads, is_protocols)) {
        return reads;
    }
    part.marked_reads.assign(reads.begin(), reads.end());
    for (ReadRecord& read : part.marked_reads) {
        if (is_protocols(read)) {
            read.origin = ReadOrigin::system_call;
        }
    }
    return part.marked_reads;
}

void BlockStm::keep_accesses(WorkerPart& part, BumpArena& arena, AccessSet& access)
{
    access.reads = arena.copy<ReadRecord>(reads_of(part));
    access.kept = arena.copy<Uint256>(part.view.kept());
    access.stopped = part.view.stopped();
}

void BlockStm::record(WorkerContext& worker, WorkerPart& part, TxVersion version,
                      IncarnationEnd end, const TransactionResult& result, const AccessSet& access)
{
    if (!worker.recorder.on()) {
        return;
    }
    worker.recorder.add_incarnation([&](IncarnationRecord& record) {
        record.version = version;
        record.end = end;
        record.status = end == IncarnationEnd::invalid ? static_cast<std::uint8_t>(result.reason)
                                                       : static_cast<std::uint8_t>(result.status);
        record.worker = worker.index;
        record.gas_used = static_cast<std::uint64_t>(result.gas_used);
        record.begin = part.execution_began;
        // Where each access has its time, those of what it wrote are still to come, and inside of it.
        record.finish = worker.recorder.wants_access_times() ? worker.recorder.stamp()
                                                             : worker.recorder.stamp_end();
        record.access = access;
    });
}

Task BlockStm::finish_execution(WorkerContext& worker, const Task& task, TransactionResult&& result,
                                const Journal& journal, SpanOutcome& outcome)
{
    WorkerPart& part = *parts_[worker.index];
    WorkerRecorder& recorder = worker.recorder;
    BumpArena& arena = run_.workers[worker.index]->arena;
    const TxVersion version = task.version;
    using Kind = TransactionResult::Kind;

    if (comes_too_early(part, version, result) ||
        part.view.stopped().reason == StoppedAt::Reason::estimate) {
        outcome = SpanOutcome::suspended;
        part.met_conflict = true;
        AccessSet access;
        if (recorder.on()) {
            keep_accesses(part, arena, access);
        }
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
        AccessSet access;
        if (recorder.on()) {
            keep_accesses(part, arena, access);
        }
        access.stopped.reason = StoppedAt::Reason::cancelled;
        record(worker, part, version, IncarnationEnd::interrupted, result, access);
        scheduler_.stop();
        return {TaskKind::done, {}, 0};
    }

    IncarnationEnd end = IncarnationEnd::executed;
    outcome = SpanOutcome::executed;
    std::span<Version> versions;
    // Filled in its place: what is copied right after it was written is waited for.
    Published& published = *new (arena.allocate<Published>()) Published;
    if (result.kind == Kind::executed) {
        versions = collect_writes(part, version, journal, arena);
        for (const auto& [hash, code] : journal.new_code()) {
            memory_.code().add(hash, code);
        }
        if (run_.settings.lazy_beneficiary) {
            FeeRecord& fee = published.fee;
            fee.credited = !result.beneficiary_destructed;
            if (fee.credited) {
                fee.fee = result.beneficiary_fee;
            }
            for (const Version& own : versions) {
                if (memory_.is_in_fee(own.write)) {
                    fee.fee += own.write.value;
                }
            }
        }
    } else {
        end = result.kind == Kind::invalid ? IncarnationEnd::invalid : IncarnationEnd::interrupted;
        outcome = result.kind == Kind::invalid ? SpanOutcome::invalid : SpanOutcome::interrupted;
    }
    const AccessSet& access = published.access;
    keep_accesses(part, arena, published.access);
    if (!versions.empty()) {
        published.access.writes = {&versions.front().write, versions.size(), sizeof(Version)};
    }
    record(worker, part, version, end, result, access);
    published.facts.take(block_.transactions[version.index], result, journal.read_uncovered());
    if (result.kind == Kind::executed) {
        progress_.place(TxIndex{version.index}, std::move(result));
    } else if (result.status == evm::Status::state_unavailable) {
        const std::lock_guard lock(failures_mutex_);
        failures_[version.index] = journal.failure().message;
    }

    if (recorder.wants_access_times()) [[unlikely]] {
        // From here on others can read them; inside of its transaction a write is nobody else's.
        for (const WriteRecord& write : access.writes) {
            recorder.access(version, write.location, true);
        }
    }
    const bool validate_again = memory_.publish(version.index, published);
    const Task next =
        scheduler_.finish_execution(version, validate_again, part.resumed, part.claim);
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
        part.commit_due = true;
        return scheduler_.finish_validation(task.version, task.wave, false);
    }
    if (!scheduler_.try_validation_abort(task.version)) {
        return {};
    }
    outcome = SpanOutcome::aborted;
    part.met_conflict = true;
    memory_.make_estimates(task.version.index);
    worker.recorder.decide(DecisionKind::abort, task.version);
    worker.recorder.abort(task.version, part.mismatches);
    return scheduler_.finish_validation(task.version, task.wave, true);
}

void BlockStm::apply_changes(std::uint32_t share, WorldState::Remainder& rest)
{
    memory_.apply_changes(share, *world_, rest);
}

std::string BlockStm::failure_of(std::uint32_t index)
{
    const std::lock_guard lock(failures_mutex_);
    return failures_[index];
}

bool BlockStm::is_too_dependent(TxVersion committed, std::uint64_t gas) noexcept
{
    // Where most transactions run twice, two workers do no more than one; and one in sequence has no
    // versions to keep, which is most of the work of a plain transfer.
    constexpr std::uint32_t window = 64;
    constexpr std::uint64_t small = 50'000;
    window_re_executions_ += committed.incarnation;
    window_gas_ += gas;
    if (++window_transactions_ < window) {
        return false;
    }
    const std::uint32_t too_many = window_gas_ < window * small ? 36 : 48;
    const bool is = window_re_executions_ >= too_many * std::max(1u, cores_used_ / 2);
    window_transactions_ = 0;
    window_re_executions_ = 0;
    window_gas_ = 0;
    return is;
}

void BlockStm::commit(WorkerContext& worker, bool is_busy)
{
    std::uint32_t commits = 0;
    scheduler_.try_commit(worker.index, is_busy, [&](TxVersion version) {
        const CommitFacts& facts = memory_.facts_to_commit(version.index);
        const Status committed = progress_.commit_placed(
            TxIndex{version.index}, facts,
            facts.kind == TransactionResult::Kind::unwound ? failure_of(version.index)
                                                           : std::string());
        if (!committed) {
            error_ = committed.error();
            return false;
        }
        memory_.commit_fee(version.index);
        if (world_ != nullptr) {
            memory_.put_committed(version.index, *world_);
        }
        run_.committed.store(version.index + 1, std::memory_order_release);
        if (worker.recorder.on()) {
            // The clock takes as long as a commit does.
            if (commits++ % commits_at_once == 0) {
                worker.recorder.stamp();
            }
            worker.recorder.decide(DecisionKind::commit, version);
        }
        gave_up_ = may_give_up_ && is_too_dependent(version, facts.gas_used);
        return !gave_up_;
    });
}

}  // namespace lanescope::block_stm
