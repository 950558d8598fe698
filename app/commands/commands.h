// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/command_line.h"

namespace lanescope::app {

[[nodiscard]] CommandSpec verifyCommand();
[[nodiscard]] CommandSpec stateTestCommand();
[[nodiscard]] CommandSpec blockTestCommand();
[[nodiscard]] CommandSpec runCommand();
[[nodiscard]] CommandSpec traceCommand();
[[nodiscard]] CommandSpec reportCommand();
[[nodiscard]] CommandSpec benchCommand();
[[nodiscard]] CommandSpec renderCommand();
[[nodiscard]] CommandSpec generateCommand();
[[nodiscard]] CommandSpec recordCommand();

}  // namespace lanescope::app
