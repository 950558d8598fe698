// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/blake2f.h"

#include <bit>
#include <utility>

namespace lanescope {
namespace {

constexpr std::size_t input_size = 213;

/// RFC 7693, 2.6: the first half of the square roots of the first primes.
constexpr std::uint64_t initialization[8]{
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

/// RFC 7693, 2.7: the order in which a round takes the message words.
constexpr std::uint8_t sigma[10][16]{
    {0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
    {14, 10, 4, 8, 9, 15, 13, 6, 1, 12, 0, 2, 11, 7, 5, 3},
    {11, 8, 12, 0, 5, 2, 15, 13, 10, 14, 3, 6, 7, 1, 9, 4},
    {7, 9, 3, 1, 13, 12, 11, 14, 2, 6, 5, 10, 4, 0, 15, 8},
    {9, 0, 5, 7, 2, 4, 10, 15, 14, 1, 11, 12, 6, 8, 3, 13},
    {2, 12, 6, 10, 0, 11, 8, 3, 4, 13, 7, 5, 15, 14, 1, 9},
    {12, 5, 1, 15, 14, 13, 4, 10, 0, 7, 6, 3, 9, 2, 8, 11},
    {13, 11, 7, 14, 12, 1, 3, 9, 5, 0, 15, 4, 8, 6, 2, 10},
    {6, 15, 14, 9, 11, 3, 0, 8, 12, 2, 13, 7, 1, 4, 10, 5},
    {10, 2, 8, 4, 7, 6, 1, 5, 15, 11, 9, 14, 3, 12, 13, 0}};

using Words = std::uint64_t[16];

/// Function G of RFC 7693, 3.1.
[[gnu::always_inline]] inline void mix(std::uint64_t& a, std::uint64_t& b, std::uint64_t& c,
                                       std::uint64_t& d, std::uint64_t x, std::uint64_t y) noexcept
{
    a += b + x;
    d = std::rotr(d ^ a, 32);
    c += d;
    b = std::rotr(b ^ c, 24);
    a += b + y;
    d = std::rotr(d ^ a, 16);
    c += d;
    b = std::rotr(b ^ c, 63);
}

[[gnu::always_inline]] inline void round(Words& v, const Words& m,
                                         const std::uint8_t (&order)[16]) noexcept
{
    mix(v[0], v[4], v[8], v[12], m[order[0]], m[order[1]]);
    mix(v[1], v[5], v[9], v[13], m[order[2]], m[order[3]]);
    mix(v[2], v[6], v[10], v[14], m[order[4]], m[order[5]]);
    mix(v[3], v[7], v[11], v[15], m[order[6]], m[order[7]]);
    mix(v[0], v[5], v[10], v[15], m[order[8]], m[order[9]]);
    mix(v[1], v[6], v[11], v[12], m[order[10]], m[order[11]]);
    mix(v[2], v[7], v[8], v[13], m[order[12]], m[order[13]]);
    mix(v[3], v[4], v[9], v[14], m[order[14]], m[order[15]]);
}

/// All ten orders in a row, unrolled, so that the compiler knows each index.
template <std::size_t... Row>
void ten_rounds(Words& v, const Words& m, std::index_sequence<Row...>) noexcept
{
    (round(v, m, sigma[Row]), ...);
}

std::uint64_t load_little_endian(const std::uint8_t* bytes) noexcept
{
    static_assert(std::endian::native == std::endian::little);
    std::uint64_t word;
    std::memcpy(&word, bytes, sizeof word);
    return word;
}

}  // namespace

std::uint32_t blake2f_rounds(ByteView input) noexcept
{
    if (input.size() != input_size) {
        return 0;
    }
    std::uint32_t rounds;
    std::memcpy(&rounds, input.data(), sizeof rounds);
    return __builtin_bswap32(rounds);
}

bool blake2f(ByteView input, std::span<std::uint8_t, 64> output) noexcept
{
    if (input.size() != input_size || input[212] > 1) {
        return false;
    }
    std::uint64_t h[8];
    std::memcpy(h, input.data() + 4, sizeof h);
    Words m;
    std::memcpy(m, input.data() + 68, sizeof m);
    Words v;
    for (std::size_t i = 0; i < 8; ++i) {
        v[i] = h[i];
        v[i + 8] = initialization[i];
    }
    v[12] ^= load_little_endian(input.data() + 196);
    v[13] ^= load_little_endian(input.data() + 204);
    if (input[212] == 1) {
        v[14] = ~v[14];
    }
    std::uint32_t rounds = blake2f_rounds(input);
    for (; rounds >= 10; rounds -= 10) {
        ten_rounds(v, m, std::make_index_sequence<10>{});
    }
    for (std::uint32_t i = 0; i < rounds; ++i) {
        round(v, m, sigma[i]);
    }
    for (std::size_t i = 0; i < 8; ++i) {
        h[i] ^= v[i] ^ v[i + 8];
    }
    std::memcpy(output.data(), h, sizeof h);
    return true;
}

}  // namespace lanescope
