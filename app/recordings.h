// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "recording/recording.h"

#include <cstdint>
#include <memory>
#include <string>
#include <vector>

namespace lanescope::app {

/// A recording, and the machine that it was made on.
struct LoadedRecording {
    Recording recording;
    Machine machine;
};

/// Whether the file is a database of SQLite by its first bytes, and so perhaps a `.lanescope` file.
[[nodiscard]] bool is_recording_file(const std::string& path);

/// The runs of a `.lanescope` file, in the order of writing; one of them with `only_run`, counted
/// from 1. Stops between two runs, with a `cancelled` Error.
[[nodiscard]] Result<std::vector<LoadedRecording>> load_recording_file(const std::string& path,
                                                                       std::uint64_t only_run = 0,
                                                                       StopToken stop = {});

/// A finished run, and the machine that it was made on.
struct RunToSave {
    std::shared_ptr<const RunRecord> record;
    Machine machine;
};

/// Writes the runs to `path` in one go: nothing is there, or all. What stood there is replaced.
[[nodiscard]] Status save_recording_file(const std::string& path,
                                         const std::vector<RunToSave>& runs);

/// The recordings that the paths of a command line stand for: every run of a `.lanescope` file; a
/// block is run once as `settings` say. Other paths are as for block_paths(), and come last.
[[nodiscard]] Result<std::vector<LoadedRecording>> load_recordings(
    const std::vector<std::string>& paths, const RunSettings& settings, StopToken stop);

}  // namespace lanescope::app
