// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QString>

#include <array>
#include <cmath>

namespace lanescope::app {

/// The positions of the pace slider, slowest first. 0: full speed.
inline constexpr std::array<double, 12> paces{1, 2, 5, 10, 20, 50, 100, 200, 500, 1000, 5000, 0};

/// "1 action/s", "full speed"
[[nodiscard]] inline QString paceText(int position)
{
    const double pace = paces[static_cast<std::size_t>(position)];
    return pace == 0   ? QStringLiteral("full speed")
           : pace == 1 ? QStringLiteral("1 action/s")
                       : QStringLiteral("%L1 actions/s").arg(pace, 0, 'f', 0);
}

}  // namespace lanescope::app
