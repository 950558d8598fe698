// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QRectF>
#include <QSizeF>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

/// Where the parts of a timeline stand, pixels from its top left.
struct TimelineLayout {
    QRectF header;
    QRectF overview;  ///< the whole run, with the visible part framed
    QRectF axis;
    QRectF busy;     ///< workers at work over time; empty where there is no room
    QRectF commits;  ///< committed transactions over time; empty where there is no room
    QRectF lanes;    ///< what is seen of the lanes
    double laneHeight = 24;
    double laneGap = 4;
    int laneCount = 0;
    double scroll = 0;  ///< lanes above the visible ones, pixels
    double mostScroll = 0;

    [[nodiscard]] double left() const noexcept { return lanes.left(); }
    [[nodiscard]] double plotWidth() const noexcept { return lanes.width(); }
    /// Below the last lane, or where it is cut off.
    [[nodiscard]] double lanesBottom() const noexcept
    {
        return std::min(lanes.bottom(), lanes.top() + laneCount * lanePitch() - laneGap - scroll);
    }
    [[nodiscard]] double lanePitch() const noexcept { return laneHeight + laneGap; }
    [[nodiscard]] QRectF lane(int index) const noexcept
    {
        return {lanes.left(), lanes.top() + index * lanePitch() - scroll, lanes.width(),
                laneHeight};
    }
    /// The lane at this height, its gap included; -1 outside.
    [[nodiscard]] int laneAt(double y) const noexcept
    {
        if (y < lanes.top() || y >= lanes.bottom()) {
            return -1;
        }
        const int index = static_cast<int>((y - lanes.top() + scroll) / lanePitch());
        return index < laneCount ? index : -1;
    }
};

/// `line`: height of a line of small text; `labels`: width of the widest label. `least`: of a lane; with
/// `fits` lanes are made as low as it takes to see all.
[[nodiscard]] inline TimelineLayout layOutTimeline(QSizeF size, int laneCount, double line,
                                                   double labels, double scroll, bool fits)
{
    TimelineLayout layout;
    layout.laneCount = laneCount;
    const double left = std::ceil(labels) + 20;
    const double width = std::max(1.0, std::floor(size.width() - left - 14));
    double y = 6;
    const auto row = [&](double height, double gap) {
        const QRectF rect(left, y, width, height);
        y += height + gap;
        return rect;
    };
    layout.header = QRectF(12, y, std::max(0.0, size.width() - 26), std::ceil(line + 6));
    y += layout.header.height() + 2;
    const bool hasRoom = size.height() > 260;
    const double strip = std::clamp(std::floor(size.height() * 0.05), 18.0, 56.0);
    layout.overview = row(hasRoom ? std::max(28.0, strip) : 20, 4);
    layout.axis = row(std::ceil(line), 3);
    if (size.height() > 200) {
        layout.busy = row(hasRoom ? std::max(28.0, strip) : 18, 4);
    }
    if (hasRoom) {
        layout.commits = row(std::max(28.0, strip), 6);
    }
    const double room = std::max(1.0, std::floor(size.height() - y - 8));
    const int count = std::max(1, laneCount);
    const double pitch = room / count;
    layout.laneGap = pitch >= 20 ? 4 : pitch >= 12 ? 2 : pitch >= 5 ? 1 : 0;
    layout.laneHeight = std::clamp(std::floor(pitch - layout.laneGap), fits ? 1.0 : 12.0, 64.0);
    layout.lanes = QRectF(left, y, width, room);
    layout.mostScroll = std::max(0.0, count * layout.lanePitch() - layout.laneGap - room);
    layout.scroll = std::clamp(scroll, 0.0, layout.mostScroll);
    return layout;
}

}  // namespace lanescope::views
