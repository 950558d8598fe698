// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/fact_table.h"
#include "views/timeline/timeline_index.h"

#include <memory>

namespace lanescope::views {

/// The timeline as a table: a row a span, lane after lane, each by time. `index` may be null.
void fillTimelineTable(FactTable& table, std::shared_ptr<const TimelineIndex> index);

}  // namespace lanescope::views
