// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lanescope::views {

/// What was measured beside the recorded run: runs that nobody watched, and sequential execution, all
/// in the same go. Seconds are medians; 0: not measured.
struct Measured {
    double sequential = 0;  ///< seconds, of sequential execution
    double parallel = 0;    ///< seconds, of the strategy without recording, if it ran so
    double recorded = 0;    ///< seconds, of the strategy with recording
    std::uint64_t repeats = 0;
    bool compared = false;       ///< results were compared with those of sequential execution
    bool equal = false;          ///< and gas, receipts and logs were the same
    bool withRecording = false;  ///< `parallel` is of a recorded run: that of a file
    bool paced = false;          ///< the run was slowed, paused or stepped: its times mean nothing

    [[nodiscard]] bool has_speed_up() const noexcept { return sequential > 0 && parallel > 0; }
    /// Sequential time / parallel time.
    [[nodiscard]] double speed_up() const noexcept
    {
        return has_speed_up() ? sequential / parallel : 0;
    }
};

}  // namespace lanescope::views
