// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <chrono>
#include <cstdint>
#if defined(__x86_64__)
#include <x86intrin.h>
#endif

namespace lanescope {

/// A point in time in ticks; only differences mean something, and only within one process.
using Ticks = std::uint64_t;

/// The cheapest clock that all cores agree on: the invariant TSC where the processor has one,
/// otherwise the steady clock in nanoseconds.
class TickClock {
public:
    /// What a tick is on this machine, measured once when first asked for (some 5 ms).
    [[nodiscard]] static const TickClock& get();

    [[nodiscard]] Ticks now() const noexcept
    {
#if defined(__x86_64__)
        if (counter_) [[likely]] {
            return __rdtsc();
        }
#endif
        return static_cast<Ticks>(std::chrono::steady_clock::now().time_since_epoch().count());
    }
    [[nodiscard]] double nanoseconds_per_tick() const noexcept
    {
        return nanoseconds_per_tick_;
    }
    [[nodiscard]] double seconds(Ticks ticks) const noexcept
    {
        return static_cast<double>(ticks) * nanoseconds_per_tick_ * 1e-9;
    }
    /// "invariant TSC" or "steady clock".
    [[nodiscard]] const char* name() const noexcept
    {
        return counter_ ? "invariant TSC" : "steady clock";
    }

private:
    TickClock();

    bool counter_ = false;
    double nanoseconds_per_tick_ = 1;
};

}  // namespace lanescope
