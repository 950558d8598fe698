// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/access_set.h"

#include <cstdint>

namespace lanescope {

/// The steps at which a worker can be held: the verbs of a task source, and accesses of state.
enum class StepKind : std::uint8_t { next_task, execute, read, finish, validate, leave };

/// Holds workers between steps: a pacing gate so that people can follow, a stepper's baton so that
/// tests and people choose who moves. At full speed there is none.
class Gate {
public:
    virtual ~Gate() = default;
    /// Called by a worker before the step; returns when it may be taken.
    virtual void pass(std::uint32_t worker, StepKind kind, TxVersion version) = 0;
    /// Whether idle workers shall ask for tasks again and again, each time through the gate, instead
    /// of sleeping: the gate is what they wait at.
    [[nodiscard]] virtual bool keeps_workers_awake() const noexcept { return false; }
};

}  // namespace lanescope
