// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <array>

namespace lanescope {

/// SHA-256 (FIPS 180-4). Safe from any thread.
[[nodiscard]] Hash sha256(ByteView message);

/// RIPEMD-160. Safe from any thread.
[[nodiscard]] std::array<std::uint8_t, 20> ripemd160(ByteView message);

}  // namespace lanescope
