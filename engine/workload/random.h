// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

namespace lanescope::workload {

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): small, and the same everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next()
    {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    /// 0 … bound - 1; the bias is below 2^-40 for bounds below 2^24.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    bool happens(double share)
    {
        return static_cast<double>(next() >> 11) < share * 9007199254740992.0;  // of 2^53
    }

private:
    std::uint64_t state_;
};

}  // namespace lanescope::workload
