// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/timeline/time_scale.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::views {

/// What was seen before, to go back to. Moves that follow one another closely (the steps of a wheel,
/// the frames of a drag) are one entry.
class ZoomHistory {
public:
    using Moment = std::int64_t;  ///< milliseconds of a clock that never goes back
    static constexpr Moment oneGesture = 600;
    static constexpr std::size_t limit = 200;

    /// Before a move away from `seen`.
    void leave(const VisibleTime& seen, Moment now)
    {
        const bool continues = m_last && now - *m_last < oneGesture;
        m_last = now;
        m_ahead.clear();
        if (continues && !m_behind.empty()) {
            return;
        }
        m_behind.push_back(seen);
        if (m_behind.size() > limit) {
            m_behind.erase(m_behind.begin());
        }
    }
    [[nodiscard]] bool canUndo() const noexcept { return !m_behind.empty(); }
    [[nodiscard]] bool canRedo() const noexcept { return !m_ahead.empty(); }
    /// What to see instead of `seen`, if there is something.
    [[nodiscard]] std::optional<VisibleTime> undo(const VisibleTime& seen)
    {
        return move(m_behind, m_ahead, seen);
    }
    [[nodiscard]] std::optional<VisibleTime> redo(const VisibleTime& seen)
    {
        return move(m_ahead, m_behind, seen);
    }
    void clear()
    {
        m_behind.clear();
        m_ahead.clear();
        m_last.reset();
    }

private:
    std::optional<VisibleTime> move(std::vector<VisibleTime>& from, std::vector<VisibleTime>& to,
                                    const VisibleTime& seen)
    {
        m_last.reset();
        if (from.empty()) {
            return std::nullopt;
        }
        const VisibleTime next = from.back();
        from.pop_back();
        to.push_back(seen);
        return next;
    }

    std::vector<VisibleTime> m_behind;
    std::vector<VisibleTime> m_ahead;
    std::optional<Moment> m_last;
};

}  // namespace lanescope::views
