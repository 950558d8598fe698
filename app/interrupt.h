// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stop_token.h"

namespace lanescope::app {

/// From here on the first Ctrl-C asks for a stop, and the second ends the program at once. Gives the
/// token that says so.
[[nodiscard]] StopToken stopOnInterrupt();
/// Asks for the same stop from within: there is nobody left to work for.
void requestStop() noexcept;

}  // namespace lanescope::app
