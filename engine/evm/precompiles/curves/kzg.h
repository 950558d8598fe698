// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>

#include "evm/precompiles/curves/bls12_381.h"

/// KZG polynomial commitments as far as EIP-4844 needs them on chain.
namespace lanescope::evm::curves::kzg {

/// FIELD_ELEMENTS_PER_BLOB of EIP-4844.
inline constexpr std::uint16_t field_elements_per_blob = 4096;

/// [s] G2 of the Ethereum KZG ceremony (`g2_monomial_1` of its trusted setup).
[[nodiscard]] const bls12_381::G2& setup_g2() noexcept;

/// True when `proof` shows that the polynomial behind `commitment` has value y at z. Both points
/// must be in G1, both scalars below the group order.
[[nodiscard]] bool verify_proof(const bls12_381::G1& commitment, const Limbs<4>& z,
                                const Limbs<4>& y, const bls12_381::G1& proof) noexcept;

}  // namespace lanescope::evm::curves::kzg
