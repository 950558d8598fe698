// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stop_token.h"

#include <cstdint>
#include <span>

/// The elliptic-curve precompiled contracts of Ethereum.
///
/// Every function takes the call's input data and writes its whole output, whose exact size the
/// caller provides; a span of another size is a failure. A return of false means the precompile
/// fails: the caller consumes all gas given to it and returns no data (`output` is then
/// unspecified). Input lengths are validated here; gas is the caller's part and should be charged
/// before the call. The functions keep no state and are safe to call from any thread. Those that
/// take a stop poll it between points, and fail once it is asked for.
namespace lanescope::evm::curves {

/// 0x06 ECADD (EIP-196): sum of two BN254 points. Input x1 y1 x2 y2, 32 bytes each, cut or
/// extended with zeros to 128 bytes; output 64 bytes. False when a coordinate is not below p or a
/// point is not on the curve.
[[nodiscard]] bool bn254_add(std::span<const std::uint8_t> input,
                             std::span<std::uint8_t> output) noexcept;

/// 0x07 ECMUL (EIP-196): multiple of a BN254 point. Input x y scalar, 32 bytes each, cut or
/// extended with zeros to 96 bytes; output 64 bytes. The scalar may be any 256-bit integer. False
/// as for bn254_add.
[[nodiscard]] bool bn254_multiply(std::span<const std::uint8_t> input,
                                  std::span<std::uint8_t> output) noexcept;

/// 0x08 pairing check (EIP-197). Input any number, also none, of 192-byte pairs of a G1 point
/// (x y) and a G2 point (x imaginary, x real, y imaginary, y real); output 32 bytes, one when the
/// product of the pairings is one, else zero. False when the length is not a multiple of 192, or a
/// point is malformed, off its curve or outside its subgroup.
[[nodiscard]] bool bn254_pairing(std::span<const std::uint8_t> input,
                                 std::span<std::uint8_t> output, StopToken stop) noexcept;
[[nodiscard]] inline bool bn254_pairing(std::span<const std::uint8_t> input,
                                        std::span<std::uint8_t> output) noexcept
{
    return bn254_pairing(input, output, {});
}

/// 0x0a point evaluation (EIP-4844). Input 192 bytes: versioned hash (32), z (32), y (32),
/// commitment (48), proof (48); output 64 bytes: FIELD_ELEMENTS_PER_BLOB and BLS_MODULUS as words.
/// False when the length differs, the hash does not match the commitment, z or y is not below
/// BLS_MODULUS, a point is malformed or outside G1, or the proof does not hold.
[[nodiscard]] bool kzg_point_evaluation(std::span<const std::uint8_t> input,
                                        std::span<std::uint8_t> output) noexcept;

/// 0x0b BLS12_G1ADD (EIP-2537): input two G1 points, 256 bytes; output 128 bytes. False on another
/// length, a malformed coordinate or a point off the curve; the subgroup is not checked.
[[nodiscard]] bool bls12_g1_add(std::span<const std::uint8_t> input,
                                std::span<std::uint8_t> output) noexcept;

/// 0x0c BLS12_G1MSM (EIP-2537): input one or more 160-byte pairs of a G1 point and a 256-bit
/// scalar; output 128 bytes. False when the length is zero or no multiple of 160, or a point is
/// malformed, off the curve or outside the subgroup.
[[nodiscard]] bool bls12_g1_msm(std::span<const std::uint8_t> input, std::span<std::uint8_t> output,
                                StopToken stop) noexcept;
[[nodiscard]] inline bool bls12_g1_msm(std::span<const std::uint8_t> input,
                                       std::span<std::uint8_t> output) noexcept
{
    return bls12_g1_msm(input, output, {});
}

/// 0x0d BLS12_G2ADD (EIP-2537): input two G2 points, 512 bytes; output 256 bytes. False as for
/// bls12_g1_add.
[[nodiscard]] bool bls12_g2_add(std::span<const std::uint8_t> input,
                                std::span<std::uint8_t> output) noexcept;

/// 0x0e BLS12_G2MSM (EIP-2537): input one or more 288-byte pairs of a G2 point and a 256-bit
/// scalar; output 256 bytes. False as for bls12_g1_msm.
[[nodiscard]] bool bls12_g2_msm(std::span<const std::uint8_t> input, std::span<std::uint8_t> output,
                                StopToken stop) noexcept;
[[nodiscard]] inline bool bls12_g2_msm(std::span<const std::uint8_t> input,
                                       std::span<std::uint8_t> output) noexcept
{
    return bls12_g2_msm(input, output, {});
}

/// 0x0f BLS12_PAIRING_CHECK (EIP-2537): input one or more 384-byte pairs of a G1 and a G2 point;
/// output 32 bytes, one when the product of the pairings is one, else zero. False when the length
/// is zero or no multiple of 384, or a point is malformed, off its curve or outside its subgroup.
[[nodiscard]] bool bls12_pairing(std::span<const std::uint8_t> input,
                                 std::span<std::uint8_t> output, StopToken stop) noexcept;
[[nodiscard]] inline bool bls12_pairing(std::span<const std::uint8_t> input,
                                        std::span<std::uint8_t> output) noexcept
{
    return bls12_pairing(input, output, {});
}

/// 0x10 BLS12_MAP_FP_TO_G1 (EIP-2537): input a 64-byte field element; output 128 bytes. False on
/// another length or an element not below p.
[[nodiscard]] bool bls12_map_fp_to_g1(std::span<const std::uint8_t> input,
                                      std::span<std::uint8_t> output) noexcept;

/// 0x11 BLS12_MAP_FP2_TO_G2 (EIP-2537): input two 64-byte field elements c0 c1; output 256 bytes.
/// False as for bls12_map_fp_to_g1.
[[nodiscard]] bool bls12_map_fp2_to_g2(std::span<const std::uint8_t> input,
                                       std::span<std::uint8_t> output) noexcept;

}  // namespace lanescope::evm::curves
