// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>

namespace lanescope::app {

/// How long a cache line takes from one core to another that waits for it, nanoseconds: the least of some
/// tries, in all about a millisecond. On it depends what workers gain by working together; on a virtual
/// machine it may change while a program runs. Nothing on a machine of one core.
[[nodiscard]] std::optional<double> core_distance();

}  // namespace lanescope::app
