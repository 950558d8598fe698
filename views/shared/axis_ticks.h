// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cmath>
#include <vector>

namespace lanescope::views {

/// Where an axis has its marks: multiples of `step`, which is 1, 2 or 5 × a power of ten.
struct AxisTicks {
    double step = 1;
    std::vector<double> at;
};

/// Marks from `begin` to `end`, at most `most` of them (at least 1).
[[nodiscard]] inline AxisTicks axisTicks(double begin, double end, int most)
{
    AxisTicks ticks;
    if (!(end > begin) || most < 1) {
        return ticks;
    }
    const double least = (end - begin) / most;
    const double power = std::pow(10.0, std::floor(std::log10(least)));
    ticks.step = power * 10;
    for (const double factor : {1.0, 2.0, 5.0}) {
        if (factor * power >= least) {
            ticks.step = factor * power;
            break;
        }
    }
    const double first = std::ceil(begin / ticks.step - 1e-9);
    for (double number = first; number * ticks.step <= end + ticks.step * 1e-9; ++number) {
        ticks.at.push_back(number * ticks.step);
    }
    return ticks;
}

/// How many digits behind the point tell neighbours `step` apart.
[[nodiscard]] inline int decimalsOf(double step)
{
    return step >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(step) - 1e-9));
}

}  // namespace lanescope::views
