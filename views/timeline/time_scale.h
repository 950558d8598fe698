// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/tick_clock.h"

#include <algorithm>
#include <cmath>

namespace lanescope::views {

/// The stretch of time that is seen, ticks since the run began; may reach beyond the run's ends.
struct VisibleTime {
    double begin = 0;
    double end = 1;

    [[nodiscard]] double span() const noexcept { return end - begin; }
    friend bool operator==(const VisibleTime&, const VisibleTime&) = default;
};

/// The arithmetic between pixels and time: columns 0 to `width` show `visible`.
struct TimeScale {
    VisibleTime visible;
    double width = 1;  ///< pixels, of whatever size

    [[nodiscard]] double timeAt(double x) const noexcept
    {
        return visible.begin + visible.span() * x / width;
    }
    [[nodiscard]] double xOf(double time) const noexcept
    {
        return (time - visible.begin) / visible.span() * width;
    }
    /// The first tick that is not left of `x`.
    [[nodiscard]] Ticks firstTickFrom(double x) const noexcept
    {
        const double time = std::ceil(timeAt(x));
        return time <= 0 ? 0 : static_cast<Ticks>(time);
    }
    [[nodiscard]] double timePerPixel() const noexcept { return visible.span() / width; }
};

/// Nobody can see less than so many ticks at once.
inline constexpr double leastVisibleTicks = 64;

/// Keeps the window's length within [leastVisibleTicks, 1.1 × duration] and some of the run in sight.
[[nodiscard]] inline VisibleTime clamped(VisibleTime window, double duration) noexcept
{
    const double most = std::max(duration * 1.1, leastVisibleTicks);
    const double span = std::clamp(window.span(), leastVisibleTicks, most);
    const double centre = (window.begin + window.end) / 2;
    if (span != window.span()) {
        window = {centre - span / 2, centre + span / 2};
    }
    // At most half of the window lies beyond an end.
    const double shift = window.begin < -span / 2           ? -span / 2 - window.begin
                         : window.end > duration + span / 2 ? duration + span / 2 - window.end
                                                            : 0;
    return {window.begin + shift, window.end + shift};
}

/// `factor` above 1 shows more time. The time at `anchor` stays where it is.
[[nodiscard]] inline VisibleTime zoomed(VisibleTime window, double factor, double anchor,
                                        double duration) noexcept
{
    const double most = std::max(duration * 1.1, leastVisibleTicks);
    const double bounded =
        std::clamp(window.span() * factor, leastVisibleTicks, most) / window.span();
    return clamped(
        {anchor - (anchor - window.begin) * bounded, anchor + (window.end - anchor) * bounded},
        duration);
}

/// By so many ticks.
[[nodiscard]] inline VisibleTime panned(VisibleTime window, double ticks, double duration) noexcept
{
    return clamped({window.begin + ticks, window.end + ticks}, duration);
}

/// The whole run, with a breath at its end.
[[nodiscard]] inline VisibleTime wholeRun(double duration) noexcept
{
    return {0, std::max(duration * 1.005, leastVisibleTicks)};
}

/// A stretch in the middle of the window, with room around it.
[[nodiscard]] inline VisibleTime fitted(double begin, double end, double duration) noexcept
{
    const double room = std::max((end - begin) * 0.35, leastVisibleTicks / 2);
    return clamped({begin - room, end + room}, duration);
}

}  // namespace lanescope::views
