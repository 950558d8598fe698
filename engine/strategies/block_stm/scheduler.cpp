// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/scheduler.h"

#include <algorithm>
#include <thread>
#include <utility>
#if defined(__x86_64__)
#include <immintrin.h>
#endif

namespace lanescope::block_stm {

namespace {

/// So far behind what has been given out, validations of others' runs are taken over: their worker
/// may not be running, or hangs on something long. Some claims of the longest.
constexpr std::uint32_t left_to_others = 4096;
/// So many are worth that another worker commits before it executes what it has at hand, for which, in a
/// chain, others wait.
constexpr std::uint32_t worth_a_turn = 16;

/// So many claims a core ahead of the commit, and so many transactions, what is executed is likely to be in
/// vain, where workers have to take turns. Of blocks that take few milliseconds it is seldom.
constexpr std::uint32_t claims_ahead = 4;
constexpr std::uint32_t least_ahead = 128;

constexpr int most_pauses = 8;

void relax() noexcept
{
#if defined(__x86_64__)
    _mm_pause();
#endif
}

}  // namespace

void TinyLock::lock() noexcept
{
    for (int spins = 0; held_.exchange(true, std::memory_order_acquire); ++spins) {
        while (held_.load(std::memory_order_relaxed)) {
            if (++spins < 64) {
                relax();
            } else {
                std::this_thread::yield();
            }
        }
    }
}

Scheduler::Scheduler(std::span<const Transaction> transactions, std::uint32_t first, bool suspend,
                     ClaimLimit first_claim, std::size_t workers, std::uint32_t cores)
    : transactions_(transactions),
      count_(static_cast<std::uint32_t>(transactions.size())),
      suspend_(suspend),
      first_claim_(first_claim),
      workers_(static_cast<std::uint32_t>(workers)),
      cores_(cores),
      status_(transactions.size()),
      turns_(workers),
      execution_index_(first),
      validation_index_(pack(first, 0)),
      committed_(first)
{
    for (std::uint32_t index = 0; index < first; ++index) {
        status_[index].state.store(State::committed, std::memory_order_relaxed);
    }
    if (first >= count_) {
        done_.store(true);
    }
}

bool Scheduler::never_executed(const Status& status) const noexcept
{
    const State state = status.state.load(std::memory_order_acquire);
    return status.incarnation.load(std::memory_order_relaxed) == 0 &&
           (state == State::ready || state == State::executing || state == State::suspended);
}

bool Scheduler::is_executed(std::uint32_t index)
{
    Status& status = status_[index];
    const std::lock_guard guard(status.lock);
    return status.state == State::executed || status.state == State::committed;
}

Task Scheduler::next_task(Claim& claim)
{
    while (!done()) {
        while (claim.has_validations()) {
            const std::uint32_t index = claim.validate_next++;
            Status& status = status_[index];
            const std::lock_guard guard(status.lock);
            if (status.state == State::executed) {
                return {TaskKind::validate, {index, status.incarnation}, claim.wave};
            }
        }
        while (claim.has_executions()) {
            if (const auto version = try_incarnate(claim.execute_next++)) {
                return {TaskKind::execute, *version, 0};
            }
        }
        if (!claim_validations(claim) && !claim_executions(claim)) {
            return {TaskKind::wait, {}, 0};
        }
    }
    return {TaskKind::done, {}, 0};
}

bool Scheduler::claim_validations(Claim& claim)
{
    for (;;) {
        std::uint64_t validation = validation_index_.load();
        const std::uint32_t first = index_of(validation);
        const std::uint32_t given_out = std::min(execution_index_.load(), count_);
        if (first >= given_out || never_executed(status_[first])) {
            return false;
        }
        const std::uint32_t executed_by =
            status_[first].executed_by.load(std::memory_order_relaxed);
        if (executed_by != claim.worker && given_out < count_ &&
            (!claim.may_rest || !turns_[executed_by].is_asleep.load()) &&
            given_out - first < left_to_others && first_claim_.transactions > 1 &&
            transactions_[first].gas_limit < first_claim_.gas / 2) {
            return false;
        }
        std::uint32_t end = first + 1;
        while (end < given_out && end - first < claim.limit.transactions &&
               status_[end].state.load(std::memory_order_acquire) == State::executed &&
               status_[end].executed_by.load(std::memory_order_relaxed) == claim.worker) {
            ++end;
        }
        if (validation_index_.compare_exchange_strong(validation, pack(end, wave_of(validation)))) {
            claim.validate_next = first;
            claim.validate_end = end;
            claim.wave = wave_of(validation);
            return true;
        }
    }
}

bool Scheduler::claim_executions(Claim& claim)
{
    claim.ran_ahead = runs_ahead(claim);
    if (claim.ran_ahead) {
        return false;
    }
    std::uint32_t first = execution_index_.load();
    std::uint32_t end;
    do {
        if (first >= count_) {
            return false;
        }
        end = first + 1;
        // Towards the end less, so that nobody is left with more than the others.
        const std::uint32_t most =
            std::min(claim.limit.transactions, (count_ - first) / (4 * workers_));
        std::uint64_t gas = transactions_[first].gas_limit;
        while (end < count_ && end - first < most &&
               (gas += transactions_[end].gas_limit) <= claim.limit.gas) {
            ++end;
        }
    } while (!execution_index_.compare_exchange_weak(first, end));
    claim.execute_next = first;
    claim.execute_end = end;
    claim.executions = end - first;
    return true;
}

bool Scheduler::runs_ahead(const Claim& claim) const noexcept
{
    if (!claim.may_rest) {
        return false;
    }
    const std::uint32_t others =
        workers_ - sleepers_.load() - (turns_[claim.worker].is_asleep.load() ? 0 : 1);
    // In this order: nothing that is committed is executed again.
    const std::uint32_t committed = committed_.load();
    const std::uint32_t next = execution_index_.load();
    const std::uint32_t together =
        claim.executions == 0 ? claim.limit.transactions : claim.executions;
    return others >= cores_ && next < count_ &&
           next - committed > std::max(least_ahead, claims_ahead * cores_ * together);
}

void Scheduler::fall_asleep(std::uint32_t worker) noexcept
{
    turns_[worker].is_asleep.store(true);
    sleepers_.fetch_add(1);
}

void Scheduler::wake_up(std::uint32_t worker) noexcept
{
    sleepers_.fetch_sub(1);
    turns_[worker].is_asleep.store(false);
}

std::optional<TxVersion> Scheduler::try_incarnate(std::uint32_t index)
{
    // Nobody else does anything to what is ready, so that it needs no lock. See set_ready().
    Status& status = status_[index];
    State expected = State::ready;
    if (status.state.load() != expected ||
        !status.state.compare_exchange_strong(expected, State::executing)) {
        return std::nullopt;
    }
    return TxVersion{index, status.incarnation.load(std::memory_order_relaxed)};
}

bool Scheduler::add_dependency(TxVersion version, std::uint32_t blocking)
{
    Status& own = status_[version.index];
    Status& other = status_[blocking];
    // Who has come back very often is parked in any case: incarnations are numbered with 16 bits.
    const bool parks = suspend_ || version.incarnation >= max_incarnation / 2;
    if (parks) {
        const std::lock_guard guard(other.lock);
        if (other.state != State::executed && other.state != State::committed) {
            // Locks are taken from the lower to the higher index, here and in finish_execution().
            const std::lock_guard own_guard(own.lock);
            own.state.store(State::suspended, std::memory_order_release);
            own.next_dependent = other.first_dependent;
            other.first_dependent = version.index;
            return true;
        }
    }
    const std::lock_guard guard(own.lock);
    own.incarnation.store(own.incarnation.load(std::memory_order_relaxed) + 1,
                          std::memory_order_relaxed);
    if (parks) {
        return false;
    }
    set_ready(own);
    lower_execution_index(version.index);
    return true;
}

Task Scheduler::finish_execution(TxVersion version, bool wrote_new_location,
                                 std::vector<TxVersion>& resumed, const Claim& claim)
{
    Status& status = status_[version.index];
    Task task;
    std::uint32_t dependent;
    {
        // Held to the end: a validation that came in between must not count for less than it needs.
        const std::lock_guard guard(status.lock);
        status.executed_by.store(static_cast<std::uint16_t>(claim.worker),
                                 std::memory_order_relaxed);
        if (claim.has_executions()) {
            status.state.store(State::executed, std::memory_order_release);
        } else {
            status.state.store(State::executed);  // in one order with the sleepers, for wake()
        }
        dependent = std::exchange(status.first_dependent, none);
        const std::uint64_t validation = validation_index_.load();
        if (index_of(validation) > version.index) {
            Wave wave = wave_of(validation);
            if (wrote_new_location) {
                const auto begun = lower_validation_index(version.index + 1);
                wave = begun ? *begun : wave_of(validation_index_.load());
            }
            status.required_wave = wave;
            task = {TaskKind::validate, version, wave};
        }
    }
    resumed.clear();
    std::uint32_t lowest = none;
    while (dependent != none) {
        Status& waiting = status_[dependent];
        const std::lock_guard guard(waiting.lock);
        lowest = std::min(lowest, dependent);
        resumed.push_back({dependent, ++waiting.incarnation});
        set_ready(waiting);
        dependent = std::exchange(waiting.next_dependent, none);
    }
    if (lowest != none) {
        lower_execution_index(lowest);
    } else if (task.kind == TaskKind::none && !claim.has_executions()) {
        // Once a claim: until then who executes it does not need anybody.
        wake();
    }
    return task;
}

bool Scheduler::try_validation_abort(TxVersion version)
{
    Status& status = status_[version.index];
    const std::lock_guard guard(status.lock);
    if (status.state != State::executed || status.incarnation != version.incarnation) {
        return false;
    }
    status.state.store(State::aborting, std::memory_order_release);
    return true;
}

Task Scheduler::finish_validation(TxVersion version, Wave wave, bool aborted)
{
    Status& status = status_[version.index];
    if (!aborted) {
        const std::lock_guard guard(status.lock);
        if (status.incarnation == version.incarnation) {
            status.validated_wave = std::max(status.validated_wave.value_or(0), wave);
        }
        return {};
    }
    lower_validation_index(version.index + 1);
    {
        const std::lock_guard guard(status.lock);
        ++status.incarnation;
        status.validated_wave.reset();
        set_ready(status);
    }
    if (execution_index_.load() > version.index) {
        if (const auto next = try_incarnate(version.index)) {
            return {TaskKind::execute, *next, 0};
        }
    }
    return {};
}

std::optional<Wave> Scheduler::lower_validation_index(std::uint32_t target)
{
    if (target >= count_) {
        return std::nullopt;
    }
    Status& status = status_[target];
    std::optional<Wave> begun;
    {
        const std::lock_guard guard(status.lock);
        std::uint64_t validation = validation_index_.load();
        while (index_of(validation) > target) {
            const Wave wave = wave_of(validation) + 1;
            if (validation_index_.compare_exchange_weak(validation, pack(target, wave))) {
                status.triggered_wave = std::max(status.triggered_wave, wave);
                begun = wave;
                break;
            }
        }
    }
    if (begun) {
        wake();
    }
    return begun;
}

void Scheduler::lower_execution_index(std::uint32_t target) noexcept
{
    std::uint32_t now = execution_index_.load();
    while (now > target && !execution_index_.compare_exchange_weak(now, target)) {
    }
    wake();
}

bool Scheduler::is_left_to_others(std::uint32_t index, std::uint32_t worker, bool is_busy) noexcept
{
    if (!is_busy || first_claim_.transactions == 1) {
        return false;
    }
    const std::uint32_t executed_by = status_[index].executed_by.load(std::memory_order_relaxed);
    if (executed_by == worker) {
        return false;
    }
    const std::uint32_t behind = execution_index_.load() - index;
    // Adds nothing, but stands in one order with those who count themselves.
    if (behind >= left_to_others || sleepers_.fetch_add(0) != 0) {
        return false;
    }
    if (behind >= worth_a_turn) {
        turns_[executed_by].is_due.store(true, std::memory_order_relaxed);
    }
    return true;
}

bool Scheduler::can_commit(std::uint32_t worker, bool is_busy)
{
    const std::uint32_t index = committed_.load();
    if (index >= count_ || done() || is_left_to_others(index, worker, is_busy)) {
        return false;
    }
    Status& status = status_[index];
    const std::lock_guard guard(status.lock);
    return is_committable(status);
}

std::optional<TxVersion> Scheduler::take_committable(std::uint32_t worker, bool is_busy)
{
    const std::uint32_t index = committed_.load();
    if (index >= count_ || done() || is_left_to_others(index, worker, is_busy)) {
        return std::nullopt;
    }
    Status& status = status_[index];
    const std::lock_guard guard(status.lock);
    if (!is_committable(status)) {
        return std::nullopt;
    }
    const Wave wave = commit_wave_.load(std::memory_order_relaxed);
    if (status.triggered_wave > wave) {
        commit_wave_.store(status.triggered_wave);
    }
    status.state.store(State::committed, std::memory_order_release);
    committed_.store(index + 1, std::memory_order_release);
    return TxVersion{index, status.incarnation};
}

void Scheduler::stop() noexcept
{
    done_.store(true);
    done_.notify_all();
    epoch_.fetch_add(1);
    epoch_.notify_all();
}

void Scheduler::wake() noexcept
{
    // Sleepers count themselves before they look for tasks a last time, and tasks are there before
    // this looks for sleepers: one of the two sees the other.
    if (sleepers_.load() > 0) {
        epoch_.fetch_add(1);
        epoch_.notify_all();
    }
}

Task Scheduler::spin_for_task(Claim& claim, int spins)
{
    for (int i = 0; i < spins; ++i) {
        // Looking takes the cache lines that the others work with.
        for (int pause = 0; pause < std::min(i, most_pauses); ++pause) {
            relax();
        }
        if (const Task task = next_task(claim); task.kind != TaskKind::wait) {
            return task;
        }
    }
    return {TaskKind::wait, {}, 0};
}

}  // namespace lanescope::block_stm
