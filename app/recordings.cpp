// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recordings.h"

#include "app/block_input.h"
#include "app/input_paths.h"
#include "store/recording_file.h"
#include "strategies/block_runner.h"

#include <algorithm>
#include <array>
#include <fstream>
#include <iterator>
#include <string_view>

namespace lanescope::app {

bool is_recording_file(const std::string& path)
{
    static constexpr std::string_view magic("SQLite format 3\0", 16);
    std::array<char, magic.size()> begin{};
    std::ifstream file(path, std::ios::binary);
    return file.read(begin.data(), begin.size()) &&
           std::string_view(begin.data(), begin.size()) == magic;
}

Result<std::vector<LoadedRecording>> load_recording_file(const std::string& path,
                                                         std::uint64_t only_run)
{
    auto file = store::RecordingFile::open(path);
    if (!file) {
        return file.error();
    }
    const auto contents = file->list();
    if (!contents) {
        return contents.error();
    }
    if (contents->runs.empty()) {
        return Error{ErrorCode::unsupported, path + ": no run is recorded in it"};
    }
    if (only_run > contents->runs.size()) {
        return Error{ErrorCode::unsupported, path + ": there is no run " +
                                                 std::to_string(only_run) + "; the last is run " +
                                                 std::to_string(contents->runs.size())};
    }
    std::vector<LoadedRecording> recordings;
    for (std::size_t i = 0; i < contents->runs.size(); ++i) {
        if (only_run != 0 && only_run != i + 1) {
            continue;
        }
        const store::RunEntry& entry = contents->runs[i];
        auto run = file->load_run(entry.id);
        if (!run) {
            return run.error();
        }
        const auto recording =
            std::find_if(contents->recordings.begin(), contents->recordings.end(),
                         [&](const auto& one) { return one.id == entry.recording; });
        recordings.push_back({Recording(*run), recording == contents->recordings.end()
                                                   ? Machine{}
                                                   : recording->machine});
    }
    return recordings;
}

Result<std::vector<LoadedRecording>> load_recordings(const std::vector<std::string>& paths,
                                                     const RunSettings& settings, StopToken stop)
{
    std::vector<LoadedRecording> recordings;
    std::vector<std::string> blocks;
    for (const std::string& path : paths) {
        if (!is_recording_file(path)) {
            blocks.push_back(path);
            continue;
        }
        auto loaded = load_recording_file(path);
        if (!loaded) {
            return loaded.error();
        }
        std::move(loaded->begin(), loaded->end(), std::back_inserter(recordings));
    }
    if (blocks.empty()) {
        return recordings;
    }
    InputPaths found = block_paths(blocks);
    if (!found.errors.empty()) {
        return found.errors.front();
    }
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
