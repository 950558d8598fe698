// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"
#include "base/stop_token.h"

namespace lanescope::app {

/// `lanescope render`: draws a view of a run into a file, without a screen. Gives the exit code.
[[nodiscard]] int drawPicture(const Arguments& arguments, StopToken stop);

}  // namespace lanescope::app
