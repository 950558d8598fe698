// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"

#include <cstdint>
#include <random>
#include <utility>
#include <vector>

namespace lanescope::test {

/// Reproducible random choices: the same seed gives the same on every machine.
class Dice {
public:
    explicit Dice(std::uint64_t seed) : engine_(seed) {}

    [[nodiscard]] std::uint64_t below(std::uint64_t end) { return engine_() % end; }
    [[nodiscard]] std::uint64_t between(std::uint64_t first, std::uint64_t last)
    {
        return first + below(last - first + 1);
    }
    [[nodiscard]] bool chance(unsigned percent) { return below(100) < percent; }
    template <class T>
    [[nodiscard]] const T& pick(const std::vector<T>& items)
    {
        return items[below(items.size())];
    }
    template <class T>
    void shuffle(std::vector<T>& items)
    {
        for (std::size_t i = items.size(); i > 1; --i) {
            std::swap(items[i - 1], items[below(i)]);
        }
    }
    template <class Fixed>
    [[nodiscard]] Fixed fixed()
    {
        Fixed result;
        for (auto& byte : result.bytes) {
            byte = static_cast<std::uint8_t>(engine_());
        }
        return result;
    }
    [[nodiscard]] Bytes bytes(std::size_t size)
    {
        Bytes result(size);
        for (auto& byte : result) {
            byte = static_cast<std::uint8_t>(engine_());
        }
        return result;
    }
    /// A number at which arithmetic turns: near 0, near a power of two, or anything.
    [[nodiscard]] Uint256 number()
    {
        switch (below(5)) {
        case 0:
            return Uint256{below(4)};
        case 1:
            return Uint256{} - Uint256{below(4)};
        case 2:
            return (Uint256{1} << static_cast<unsigned>(below(256))) - Uint256{below(2)};
        case 3:
            return Uint256{below(300)};
        default:
            return {engine_(), engine_(), engine_(), engine_()};
        }
    }

private:
    std::mt19937_64 engine_;
};

}  // namespace lanescope::test
