// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

namespace lanescope {

/// Starts to load the cache line at `address`, which need not be valid, and waits for nothing. The
/// empty assembly keeps GCC 12 from taking a function that does nothing else for one without effect
/// and dropping the calls to it.
inline void prefetch_line(const void* address) noexcept
{
    __builtin_prefetch(address);
    asm volatile("" : : "r"(address));
}

/// Starts to load `bytes` that are going to be written, `distance` bytes behind `address`, and takes their
/// lines away from other cores. They need not be anybody's memory.
inline void prefetch_to_write(const void* address, std::size_t distance, std::size_t bytes) noexcept
{
    constexpr std::uintptr_t line = 64;
    const std::uintptr_t first = reinterpret_cast<std::uintptr_t>(address) + distance;
    for (std::uintptr_t at = first & ~(line - 1); at < first + bytes; at += line) {
        const auto* const place = reinterpret_cast<const void*>(at);
#if defined(__x86_64__)
        // GCC takes this instruction only where it may use all of a newer processor: else it loads the line
        // to be read, and whoever writes it waits for the other cores again. Processors of 64 bits that do
        // not have it do nothing there.
        asm volatile("prefetchw (%0)" : : "r"(place));
#else
        __builtin_prefetch(place, 1);
        asm volatile("" : : "r"(place));
#endif
    }
}

}  // namespace lanescope
