// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/blake2f.h"

#include <algorithm>
#include <bit>
#include <utility>

#if defined(__x86_64__)
#define LANESCOPE_BLAKE2F_X86 1
#include <immintrin.h>
#else
#define LANESCOPE_BLAKE2F_X86 0
#endif

namespace lanescope {
namespace {

constexpr std::size_t input_size = 213;

/// RFC 7693, 2.6: the first half of the square roots of the first primes.
constexpr std::uint64_t initialization[8]{
    0x6a09e667f3bcc908, 0xbb67ae8584caa73b, 0x3c6ef372fe94f82b, 0xa54ff53a5f1d36f1,
    0x510e527fade682d1, 0x9b05688c2b3e6c1f, 0x1f83d9abfb41bd6b, 0x5be0cd19137e2179};

/// RFC 7693, 2.7: the order in which a round takes the message words.
constexpr std::uint8_t sigma[10][16]{{0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15},
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
[[gnu::always_inline]] inline void ten_rounds(Words& v, const Words& m,
                                              std::index_sequence<Row...>) noexcept
{
    (round(v, m, sigma[Row]), ...);
}

void mix_portable(Words& v, const Words& m, std::uint32_t rounds) noexcept
{
    // A copy that m cannot alias: its words stay in registers as far as there are any.
    Words local;
    std::memcpy(local, v, sizeof local);
    for (; rounds >= 10; rounds -= 10) {
        ten_rounds(local, m, std::make_index_sequence<10>{});
    }
    for (std::uint32_t i = 0; i < rounds; ++i) {
        round(local, m, sigma[i]);
    }
    std::memcpy(v, local, sizeof local);
}

#if LANESCOPE_BLAKE2F_X86

#define LANESCOPE_AVX2 gnu::target("avx2")
#define LANESCOPE_AVX512 gnu::target("avx2,avx512f,avx512vl")

/// The rows of the 4 x 4 matrix v. One G on whole rows is G on each of the four columns.
struct Rows {
    __m256i a, b, c, d;
};

/// The words that one round takes from the message: x and y of the columns, then of the diagonals.
struct RoundMessage {
    __m256i x, y, diagonal_x, diagonal_y;
};

[[LANESCOPE_AVX2, gnu::always_inline]] inline __m256i pick(const Words& m, std::uint8_t i0,
                                                           std::uint8_t i1, std::uint8_t i2,
                                                           std::uint8_t i3) noexcept
{
    return _mm256_set_epi64x(static_cast<long long>(m[i3]), static_cast<long long>(m[i2]),
                             static_cast<long long>(m[i1]), static_cast<long long>(m[i0]));
}

/// The message does not change from round to round: each order is applied to it once.
[[LANESCOPE_AVX2, gnu::always_inline]] inline RoundMessage arrange(
    const Words& m, const std::uint8_t (&order)[16]) noexcept
{
    return {pick(m, order[0], order[2], order[4], order[6]),
            pick(m, order[1], order[3], order[5], order[7]),
            pick(m, order[14], order[8], order[10], order[12]),
            pick(m, order[15], order[9], order[11], order[13])};
}

template <std::size_t... Row>
[[LANESCOPE_AVX2, gnu::always_inline]] inline void arrange_all(RoundMessage (&rows)[10],
                                                               const Words& m,
                                                               std::index_sequence<Row...>) noexcept
{
    ((rows[Row] = arrange(m, sigma[Row])), ...);
}

/// a + x + b. The sum of a and x is ready long before b, on which all else waits; the empty
/// statement keeps the compiler from adding b first.
[[LANESCOPE_AVX2, gnu::always_inline]] inline __m256i add3(__m256i a, __m256i x, __m256i b) noexcept
{
    __m256i sum = _mm256_add_epi64(a, x);
    asm("" : "+x"(sum));
    return _mm256_add_epi64(sum, b);
}

/// G up to its last rotation, that of b by 63, for which only AVX-512 has an instruction. The
/// others are by whole bytes.
[[LANESCOPE_AVX2, gnu::always_inline]] inline void mix_rows(Rows& v, __m256i x, __m256i y) noexcept
{
    const __m256i right_24 = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(3, 4, 5, 6, 7, 0, 1, 2, 11, 12, 13, 14, 15, 8, 9, 10));
    const __m256i right_16 = _mm256_broadcastsi128_si256(
        _mm_setr_epi8(2, 3, 4, 5, 6, 7, 0, 1, 10, 11, 12, 13, 14, 15, 8, 9));
    v.a = add3(v.a, x, v.b);
    v.d = _mm256_shuffle_epi32(_mm256_xor_si256(v.d, v.a), 0b10'11'00'01);
    v.c = _mm256_add_epi64(v.c, v.d);
    v.b = _mm256_shuffle_epi8(_mm256_xor_si256(v.b, v.c), right_24);
    v.a = add3(v.a, y, v.b);
    v.d = _mm256_shuffle_epi8(_mm256_xor_si256(v.d, v.a), right_16);
    v.c = _mm256_add_epi64(v.c, v.d);
    v.b = _mm256_xor_si256(v.b, v.c);
}

/// Turns the rows until each diagonal is a column. Row b is the last one to be known and the first
/// one to be needed: it stays, and the others turn around it while it is computed.
[[LANESCOPE_AVX2, gnu::always_inline]] inline void to_diagonals(Rows& v) noexcept
{
    v.a = _mm256_permute4x64_epi64(v.a, 0b10'01'00'11);
    v.c = _mm256_permute4x64_epi64(v.c, 0b00'11'10'01);
    v.d = _mm256_permute4x64_epi64(v.d, 0b01'00'11'10);
}

[[LANESCOPE_AVX2, gnu::always_inline]] inline void to_columns(Rows& v) noexcept
{
    v.a = _mm256_permute4x64_epi64(v.a, 0b00'11'10'01);
    v.c = _mm256_permute4x64_epi64(v.c, 0b10'01'00'11);
    v.d = _mm256_permute4x64_epi64(v.d, 0b01'00'11'10);
}

[[LANESCOPE_AVX2, gnu::always_inline]] inline __m256i load_row(const Words& v,
                                                               std::size_t row) noexcept
{
    return _mm256_loadu_si256(reinterpret_cast<const __m256i*>(v + 4 * row));
}

[[LANESCOPE_AVX2, gnu::always_inline]] inline void store_row(Words& v, std::size_t row,
                                                             __m256i value) noexcept
{
    _mm256_storeu_si256(reinterpret_cast<__m256i*>(v + 4 * row), value);
}

[[LANESCOPE_AVX2, gnu::always_inline]] inline Rows load_rows(const Words& v) noexcept
{
    return {load_row(v, 0), load_row(v, 1), load_row(v, 2), load_row(v, 3)};
}

[[LANESCOPE_AVX2, gnu::always_inline]] inline void store_rows(Words& v, const Rows& rows) noexcept
{
    store_row(v, 0, rows.a);
    store_row(v, 1, rows.b);
    store_row(v, 2, rows.c);
    store_row(v, 3, rows.d);
}

[[LANESCOPE_AVX2, gnu::always_inline]] inline __m256i rotate_63(__m256i value) noexcept
{
    return _mm256_or_si256(_mm256_srli_epi64(value, 63), _mm256_add_epi64(value, value));
}

[[LANESCOPE_AVX2]] void mix_avx2(Words& v, const Words& m, std::uint32_t rounds) noexcept
{
    RoundMessage messages[10];
    arrange_all(messages, m, std::make_index_sequence<10>{});
    Rows rows = load_rows(v);
    while (rounds > 0) {
        const std::uint32_t count = std::min<std::uint32_t>(rounds, 10);
        rounds -= count;
        for (std::uint32_t i = 0; i < count; ++i) {
            mix_rows(rows, messages[i].x, messages[i].y);
            rows.b = rotate_63(rows.b);
            to_diagonals(rows);
            mix_rows(rows, messages[i].diagonal_x, messages[i].diagonal_y);
            rows.b = rotate_63(rows.b);
            to_columns(rows);
        }
    }
    store_rows(v, rows);
}

[[LANESCOPE_AVX512]] void mix_avx512(Words& v, const Words& m, std::uint32_t rounds) noexcept
{
    RoundMessage messages[10];
    arrange_all(messages, m, std::make_index_sequence<10>{});
    Rows rows = load_rows(v);
    while (rounds > 0) {
        const std::uint32_t count = std::min<std::uint32_t>(rounds, 10);
        rounds -= count;
        for (std::uint32_t i = 0; i < count; ++i) {
            mix_rows(rows, messages[i].x, messages[i].y);
            rows.b = _mm256_ror_epi64(rows.b, 63);
            to_diagonals(rows);
            mix_rows(rows, messages[i].diagonal_x, messages[i].diagonal_y);
            rows.b = _mm256_ror_epi64(rows.b, 63);
            to_columns(rows);
        }
    }
    store_rows(v, rows);
}

#undef LANESCOPE_AVX2
#undef LANESCOPE_AVX512

#endif

const Blake2fVariant variants[] = {
    {"portable", [] { return true; }, mix_portable},
#if LANESCOPE_BLAKE2F_X86
    {"avx2", [] { return __builtin_cpu_supports("avx2") != 0; }, mix_avx2},
    {"avx512",
     [] {
         return __builtin_cpu_supports("avx2") != 0 && __builtin_cpu_supports("avx512f") != 0 &&
                __builtin_cpu_supports("avx512vl") != 0;
     },
     mix_avx512},
#endif
};

using MixFunction = void (*)(Words&, const Words&, std::uint32_t) noexcept;

MixFunction best_here() noexcept
{
    MixFunction best = mix_portable;
    for (const Blake2fVariant& variant : variants) {
        if (variant.runs_here()) {
            best = variant.mix;
        }
    }
    return best;
}

/// Chosen before main(); what another static initialiser computes earlier goes the portable way.
constinit MixFunction chosen = mix_portable;
[[maybe_unused]] const bool choice_made = (chosen = best_here(), true);

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

bool blake2f(ByteView input, std::span<std::uint8_t, 64> output, StopToken stop) noexcept
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
    // In parts of some milliseconds, whole tens of rounds: after ten the order of words begins anew.
    constexpr std::uint32_t part = 200'000;
    for (std::uint32_t left = blake2f_rounds(input); left > 0;) {
        if (stop.stop_requested()) {
            return false;
        }
        const std::uint32_t rounds = std::min(left, part);
        chosen(v, m, rounds);
        left -= rounds;
    }
    for (std::size_t i = 0; i < 8; ++i) {
        h[i] ^= v[i] ^ v[i + 8];
    }
    std::memcpy(output.data(), h, sizeof h);
    return true;
}

std::span<const Blake2fVariant> blake2f_variants() noexcept
{
    return variants;
}

}  // namespace lanescope
