// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "recording/recording.h"

#include <string>
#include <vector>

namespace lanescope::app {

/// A recording, and the machine that it was made on.
struct LoadedRecording {
    Recording recording;
    Machine machine;
};

/// The recordings that the paths of a command line stand for: a block is run once as `settings`
/// say. Paths are as for block_paths().
[[nodiscard]] Result<std::vector<LoadedRecording>> load_recordings(
    const std::vector<std::string>& paths, const RunSettings& settings, StopToken stop);

}  // namespace lanescope::app
