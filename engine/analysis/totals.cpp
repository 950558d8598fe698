// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/totals.h"

namespace lanescope::analysis {

namespace {

double per_nanosecond(std::uint64_t count, Ticks duration, double nanoseconds_per_tick)
{
    return duration == 0 ? 0
                         : static_cast<double>(count) /
                               (static_cast<double>(duration) * nanoseconds_per_tick);
}

}  // namespace

double Totals::transactions_per_second(double nanoseconds_per_tick) const noexcept
{
    return per_nanosecond(committed, duration, nanoseconds_per_tick) * 1e9;
}

double Totals::megagas_per_second(double nanoseconds_per_tick) const noexcept
{
    return per_nanosecond(committed_gas, duration, nanoseconds_per_tick) * 1e3;
}

Totals totals(const Incarnations& incarnations)
{
    Totals result;
    result.transactions = incarnations.transaction_count();
    result.committed = incarnations.committed_count();
    result.workers = static_cast<std::uint32_t>(incarnations.recording().worker_count());
    result.duration = incarnations.duration();
    result.incarnations = incarnations.all().size();
    result.wasted = wasted_work(incarnations);
    for (std::uint32_t i = 0; i < result.committed; ++i) {
        const Incarnation committed = incarnations.committed(i);
        result.committed_gas += committed.gas;
        result.committed_time += committed.time;
    }
    return result;
}

}  // namespace lanescope::analysis
