// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/tick_clock.h"

#if defined(__x86_64__)
#include <cpuid.h>
#endif

namespace lanescope {

namespace {

#if defined(__x86_64__)
/// CPUID leaf 0x80000007, EDX bit 8: the TSC runs at a constant rate in all states.
bool has_invariant_counter() noexcept
{
    unsigned a = 0, b = 0, c = 0, d = 0;
    return __get_cpuid(0x80000007u, &a, &b, &c, &d) != 0 && (d & (1u << 8)) != 0;
}

/// Compares the counter with the steady clock over 5 ms: an error below 0.01 %.
double measure_nanoseconds_per_tick()
{
    using Clock = std::chrono::steady_clock;
    const auto begin = Clock::now();
    const Ticks first = __rdtsc();
    auto end = begin;
    while (end - begin < std::chrono::milliseconds(5)) {
        end = Clock::now();
    }
    const Ticks last = __rdtsc();
    return std::chrono::duration<double, std::nano>(end - begin).count() /
           static_cast<double>(last - first);
}
#endif

}  // namespace

TickClock::TickClock()
{
#if defined(__x86_64__)
    if (has_invariant_counter()) {
        counter_ = true;
        nanoseconds_per_tick_ = measure_nanoseconds_per_tick();
    }
#endif
}

const TickClock& TickClock::get()
{
    static const TickClock clock;
    return clock;
}

}  // namespace lanescope
