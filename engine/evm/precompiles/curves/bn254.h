// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>

#include "evm/precompiles/curves/limbs.h"
#include "evm/precompiles/curves/pairing.h"
#include "evm/precompiles/curves/point.h"
#include "evm/precompiles/curves/tower.h"

/// The curve of EIP-196 and EIP-197, also called alt_bn128: a Barreto-Naehrig curve with
/// y^2 = x^3 + 3 and a D-type twist y^2 = x^3 + 3 / (9 + i).
namespace lanescope::evm::curves::bn254 {

/// The curve family's parameter: p, r and the loop length are polynomials in it.
inline constexpr std::uint64_t parameter = 0x44e992b44a6909f1;

/// Base field parameters; modulus from EIP-196.
struct BaseParams {
    static constexpr std::size_t limb_count = 4;
    static constexpr Limbs<4> modulus =
        limbs_from_hex<4>("30644e72e131a029b85045b68181585d97816a916871ca8d3c208c16d87cfd47");
    static constexpr unsigned xi_real = 9;
};

/// Order of G1 and G2 (EIP-196).
inline constexpr Limbs<4> group_order =
    limbs_from_hex<4>("30644e72e131a029b85045b68181585d2833e84879b9709143e1f593f0000001");

using Fp = PrimeField<BaseParams>;
using Fp2 = QuadraticField<BaseParams>;
using Fp12 = DodecicField<BaseParams>;
using G1 = AffinePoint<Fp>;
using G2 = AffinePoint<Fp2>;

/// Constants b of the curve and of its twist.
[[nodiscard]] Fp curve_b() noexcept;
[[nodiscard]] Fp2 twist_b() noexcept;

/// scalar * point for any 256-bit scalar; `point` on the curve (G1 has no cofactor).
[[nodiscard]] G1 multiply(const G1& point, const Limbs<4>& scalar) noexcept;

/// True when a point of the twist curve has order r (or is infinity).
[[nodiscard]] bool is_in_g2(const G2& point) noexcept;

/// Pairing description for PairingProduct (see pairing.h).
struct Pairing {
    using Base = BaseParams;
    static constexpr bool twist_is_d_type = true;
    static constexpr bool loop_is_negative = false;
    /// 6 x + 2.
    static constexpr auto loop_digits = signed_digits<65>((Uint128{parameter} * 6) + 2);
    [[nodiscard]] static Fp2 times_triple_twist_b(const Fp2& value) noexcept;
    /// pi(q) and -pi^2(q), which complete the optimal ate pairing of a BN curve.
    [[nodiscard]] static std::array<G2, 2> extra_points(const G2& q) noexcept;
    [[nodiscard]] static Fp12 hard_part(const Fp12& f) noexcept;
};

}  // namespace lanescope::evm::curves::bn254
