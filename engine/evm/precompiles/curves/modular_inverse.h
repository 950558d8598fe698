// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <bit>
#include <cstdint>
#include <utility>

#include "evm/precompiles/curves/limbs.h"

/// Modular inversion by the batched binary GCD of T. Pornin, "Optimized Binary GCD for Modular
/// Inversion" (IACR ePrint 2020/972), several times faster than Fermat's little theorem.
namespace lanescope::evm::curves {

namespace inverse_detail {

/// Steps taken on the word-sized approximations before the full integers are updated.
inline constexpr unsigned steps_per_round = 31;

/// Update factors of one round: new a = (a f0 + b g0) / 2^31, new b = (a f1 + b g1) / 2^31.
struct Factors {
    std::int64_t f0 = 1;
    std::int64_t g0 = 0;
    std::int64_t f1 = 0;
    std::int64_t g1 = 1;
};

/// Top 33 and low 31 bits of `value`, where `length` (at least 64) bits cover both operands.
template <std::size_t N>
[[nodiscard]] inline std::uint64_t approximate(const Limbs<N>& value, unsigned length) noexcept
{
    if (length <= 64) {
        return value[0];
    }
    const unsigned start = length - 33;
    const unsigned limb = start / 64;
    const unsigned shift = start % 64;
    std::uint64_t top = value[limb] >> shift;
    if (shift > 31 && limb + 1 < N) {
        top |= value[limb + 1] << (64 - shift);
    }
    return (value[0] & 0x7fffffffU) | (top << 31);
}

[[nodiscard]] inline Factors run_steps(std::uint64_t a, std::uint64_t b) noexcept
{
    Factors factors;
    for (unsigned i = 0; i < steps_per_round; ++i) {
        const std::uint64_t odd = std::uint64_t{0} - (a & 1);
        const std::uint64_t exchange = a < b ? odd : 0;
        const std::uint64_t mix = (a ^ b) & exchange;
        a ^= mix;
        b ^= mix;
        const auto exchange_signed = static_cast<std::int64_t>(exchange);
        const std::int64_t mix_f = (factors.f0 ^ factors.f1) & exchange_signed;
        const std::int64_t mix_g = (factors.g0 ^ factors.g1) & exchange_signed;
        factors.f0 ^= mix_f;
        factors.f1 ^= mix_f;
        factors.g0 ^= mix_g;
        factors.g1 ^= mix_g;
        const auto odd_signed = static_cast<std::int64_t>(odd);
        a -= b & odd;
        factors.f0 -= factors.f1 & odd_signed;
        factors.g0 -= factors.g1 & odd_signed;
        a >>= 1;
        factors.f1 += factors.f1;
        factors.g1 += factors.g1;
    }
    return factors;
}

/// |a f + b g| / 2^31 (exact division); flips the signs of f and g when the sum is negative.
template <std::size_t N>
[[nodiscard]] inline Limbs<N> combine_exact(const Limbs<N>& a, const Limbs<N>& b, std::int64_t& f,
                                            std::int64_t& g) noexcept
{
    std::array<std::uint64_t, N + 1> sum{};
    Int128 accumulator = 0;
    for (std::size_t i = 0; i < N; ++i) {
        accumulator += static_cast<Int128>(a[i]) * f + static_cast<Int128>(b[i]) * g;
        sum[i] = static_cast<std::uint64_t>(accumulator);
        accumulator >>= 64;
    }
    sum[N] = static_cast<std::uint64_t>(accumulator);
    if (accumulator < 0) {
        std::uint64_t carry = 1;
        for (std::uint64_t& limb : sum) {
            limb = add_carry(~limb, 0, carry);
        }
        f = -f;
        g = -g;
    }
    Limbs<N> result{};
    for (std::size_t i = 0; i < N; ++i) {
        result[i] = (sum[i] >> steps_per_round) | (sum[i + 1] << (64 - steps_per_round));
    }
    return result;
}

/// (u f + v g) / 2^64 modulo the modulus, for |f|, |g| <= 2^31 and u, v < modulus.
template <std::size_t N>
[[nodiscard]] inline Limbs<N> combine_modular(const Limbs<N>& u, const Limbs<N>& v, std::int64_t f,
                                              std::int64_t g, const Limbs<N>& modulus,
                                              std::uint64_t negated_inverse) noexcept
{
    Limbs<N> result{};
    Int128 accumulator = static_cast<Int128>(u[0]) * f + static_cast<Int128>(v[0]) * g;
    const auto lowest = static_cast<std::uint64_t>(accumulator);
    accumulator >>= 64;
    const std::uint64_t multiple = lowest * negated_inverse;
    std::uint64_t carry = 0;
    (void)multiply_add(multiple, modulus[0], lowest, carry);
    for (std::size_t i = 1; i < N; ++i) {
        accumulator += static_cast<Int128>(u[i]) * f + static_cast<Int128>(v[i]) * g;
        const auto limb = static_cast<std::uint64_t>(accumulator);
        accumulator >>= 64;
        result[i - 1] = multiply_add(multiple, modulus[i], limb, carry);
    }
    result[N - 1] = carry + static_cast<std::uint64_t>(accumulator);
    // The moduli leave the top bit of the top limb free, so it serves as the sign here.
    if (static_cast<std::int64_t>(result[N - 1]) < 0) {
        std::uint64_t add = 0;
        for (std::size_t i = 0; i < N; ++i) {
            result[i] = add_carry(result[i], modulus[i], add);
        }
    } else if (!less_than(result, modulus)) {
        result = subtract(result, modulus);
    }
    return result;
}

}  // namespace inverse_detail

/// Rounds the algorithm needs for a modulus of `bits` bits (ePrint 2020/972, section 2).
[[nodiscard]] constexpr unsigned inverse_rounds(unsigned bits) noexcept
{
    return (2 * bits - 1 + inverse_detail::steps_per_round - 1) / inverse_detail::steps_per_round;
}

/// Returns value^-1 * 2^(-33 rounds) modulo the odd `modulus`; zero gives zero. The power of two
/// is left to the caller, who folds it into one multiplication. `value` < `modulus`, and the
/// modulus leaves at least two bits of its top limb free.
template <std::size_t N>
[[nodiscard]] inline Limbs<N> scaled_inverse(const Limbs<N>& value, const Limbs<N>& modulus,
                                             std::uint64_t negated_inverse,
                                             unsigned rounds) noexcept
{
    Limbs<N> a = value;
    Limbs<N> b = modulus;
    Limbs<N> u{1};
    Limbs<N> v{};
    for (unsigned round = 0; round < rounds; ++round) {
        unsigned length = 64;
        for (std::size_t i = N; i-- > 1;) {
            const std::uint64_t both = a[i] | b[i];
            if (both != 0) {
                const auto top_bits = static_cast<unsigned>(std::bit_width(both));
                length = static_cast<unsigned>(64 * i) + top_bits;
                break;
            }
        }
        inverse_detail::Factors factors = inverse_detail::run_steps(
            inverse_detail::approximate(a, length), inverse_detail::approximate(b, length));
        const Limbs<N> next_a = inverse_detail::combine_exact(a, b, factors.f0, factors.g0);
        b = inverse_detail::combine_exact(a, b, factors.f1, factors.g1);
        a = next_a;
        const Limbs<N> next_u =
            inverse_detail::combine_modular(u, v, factors.f0, factors.g0, modulus, negated_inverse);
        v = inverse_detail::combine_modular(u, v, factors.f1, factors.g1, modulus, negated_inverse);
        u = next_u;
    }
    return v;
}

}  // namespace lanescope::evm::curves
