// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <chrono>
#include <cstdint>

namespace lanescope::app {

/// When the next picture of a live run may be made: never more than so many a second, and so much later
/// than the last that making, showing and painting keep to a share of one core, and making alone to the
/// share of the run's time that a snapshot may cost. Arithmetic only; no clock, no threads.
class FrameBudget {
public:
    using Duration = std::chrono::nanoseconds;
    using Moment = std::chrono::time_point<std::chrono::steady_clock, Duration>;

    struct Limits {
        int framesPerSecond = 60;
        double shareOfCore = 0.10;  ///< of one core, for everything that a picture costs
        double shareOfRun = 0.03;   ///< of the cores that the run has, for making it
        int runCores = 1;           ///< cores that the run can keep busy
    };

    FrameBudget() = default;
    explicit FrameBudget(const Limits& limits) : m_limits(limits) {}

    void setLimits(const Limits& limits) { m_limits = limits; }
    [[nodiscard]] const Limits& limits() const { return m_limits; }

    /// Making a picture begins.
    void begin(Moment now)
    {
        if (m_pictures > 0) {
            const double share = seconds(all()) / std::max(1e-9, seconds(now - m_begun));
            // The last ten or so count; the first counts whole.
            m_share = m_pictures == 1 ? share : m_share + (share - m_share) * 0.1;
        }
        m_lastCost = m_made + m_shown;
        m_begun = now;
        m_made = m_shown = Duration(0);
        ++m_pictures;
    }
    /// What making it took.
    void made(Duration cost) { m_made += cost; }
    /// What handing it to the views took, and painting them; may come in parts.
    void shown(Duration cost) { m_shown += cost; }

    /// What the thread that shows pictures did besides, from one to the next: layout, tables, events. The
    /// next picture will have as much.
    void besides(Duration cost) { m_besides = cost; }

    /// The next picture may begin.
    [[nodiscard]] Moment next() const
    {
        if (m_pictures == 0) {
            return Moment{};
        }
        const double cores = std::max(1, m_limits.runCores);
        const double wait = std::max({1.0 / std::max(1, m_limits.framesPerSecond),
                                      seconds(all()) / m_limits.shareOfCore,
                                      seconds(m_made) / (m_limits.shareOfRun * cores)});
        return m_begun + std::chrono::round<Duration>(std::chrono::duration<double>(wait));
    }
    /// Of one core, that the last pictures took. 0 before the second.
    [[nodiscard]] double share() const { return m_share; }
    /// Of the last picture whose successor has begun.
    [[nodiscard]] Duration lastCost() const { return m_lastCost; }

private:
    [[nodiscard]] Duration all() const { return m_made + m_shown + m_besides; }
    static double seconds(Duration time) { return std::chrono::duration<double>(time).count(); }

    Limits m_limits;
    Moment m_begun{};
    Duration m_made{0};
    Duration m_shown{0};
    Duration m_besides{0};
    Duration m_lastCost{0};
    double m_share = 0;
    std::uint64_t m_pictures = 0;
};

}  // namespace lanescope::app
