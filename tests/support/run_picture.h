// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "strategies/block_runner.h"
#include "support/contentious_block.h"
#include "views/shared/view.h"

namespace lanescope::test {

/// A run of a block in which nearly everything conflicts, with aborts and hot locations: the same each
/// time, since a stepper lets the workers move in turn.
inline views::RunPicture contentiousPicture(std::uint32_t workers)
{
    for (std::uint64_t seed = 1; seed < 200; ++seed) {
        const auto input = contentious_block(seed);
        WorldState world(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
        RunSettings settings;
        settings.workers = workers;
        settings.adapt_workers = false;
        settings.detail = RecordingDetail::spans;
        std::size_t turn = 0;
        Stepper stepper(workers, Stepper::Grain::accesses,
                        [&turn](auto pending) { return ++turn % pending.size(); });
        BlockRunner::Options options;
        options.stepper = &stepper;
        BlockRunner runner;
        const auto run = runner.run(input, world, settings, options);
        if (!run) {
            continue;  // an invalid block
        }
        auto picture =
            std::make_shared<analysis::RunAnalysis>(this_machine(), Recording(run->record));
        if (picture->totals.wasted.aborts > 2 && picture->hot_by_time.ranked.size() > 1 &&
            picture->totals.transactions > 4) {
            return picture;
        }
    }
    return nullptr;
}

}  // namespace lanescope::test
