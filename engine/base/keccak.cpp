// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/keccak.h"

#include "base/keccak_rounds.h"

#include <bit>

#if defined(__x86_64__)
#define LANESCOPE_KECCAK_X86 1
#include <immintrin.h>
#else
#define LANESCOPE_KECCAK_X86 0
#endif

namespace lanescope {

namespace {

using keccak::Lane;
using keccak::round_constants;
using keccak::round_count;

constexpr std::size_t rate = 136;  ///< bytes absorbed by one permutation
constexpr std::size_t rate_lanes = rate / 8;

/// rotations[x][y] of rho.
constexpr unsigned rotations[5][5] = {
    {0, 36, 3, 41, 18},   {1, 44, 10, 45, 2},  {62, 6, 43, 15, 61},
    {28, 55, 25, 21, 56}, {27, 20, 39, 8, 14},
};

[[gnu::always_inline]] inline Lane load_lane(const std::uint8_t* bytes) noexcept
{
    Lane lane;
    std::memcpy(&lane, bytes, 8);
    if constexpr (std::endian::native == std::endian::big) {
        lane = __builtin_bswap64(lane);
    }
    return lane;
}

/// The last block: what is left of the input, the padding 0x01 … 0x80 of the original Keccak.
[[gnu::always_inline]] inline void pad(const std::uint8_t* input, std::size_t size,
                                       std::uint8_t (&block)[rate]) noexcept
{
    std::memset(block, 0, rate);
    if (size != 0) {
        std::memcpy(block, input, size);
    }
    block[size] = 0x01;
    block[rate - 1] |= 0x80;
}

[[gnu::always_inline]] inline Hash scalar_hash(ByteView view) noexcept
{
    const std::uint8_t* input = view.data();
    std::size_t size = view.size();
    Lane state[25] = {};
    if (size == 32 || size == 64) {
        // What storage slots and addresses ask for: whole lanes, one permutation.
        for (std::size_t i = 0; i < size / 8; ++i) {
            state[i] = load_lane(input + 8 * i);
        }
        state[size / 8] = 0x01;
        state[rate_lanes - 1] = 1ull << 63;
    } else {
        for (; size >= rate; input += rate, size -= rate) {
            for (std::size_t i = 0; i < rate_lanes; ++i) {
                state[i] ^= load_lane(input + 8 * i);
            }
            keccak::permute(state);
        }
        std::uint8_t block[rate];
        pad(input, size, block);
        for (std::size_t i = 0; i < rate_lanes; ++i) {
            state[i] ^= load_lane(block + 8 * i);
        }
    }
    keccak::permute(state);
    Hash digest;
    for (std::size_t i = 0; i < 4; ++i) {
        const Lane lane =
            std::endian::native == std::endian::big ? __builtin_bswap64(state[i]) : state[i];
        std::memcpy(digest.bytes.data() + 8 * i, &lane, 8);
    }
    return digest;
}

Hash hash_portable(ByteView input) noexcept
{
    return scalar_hash(input);
}

#if LANESCOPE_KECCAK_X86

/// The same source with three-operand rotations (BMI2) and and-not (BMI1).
[[gnu::target("bmi,bmi2")]] Hash hash_bmi2(ByteView input) noexcept
{
    return scalar_hash(input);
}

// AVX-512: five registers of five 64-bit lanes. Lane x of register r holds A[x, y] with
//
//     r = a·x + b·y (mod 5).
//
// Theta's column parity is then the exclusive or of the registers, as long as b ≠ 0. Each register
// is then permuted by itself so that its lanes are numbered by the row that pi moves them to: with
// X = y, Y = 2x + 3y, thus x = X + 3Y, register r has (a + b)·X + 3a·Y = r. In a given lane (a row
// Y) the neighbour X + 1 is a + b registers on: chi is one ternary instruction a register, as long
// as a + b ≠ 0. A second permutation numbers the lanes by column again, and the next round has
// (a, b) ← (a + b, 3a). From (1, 3) that works for three rounds: (1, 3), (4, 3), (2, 2); the fourth
// would start from (4, 1), whose a + b is 0. Blends bring (4, 1) back to (1, 3). So no
// transposition, and ten permutations a round.

constexpr unsigned phases = 3;

constexpr unsigned mod5(int value) noexcept
{
    return static_cast<unsigned>((value % 5 + 5) % 5);
}
constexpr unsigned inverse_mod5(unsigned value) noexcept
{
    return mod5(static_cast<int>(value * value * value));  // Fermat
}

struct Avx512Tables {
    alignas(64) Lane rotate[phases][5][8]{};
    alignas(64) Lane to_rows[phases][5][8]{};
    alignas(64) Lane to_columns[phases][5][8]{};
    unsigned step[phases]{};  ///< registers from X to X + 1
};

constexpr Avx512Tables make_avx512_tables() noexcept
{
    Avx512Tables tables;
    unsigned a = 1;
    unsigned b = 3;
    for (unsigned phase = 0; phase < phases; ++phase) {
        const unsigned next_a = (a + b) % 5;
        const unsigned next_b = 3 * a % 5;
        tables.step[phase] = next_a;
        for (unsigned r = 0; r < 5; ++r) {
            for (unsigned lane = 0; lane < 8; ++lane) {
                tables.to_rows[phase][r][lane] = lane;
                tables.to_columns[phase][r][lane] = lane;
            }
            for (unsigned lane = 0; lane < 5; ++lane) {
                const unsigned y =
                    mod5(static_cast<int>(r) - static_cast<int>(a * lane)) * inverse_mod5(b) % 5;
                tables.rotate[phase][r][lane] = rotations[lane][y];
                const unsigned column =
                    mod5(static_cast<int>(r) - static_cast<int>(next_b * lane)) *
                    inverse_mod5(next_a) % 5;
                tables.to_rows[phase][r][lane] = (column + 3 * lane) % 5;
                tables.to_columns[phase][r][lane] =
                    mod5(static_cast<int>(r) - static_cast<int>(next_a * lane)) *
                    inverse_mod5(next_b) % 5;
            }
        }
        a = next_a;
        b = next_b;
    }
    return tables;
}

constexpr Avx512Tables avx512_tables = make_avx512_tables();
static_assert(avx512_tables.step[0] == 4 && avx512_tables.step[1] == 2 &&
              avx512_tables.step[2] == 4);

alignas(64) constexpr Lane next_column[8] = {1, 2, 3, 4, 0, 5, 6, 7};
alignas(64) constexpr Lane previous_column[8] = {4, 0, 1, 2, 3, 5, 6, 7};

#define LANESCOPE_AVX512 gnu::target("avx512f,avx512vl,bmi,bmi2")

/// Plain values, not an array: they stay in registers at every optimisation level.
struct Planes {
    __m512i r0, r1, r2, r3, r4;
};

// The forms with a zeroing mask of all lanes compile to the plain instructions; GCC 12 warns of the
// plain forms of its own header (uninitialised __Y).

[[LANESCOPE_AVX512, gnu::always_inline]] inline __m512i permute(const Lane* lanes,
                                                                __m512i value) noexcept
{
    return _mm512_maskz_permutexvar_epi64(0xff, _mm512_load_si512(lanes), value);
}

[[LANESCOPE_AVX512, gnu::always_inline]] inline __m512i rotate_lanes(__m512i value,
                                                                     const Lane* amounts) noexcept
{
    return _mm512_maskz_rolv_epi64(0xff, value, _mm512_load_si512(amounts));
}

[[LANESCOPE_AVX512, gnu::always_inline]] inline __m512i xor3(__m512i a, __m512i b,
                                                             __m512i c) noexcept
{
    return _mm512_ternarylogic_epi64(a, b, c, 0x96);
}

/// a ^ (~b & c)
[[LANESCOPE_AVX512, gnu::always_inline]] inline __m512i chi(__m512i a, __m512i b,
                                                            __m512i c) noexcept
{
    return _mm512_ternarylogic_epi64(a, b, c, 0xd2);
}

/// Lane x of lx, for x from 0 to 4.
[[LANESCOPE_AVX512, gnu::always_inline]] inline __m512i pick(__m512i l0, __m512i l1, __m512i l2,
                                                             __m512i l3, __m512i l4) noexcept
{
    const __m512i low = _mm512_mask_blend_epi64(0b00010, l0, l1);
    const __m512i high = _mm512_mask_blend_epi64(0b01000, l2, l3);
    return _mm512_mask_blend_epi64(0b10000, _mm512_mask_blend_epi64(0b01100, low, high), l4);
}

template <unsigned phase>
[[LANESCOPE_AVX512, gnu::always_inline]] inline void avx512_round(Planes& p, Lane constant) noexcept
{
    const auto& rotate = avx512_tables.rotate[phase];
    const auto& to_rows = avx512_tables.to_rows[phase];
    const auto& to_columns = avx512_tables.to_columns[phase];

    const __m512i parity = xor3(xor3(p.r0, p.r1, p.r2), p.r3, p.r4);
    const __m512i left = permute(previous_column, parity);
    const __m512i right = _mm512_maskz_rol_epi64(0xff, permute(next_column, parity), 1);
    const __m512i b0 = permute(to_rows[0], rotate_lanes(xor3(p.r0, left, right), rotate[0]));
    const __m512i b1 = permute(to_rows[1], rotate_lanes(xor3(p.r1, left, right), rotate[1]));
    const __m512i b2 = permute(to_rows[2], rotate_lanes(xor3(p.r2, left, right), rotate[2]));
    const __m512i b3 = permute(to_rows[3], rotate_lanes(xor3(p.r3, left, right), rotate[3]));
    const __m512i b4 = permute(to_rows[4], rotate_lanes(xor3(p.r4, left, right), rotate[4]));
#define LANESCOPE_CHI(i, j, k) p.r##i = permute(to_columns[i], chi(b##i, b##j, b##k))
    if constexpr (avx512_tables.step[phase] == 4) {
        LANESCOPE_CHI(0, 4, 3);
        LANESCOPE_CHI(1, 0, 4);
        LANESCOPE_CHI(2, 1, 0);
        LANESCOPE_CHI(3, 2, 1);
        LANESCOPE_CHI(4, 3, 2);
    } else {
        LANESCOPE_CHI(0, 2, 4);
        LANESCOPE_CHI(1, 3, 0);
        LANESCOPE_CHI(2, 4, 1);
        LANESCOPE_CHI(3, 0, 2);
        LANESCOPE_CHI(4, 1, 3);
    }
#undef LANESCOPE_CHI
    // A[0, 0] is lane 0 of register 0 in every phase.
    p.r0 =
        _mm512_mask_xor_epi64(p.r0, 1, p.r0, _mm512_set1_epi64(static_cast<long long>(constant)));
}

/// (4, 1) to (1, 3): lane x of register r comes from register 2(r + x).
[[LANESCOPE_AVX512, gnu::always_inline]] inline Planes back_to_first_phase(const Planes& p) noexcept
{
    return {pick(p.r0, p.r2, p.r4, p.r1, p.r3), pick(p.r2, p.r4, p.r1, p.r3, p.r0),
            pick(p.r4, p.r1, p.r3, p.r0, p.r2), pick(p.r1, p.r3, p.r0, p.r2, p.r4),
            pick(p.r3, p.r0, p.r2, p.r4, p.r1)};
}

/// Rows (0, 1) to (1, 3): lane x of register r comes from row y = 2(r - x).
[[LANESCOPE_AVX512, gnu::always_inline]] inline Planes from_rows(__m512i y0, __m512i y1, __m512i y2,
                                                                 __m512i y3, __m512i y4) noexcept
{
    return {pick(y0, y3, y1, y4, y2), pick(y2, y0, y3, y1, y4), pick(y4, y2, y0, y3, y1),
            pick(y1, y4, y2, y0, y3), pick(y3, y1, y4, y2, y0)};
}

/// 24 rounds from (1, 3) to (1, 3).
[[LANESCOPE_AVX512, gnu::always_inline]] inline void avx512_permutation(Planes& p) noexcept
{
    for (std::size_t round = 0; round < round_count; round += phases) {
        avx512_round<0>(p, round_constants[round]);
        avx512_round<1>(p, round_constants[round + 1]);
        avx512_round<2>(p, round_constants[round + 2]);
        p = back_to_first_phase(p);
    }
}

[[LANESCOPE_AVX512, gnu::always_inline]] inline Planes load_block(
    const std::uint8_t* block) noexcept
{
    return from_rows(_mm512_maskz_loadu_epi64(0b11111, block),
                     _mm512_maskz_loadu_epi64(0b11111, block + 40),
                     _mm512_maskz_loadu_epi64(0b11111, block + 80),
                     _mm512_maskz_loadu_epi64(0b00011, block + 120), _mm512_setzero_si512());
}

[[LANESCOPE_AVX512, gnu::always_inline]] inline void add_block(Planes& p,
                                                               const Planes& block) noexcept
{
    p.r0 = _mm512_xor_si512(p.r0, block.r0);
    p.r1 = _mm512_xor_si512(p.r1, block.r1);
    p.r2 = _mm512_xor_si512(p.r2, block.r2);
    p.r3 = _mm512_xor_si512(p.r3, block.r3);
    p.r4 = _mm512_xor_si512(p.r4, block.r4);
}

[[LANESCOPE_AVX512]] Hash hash_avx512(ByteView view) noexcept
{
    const std::uint8_t* input = view.data();
    std::size_t size = view.size();
    const __m512i zero = _mm512_setzero_si512();
    Planes p;
    if (size == 32) {
        p = from_rows(_mm512_mask_blend_epi64(0b10000, _mm512_maskz_loadu_epi64(0b01111, input),
                                              _mm512_set1_epi64(1)),
                      zero, zero,
                      _mm512_maskz_set1_epi64(0b00010, static_cast<long long>(1ull << 63)), zero);
    } else if (size == 64) {
        p = from_rows(
            _mm512_maskz_loadu_epi64(0b11111, input),
            _mm512_mask_blend_epi64(0b01000, _mm512_maskz_loadu_epi64(0b00111, input + 40),
                                    _mm512_set1_epi64(1)),
            zero, _mm512_maskz_set1_epi64(0b00010, static_cast<long long>(1ull << 63)), zero);
    } else {
        p = {zero, zero, zero, zero, zero};
        for (; size >= rate; input += rate, size -= rate) {
            add_block(p, load_block(input));
            avx512_permutation(p);
        }
        std::uint8_t block[rate];
        pad(input, size, block);
        add_block(p, load_block(block));
    }
    avx512_permutation(p);
    // The digest is A[0…3, 0]: lane x of register a·x = x.
    __m512i row = _mm512_mask_blend_epi64(0b0010, p.r0, p.r1);
    row = _mm512_mask_blend_epi64(0b0100, row, p.r2);
    row = _mm512_mask_blend_epi64(0b1000, row, p.r3);
    Hash digest;
    _mm512_mask_storeu_epi64(digest.bytes.data(), 0b1111, row);
    return digest;
}

#undef LANESCOPE_AVX512

#endif

const KeccakVariant variants[] = {
    {"portable", [] { return true; }, hash_portable},
#if LANESCOPE_KECCAK_X86
    {"bmi2",
     [] { return __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0; },
     hash_bmi2},
    {"avx512",
     [] {
         return __builtin_cpu_supports("avx512f") != 0 && __builtin_cpu_supports("avx512vl") != 0 &&
                __builtin_cpu_supports("bmi") != 0 && __builtin_cpu_supports("bmi2") != 0;
     },
     hash_avx512},
#endif
};

using HashFunction = Hash (*)(ByteView) noexcept;

HashFunction best_here() noexcept
{
#if LANESCOPE_KECCAK_X86
    __builtin_cpu_init();  // static initialisers may run before the compiler's own call
#endif
    HashFunction best = hash_portable;
    for (const KeccakVariant& variant : variants) {
        if (variant.runs_here()) {
            best = variant.hash;
        }
    }
    return best;
}

/// Chosen before main(); what another static initialiser hashes earlier goes the portable way.
constinit HashFunction chosen = hash_portable;
[[maybe_unused]] const bool choice_made = (chosen = best_here(), true);

}  // namespace

Hash keccak256(ByteView input) noexcept
{
    return chosen(input);
}

std::span<const KeccakVariant> keccak_variants() noexcept
{
    return variants;
}

}  // namespace lanescope
