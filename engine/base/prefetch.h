// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

namespace lanescope {

/// Starts to load the cache line at `address`, which need not be valid, and waits for nothing. The
/// empty assembly keeps GCC 12 from taking a function that does nothing else for one without effect
/// and dropping the calls to it.
inline void prefetch_line(const void* address) noexcept
{
    __builtin_prefetch(address);
    asm volatile("" : : "r"(address));
}

/// As prefetch_line(), and takes the line away from other cores.
inline void prefetch_line_to_write(const void* address) noexcept
{
    __builtin_prefetch(address, 1);
    asm volatile("" : : "r"(address));
}

}  // namespace lanescope
