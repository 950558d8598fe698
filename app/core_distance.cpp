// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/core_distance.h"

#include "base/tick_clock.h"

#include <algorithm>
#include <atomic>
#include <cstdint>
#include <limits>
#include <thread>

namespace lanescope::app {

namespace {

constexpr std::uint32_t tries = 8;
constexpr std::uint32_t rounds = 500;

/// Alone in its cache line.
struct alignas(64) Ball : std::atomic<std::uint32_t> {};

/// Gives way when it takes long: the other thread may have no core.
void wait_for(const Ball& ball, std::uint32_t number)
{
    for (std::uint32_t spins = 1; ball.load(std::memory_order_acquire) != number; ++spins) {
        if (spins % 4096 == 0) {
            std::this_thread::yield();
        }
    }
}

}  // namespace

std::optional<double> core_distance()
{
    if (std::thread::hardware_concurrency() < 2) {
        return std::nullopt;
    }
    Ball ball;
    std::thread other([&ball] {
        for (std::uint32_t number = 1; number < 2 * tries * rounds; number += 2) {
            wait_for(ball, number);
            ball.store(number + 1, std::memory_order_release);
        }
    });
    const TickClock& clock = TickClock::get();
    double least = std::numeric_limits<double>::max();
    std::uint32_t sent = 0;
    for (std::uint32_t i = 0; i < tries; ++i) {
        const Ticks begin = clock.now();
        for (std::uint32_t round = 0; round < rounds; ++round) {
            // There and back.
            ball.store(sent + 1, std::memory_order_release);
            sent += 2;
            wait_for(ball, sent);
        }
        least = std::min(least, clock.seconds(clock.now() - begin));
    }
    other.join();
    return least * 1e9 / (2 * rounds);
}

}  // namespace lanescope::app
