// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evm/precompiles/curves/quadratic_field.h"

/// The upper part of the tower: Fp6 = Fp2[v] / (v^3 - xi) and Fp12 = Fp6[w] / (w^2 - v), so that
/// w^6 = xi. The same shape serves BN254 (xi = 9 + i) and BLS12-381 (xi = 1 + i).
namespace lanescope::evm::curves {

/// c0 + c1 v + c2 v^2 with coefficients in Fp2.
template <class Params>
struct SexticField {
    using Fp2 = QuadraticField<Params>;

    Fp2 c0;
    Fp2 c1;
    Fp2 c2;

    [[nodiscard]] static constexpr SexticField one() noexcept { return {Fp2::one(), {}, {}}; }

    friend constexpr bool operator==(const SexticField&, const SexticField&) noexcept = default;

    friend constexpr SexticField operator+(const SexticField& a, const SexticField& b) noexcept
    {
        return {a.c0 + b.c0, a.c1 + b.c1, a.c2 + b.c2};
    }
    friend constexpr SexticField operator-(const SexticField& a, const SexticField& b) noexcept
    {
        return {a.c0 - b.c0, a.c1 - b.c1, a.c2 - b.c2};
    }
    friend constexpr SexticField operator-(const SexticField& a) noexcept
    {
        return {-a.c0, -a.c1, -a.c2};
    }

    /// Karatsuba over three terms: six products in Fp2.
    friend constexpr SexticField operator*(const SexticField& a, const SexticField& b) noexcept
    {
        const Fp2 t0 = a.c0 * b.c0;
        const Fp2 t1 = a.c1 * b.c1;
        const Fp2 t2 = a.c2 * b.c2;
        const Fp2 s12 = (a.c1 + a.c2) * (b.c1 + b.c2) - t1 - t2;
        const Fp2 s01 = (a.c0 + a.c1) * (b.c0 + b.c1) - t0 - t1;
        const Fp2 s02 = (a.c0 + a.c2) * (b.c0 + b.c2) - t0 - t2;
        return {t0 + s12.times_xi(), s01 + t2.times_xi(), s02 + t1};
    }

    [[nodiscard]] constexpr SexticField doubled() const noexcept
    {
        return {c0.doubled(), c1.doubled(), c2.doubled()};
    }

    /// Product with v.
    [[nodiscard]] constexpr SexticField times_v() const noexcept { return {c2.times_xi(), c0, c1}; }

    [[nodiscard]] constexpr SexticField scaled(const Fp2& factor) const noexcept
    {
        return {c0 * factor, c1 * factor, c2 * factor};
    }

    /// Product with b0 + b1 v.
    [[nodiscard]] constexpr SexticField times_01(const Fp2& b0, const Fp2& b1) const noexcept
    {
        const Fp2 t0 = c0 * b0;
        const Fp2 t1 = c1 * b1;
        return {((c1 + c2) * b1 - t1).times_xi() + t0, (c0 + c1) * (b0 + b1) - t0 - t1,
                (c0 + c2) * b0 - t0 + t1};
    }

    /// Product with b1 v.
    [[nodiscard]] constexpr SexticField times_1(const Fp2& b1) const noexcept
    {
        return {(c2 * b1).times_xi(), c0 * b1, c1 * b1};
    }

    /// Multiplicative inverse; zero gives zero.
    [[nodiscard]] SexticField inverse() const noexcept
    {
        const Fp2 a = c0.square() - (c1 * c2).times_xi();
        const Fp2 b = c2.square().times_xi() - c0 * c1;
        const Fp2 c = c1.square() - c0 * c2;
        const Fp2 norm = c0 * a + (c2 * b + c1 * c).times_xi();
        return SexticField{a, b, c}.scaled(norm.inverse());
    }
};

/// c0 + c1 w with coefficients in Fp6.
template <class Params>
struct DodecicField {
    using Fp2 = QuadraticField<Params>;
    using Fp6 = SexticField<Params>;

    Fp6 c0;
    Fp6 c1;

    [[nodiscard]] static constexpr DodecicField one() noexcept { return {Fp6::one(), {}}; }

    friend constexpr bool operator==(const DodecicField&, const DodecicField&) noexcept = default;

    friend constexpr DodecicField operator*(const DodecicField& a, const DodecicField& b) noexcept
    {
        const Fp6 t0 = a.c0 * b.c0;
        const Fp6 t1 = a.c1 * b.c1;
        return {t0 + t1.times_v(), (a.c0 + a.c1) * (b.c0 + b.c1) - t0 - t1};
    }

    [[nodiscard]] constexpr DodecicField square() const noexcept
    {
        const Fp6 product = c0 * c1;
        return {(c0 + c1) * (c0 + c1.times_v()) - product - product.times_v(), product.doubled()};
    }

    /// The p^6-power Frobenius map; on the cyclotomic subgroup it is the inverse.
    [[nodiscard]] constexpr DodecicField conjugate() const noexcept { return {c0, -c1}; }

    /// Product with l0 + l1 w + l3 w^3, a line on a D-type twist.
    [[nodiscard]] constexpr DodecicField times_013(const Fp2& l0, const Fp2& l1,
                                                   const Fp2& l3) const noexcept
    {
        const Fp6 t0 = c0.scaled(l0);
        const Fp6 t1 = c1.times_01(l1, l3);
        return {t0 + t1.times_v(), (c0 + c1).times_01(l0 + l1, l3) - t0 - t1};
    }

    /// Product with l0 + l2 w^2 + l3 w^3, a line on an M-type twist.
    [[nodiscard]] constexpr DodecicField times_023(const Fp2& l0, const Fp2& l2,
                                                   const Fp2& l3) const noexcept
    {
        const Fp6 t0 = c0.times_01(l0, l2);
        const Fp6 t1 = c1.times_1(l3);
        return {t0 + t1.times_v(), (c0 + c1).times_01(l0, l2 + l3) - t0 - t1};
    }

    /// Multiplicative inverse; zero gives zero.
    [[nodiscard]] DodecicField inverse() const noexcept
    {
        const Fp6 scale = (c0 * c0 - (c1 * c1).times_v()).inverse();
        return {c0 * scale, -(c1 * scale)};
    }

    /// The p-power Frobenius map.
    [[nodiscard]] DodecicField frobenius() const noexcept
    {
        const FrobeniusTable& table = frobenius_table();
        return {{c0.c0.conjugate(), c0.c1.conjugate() * table[1], c0.c2.conjugate() * table[3]},
                {c1.c0.conjugate() * table[0], c1.c1.conjugate() * table[2],
                 c1.c2.conjugate() * table[4]}};
    }

    /// xi^(k (p - 1) / 6) for k = 1..5, at index k - 1: what Frobenius multiplies w^k by.
    using FrobeniusTable = std::array<Fp2, 5>;
    [[nodiscard]] static const FrobeniusTable& frobenius_table() noexcept
    {
        static const FrobeniusTable table = [] {
            // (p - 1) / 6 by schoolbook division; p = 1 modulo 6 on both curves.
            Limbs<Params::limb_count> sixth{};
            std::uint64_t remainder = 0;
            for (std::size_t i = Params::limb_count; i-- > 0;) {
                const Uint128 digit =
                    (Uint128{remainder} << 64) | (Params::modulus[i] - (i == 0 ? 1U : 0U));
                sixth[i] = static_cast<std::uint64_t>(digit / 6);
                remainder = static_cast<std::uint64_t>(digit % 6);
            }
            FrobeniusTable powers{};
            powers[0] = Fp2::xi().power(sixth);
            for (std::size_t k = 1; k < powers.size(); ++k) {
                powers[k] = powers[k - 1] * powers[0];
            }
            return powers;
        }();
        return table;
    }

    /// Square of an element of the cyclotomic subgroup (order dividing p^4 - p^2 + 1): R. Granger
    /// and M. Scott, "Faster squaring in the cyclotomic subgroup of sixth degree extensions"
    /// (PKC 2010), three squarings in Fp4.
    [[nodiscard]] constexpr DodecicField cyclotomic_square() const noexcept
    {
        const Fp4 a = square_fp4(c0.c0, c1.c1);
        const Fp4 b = square_fp4(c1.c0, c0.c2);
        const Fp4 c = square_fp4(c0.c1, c1.c2);
        return {{triple_minus_double(a.low, c0.c0), triple_minus_double(b.low, c0.c1),
                 triple_minus_double(c.low, c0.c2)},
                {triple_plus_double(c.high.times_xi(), c1.c0), triple_plus_double(a.high, c1.c1),
                 triple_plus_double(b.high, c1.c2)}};
    }

private:
    struct Fp4 {
        Fp2 low;
        Fp2 high;
    };

    /// (low + high s)^2 with s^2 = xi.
    static constexpr Fp4 square_fp4(const Fp2& low, const Fp2& high) noexcept
    {
        const Fp2 low_squared = low.square();
        const Fp2 high_squared = high.square();
        return {low_squared + high_squared.times_xi(),
                (low + high).square() - low_squared - high_squared};
    }

    static constexpr Fp2 triple_minus_double(const Fp2& a, const Fp2& b) noexcept
    {
        return (a - b).doubled() + a;
    }
    static constexpr Fp2 triple_plus_double(const Fp2& a, const Fp2& b) noexcept
    {
        return (a + b).doubled() + a;
    }
};

}  // namespace lanescope::evm::curves
