// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

/// Points of short Weierstrass curves y^2 = x^3 + b, over any field with the interface of
/// PrimeField. No operation needs the curve constant b except the on-curve check.
namespace lanescope::evm::curves {

/// Affine point. Infinity is (0, 0), which is on no curve with b != 0 and is also how EIP-196,
/// EIP-197 and EIP-2537 encode it.
template <class Field>
struct AffinePoint {
    Field x;
    Field y;

    [[nodiscard]] constexpr bool is_infinity() const noexcept { return x.is_zero() && y.is_zero(); }

    /// True for infinity and for the solutions of y^2 = x^3 + b.
    [[nodiscard]] constexpr bool is_on_curve(const Field& b) const noexcept
    {
        return is_infinity() || y.square() == x.square() * x + b;
    }

    friend constexpr bool operator==(const AffinePoint&, const AffinePoint&) noexcept = default;

    [[nodiscard]] constexpr AffinePoint negated() const noexcept { return {x, -y}; }
};

/// Sum of two affine points, with one field inversion.
template <class Field>
[[nodiscard]] AffinePoint<Field> add_affine(const AffinePoint<Field>& p,
                                            const AffinePoint<Field>& q) noexcept
{
    if (p.is_infinity()) {
        return q;
    }
    if (q.is_infinity()) {
        return p;
    }
    Field slope;
    if (p.x == q.x) {
        if (!(p.y == q.y) || p.y.is_zero()) {
            return {};
        }
        const Field x_squared = p.x.square();
        slope = (x_squared.doubled() + x_squared) * p.y.doubled().inverse();
    } else {
        slope = (q.y - p.y) * (q.x - p.x).inverse();
    }
    const Field x = slope.square() - p.x - q.x;
    return {x, slope * (p.x - x) - p.y};
}

/// Point (X / Z^2, Y / Z^3); infinity has Z = 0. The formulas are those of the Explicit-Formulas
/// Database for a = 0 (dbl-2009-l, add-2007-bl, madd-2007-bl); the exceptional cases branch.
template <class Field>
struct JacobianPoint {
    Field x;
    Field y;
    Field z;

    /// Infinity.
    constexpr JacobianPoint() noexcept = default;
    constexpr JacobianPoint(const Field& x_value, const Field& y_value,
                            const Field& z_value) noexcept
        : x(x_value), y(y_value), z(z_value)
    {
    }
    constexpr explicit JacobianPoint(const AffinePoint<Field>& point) noexcept
        : x(point.x), y(point.y), z(point.is_infinity() ? Field{} : Field::one())
    {
    }

    [[nodiscard]] constexpr bool is_infinity() const noexcept { return z.is_zero(); }

    [[nodiscard]] AffinePoint<Field> to_affine() const noexcept
    {
        const Field inverse = z.inverse();
        const Field inverse_squared = inverse.square();
        return {x * inverse_squared, y * inverse_squared * inverse};
    }

    /// Equality of the represented points.
    [[nodiscard]] constexpr bool equals(const JacobianPoint& other) const noexcept
    {
        if (is_infinity() || other.is_infinity()) {
            return is_infinity() && other.is_infinity();
        }
        const Field z_squared = z.square();
        const Field other_squared = other.z.square();
        return x * other_squared == other.x * z_squared &&
               y * (other_squared * other.z) == other.y * (z_squared * z);
    }

    [[nodiscard]] constexpr JacobianPoint negated() const noexcept { return {x, -y, z}; }

    [[nodiscard]] constexpr JacobianPoint doubled() const noexcept
    {
        const Field a = x.square();
        const Field b = y.square();
        const Field c = b.square();
        const Field d = ((x + b).square() - a - c).doubled();
        const Field e = a.doubled() + a;
        const Field new_x = e.square() - d.doubled();
        return {new_x, e * (d - new_x) - c.doubled().doubled().doubled(), (y * z).doubled()};
    }

    friend constexpr JacobianPoint operator+(const JacobianPoint& p,
                                             const JacobianPoint& q) noexcept
    {
        if (p.is_infinity()) {
            return q;
        }
        if (q.is_infinity()) {
            return p;
        }
        const Field p_squared = p.z.square();
        const Field q_squared = q.z.square();
        const Field u1 = p.x * q_squared;
        const Field u2 = q.x * p_squared;
        const Field s1 = p.y * q.z * q_squared;
        const Field s2 = q.y * p.z * p_squared;
        const Field h = u2 - u1;
        const Field half_r = s2 - s1;
        if (h.is_zero()) {
            return half_r.is_zero() ? p.doubled() : JacobianPoint{};
        }
        const Field i = h.doubled().square();
        const Field j = h * i;
        const Field r = half_r.doubled();
        const Field v = u1 * i;
        const Field new_x = r.square() - j - v.doubled();
        return {new_x, r * (v - new_x) - (s1 * j).doubled(),
                ((p.z + q.z).square() - p_squared - q_squared) * h};
    }

    friend constexpr JacobianPoint operator+(const JacobianPoint& p,
                                             const AffinePoint<Field>& q) noexcept
    {
        if (q.is_infinity()) {
            return p;
        }
        if (p.is_infinity()) {
            return JacobianPoint{q};
        }
        const Field z_squared = p.z.square();
        const Field h = q.x * z_squared - p.x;
        const Field half_r = q.y * p.z * z_squared - p.y;
        if (h.is_zero()) {
            return half_r.is_zero() ? p.doubled() : JacobianPoint{};
        }
        const Field h_squared = h.square();
        const Field i = h_squared.doubled().doubled();
        const Field j = h * i;
        const Field r = half_r.doubled();
        const Field v = p.x * i;
        const Field new_x = r.square() - j - v.doubled();
        return {new_x, r * (v - new_x) - (p.y * j).doubled(),
                (p.z + h).square() - z_squared - h_squared};
    }

    friend constexpr JacobianPoint operator-(const JacobianPoint& p,
                                             const JacobianPoint& q) noexcept
    {
        return p + q.negated();
    }

    /// Product with a 64-bit scalar by double-and-add: for sparse curve parameters.
    [[nodiscard]] constexpr JacobianPoint times(std::uint64_t scalar) const noexcept
    {
        JacobianPoint result;
        for (std::uint64_t bit = std::uint64_t{1} << 63; bit != 0; bit >>= 1) {
            result = result.doubled();
            if ((scalar & bit) != 0) {
                result = result + *this;
            }
        }
        return result;
    }
};

}  // namespace lanescope::evm::curves
