// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/contentious_block.h"
#include "support/strategy_equality.h"
#include "views/shared/view.h"

namespace lanescope::test {

/// A run of a block in which nearly everything conflicts, with aborts and hot locations: the same each
/// time, since a stepper lets the workers move in turn.
inline views::RunPicture contentiousPicture(std::uint32_t workers)
{
    for (std::uint64_t seed = 1; seed < 200; ++seed) {
        const auto input = contentious_block(seed);
        RunSettings settings;
        settings.workers = workers;
        settings.adapt_workers = false;
        settings.detail = RecordingDetail::spans;
        std::shared_ptr<const RunRecord> record;
        if (!difference_by_turns(Oracle(input), settings, &record).empty() || record == nullptr) {
            continue;
        }
        auto picture = std::make_shared<analysis::RunAnalysis>(this_machine(), Recording(record));
        if (picture->totals.wasted.aborts > 2 && picture->hot_by_time.ranked.size() > 1 &&
            picture->totals.transactions > 4) {
            return picture;
        }
    }
    return nullptr;
}

}  // namespace lanescope::test
