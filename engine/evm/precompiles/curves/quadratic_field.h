// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "evm/precompiles/curves/montgomery_field.h"

namespace lanescope::evm::curves {

/// Fp2 = Fp[i] / (i^2 + 1), for p = 3 modulo 4. `Params::xi_real` is the small constant c of
/// xi = c + i, the non-residue the rest of the tower is built on.
template <class Params>
struct QuadraticField {
    using Base = PrimeField<Params>;

    Base c0;
    Base c1;

    [[nodiscard]] static constexpr QuadraticField one() noexcept { return {Base::one(), Base{}}; }
    [[nodiscard]] static constexpr QuadraticField from_u64(std::uint64_t value) noexcept
    {
        return {Base::from_u64(value), Base{}};
    }
    [[nodiscard]] static constexpr QuadraticField xi() noexcept
    {
        return {Base::from_u64(Params::xi_real), Base::one()};
    }

    [[nodiscard]] constexpr bool is_zero() const noexcept { return c0.is_zero() && c1.is_zero(); }

    /// sgn0 of RFC 9380 section 4.1 for m = 2.
    [[nodiscard]] constexpr bool is_odd() const noexcept
    {
        return c0.is_zero() ? c1.is_odd() : c0.is_odd();
    }

    friend constexpr bool operator==(const QuadraticField&,
                                     const QuadraticField&) noexcept = default;

    friend constexpr QuadraticField operator+(const QuadraticField& a,
                                              const QuadraticField& b) noexcept
    {
        return {a.c0 + b.c0, a.c1 + b.c1};
    }

    friend constexpr QuadraticField operator-(const QuadraticField& a,
                                              const QuadraticField& b) noexcept
    {
        return {a.c0 - b.c0, a.c1 - b.c1};
    }

    friend constexpr QuadraticField operator-(const QuadraticField& a) noexcept
    {
        return {-a.c0, -a.c1};
    }

    [[gnu::noinline]] friend constexpr QuadraticField operator*(const QuadraticField& a,
                                                                const QuadraticField& b) noexcept
    {
        const Base real = a.c0 * b.c0;
        const Base imaginary = a.c1 * b.c1;
        const Base cross = (a.c0 + a.c1) * (b.c0 + b.c1);
        return {real - imaginary, cross - real - imaginary};
    }

    [[gnu::noinline, nodiscard]] constexpr QuadraticField square() const noexcept
    {
        const Base product = c0 * c1;
        return {(c0 + c1) * (c0 - c1), product.doubled()};
    }

    [[nodiscard]] constexpr QuadraticField doubled() const noexcept
    {
        return {c0.doubled(), c1.doubled()};
    }
    [[nodiscard]] constexpr QuadraticField halved() const noexcept
    {
        return {c0.halved(), c1.halved()};
    }
    [[nodiscard]] constexpr QuadraticField conjugate() const noexcept { return {c0, -c1}; }
    [[nodiscard]] constexpr QuadraticField scaled(const Base& factor) const noexcept
    {
        return {c0 * factor, c1 * factor};
    }

    /// Product with xi = c + i.
    [[nodiscard]] constexpr QuadraticField times_xi() const noexcept
    {
        if constexpr (Params::xi_real == 1) {
            return {c0 - c1, c0 + c1};
        } else {
            static_assert(Params::xi_real == 9);
            const QuadraticField times_nine = doubled().doubled().doubled() + *this;
            return {times_nine.c0 - c1, times_nine.c1 + c0};
        }
    }

    /// Multiplicative inverse; zero gives zero.
    [[nodiscard]] QuadraticField inverse() const noexcept
    {
        const Base scale = (c0.square() + c1.square()).inverse();
        return {c0 * scale, -(c1 * scale)};
    }

    /// Power with a public exponent.
    template <std::size_t M>
    [[nodiscard]] constexpr QuadraticField power(const Limbs<M>& exponent) const noexcept
    {
        QuadraticField result = one();
        for (std::size_t i = M * 64; i-- > 0;) {
            result = result.square();
            if (((exponent[i / 64] >> (i % 64)) & 1) != 0) {
                result = result * *this;
            }
        }
        return result;
    }
};

}  // namespace lanescope::evm::curves
