// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <functional>
#include <memory>

namespace lanescope {

/// The machine's cores, at least 1.
[[nodiscard]] std::uint32_t machine_cores() noexcept;

/// Runs workers on threads of oneTBB, really as many as asked for, also with fewer cores. Keeps the
/// threads for the next block.
class ThreadsDriver {
public:
    explicit ThreadsDriver(std::uint32_t workers);
    ~ThreadsDriver();

    /// Calls `work(worker)` once for each worker, all at once on different threads, and returns when
    /// all have returned. The calling thread is one of them.
    void run(const std::function<void(std::uint32_t)>& work);
    [[nodiscard]] std::uint32_t workers() const noexcept { return workers_; }

private:
    struct Threads;
    std::uint32_t workers_;
    std::unique_ptr<Threads> threads_;
};

}  // namespace lanescope
