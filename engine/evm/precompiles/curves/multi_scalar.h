// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <bit>
#include <cstdint>
#include <span>
#include <vector>

#include "evm/precompiles/curves/limbs.h"
#include "evm/precompiles/curves/point.h"

/// Sums of scalar multiples, for scalars the curve's endomorphism has already shortened.
namespace lanescope::evm::curves {

/// One summand: `scalar` times `point`.
template <class Field>
struct ScalarTerm {
    AffinePoint<Field> point;
    Limbs<2> scalar{};
};

namespace msm_detail {

[[nodiscard]] constexpr unsigned bit_length(const Limbs<2>& value) noexcept
{
    return static_cast<unsigned>(value[1] != 0 ? 64 + std::bit_width(value[1])
                                               : std::bit_width(value[0]));
}

template <class Field>
[[nodiscard]] unsigned longest_scalar(std::span<const ScalarTerm<Field>> terms) noexcept
{
    unsigned bits = 0;
    for (const ScalarTerm<Field>& term : terms) {
        bits = std::max(bits, bit_length(term.scalar));
    }
    return bits;
}

/// Digits of a width-5 non-adjacent form: zero or odd, at most 15 in size, lowest first.
using SlidingDigits = std::array<std::int8_t, 129>;

[[nodiscard]] inline SlidingDigits sliding_digits(const Limbs<2>& scalar) noexcept
{
    SlidingDigits digits{};
    Uint128 rest = (Uint128{scalar[1]} << 64) | scalar[0];
    // The scalar may use all 128 bits, so the carry out of the top is kept beside it.
    bool overflow = false;
    for (std::size_t i = 0; rest != 0 || overflow; ++i) {
        if ((rest & 1) != 0) {
            auto digit = static_cast<int>(rest & 31);
            if (digit > 15) {
                digit -= 32;
            }
            digits[i] = static_cast<std::int8_t>(digit);
            if (digit > 0) {
                rest -= static_cast<Uint128>(digit);
            } else {
                const Uint128 before = rest;
                rest += static_cast<Uint128>(-digit);
                overflow = rest < before;
            }
        }
        rest = (rest >> 1) | (Uint128{overflow ? 1U : 0U} << 127);
        overflow = false;
    }
    return digits;
}

/// Interleaved sliding windows (Straus): best while the doublings dominate.
template <class Field>
[[nodiscard]] JacobianPoint<Field> straus(std::span<const ScalarTerm<Field>> terms) noexcept
{
    constexpr std::size_t max_terms = 8;
    std::array<SlidingDigits, max_terms> digits;
    std::array<std::array<JacobianPoint<Field>, 8>, max_terms> odd_multiples;
    const std::size_t count = std::min(terms.size(), max_terms);
    for (std::size_t i = 0; i < count; ++i) {
        digits[i] = sliding_digits(terms[i].scalar);
        odd_multiples[i][0] = JacobianPoint<Field>{terms[i].point};
        const JacobianPoint<Field> twice = odd_multiples[i][0].doubled();
        for (std::size_t j = 1; j < odd_multiples[i].size(); ++j) {
            odd_multiples[i][j] = odd_multiples[i][j - 1] + twice;
        }
    }
    JacobianPoint<Field> sum;
    for (std::size_t position = longest_scalar(terms) + 1; position-- > 0;) {
        sum = sum.doubled();
        for (std::size_t i = 0; i < count; ++i) {
            const int digit = digits[i][position];
            if (digit > 0) {
                sum = sum + odd_multiples[i][static_cast<std::size_t>(digit / 2)];
            } else if (digit < 0) {
                sum = sum - odd_multiples[i][static_cast<std::size_t>(-digit / 2)];
            }
        }
    }
    return sum;
}

/// Bits [start, start + width) of a three-limb integer; width below 64.
[[nodiscard]] constexpr std::uint64_t extract(const Limbs<3>& value, unsigned start,
                                              unsigned width) noexcept
{
    const unsigned limb = start / 64;
    const unsigned shift = start % 64;
    if (limb >= 3) {
        return 0;
    }
    std::uint64_t bits = value[limb] >> shift;
    if (shift != 0 && limb + 1 < 3) {
        bits |= value[limb + 1] << (64 - shift);
    }
    return bits & ((std::uint64_t{1} << width) - 1);
}

/// Bucket method (Pippenger) with signed windows of `width` bits.
template <class Field>
[[nodiscard]] JacobianPoint<Field> pippenger(std::span<const ScalarTerm<Field>> terms,
                                             unsigned bits, unsigned width)
{
    // Two spare bits above the scalars keep scalar plus offset inside the windows.
    const unsigned windows = (bits + 1) / width + 1;
    const std::uint64_t half = std::uint64_t{1} << (width - 1);
    // Adding half to every window in advance makes "window minus half" a signed digit, with no
    // carry to hand from window to window.
    Limbs<3> offset{};
    for (unsigned window = 0; window < windows; ++window) {
        const unsigned position = window * width + width - 1;
        offset[position / 64] |= std::uint64_t{1} << (position % 64);
    }
    std::vector<Limbs<3>> scalars(terms.size());
    for (std::size_t i = 0; i < terms.size(); ++i) {
        std::uint64_t carry = 0;
        scalars[i][0] = add_carry(terms[i].scalar[0], offset[0], carry);
        scalars[i][1] = add_carry(terms[i].scalar[1], offset[1], carry);
        scalars[i][2] = add_carry(0, offset[2], carry);
    }
    std::vector<JacobianPoint<Field>> buckets(half);
    JacobianPoint<Field> sum;
    for (unsigned window = windows; window-- > 0;) {
        for (unsigned i = 0; i < width; ++i) {
            sum = sum.doubled();
        }
        std::fill(buckets.begin(), buckets.end(), JacobianPoint<Field>{});
        for (std::size_t i = 0; i < terms.size(); ++i) {
            const std::uint64_t raw = extract(scalars[i], window * width, width);
            if (raw > half) {
                JacobianPoint<Field>& bucket = buckets[raw - half - 1];
                bucket = bucket + terms[i].point;
            } else if (raw < half) {
                JacobianPoint<Field>& bucket = buckets[half - raw - 1];
                bucket = bucket + terms[i].point.negated();
            }
        }
        JacobianPoint<Field> running;
        JacobianPoint<Field> window_sum;
        for (std::size_t i = buckets.size(); i-- > 0;) {
            running = running + buckets[i];
            window_sum = window_sum + running;
        }
        sum = sum + window_sum;
    }
    return sum;
}

}  // namespace msm_detail

/// Sum of all terms. Any points and any scalars, zero and repetitions included.
template <class Field>
[[nodiscard]] JacobianPoint<Field> multi_scalar_sum(std::span<const ScalarTerm<Field>> terms)
{
    if (terms.size() <= 8) {
        return msm_detail::straus(terms);
    }
    const unsigned bits = msm_detail::longest_scalar(terms);
    // One addition per term and two per bucket and window; the cheapest width wins.
    unsigned best_width = 3;
    std::size_t best_cost = SIZE_MAX;
    for (unsigned width = 3; width <= 10; ++width) {
        const std::size_t additions = terms.size() + (std::size_t{1} << width);
        const std::size_t cost = ((bits + 1) / width + 1) * additions;
        if (cost < best_cost) {
            best_cost = cost;
            best_width = width;
        }
    }
    return msm_detail::pippenger(terms, bits, best_width);
}

}  // namespace lanescope::evm::curves
