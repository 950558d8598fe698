// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recordings.h"

#include "app/input_paths.h"
#include "strategies/block_runner.h"

namespace lanescope::app {

namespace {

Result<std::shared_ptr<const BlockInput>> inputOf(formats::BlockFile file)
{
    const Status recovered = recover_senders(file.block.transactions, file.fork.revision);
    if (!recovered) {
        return Error{ErrorCode::invalid_block, file.name + ": " + recovered.error().message};
    }
    auto input = std::make_shared<BlockInput>();
    input->name = file.name;
    input->block = std::move(file.block);
    input->fork = file.fork;
    input->pre_state = file.pre_state;
    input->pre_state_is_whole = file.pre_state_is_whole;
    input->block_hashes = std::move(file.block_hashes);
    return std::shared_ptr<const BlockInput>(std::move(input));
}

}  // namespace

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
        auto input = inputOf(*std::move(opened->file));
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
