// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/threads_driver.h"

#include <oneapi/tbb/global_control.h>
#include <oneapi/tbb/parallel_for.h>
#include <oneapi/tbb/task_arena.h>

#include <algorithm>
#include <thread>

namespace lanescope {

std::uint32_t machine_cores() noexcept
{
    // Asking is a system call.
    static const std::uint32_t cores = std::max(1u, std::thread::hardware_concurrency());
    return cores;
}

struct ThreadsDriver::Threads {
    // An arena alone gives no more threads than the machine has cores.
    tbb::global_control control;
    tbb::task_arena arena;
    explicit Threads(std::uint32_t workers)
        : control(tbb::global_control::max_allowed_parallelism, workers),
          arena(static_cast<int>(workers))
    {
    }
};

ThreadsDriver::ThreadsDriver(std::uint32_t workers)
    : workers_(workers), threads_(workers > 1 ? std::make_unique<Threads>(workers) : nullptr)
{
}

ThreadsDriver::~ThreadsDriver() = default;

void ThreadsDriver::run(const std::function<void(std::uint32_t)>& work)
{
    if (!threads_) {
        work(0);
        return;
    }
    threads_->arena.execute([&] {
        tbb::parallel_for(
            std::uint32_t{0}, workers_, [&](std::uint32_t worker) { work(worker); },
            tbb::simple_partitioner{});
    });
}

}  // namespace lanescope
