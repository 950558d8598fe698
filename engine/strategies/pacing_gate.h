// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "strategies/gate.h"

#include <atomic>
#include <chrono>
#include <condition_variable>
#include <cstdint>
#include <mutex>

namespace lanescope {

/// Slows workers so that people can follow: it lets one action pass at a time, so many a second, or
/// none while the run is paused, each step one. The actions are what changes something for others:
/// the begin of an execution, its end, a validation; asking for tasks and leaving pass freely, so a
/// held worker is always seen inside the span that it is about to act in. At full speed a pass costs
/// one relaxed load.
///
/// Workers call pass(); everything else may be called from any other thread at any time.
class PacingGate final : public Gate {
public:
    /// Actions of all workers together that a second has; 0: as fast as they come.
    void set_actions_per_second(double rate);
    void pause();
    void resume();
    /// Lets one action pass, and pauses if the run was not paused.
    void step();
    /// Lets everything pass from now on, so that a stopped run ends.
    void release();
    /// As it was built, for the next run; keeps pace and pause.
    void rearm();

    /// Paused, or at a pace: runs take longer than their work.
    [[nodiscard]] bool holds_back() const noexcept
    {
        return holding_.load(std::memory_order_relaxed);
    }
    [[nodiscard]] bool is_paused() const;
    /// Actions that have passed one by one since rearm().
    [[nodiscard]] std::uint64_t passed() const;

    void pass(std::uint32_t worker, StepKind kind, TxVersion version) override;

private:
    using Clock = std::chrono::steady_clock;

    /// With mutex_: whether anything holds workers back.
    void update_holding() noexcept;

    mutable std::mutex mutex_;
    std::condition_variable changed_;
    std::atomic<bool> holding_{false};
    double rate_ = 0;
    bool paused_ = false;
    bool released_ = false;
    std::uint64_t steps_ = 0;  ///< granted and not yet taken
    std::uint64_t passed_ = 0;
    std::uint64_t next_ticket_ = 0;  ///< who comes first, goes first
    std::uint64_t serving_ = 0;
    Clock::time_point last_{};  ///< when the last action passed
};

}  // namespace lanescope
