// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <array>
#include <cstdint>
#include <span>

namespace lanescope {

/// Two words, as Solidity hashes them to find where a mapping keeps the value of a key: the key, and the
/// slot of the mapping.
struct alignas(64) WordPair {
    std::array<std::uint8_t, 64> bytes;
};

/// keccak256 of each of the pairs, to as many `digests`. Where the processor has AVX-512 eight of them
/// take 1.5 times as long as one by keccak256(). Safe from any thread.
void keccak256_of_pairs(std::span<const WordPair> pairs, Hash* digests) noexcept;

}  // namespace lanescope
