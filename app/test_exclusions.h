// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <optional>
#include <string>
#include <string_view>

namespace lanescope::app {

/// Why an official state test is not run under a fork, or nothing. By name only: each family that is
/// named here was made for rules that no mainnet block ever had.
[[nodiscard]] std::optional<std::string> exclusion_of(std::string_view test_name,
                                                      std::string_view fork_name);

}  // namespace lanescope::app
