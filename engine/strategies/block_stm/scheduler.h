// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/prefetch.h"
#include "base/table_allocator.h"
#include "chain/transaction.h"
#include "recording/access_set.h"
#include "strategies/task_source.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <mutex>
#include <optional>
#include <span>
#include <vector>

namespace lanescope::block_stm {

/// Which validation of a transaction counts: a wave begins whenever the validation index goes back.
using Wave = std::uint32_t;

/// Held for some ten instructions. Yields instead of spinning for long, because with more workers
/// than cores its holder may not be running.
class TinyLock {
public:
    void lock() noexcept;
    void unlock() noexcept { held_.store(false, std::memory_order_release); }

private:
    std::atomic<bool> held_{false};
};

/// How much one claim may take. Long ones would make more of what conflicts run at once.
struct ClaimLimit {
    std::uint32_t transactions = 1;
    std::uint64_t gas = 0;  ///< sum of gas limits; the first transaction may have more
};

/// What one worker has claimed and not begun: runs of neighbouring transactions, so that a worker
/// executes, validates and commits what lies in its own cache, and the shared indices are touched once
/// a run. The worker's own.
struct Claim {
    std::uint32_t worker = 0;
    ClaimLimit limit;  ///< of the next one
    /// Where there are more workers than cores: whether this one may find that it runs_ahead().
    bool may_rest = false;
    bool ran_ahead = false;        ///< when it last asked for executions, and got none
    std::uint32_t executions = 0;  ///< of the last one that had any
    std::uint32_t execute_next = 0;
    std::uint32_t execute_end = 0;
    std::uint32_t validate_next = 0;
    std::uint32_t validate_end = 0;
    Wave wave = 0;  ///< of the validations
    [[nodiscard]] bool has_validations() const noexcept { return validate_next < validate_end; }
    [[nodiscard]] bool has_executions() const noexcept { return execute_next < execute_end; }
};

/// The collaborative scheduler: Algorithms 4 and 5 of Gelashvili et al., "Block-STM" (PPoPP 2023),
/// with the rolling commit of the validated prefix that waves of validation make possible. It owns no
/// threads and never blocks but for its own small locks; any worker may call.
class Scheduler {
public:
    /// Those below `first` are committed. `suspend`: whether add_dependency() parks a transaction, or puts
    /// it back at once. `first_claim`: what a worker may claim to begin with; single transactions, and then
    /// never more. `cores`: workers that the machine runs at once.
    Scheduler(std::span<const Transaction> transactions, std::uint32_t first, bool suspend,
              ClaimLimit first_claim, std::size_t workers, std::uint32_t cores);

    [[nodiscard]] ClaimLimit first_claim() const noexcept { return first_claim_; }

    /// What is left of the claim; else a new one: lowest first, validation before execution, but
    /// validations of a run that another worker has just executed are left to that one for a while.
    /// `wait`: there is nothing to do now, but the block is not done; or runs_ahead().
    [[nodiscard]] Task next_task(Claim& claim);
    /// Starts to load what is written when the transaction is given out.
    void prefetch(std::uint32_t index) const noexcept
    {
        prefetch_to_write(&status_[index], 0, sizeof(Status));
    }
    /// Gives the transaction out as a new incarnation if it is ready.
    [[nodiscard]] std::optional<TxVersion> try_incarnate(std::uint32_t index);
    /// The incarnation met a write of `blocking` that is not there yet. False when that has finished
    /// meanwhile: then the caller has the next incarnation, and runs it.
    [[nodiscard]] bool add_dependency(TxVersion version, std::uint32_t blocking);
    /// The incarnation's accesses are published. `resumed` gets the transactions that waited for it.
    [[nodiscard]] Task finish_execution(TxVersion version, bool wrote_new_location,
                                        std::vector<TxVersion>& resumed, const Claim& claim);
    /// Whether the caller is the one to abort this incarnation: of several failed validations only
    /// the first is.
    [[nodiscard]] bool try_validation_abort(TxVersion version);
    /// After a validation. With `aborted` the writes have become ESTIMATEs, and everything above is to
    /// be validated again.
    [[nodiscard]] Task finish_validation(TxVersion version, Wave wave, bool aborted);

    /// Commits the next transactions of the prefix that can be: calls `commit(version)` in order, one
    /// at a time, never from two threads at once. It returns false to end the block there.
    ///
    /// A busy `worker` leaves what others have executed to them for a while, since it lies in their cache;
    /// one that has nothing else to do leaves nothing.
    template <class Commit>
    void try_commit(std::uint32_t worker, bool is_busy, Commit&& commit)
    {
        while (can_commit(worker, is_busy)) {
            if (!commit_mutex_.try_lock()) {
                return;  // whoever holds it looks again after letting go
            }
            while (const auto version = take_committable(worker, is_busy)) {
                if (!commit(*version)) {
                    stop();
                    break;
                }
                if (version->index + 1 == count_) {
                    stop();
                }
            }
            commit_mutex_.unlock();
        }
    }
    /// Whether another worker has found since the last call that the next commit is left to this one. Who
    /// waited for the end of its claim would let the others' commits wait as well: what was executed would
    /// be out of every cache before it is committed.
    [[nodiscard]] bool takes_turn(std::uint32_t worker) noexcept
    {
        std::atomic<bool>& is_due = turns_[worker].is_due;
        if (!is_due.load(std::memory_order_relaxed)) {
            return false;
        }
        is_due.store(false, std::memory_order_relaxed);
        return true;
    }
    /// No more tasks; all who ask get `done`.
    void stop() noexcept;
    [[nodiscard]] bool done() const noexcept { return done_.load(); }
    [[nodiscard]] std::uint32_t committed() const noexcept { return committed_.load(); }

    /// Whether an incarnation of the transaction has finished and stands.
    [[nodiscard]] bool is_executed(std::uint32_t index);

    /// For a worker that has nothing to do: spins for `spins` rounds, then sleeps until there is a
    /// task, or `done`. `commit_all()` tries to commit, as who is not busy: once nobody can count on this
    /// worker any more.
    template <class CommitAll>
    [[nodiscard]] Task wait_for_task(Claim& claim, int spins, CommitAll&& commit_all)
    {
        if (const Task task = spin_for_task(claim, spins); task.kind != TaskKind::wait) {
            return task;
        }
        fall_asleep(claim.worker);
        Task task;
        for (;;) {
            const std::uint32_t seen = epoch_.load();
            commit_all();
            task = next_task(claim);
            if (task.kind != TaskKind::wait) {
                break;
            }
            if (claim.ran_ahead) {
                resting_.fetch_add(1);
                done_.wait(false);
            } else {
                epoch_.wait(seen);
            }
        }
        wake_up(claim.worker);
        return task;
    }
    /// Whether the worker should leave the rest of the block to the others. With more workers than cores the
    /// system stops one of them in the midst of what the commit needs next, for as long as it lets all the
    /// others run; what they execute meanwhile may well be in vain, and takes the time that this one needs.
    /// So who is far ahead of the commit rests, but for as many as there are cores: none of these sleeps as
    /// long as there is something to execute.
    [[nodiscard]] bool runs_ahead(const Claim& claim) const noexcept;
    /// Workers that have begun to rest, until the block ends.
    [[nodiscard]] std::uint32_t resting() const noexcept { return resting_.load(); }

private:
    enum class State : std::uint8_t {
        ready,
        executing,
        executed,
        aborting,
        suspended,
        committed,
    };
    struct alignas(64) Status {
        TinyLock lock;
        // Written under the lock, and peeked at without.
        std::atomic<State> state{State::ready};
        std::atomic<std::uint16_t> executed_by{0};  ///< the worker that finished it last
        std::atomic<std::uint32_t> incarnation{0};
        Wave triggered_wave = 0;  ///< the latest that began here
        Wave required_wave = 0;   ///< a validation must be of this one or later
        std::optional<Wave> validated_wave;
        std::uint32_t first_dependent = none;  ///< transactions suspended on this one, a list
        std::uint32_t next_dependent = none;   ///< the next in the list that this one is in
    };
    static constexpr std::uint32_t none = ~0u;
    /// A cache line that its worker looks at all the time, and the others write to seldom.
    struct alignas(64) Turn {
        std::atomic<bool> is_due{false};
        /// In one order with the validation index: who sleeps has then looked for validations of its own, or
        /// the others see that they are not to be left to it.
        std::atomic<bool> is_asleep{false};
    };

    /// Makes a transaction ready, before the execution index is looked at. In one order with who has moved
    /// that past it, and then looks here: one of the two sees the other, and the transaction is not lost.
    static void set_ready(Status& status) noexcept { status.state.store(State::ready); }
    [[nodiscard]] static std::uint64_t pack(std::uint32_t index, Wave wave) noexcept
    {
        return static_cast<std::uint64_t>(wave) << 32 | index;
    }
    [[nodiscard]] static std::uint32_t index_of(std::uint64_t packed) noexcept
    {
        return static_cast<std::uint32_t>(packed);
    }
    [[nodiscard]] static Wave wave_of(std::uint64_t packed) noexcept
    {
        return static_cast<Wave>(packed >> 32);
    }
    std::optional<Wave> lower_validation_index(std::uint32_t target);
    void lower_execution_index(std::uint32_t target) noexcept;
    [[nodiscard]] bool never_executed(const Status& status) const noexcept;
    /// Moves the validation index past what is executed, and claims that.
    [[nodiscard]] bool claim_validations(Claim& claim);
    [[nodiscard]] bool claim_executions(Claim& claim);
    [[nodiscard]] bool is_committable(const Status& status) const noexcept
    {
        // A wave that began at a lower index reaches the higher ones as well.
        return status.state == State::executed && status.validated_wave &&
               *status.validated_wave >=
                   std::max({commit_wave_.load(), status.triggered_wave, status.required_wave});
    }
    [[nodiscard]] Task spin_for_task(Claim& claim, int spins);
    /// Whether to leave the transaction's commit to who executed it. Who goes to sleep counts itself among
    /// the sleepers before it commits a last time, and what is committed here is seen before this looks
    /// for sleepers: one of the two goes on.
    [[nodiscard]] bool is_left_to_others(std::uint32_t index, std::uint32_t worker,
                                         bool is_busy) noexcept;
    [[nodiscard]] bool can_commit(std::uint32_t worker, bool is_busy);
    [[nodiscard]] std::optional<TxVersion> take_committable(std::uint32_t worker, bool is_busy);
    void wake() noexcept;
    void fall_asleep(std::uint32_t worker) noexcept;
    void wake_up(std::uint32_t worker) noexcept;

    const std::span<const Transaction> transactions_;
    const std::uint32_t count_;
    const bool suspend_;
    const ClaimLimit first_claim_;
    const std::uint32_t workers_;
    const std::uint32_t cores_;
    std::vector<Status, TableAllocator<Status>> status_;
    std::vector<Turn> turns_;  ///< by worker
    alignas(64) std::atomic<std::uint32_t> execution_index_;
    alignas(64) std::atomic<std::uint64_t> validation_index_;  ///< wave and index
    alignas(64) std::atomic<bool> done_{false};
    alignas(64) std::atomic<std::uint32_t> committed_;
    std::mutex commit_mutex_;
    std::atomic<Wave> commit_wave_{0};  ///< the highest that any committed transaction triggered
    alignas(64) std::atomic<std::uint32_t> epoch_{0};
    std::atomic<std::uint32_t> sleepers_{0};
    std::atomic<std::uint32_t> resting_{0};
};

}  // namespace lanescope::block_stm
