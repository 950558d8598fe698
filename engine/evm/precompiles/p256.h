// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

namespace lanescope {

/// Whether P256VERIFY's input (EIP-7951: hash, r, s, x, y, exactly 160 bytes) holds a valid ECDSA
/// signature over secp256r1: r and s in 1…n-1, x and y below p and on the curve. A high s counts.
/// Safe from any thread.
[[nodiscard]] bool p256_verify(ByteView input) noexcept;

}  // namespace lanescope
