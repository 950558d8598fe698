// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timeline_index.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

namespace lanescope::views {

namespace {

constexpr std::size_t leastForThreads = 500'000;  ///< spans that are not in the index yet

}  // namespace

TimelineIndex::TimelineIndex(Picture picture, const TimelineIndex* before)
    : m_picture(std::move(picture))
{
    if (before != nullptr && &before->m_picture->run() == &m_picture->run()) {
        m_lanes = before->m_lanes;
    }
    const analysis::Incarnations& incarnations = m_picture->incarnations;
    const std::size_t workers = m_picture->recording().worker_count();
    m_lanes.resize(workers);
    m_duration = std::max<Ticks>(incarnations.duration(), 1);
    updateLanes(incarnations);
    for (std::size_t i = 0; i < workers; ++i) {
        m_spanCount += m_lanes[i].size();
        if (m_lanes[i].size() > 0) {
            m_duration = std::max(m_duration, m_lanes[i].span(m_lanes[i].size() - 1).end);
        }
    }
    collectCommits();
}

void TimelineIndex::updateLanes(const analysis::Incarnations& incarnations)
{
    std::size_t news = 0;
    for (std::size_t i = 0; i < m_lanes.size(); ++i) {
        const std::size_t there = incarnations.recording().spans(i).size();
        news += there - std::min(there, m_lanes[i].size());
    }
    std::atomic<std::size_t> next = 0;
    const auto work = [&] {
        for (std::size_t i = next++; i < m_lanes.size(); i = next++) {
            m_lanes[i].update(incarnations, i);
        }
    };
    // Lanes know nothing of each other; few spans are not worth a thread.
    std::vector<std::jthread> helpers;
    if (news > leastForThreads) {
        helpers.resize(std::max(2u, std::thread::hardware_concurrency()) - 1);
        std::ranges::generate(helpers, [&] { return std::jthread(work); });
    }
    work();
}

void TimelineIndex::collectCommits()
{
    const std::uint32_t count = m_picture->incarnations.committed_count();
    m_commitTimes.assign(count, 0);
    const Recording& recording = m_picture->recording();
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        for (const Decision& decision : recording.decisions(worker)) {
            if (decision.kind == DecisionKind::commit && decision.version.index < count) {
                m_commitTimes[decision.version.index] = decision.at;
            }
        }
    }
    // Two workers' time stamps may be taken in another order than their commits.
    Ticks latest = 0;
    for (Ticks& at : m_commitTimes) {
        latest = std::max(latest, at);
        at = latest;
    }
}

std::size_t TimelineIndex::committedAt(double time, std::size_t hint) const noexcept
{
    if (time < 0) {
        return 0;
    }
    const auto wanted = static_cast<Ticks>(time);
    // Gallops from the hint, up or down.
    std::size_t low = std::min(hint, m_commitTimes.size());
    std::size_t high = low;
    if (low == 0 || m_commitTimes[low - 1] <= wanted) {
        for (std::size_t step = 1; high < m_commitTimes.size() && m_commitTimes[high] <= wanted;
             step *= 2) {
            low = high;
            high = std::min(m_commitTimes.size(), high + step);
        }
    } else {
        for (std::size_t step = 1; low > 0 && m_commitTimes[low - 1] > wanted; step *= 2) {
            high = low;
            low -= std::min(low, step);
        }
    }
    const auto first = m_commitTimes.begin();
    return static_cast<std::size_t>(std::upper_bound(first + static_cast<std::ptrdiff_t>(low),
                                                     first + static_cast<std::ptrdiff_t>(high),
                                                     wanted) -
                                    first);
}

std::optional<SpanPlace> TimelineIndex::find(TxVersion version) const
{
    const auto incarnation = m_picture->incarnations.find(version);
    if (incarnation && incarnation->worker < m_lanes.size()) {
        if (const auto at = m_lanes[incarnation->worker].find(version)) {
            return SpanPlace{incarnation->worker, *at};
        }
        return std::nullopt;
    }
    // One that goes on has no record yet.
    for (std::uint32_t lane = 0; lane < m_lanes.size(); ++lane) {
        const std::size_t last = m_lanes[lane].size();
        if (last > 0 && m_lanes[lane].span(last - 1).version == version &&
            m_lanes[lane].span(last - 1).kind == SpanKind::execution) {
            return SpanPlace{lane, last - 1};
        }
    }
    return std::nullopt;
}

std::size_t TimelineIndex::bytes() const noexcept
{
    std::size_t sum = m_commitTimes.capacity() * sizeof(Ticks);
    for (const LaneIndex& lane : m_lanes) {
        sum += lane.bytes();
    }
    return sum;
}

}  // namespace lanescope::views
