// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/precompiles/curves/bn254.h"

#include "evm/precompiles/curves/multi_scalar.h"

namespace lanescope::evm::curves::bn254 {

namespace {

using G2Jacobian = JacobianPoint<Fp2>;

/// 3 / (9 + i) and three times that.
constexpr Fp2 twist_b_value = {
    Fp::from_hex("2b149d40ceb8aaae81be18991be06ac3b5b4c5e559dbefa33267e6dc24a138e5"),
    Fp::from_hex("009713b03af0fed4cd2cafadeed8fdf4a74fa084e52d1852e4a2bd0685c315d2")};
constexpr Fp2 triple_twist_b_value = {
    Fp::from_hex("20753adca9c6bfb81499be5e509e8f8ff21b7c8d3cb039cf1ef69c66bce9b021"),
    Fp::from_hex("01c53b10b0d2fc7e67860f09cc8af9ddf5eee18eaf8748f8ade8371391494176")};

/// Cube root of unity for which (x, y) -> (beta x, y) multiplies by a cube root of unity lambda
/// modulo r.
constexpr Fp beta =
    Fp::from_hex("000000000000000059e26bcea0d48bacd4f263f1acdb5c4f5763473177fffffe");

// Short basis (a1, b1), (a2, -b2) of the pairs (a, b) with a + b lambda = 0 modulo r, where a2 = b1
// (R. Gallant, R. Lambert, S. Vanstone, "Faster Point Multiplication on Elliptic Curves with
// Efficient Endomorphisms", CRYPTO 2001).
constexpr Limbs<2> lattice_a1 = limbs_from_hex<2>("6f4d8248eeb859fd0be4e1541221250b");
constexpr Limbs<2> lattice_b1 = limbs_from_hex<2>("89d3256894d213e3");
constexpr Limbs<2> lattice_b2 = limbs_from_hex<2>("6f4d8248eeb859fc8211bbeb7d4f1128");
/// 2^256 b2 / r and 2^256 b1 / r, rounded down.
constexpr Limbs<3> quotient_b2 = limbs_from_hex<3>("24ccef014a773d2cf7a7bd9d4391eb18d");
constexpr Limbs<3> quotient_b1 = limbs_from_hex<3>("2d91d232ec7e0b3d7");

/// A term with a two's complement scalar of magnitude below 2^128.
[[nodiscard]] ScalarTerm<Fp> signed_term(const G1& point, const Limbs<4>& scalar) noexcept
{
    if ((scalar[3] >> 63) != 0) {
        const Limbs<4> magnitude = subtract(Limbs<4>{}, scalar);
        return {point.negated(), {magnitude[0], magnitude[1]}};
    }
    return {point, {scalar[0], scalar[1]}};
}

/// The p-power Frobenius map carried over to the twist.
[[nodiscard]] G2Jacobian twist_frobenius(const G2Jacobian& q) noexcept
{
    const Fp12::FrobeniusTable& table = Fp12::frobenius_table();
    return {q.x.conjugate() * table[1], q.y.conjugate() * table[2], q.z.conjugate()};
}

[[nodiscard]] G2 twist_frobenius(const G2& q) noexcept
{
    const Fp12::FrobeniusTable& table = Fp12::frobenius_table();
    return {q.x.conjugate() * table[1], q.y.conjugate() * table[2]};
}

/// f^x on the cyclotomic subgroup, where the signed digits' inverses are free.
[[nodiscard]] Fp12 power_parameter(const Fp12& f) noexcept
{
    static constexpr auto digits = signed_digits<62>(parameter);
    const Fp12 inverse = f.conjugate();
    Fp12 result = f;
    for (const int digit : digits) {
        result = result.cyclotomic_square();
        if (digit != 0) {
            result = result * (digit > 0 ? f : inverse);
        }
    }
    return result;
}

}  // namespace

Fp curve_b() noexcept
{
    static constexpr Fp b = Fp::from_u64(3);
    return b;
}

Fp2 twist_b() noexcept
{
    return twist_b_value;
}

G1 multiply(const G1& point, const Limbs<4>& scalar) noexcept
{
    Limbs<4> k = scalar;
    while (!less_than(k, group_order)) {
        k = subtract(k, group_order);
    }
    // The quotients are rounded down, which costs at most one basis vector each: the halves stay
    // below 2^127 in size.
    const Limbs<7> wide1 = multiply_wide(k, quotient_b2);
    const Limbs<7> wide2 = multiply_wide(k, quotient_b1);
    const Limbs<2> c1 = {wide1[4], wide1[5]};
    const Limbs<2> c2 = {wide2[4], wide2[5]};
    const Limbs<4> k1 =
        subtract(subtract(k, multiply_wide(c1, lattice_a1)), multiply_wide(c2, lattice_b1));
    const Limbs<4> k2 = subtract(multiply_wide(c2, lattice_b2), multiply_wide(c1, lattice_b1));
    const std::array<ScalarTerm<Fp>, 2> terms = {signed_term(point, k1),
                                                 signed_term({point.x * beta, point.y}, k2)};
    return multi_scalar_sum<Fp>(terms).to_affine();
}

bool is_in_g2(const G2& point) noexcept
{
    // [x + 1] Q + psi([x] Q) + psi^2([x] Q) = psi^3([2 x] Q), from Y. Dai et al., "Fast subgroup
    // membership testings for G1, G2 and GT on pairing-friendly curves" (IACR ePrint 2022/348).
    // Sound here because psi^2 - t psi + p = 0 on the twist and the resultant of that with the
    // polynomial tested has gcd r with the twist's order r (2 p - r).
    const G2Jacobian q{point};
    const G2Jacobian qx = q.times(parameter);
    const G2Jacobian psi1 = twist_frobenius(qx);
    const G2Jacobian psi2 = twist_frobenius(psi1);
    const G2Jacobian psi3 = twist_frobenius(psi2);
    return (qx + q + psi1 + psi2).equals(psi3.doubled());
}

Fp2 Pairing::times_triple_twist_b(const Fp2& value) noexcept
{
    return value * triple_twist_b_value;
}

std::array<G2, 2> Pairing::extra_points(const G2& q) noexcept
{
    const G2 first = twist_frobenius(q);
    return {first, twist_frobenius(first).negated()};
}

Fp12 Pairing::hard_part(const Fp12& f) noexcept
{
    // L. Fuentes-Castaneda, E. Knapp, F. Rodriguez-Henriquez, "Faster hashing to G2" (SAC 2011):
    // exponent 2 x (6 x^2 + 3 x + 1) times the minimal one.
    const Fp12 f2x = power_parameter(f).cyclotomic_square();
    const Fp12 f6x = f2x.cyclotomic_square() * f2x;
    const Fp12 f6x2 = power_parameter(f6x);
    const Fp12 f12x3 = power_parameter(f6x2.cyclotomic_square());
    const Fp12 a = f12x3 * f6x2 * f6x;
    const Fp12 b = a * f2x.conjugate();
    const Fp12 term0 = a * f6x2 * f;
    const Fp12 term1 = b.frobenius();
    const Fp12 term2 = a.frobenius().frobenius();
    const Fp12 term3 = (b * f.conjugate()).frobenius().frobenius().frobenius();
    return term0 * term1 * term2 * term3;
}

}  // namespace lanescope::evm::curves::bn254
