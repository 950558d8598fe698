// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <atomic>

namespace lanescope {

/// Asked for from any thread; polled by long work through a StopToken. Outlives its tokens.
class StopSource {
public:
    void request_stop() noexcept { stopped_.store(true); }
    [[nodiscard]] const std::atomic<bool>& flag() const noexcept { return stopped_; }

private:
    std::atomic<bool> stopped_{false};
};

/// One pointer; a poll is one relaxed load. A default token never stops.
class StopToken {
public:
    StopToken() = default;
    explicit StopToken(const StopSource& source) noexcept : flag_(&source.flag()) {}

    /// Relaxed: it carries no data, and a late answer only costs the next poll.
    [[nodiscard]] bool stop_requested() const noexcept
    {
        return flag_ != nullptr && flag_->load(std::memory_order_relaxed);
    }

private:
    const std::atomic<bool>* flag_ = nullptr;
};

}  // namespace lanescope
