// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/run_analysis.h"

#include <QJsonObject>

#include <cstddef>

namespace lanescope::app {

/// For people; lists end after `top` lines.
void printReport(const analysis::RunAnalysis& report, std::size_t top);
/// For programs; rankings end after `top` entries.
[[nodiscard]] QJsonObject reportObject(const analysis::RunAnalysis& report, std::size_t top);
/// What the figures mean, by the names that reportObject() uses.
[[nodiscard]] QJsonObject reportDefinitions();

}  // namespace lanescope::app
