// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recordings.h"

#include "app/block_input.h"
#include "app/input_paths.h"
#include "strategies/block_runner.h"

namespace lanescope::app {

Result<std::vector<LoadedRecording>> load_recordings(const std::vector<std::string>& paths,
                                                     const RunSettings& settings, StopToken stop)
{
    InputPaths found = block_paths(paths);
    if (!found.errors.empty()) {
        return found.errors.front();
    }
    std::vector<LoadedRecording> recordings;
    BlockRunner runner;
    BlockSource source(std::move(found.files));
    while (auto opened = source.next()) {
        if (!opened->file) {
            return opened->file.error();
        }
        auto input = block_input(*std::move(opened->file));
        if (!input) {
            return input.error();
        }
        WorldState world(*(*input)->pre_state, (*input)->pre_state_is_whole,
                         (*input)->block_hashes);
        BlockRunner::Options options;
        options.stop = stop;
        options.block_ordinal = static_cast<std::uint32_t>(recordings.size());
        const auto run = runner.run(*input, world, settings, options);
        if (!run) {
            return Error{run.error().code, (*input)->name + ": " + run.error().message};
        }
        recordings.push_back({Recording(run->record), this_machine()});
    }
    return recordings;
}

}  // namespace lanescope::app
