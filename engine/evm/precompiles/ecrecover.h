// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <optional>

namespace lanescope {

/// Signer of ECRECOVER's input: hash, v, r, s, 32 bytes each, zeros where it ends early (Yellow
/// Paper, appendix E). v is 27 or 28 as a whole word; r and s are in 1…n-1; a high s counts, for
/// EIP-2 binds transactions only. Nothing if there is no such key. Safe from any thread.
[[nodiscard]] std::optional<Address> ecrecover(ByteView input) noexcept;

}  // namespace lanescope
