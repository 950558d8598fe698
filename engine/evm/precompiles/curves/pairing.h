// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>

#include "evm/precompiles/curves/point.h"
#include "evm/precompiles/curves/tower.h"

/// Optimal ate pairing on curves with a sextic twist, generic over the curve. `Curve` gives
///  - `Base` (the field parameters), `twist_is_d_type`,
///  - `loop_digits`: signed digits of the loop length below its leading one, most significant
///    first,
///  - `loop_is_negative`: whether the loop length is negated,
///  - `times_triple_twist_b(v)`: 3 b' v for the twist y^2 = x^3 + b',
///  - `extra_points(q)`: points still to add after the loop (empty for BLS curves),
///  - `hard_part(f)`: the second part of the final exponentiation, up to a power coprime to r.
namespace lanescope::evm::curves {

/// Non-adjacent form of `value` without its leading one, most significant digit first. `Count`
/// must be the number of digits below the leading one; a wrong one does not compile.
template <std::size_t Count>
[[nodiscard]] consteval std::array<std::int8_t, Count> signed_digits(Uint128 value)
{
    std::array<std::int8_t, Count> digits{};
    for (std::size_t i = Count; i-- > 0;) {
        if ((value & 1) != 0) {
            const int digit = (value & 2) != 0 ? -1 : 1;
            digits[i] = static_cast<std::int8_t>(digit);
            value = digit > 0 ? value - 1 : value + 1;
        }
        value >>= 1;
    }
    if (value != 1) {
        throw "wrong digit count";
    }
    return digits;
}

/// Running point of the Miller loop in homogeneous coordinates (X / Z, Y / Z) on the twist.
template <class Curve>
class MillerPoint {
public:
    using Fp = PrimeField<typename Curve::Base>;
    using Fp2 = QuadraticField<typename Curve::Base>;
    using Fp12 = DodecicField<typename Curve::Base>;

    MillerPoint() noexcept = default;
    explicit MillerPoint(const AffinePoint<Fp2>& q) noexcept : x_(q.x), y_(q.y), z_(Fp2::one()) {}

    /// Doubles the point and multiplies `f` by the tangent's value at `p`. Formulas of D. F.
    /// Aranha et al., "Faster Explicit Formulas for Computing Pairings over Ordinary Curves"
    /// (IACR ePrint 2010/526), section 4.
    void double_step(const AffinePoint<Fp>& p, Fp12& f) noexcept
    {
        const Fp2 a = (x_ * y_).halved();
        const Fp2 b = y_.square();
        const Fp2 c = z_.square();
        const Fp2 e = Curve::times_triple_twist_b(c);
        const Fp2 triple_e = e.doubled() + e;
        const Fp2 g = (b + triple_e).halved();
        const Fp2 h = (y_ + z_).square() - b - c;
        const Fp2 x_squared = x_.square();
        const Fp2 e_squared = e.square();
        x_ = a * (b - triple_e);
        y_ = g.square() - e_squared.doubled() - e_squared;
        z_ = b * h;
        multiply_line(f, h.scaled(p.y), (x_squared.doubled() + x_squared).scaled(-p.x), b - e);
    }

    /// Adds `q`, which must not be plus or minus the running point, and multiplies `f` by the
    /// line's value at `p`.
    void add_step(const AffinePoint<Fp2>& q, const AffinePoint<Fp>& p, Fp12& f) noexcept
    {
        const Fp2 theta = y_ - q.y * z_;
        const Fp2 lambda = x_ - q.x * z_;
        const Fp2 c = theta.square();
        const Fp2 d = lambda.square();
        const Fp2 e = lambda * d;
        const Fp2 g = x_ * d;
        const Fp2 h = e + z_ * c - g.doubled();
        x_ = lambda * h;
        y_ = theta * (g - h) - e * y_;
        z_ = z_ * e;
        multiply_line(f, lambda.scaled(p.y), theta.scaled(-p.x), theta * q.x - lambda * q.y);
    }

private:
    /// The line is y_part yP, x_part xP and a constant; untwisting puts them at the powers
    /// (0, 1, 3) of w for a D-type twist and, after scaling by w^3, which the final exponentiation
    /// removes, at (3, 2, 0) for an M-type twist.
    static void multiply_line(Fp12& f, const Fp2& y_part, const Fp2& x_part,
                              const Fp2& constant) noexcept
    {
        if constexpr (Curve::twist_is_d_type) {
            f = f.times_013(y_part, x_part, constant);
        } else {
            f = f.times_023(constant, x_part, y_part);
        }
    }

    Fp2 x_;
    Fp2 y_;
    Fp2 z_;
};

/// f^((p^12 - 1) / r) up to a power coprime to r, so it is one exactly when the pairing is.
template <class Curve>
[[nodiscard]] DodecicField<typename Curve::Base> final_exponentiation(
    const DodecicField<typename Curve::Base>& f) noexcept
{
    const auto unitary = f.conjugate() * f.inverse();
    return Curve::hard_part(unitary.frobenius().frobenius() * unitary);
}

/// Product of pairings, fed one pair at a time. Pairs are kept back in small batches that share
/// the squarings of the Miller loop, and all share one final exponentiation; nothing is allocated.
template <class Curve>
class PairingProduct {
public:
    using Fp = PrimeField<typename Curve::Base>;
    using Fp2 = QuadraticField<typename Curve::Base>;
    using Fp12 = DodecicField<typename Curve::Base>;

    /// Multiplies by e(p, q). Both points must be in their prime-order subgroups; infinity is
    /// allowed and contributes one.
    void multiply(const AffinePoint<Fp>& p, const AffinePoint<Fp2>& q) noexcept
    {
        if (p.is_infinity() || q.is_infinity()) {
            return;
        }
        g1_[count_] = p;
        g2_[count_] = q;
        if (++count_ == batch_size) {
            run_batch();
        }
    }

    /// True when the product is one.
    [[nodiscard]] bool is_one() noexcept
    {
        run_batch();
        return final_exponentiation<Curve>(accumulator_) == Fp12::one();
    }

private:
    static constexpr std::size_t batch_size = 16;

    void run_batch() noexcept
    {
        if (count_ == 0) {
            return;
        }
        std::array<MillerPoint<Curve>, batch_size> points;
        for (std::size_t i = 0; i < count_; ++i) {
            points[i] = MillerPoint<Curve>{g2_[i]};
        }
        Fp12 f = Fp12::one();
        for (const int digit : Curve::loop_digits) {
            f = f.square();
            for (std::size_t i = 0; i < count_; ++i) {
                points[i].double_step(g1_[i], f);
                if (digit != 0) {
                    points[i].add_step(digit > 0 ? g2_[i] : g2_[i].negated(), g1_[i], f);
                }
            }
        }
        if constexpr (Curve::loop_is_negative) {
            f = f.conjugate();
        }
        for (std::size_t i = 0; i < count_; ++i) {
            for (const AffinePoint<Fp2>& extra : Curve::extra_points(g2_[i])) {
                points[i].add_step(extra, g1_[i], f);
            }
        }
        accumulator_ = accumulator_ * f;
        count_ = 0;
    }

    std::array<AffinePoint<Fp>, batch_size> g1_;
    std::array<AffinePoint<Fp2>, batch_size> g2_;
    std::size_t count_ = 0;
    Fp12 accumulator_ = Fp12::one();
};

}  // namespace lanescope::evm::curves
