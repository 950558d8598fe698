// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "strategies/gate.h"

#include <condition_variable>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <mutex>
#include <span>
#include <vector>

namespace lanescope {

/// Drives virtual workers that pass a baton: one moves at a time, from one step to the next, so that
/// a run is decided by who is chosen at each step, and can be repeated. A step is a verb of the task
/// source or, if wanted, one access of state, so that executions interleave in their middle.
class Stepper final : public Gate {
public:
    /// A worker that can be chosen, and the step that it would take.
    struct Pending {
        std::uint32_t worker = 0;
        StepKind kind = StepKind::next_task;
        TxVersion version;
        friend bool operator==(const Pending&, const Pending&) = default;
    };
    /// Picks one of them, by its place in the list. Workers that found no task are not among them
    /// until another one has moved and not only asked in vain as well, so that even an unfair choice
    /// lets those go on who have a task.
    using Choose = std::function<std::size_t(std::span<const Pending>)>;

    enum class Grain : std::uint8_t {
        verbs,     ///< an execution is one step
        accesses,  ///< each read of state that the journal asks for is a step of its own
    };

    Stepper(std::uint32_t workers, Grain grain, Choose choose);

    /// Runs `work(worker)` for each worker, on a thread of its own that mostly waits, until all have
    /// left. For as many runs as wanted, one at a time.
    void run(const std::function<void(std::uint32_t)>& work);
    /// The steps of the last run, in their order.
    [[nodiscard]] const std::vector<Pending>& history() const noexcept { return history_; }

    void pass(std::uint32_t worker, StepKind kind, TxVersion version) override;
    [[nodiscard]] bool keeps_workers_awake() const noexcept override { return true; }

private:
    enum class Place : std::uint8_t { running, waiting, gone };
    struct Worker {
        Place place = Place::running;
        Pending pending;
        std::uint64_t asked_at = 0;  ///< `useful_moves_` when it last asked for a task
        bool asked_in_vain = false;
    };
    void drive(std::unique_lock<std::mutex>& lock);

    Grain grain_;
    Choose choose_;
    std::mutex mutex_;
    std::condition_variable changed_;
    std::vector<Worker> workers_;
    std::vector<Pending> history_;
    std::uint64_t useful_moves_ = 0;  ///< all but those that asked for a task in vain
    std::uint32_t granted_ = none;
    static constexpr std::uint32_t none = ~0u;
};

}  // namespace lanescope
