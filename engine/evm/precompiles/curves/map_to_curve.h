// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evm/precompiles/curves/bls12_381.h"

/// Mapping of field elements to the BLS12-381 subgroups by the simplified SWU method with an
/// isogeny (RFC 9380, sections 6.6.2, 6.6.3, 8.8.1 and 8.8.2), cofactor clearing included.
namespace lanescope::evm::curves::bls12_381 {

/// map_to_curve and clear_cofactor of suite BLS12381G1_XMD:SHA-256_SSWU_RO_.
[[nodiscard]] G1 map_to_g1(const Fp& u) noexcept;

/// map_to_curve and clear_cofactor of suite BLS12381G2_XMD:SHA-256_SSWU_RO_.
[[nodiscard]] G2 map_to_g2(const Fp2& u) noexcept;

}  // namespace lanescope::evm::curves::bls12_381
