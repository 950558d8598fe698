// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/recordings.h"

#include "app/block_input.h"
#include "app/input_paths.h"
#include "store/recording_file.h"
#include "strategies/block_runner.h"

#include <algorithm>
#include <array>
#include <cstdio>
#include <fstream>
#include <iterator>
#include <optional>
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
                                                         std::uint64_t only_run, StopToken stop)
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
        if (stop.stop_requested()) {
            return Error{ErrorCode::cancelled, path + ": reading it was cancelled"};
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

Status save_recording_file(const std::string& path, const std::vector<RunToSave>& runs)
{
    const std::string part = path + ".part";
    std::remove(part.c_str());
    {
        auto file = store::RecordingFile::create(part);
        if (!file) {
            return file.error();
        }
        const RunToSave* before = nullptr;
        std::optional<store::RecordingId> recording;
        for (const RunToSave& run : runs) {
            const bool isSame =
                before != nullptr && before->record->settings == run.record->settings &&
                before->machine.processor == run.machine.processor &&
                before->machine.nanoseconds_per_tick == run.machine.nanoseconds_per_tick;
            if (!isSame) {
                auto begun = file->begin_recording(run.record->settings, run.machine);
                if (!begun) {
                    return begun.error();
                }
                recording = *begun;
            }
            if (auto added = file->add_run(*recording, *run.record); !added) {
                return added.error();
            }
            before = &run;
        }
    }
    if (std::rename(part.c_str(), path.c_str()) != 0) {
        std::remove(part.c_str());
        return Error{ErrorCode::io,
                     path + ": the file could not be replaced; choose another place"};
    }
    return Success{};
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
        auto loaded = load_recording_file(path, 0, stop);
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
