// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/curves/map_to_curve.h"

#include <span>

#include "evm/precompiles/curves/isogeny_constants.h"

namespace lanescope::evm::curves::bls12_381 {

namespace {

/// Simplified SWU onto y^2 = x^3 + a x + b (RFC 9380, section 6.6.2).
template <class Field>
[[nodiscard]] AffinePoint<Field> simplified_swu(const Field& u, const Field& a, const Field& b,
                                                const Field& z) noexcept
{
    const Field zu2 = z * u.square();
    const Field denominator = zu2.square() + zu2;
    // inv0 of the RFC and our inverse() both map zero to zero; the division by a is folded in.
    const Field inverse = (denominator.is_zero() ? a * z : a * denominator).inverse();
    const Field x1 =
        denominator.is_zero() ? b * inverse : -(b * (denominator + Field::one()) * inverse);
    Field x = x1;
    Field y;
    if (!square_root((x.square() + a) * x + b, y)) {
        x = zu2 * x1;
        // Exactly one of the two is a square, so this root exists.
        (void)square_root((x.square() + a) * x + b, y);
    }
    return {x, u.is_odd() == y.is_odd() ? y : -y};
}

/// Value of a polynomial given by its coefficients, constant term first.
template <class Field>
[[nodiscard]] Field evaluate(std::span<const Field> coefficients, const Field& x) noexcept
{
    Field value = coefficients.back();
    for (std::size_t i = coefficients.size() - 1; i-- > 0;) {
        value = value * x + coefficients[i];
    }
    return value;
}

/// Applies the isogeny (RFC 9380, appendix E): x = xn / xd, y = y' yn / yd. A zero denominator is
/// the kernel and gives infinity.
template <class Field>
[[nodiscard]] JacobianPoint<Field> apply_isogeny(const AffinePoint<Field>& point,
                                                 std::span<const Field> x_numerator,
                                                 std::span<const Field> x_denominator,
                                                 std::span<const Field> y_numerator,
                                                 std::span<const Field> y_denominator) noexcept
{
    const Field xn = evaluate(x_numerator, point.x);
    const Field xd = evaluate(x_denominator, point.x);
    const Field yn = evaluate(y_numerator, point.x);
    const Field yd = evaluate(y_denominator, point.x);
    const Field z = xd * yd;
    return {xn * yd * z, point.y * yn * xd * z.square(), z};
}

}  // namespace

G1 map_to_g1(const Fp& u) noexcept
{
    const AffinePoint<Fp> on_isogenous = simplified_swu(u, g1_swu_a, g1_swu_b, g1_swu_z);
    const G1Jacobian point = apply_isogeny<Fp>(on_isogenous, g1_x_numerator, g1_x_denominator,
                                               g1_y_numerator, g1_y_denominator);
    // h_eff = 1 - x (RFC 9380, section 8.8.1).
    return (point.times(parameter) + point).to_affine();
}

G2 map_to_g2(const Fp2& u) noexcept
{
    const AffinePoint<Fp2> on_isogenous = simplified_swu(u, g2_swu_a, g2_swu_b, g2_swu_z);
    const G2Jacobian point = apply_isogeny<Fp2>(on_isogenous, g2_x_numerator, g2_x_denominator,
                                                g2_y_numerator, g2_y_denominator);
    // [x^2 - x - 1] P + [x - 1] psi(P) + psi^2([2] P) equals the product with h_eff (RFC 9380,
    // appendix G.3; A. Budroni, F. Pintore, IACR ePrint 2017/419).
    const G2Jacobian point_x = times_parameter(point);
    const G2Jacobian psi = twist_frobenius(point);
    const G2Jacobian psi2_twice = twist_frobenius(twist_frobenius(point.doubled()));
    const G2Jacobian sum = times_parameter(point_x + psi) + psi2_twice - psi - point_x - point;
    return sum.to_affine();
}

}  // namespace lanescope::evm::curves::bls12_381
