// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"

#include <string>

namespace lanescope::test {

/// Every field of a block input, one a line; equal inputs, and only they, give equal texts.
[[nodiscard]] std::string text_of(const BlockInput& input);

/// Every field of a run, its input apart, one record a line, in the order of the records.
[[nodiscard]] std::string text_of(const RunRecord& run);

/// The first line in which two texts differ, of both; empty when they are equal.
[[nodiscard]] std::string first_difference(const std::string& expected, const std::string& found);

/// The first difference of two runs, their inputs included; empty when they are equal.
[[nodiscard]] std::string difference_of_runs(const RunRecord& expected, const RunRecord& found);

}  // namespace lanescope::test
