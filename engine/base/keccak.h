// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <span>
#include <string_view>

namespace lanescope {

/// Keccak-256 with the original padding (0x01), as Ethereum uses it (Yellow Paper, appendix on
/// Keccak); not SHA3-256 of FIPS 202. Safe from any thread.
[[nodiscard]] Hash keccak256(ByteView input) noexcept;

/// keccak256 of the empty string: the code hash of an account without code.
inline constexpr Hash empty_code_hash{{0xc5, 0xd2, 0x46, 0x01, 0x86, 0xf7, 0x23, 0x3c,
                                       0x92, 0x7e, 0x7d, 0xb2, 0xdc, 0xc7, 0x03, 0xc0,
                                       0xe5, 0x00, 0xb6, 0x53, 0xca, 0x82, 0x27, 0x3b,
                                       0x7b, 0xfa, 0xd8, 0x04, 0x5d, 0x85, 0xa4, 0x70}};

/// One way to compute keccak256; all give the same digests.
struct KeccakVariant {
    std::string_view name;
    bool (*runs_here)();  ///< whether this processor has the instructions
    Hash (*hash)(ByteView) noexcept;
};
/// From the slowest to the fastest; keccak256() takes the last one that runs here.
[[nodiscard]] std::span<const KeccakVariant> keccak_variants() noexcept;

}  // namespace lanescope
