// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "replay/replay.h"
#include "support/strategy_equality.h"

#include <cstddef>
#include <memory>
#include <string>
#include <utility>

namespace lanescope::test {

/// What a run by Block-STM recorded, its threads made to meet; it need not have come to its end.
inline std::shared_ptr<const RunRecord> record(std::shared_ptr<const BlockInput> input,
                                               RunSettings settings,
                                               BlockRunner::Options options = {})
{
    settings.detail = RecordingDetail::spans;
    WorldState world(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
    std::shared_ptr<const RunRecord> kept;
    BlockRunner runner;
    Jitter jitter(input->block.transactions.size());
    if (options.gate == nullptr) {
        options.gate = &jitter;
    }
    options.on_start = [&](auto started) { kept = started; };
    (void)runner.run(input, world, settings, options);
    return kept;
}

/// How many incarnations were replayed, and how they had ended.
struct Replayed {
    std::size_t incarnations = 0, suspended = 0, invalid = 0, interrupted = 0;
};

/// The first incarnation that does not replay, in words; empty if all do.
inline std::string replay_all(std::shared_ptr<const RunRecord> run, Replayed& tally)
{
    auto replay = Replay::open(Recording(std::move(run)));
    if (!replay) {
        return replay.error().message;
    }
    for (const auto& [version, recorded] : (*replay)->incarnations()) {
        ++tally.incarnations;
        tally.suspended += recorded->end == IncarnationEnd::suspended ? 1 : 0;
        tally.invalid += recorded->end == IncarnationEnd::invalid ? 1 : 0;
        tally.interrupted += recorded->end == IncarnationEnd::interrupted ? 1 : 0;
        const auto replayed = (*replay)->run(version);
        const std::string difference = replayed ? replayed->difference : replayed.error().message;
        if (!difference.empty()) {
            return "transaction " + std::to_string(version.index) + ", incarnation " +
                   std::to_string(version.incarnation) + ": " + difference;
        }
    }
    return {};
}

}  // namespace lanescope::test
