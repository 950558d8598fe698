// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/pacing_gate.h"

namespace lanescope {

void PacingGate::update_holding() noexcept
{
    // Relaxed: a worker that misses the change passes once more, as if it had come a little earlier.
    holding_.store(!released_ && (paused_ || rate_ > 0), std::memory_order_relaxed);
    changed_.notify_all();
}

void PacingGate::set_actions_per_second(double rate)
{
    const std::lock_guard lock(mutex_);
    rate_ = rate;
    update_holding();
}

void PacingGate::pause()
{
    const std::lock_guard lock(mutex_);
    paused_ = true;
    update_holding();
}

void PacingGate::resume()
{
    const std::lock_guard lock(mutex_);
    paused_ = false;
    steps_ = 0;
    update_holding();
}

void PacingGate::step()
{
    const std::lock_guard lock(mutex_);
    paused_ = true;
    ++steps_;
    update_holding();
}

void PacingGate::release()
{
    const std::lock_guard lock(mutex_);
    released_ = true;
    update_holding();
}

void PacingGate::rearm()
{
    const std::lock_guard lock(mutex_);
    released_ = false;
    passed_ = 0;
    update_holding();
}

bool PacingGate::is_paused() const
{
    const std::lock_guard lock(mutex_);
    return paused_;
}

std::uint64_t PacingGate::passed() const
{
    const std::lock_guard lock(mutex_);
    return passed_;
}

void PacingGate::pass(std::uint32_t, StepKind kind, TxVersion)
{
    if (!holding_.load(std::memory_order_relaxed) || kind == StepKind::next_task ||
        kind == StepKind::read || kind == StepKind::leave) {
        return;
    }
    std::unique_lock lock(mutex_);
    const std::uint64_t ticket = next_ticket_++;
    for (;;) {
        if (released_ || (!paused_ && rate_ <= 0)) {
            break;
        }
        if (ticket != serving_) {
            changed_.wait(lock);
            continue;
        }
        if (paused_) {
            if (steps_ > 0) {
                --steps_;
                break;
            }
            changed_.wait(lock);
            continue;
        }
        const auto due = last_ + std::chrono::duration_cast<Clock::duration>(
                                     std::chrono::duration<double>(1 / rate_));
        if (Clock::now() >= due) {
            break;
        }
        changed_.wait_until(lock, due);
    }
    last_ = Clock::now();
    ++passed_;
    // Workers that were let go all at once may come out of turn.
    serving_ = serving_ > ticket ? serving_ : ticket + 1;
    changed_.notify_all();
}

}  // namespace lanescope
