// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/run_analysis.h"
#include "views/timeline/lane_index.h"

#include <memory>
#include <optional>
#include <vector>

namespace lanescope::views {

/// Where a span is.
struct SpanPlace {
    std::uint32_t lane = 0;
    std::size_t at = 0;
    friend bool operator==(const SpanPlace&, const SpanPlace&) = default;
};

/// All that the timeline asks of a run: its lanes, and when which transaction was committed. Immutable
/// once made; a newer one of the same live run is made from the one before. Any thread.
class TimelineIndex {
public:
    using Picture = std::shared_ptr<const analysis::RunAnalysis>;

    /// `before`: of an earlier picture of the same run, or null.
    explicit TimelineIndex(Picture picture, const TimelineIndex* before = nullptr);

    [[nodiscard]] const analysis::RunAnalysis& picture() const noexcept { return *m_picture; }
    [[nodiscard]] const std::vector<LaneIndex>& lanes() const noexcept { return m_lanes; }
    /// Up to the end of the run, or of what is known of it; at least one tick.
    [[nodiscard]] Ticks duration() const noexcept { return m_duration; }
    [[nodiscard]] std::size_t spanCount() const noexcept { return m_spanCount; }
    /// When each transaction was committed, in block order: never falls.
    [[nodiscard]] const std::vector<Ticks>& commitTimes() const noexcept { return m_commitTimes; }
    /// How many transactions were committed by then; quick where `hint`, an earlier answer, is near.
    [[nodiscard]] std::size_t committedAt(double time, std::size_t hint = 0) const noexcept;

    [[nodiscard]] const Span& span(SpanPlace place) const noexcept
    {
        return m_lanes[place.lane].span(place.at);
    }
    [[nodiscard]] SpanLook look(SpanPlace place) const noexcept
    {
        return m_lanes[place.lane].look(place.at);
    }
    /// Where an incarnation was executed; walks through one lane.
    [[nodiscard]] std::optional<SpanPlace> find(TxVersion version) const;
    [[nodiscard]] double nanoseconds(double ticks) const noexcept
    {
        return ticks * m_picture->machine.nanoseconds_per_tick;
    }
    [[nodiscard]] std::size_t bytes() const noexcept;

private:
    void updateLanes(const analysis::Incarnations& incarnations);
    void collectCommits();

    Picture m_picture;
    std::vector<LaneIndex> m_lanes;
    std::vector<Ticks> m_commitTimes;
    Ticks m_duration = 1;
    std::size_t m_spanCount = 0;
};

}  // namespace lanescope::views
