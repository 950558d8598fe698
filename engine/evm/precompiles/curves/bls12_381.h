// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstdint>
#include <span>

#include "base/stop_token.h"
#include "evm/precompiles/curves/limbs.h"
#include "evm/precompiles/curves/pairing.h"
#include "evm/precompiles/curves/point.h"
#include "evm/precompiles/curves/tower.h"

/// The curve of EIP-2537 and EIP-4844: a Barreto-Lynn-Scott curve with y^2 = x^3 + 4 and an M-type
/// twist y^2 = x^3 + 4 (1 + i).
namespace lanescope::evm::curves::bls12_381 {

/// Absolute value of the curve family's parameter x, which is negative.
inline constexpr std::uint64_t parameter = 0xd201000000010000;

/// Base field parameters; modulus from EIP-2537.
struct BaseParams {
    static constexpr std::size_t limb_count = 6;
    static constexpr Limbs<6> modulus = limbs_from_hex<6>(
        "1a0111ea397fe69a4b1ba7b6434bacd764774b84f38512bf"
        "6730d2a0f6b0f6241eabfffeb153ffffb9feffffffffaaab");
    static constexpr unsigned xi_real = 1;
};

/// Order of G1 and G2, the BLS_MODULUS of EIP-4844.
inline constexpr Limbs<4> group_order =
    limbs_from_hex<4>("73eda753299d7d483339d80809a1d80553bda402fffe5bfeffffffff00000001");

using Fp = PrimeField<BaseParams>;
using Fp2 = QuadraticField<BaseParams>;
using Fp12 = DodecicField<BaseParams>;
using G1 = AffinePoint<Fp>;
using G2 = AffinePoint<Fp2>;
using G1Jacobian = JacobianPoint<Fp>;
using G2Jacobian = JacobianPoint<Fp2>;

/// Constants b of the curve and of its twist.
[[nodiscard]] Fp curve_b() noexcept;
[[nodiscard]] Fp2 twist_b() noexcept;

/// Generator of G2 (EIP-2537).
[[nodiscard]] G2 g2_generator() noexcept;
/// Generator of G1 (EIP-2537).
[[nodiscard]] G1 g1_generator() noexcept;

/// True when a point of the curve has order r (or is infinity).
[[nodiscard]] bool is_in_g1(const G1& point) noexcept;
/// True when a point of the twist curve has order r (or is infinity).
[[nodiscard]] bool is_in_g2(const G2& point) noexcept;

/// x * point for the negative curve parameter x.
[[nodiscard]] G2Jacobian times_parameter(const G2Jacobian& point) noexcept;
/// The p-power Frobenius map carried over to the twist; it multiplies G2 by x.
[[nodiscard]] G2Jacobian twist_frobenius(const G2Jacobian& q) noexcept;

/// A point with a 256-bit scalar.
struct G1Multiple {
    G1 point;
    Limbs<4> scalar{};
};
struct G2Multiple {
    G2 point;
    Limbs<4> scalar{};
};

/// Sum of scalar multiples. The points must be in the subgroups: the endomorphisms that shorten
/// the scalars act as multiplications only there.
[[nodiscard]] G1Jacobian sum_of_multiples(std::span<const G1Multiple> multiples,
                                          StopToken stop = {});
[[nodiscard]] G2Jacobian sum_of_multiples(std::span<const G2Multiple> multiples,
                                          StopToken stop = {});

/// A square root of `value`; false when there is none.
[[nodiscard]] bool square_root(const Fp& value, Fp& root) noexcept;
[[nodiscard]] bool square_root(const Fp2& value, Fp2& root) noexcept;

/// Decompresses a point in the format of EIP-4844's KZG commitments (the ZCash serialisation);
/// false when malformed or off the curve. The subgroup is not checked.
[[nodiscard]] bool decompress(std::span<const std::uint8_t, 48> bytes, G1& point) noexcept;
[[nodiscard]] bool decompress(std::span<const std::uint8_t, 96> bytes, G2& point) noexcept;

/// Pairing description for PairingProduct (see pairing.h).
struct Pairing {
    using Base = BaseParams;
    static constexpr bool twist_is_d_type = false;
    static constexpr bool loop_is_negative = true;
    static constexpr auto loop_digits = signed_digits<64>(parameter);
    [[nodiscard]] static Fp2 times_triple_twist_b(const Fp2& value) noexcept;
    [[nodiscard]] static std::array<G2, 0> extra_points(const G2& q) noexcept;
    [[nodiscard]] static Fp12 hard_part(const Fp12& f) noexcept;
};

}  // namespace lanescope::evm::curves::bls12_381
