// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <compare>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <functional>
#include <span>
#include <string_view>
#include <type_traits>
#include <vector>

namespace lanescope {

using Bytes = std::vector<std::uint8_t>;
using ByteView = std::span<const std::uint8_t>;

/// Whether two runs of N bytes are equal. By words in registers: the library's memcmp() costs a call
/// where tables compare keys.
template <std::size_t N>
[[nodiscard]] inline bool equal_bytes(const std::uint8_t* a, const std::uint8_t* b) noexcept
{
    const auto differ = [&]<class Word>(std::size_t at, Word) {
        Word left, right;
        std::memcpy(&left, a + at, sizeof(Word));
        std::memcpy(&right, b + at, sizeof(Word));
        return static_cast<std::uint64_t>(left ^ right);
    };
    std::uint64_t difference = 0;
    std::size_t at = 0;
    for (; at + 8 <= N; at += 8) {
        difference |= differ(at, std::uint64_t{});
    }
    if constexpr (N % 8 >= 4) {
        difference |= differ(at, std::uint32_t{});
        at += 4;
    }
    for (; at < N; ++at) {
        difference |= differ(at, std::uint8_t{});
    }
    return difference == 0;
}

/// Bytes that are text.
[[nodiscard]] inline std::string_view text_of(ByteView bytes) noexcept
{
    return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// A fixed number of bytes, big-endian where it stands for a number. `Tag` keeps kinds apart.
template <std::size_t N, class Tag>
struct FixedBytes {
    static constexpr std::size_t size = N;
    std::array<std::uint8_t, N> bytes{};

    friend constexpr bool operator==(const FixedBytes& a, const FixedBytes& b) noexcept
    {
        if (std::is_constant_evaluated()) {
            return a.bytes == b.bytes;
        }
        return equal_bytes<N>(a.bytes.data(), b.bytes.data());
    }
    friend constexpr auto operator<=>(const FixedBytes&, const FixedBytes&) = default;

    [[nodiscard]] ByteView view() const noexcept { return bytes; }
    [[nodiscard]] bool is_zero() const noexcept { return *this == FixedBytes{}; }

    /// The bytes of `view`, which must be exactly N long.
    [[nodiscard]] static FixedBytes from(ByteView view) noexcept
    {
        FixedBytes result;
        std::memcpy(result.bytes.data(), view.data(), N);
        return result;
    }
};

/// A 20-byte account address.
using Address = FixedBytes<20, struct AddressTag>;
/// A 32-byte Keccak-256 (or other) digest, or any 32-byte word that is no number.
using Hash = FixedBytes<32, struct HashTag>;
/// The 2048-bit log filter of a header or receipt (Yellow Paper, 4.3.1).
using Bloom = FixedBytes<256, struct BloomTag>;

/// Mixes the eight bytes at `data` + 8k into one word. Keys may be chosen by an attacker only at the
/// price of a slower table, never of a wrong answer.
[[nodiscard]] inline std::uint64_t mix_words(const std::uint8_t* data, std::size_t size) noexcept
{
    std::uint64_t state = 0x9e3779b97f4a7c15ull;
    while (size >= 8) {
        std::uint64_t word;
        std::memcpy(&word, data, 8);
        state = (state ^ word) * 0xff51afd7ed558ccdull;
        state ^= state >> 32;
        data += 8;
        size -= 8;
    }
    if (size > 0) {
        std::uint64_t word = 0;
        std::memcpy(&word, data, size);
        state = (state ^ word) * 0xff51afd7ed558ccdull;
        state ^= state >> 32;
    }
    return state;
}

}  // namespace lanescope

template <std::size_t N, class Tag>
struct std::hash<lanescope::FixedBytes<N, Tag>> {
    std::size_t operator()(const lanescope::FixedBytes<N, Tag>& value) const noexcept
    {
        return lanescope::mix_words(value.bytes.data(), N);
    }
};
