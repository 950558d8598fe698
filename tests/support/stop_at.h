// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stop_token.h"
#include "strategies/gate.h"

#include <atomic>
#include <cstdint>

namespace lanescope::test {

/// Asks for a stop at the so many-th step that any worker takes, counted from 1.
class StopAt final : public Gate {
public:
    StopAt(std::uint64_t step, StopSource& stop) : left_(step), stop_(stop) {}
    void pass(std::uint32_t, StepKind, TxVersion) override
    {
        if (left_.fetch_sub(1) == 1) {
            stop_.request_stop();
        }
    }

private:
    std::atomic<std::uint64_t> left_;
    StopSource& stop_;
};

}  // namespace lanescope::test
