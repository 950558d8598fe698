// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>

/// Keccak-f[1600] (FIPS 202, 3.2 and 3.3), for the ways to compute keccak256. FIPS 202 names the steps
/// theta, rho, pi, chi and iota, and the lane at column x of row y A[x, y]; that is a[x + 5y] here.
namespace lanescope::keccak {

using Lane = std::uint64_t;

inline constexpr std::size_t round_count = 24;

alignas(64) inline constexpr Lane round_constants[round_count] = {
    0x0000000000000001, 0x0000000000008082, 0x800000000000808a, 0x8000000080008000,
    0x000000000000808b, 0x0000000080000001, 0x8000000080008081, 0x8000000000008009,
    0x000000000000008a, 0x0000000000000088, 0x0000000080008009, 0x000000008000000a,
    0x000000008000808b, 0x800000000000008b, 0x8000000000008089, 0x8000000000008003,
    0x8000000000008002, 0x8000000000000080, 0x000000000000800a, 0x800000008000000a,
    0x8000000080008081, 0x8000000000008080, 0x0000000080000001, 0x8000000080008008,
};

/// No function: it would give back a vector, which is another ABI for each processor.
#define LANESCOPE_ROTATE(lane, bits) ((lane) << (bits) | (lane) >> (64 - (bits)))

/// One row of chi: out[y] of five lanes that theta, rho and pi have moved there.
#define LANESCOPE_CHI_ROW(out, y, constant)                                                        \
    out[5 * y + 0] = b0 ^ (~b1 & b2) ^ constant;                                                   \
    out[5 * y + 1] = b1 ^ (~b2 & b3);                                                              \
    out[5 * y + 2] = b2 ^ (~b3 & b4);                                                              \
    out[5 * y + 3] = b3 ^ (~b4 & b0);                                                              \
    out[5 * y + 4] = b4 ^ (~b0 & b1)

/// One round from `a` to `out`, which do not overlap. Unrolled by hand: compilers at -O2 would
/// index. `L` is a lane, or a vector of those of several states.
template <class L>
[[gnu::always_inline]] inline void do_round(const L* a, L* out, Lane constant) noexcept
{
    const L c0 = a[0] ^ a[5] ^ a[10] ^ a[15] ^ a[20];
    const L c1 = a[1] ^ a[6] ^ a[11] ^ a[16] ^ a[21];
    const L c2 = a[2] ^ a[7] ^ a[12] ^ a[17] ^ a[22];
    const L c3 = a[3] ^ a[8] ^ a[13] ^ a[18] ^ a[23];
    const L c4 = a[4] ^ a[9] ^ a[14] ^ a[19] ^ a[24];
    const L d0 = c4 ^ LANESCOPE_ROTATE(c1, 1);
    const L d1 = c0 ^ LANESCOPE_ROTATE(c2, 1);
    const L d2 = c1 ^ LANESCOPE_ROTATE(c3, 1);
    const L d3 = c2 ^ LANESCOPE_ROTATE(c4, 1);
    const L d4 = c3 ^ LANESCOPE_ROTATE(c0, 1);
    {
        const L b0 = a[0] ^ d0;
        const L b1 = LANESCOPE_ROTATE(a[6] ^ d1, 44);
        const L b2 = LANESCOPE_ROTATE(a[12] ^ d2, 43);
        const L b3 = LANESCOPE_ROTATE(a[18] ^ d3, 21);
        const L b4 = LANESCOPE_ROTATE(a[24] ^ d4, 14);
        LANESCOPE_CHI_ROW(out, 0, constant);
    }
    {
        const L b0 = LANESCOPE_ROTATE(a[3] ^ d3, 28);
        const L b1 = LANESCOPE_ROTATE(a[9] ^ d4, 20);
        const L b2 = LANESCOPE_ROTATE(a[10] ^ d0, 3);
        const L b3 = LANESCOPE_ROTATE(a[16] ^ d1, 45);
        const L b4 = LANESCOPE_ROTATE(a[22] ^ d2, 61);
        LANESCOPE_CHI_ROW(out, 1, 0);
    }
    {
        const L b0 = LANESCOPE_ROTATE(a[1] ^ d1, 1);
        const L b1 = LANESCOPE_ROTATE(a[7] ^ d2, 6);
        const L b2 = LANESCOPE_ROTATE(a[13] ^ d3, 25);
        const L b3 = LANESCOPE_ROTATE(a[19] ^ d4, 8);
        const L b4 = LANESCOPE_ROTATE(a[20] ^ d0, 18);
        LANESCOPE_CHI_ROW(out, 2, 0);
    }
    {
        const L b0 = LANESCOPE_ROTATE(a[4] ^ d4, 27);
        const L b1 = LANESCOPE_ROTATE(a[5] ^ d0, 36);
        const L b2 = LANESCOPE_ROTATE(a[11] ^ d1, 10);
        const L b3 = LANESCOPE_ROTATE(a[17] ^ d2, 15);
        const L b4 = LANESCOPE_ROTATE(a[23] ^ d3, 56);
        LANESCOPE_CHI_ROW(out, 3, 0);
    }
    {
        const L b0 = LANESCOPE_ROTATE(a[2] ^ d2, 62);
        const L b1 = LANESCOPE_ROTATE(a[8] ^ d3, 55);
        const L b2 = LANESCOPE_ROTATE(a[14] ^ d4, 39);
        const L b3 = LANESCOPE_ROTATE(a[15] ^ d0, 41);
        const L b4 = LANESCOPE_ROTATE(a[21] ^ d1, 2);
        LANESCOPE_CHI_ROW(out, 4, 0);
    }
}

#undef LANESCOPE_CHI_ROW
#undef LANESCOPE_ROTATE

/// All rounds, in place.
template <class L>
[[gnu::always_inline]] inline void permute(L* state) noexcept
{
    L other[25];
    for (std::size_t round = 0; round < round_count; round += 2) {
        do_round(state, other, round_constants[round]);
        do_round(other, state, round_constants[round + 1]);
    }
}

}  // namespace lanescope::keccak
