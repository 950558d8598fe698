// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/timeline/lane_index.h"
#include "views/timeline/time_scale.h"

#include <array>
#include <cstdint>
#include <vector>

namespace lanescope::views {

/// What some neighbouring columns of one lane show: a single span, or, in a single column, several.
/// What is painted and what a hit test answers both come from here.
struct LanePiece {
    int begin = 0;            ///< columns
    int end = 0;              ///< past the last
    std::uint32_t first = 0;  ///< spans of the lane
    std::uint32_t count = 0;
    SpanLook look = SpanLook::idle;  ///< the worst, or the widest
    bool isDense = false;            ///< so many that their shares are shown instead of one of them
    /// Parts of the column's time, of 255, by look; of a dense piece. What is left is idle.
    std::array<std::uint8_t, busyLookCount> shares{};

    [[nodiscard]] int width() const noexcept { return end - begin; }
};

/// Work over time, of all workers: per column the number of workers, on average, that …
struct Load {
    explicit Load(int width = 0)
        : busy(static_cast<std::size_t>(width)), wasted(static_cast<std::size_t>(width))
    {
    }
    std::vector<float> busy;    ///< had work
    std::vector<float> wasted;  ///< executed what was aborted or suspended
};

/// From so many spans in one column on, their shares are shown.
inline constexpr std::uint32_t denseSpans = 5;

/// The pieces of a lane on columns 0 to `scale.width`, from left to right; adds its work to `load`.
/// An abort or a suspension is always seen: it wins its column, and shares never round it to nothing.
/// Time: by columns, not by spans.
void layOutLane(const LaneIndex& lane, const TimeScale& scale, std::vector<LanePiece>& pieces,
                Load& load);

/// The piece in this column, or null.
[[nodiscard]] const LanePiece* pieceAt(const std::vector<LanePiece>& pieces, int column) noexcept;

}  // namespace lanescope::views
