// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/uint256.h"
#include "chain/block.h"
#include "chain/revision.h"

#include <cstdint>

namespace lanescope {

/// The base fee that follows a parent, wei (EIP-1559).
[[nodiscard]] Uint256 next_base_fee(const Header& parent);
/// The excess blob gas that follows a parent (EIP-4844; EIP-7918 from Osaka on).
[[nodiscard]] std::uint64_t next_excess_blob_gas(const Header& parent, const Fork& fork);
/// The difficulty of a block before Paris (Yellow Paper 4.3.4; EIP-2, 100, 649, 1234, 2384, 3554, …).
[[nodiscard]] Uint256 next_difficulty(const Header& parent, const Header& header, const Fork& fork);

/// Checks a header against its parent (Yellow Paper 4.3.4 and later EIPs); not its roots, and not its
/// proof of work. An Error of invalid_block names the field, what was expected and what was found.
[[nodiscard]] Status check_header(const Header& header, const Header& parent, const Fork& fork);

/// Checks that a block's body is what its header commits to, and within its fork's size.
[[nodiscard]] Status check_body(const Block& block, const Fork& fork, std::size_t encoded_size);

}  // namespace lanescope
