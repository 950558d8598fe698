// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

namespace lanescope {

/// Rounds that BLAKE2F's input asks for, each one gas (EIP-152); 0 when the input has a wrong size.
[[nodiscard]] std::uint32_t blake2f_rounds(ByteView input) noexcept;

/// Compression function F of BLAKE2b (RFC 7693, 3.2) over EIP-152's 213 bytes: rounds (big-endian),
/// h, m, t (little-endian), final flag. False for another size or a flag other than 0 and 1.
[[nodiscard]] bool blake2f(ByteView input, std::span<std::uint8_t, 64> output) noexcept;

}  // namespace lanescope
