// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <string>
#include <vector>

namespace lanescope::app {

/// Opens the window on these files, or without any on the sample block, and stays until it is closed.
/// Gives the exit code; bad input, after saying so, when no display can be reached.
[[nodiscard]] int openWindow(const std::vector<std::string>& files);

/// Why no window can be shown, and what to do; empty if one can.
[[nodiscard]] std::string displayProblem();

}  // namespace lanescope::app
