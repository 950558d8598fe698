// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/stop_token.h"
#include "chain/revision.h"

namespace lanescope {

/// Gas of MODEXP on `input`: EIP-198, from Berlin EIP-2565, from Osaka EIP-7883. INT64_MAX when it
/// is that or more, whatever the lengths in the input.
[[nodiscard]] std::int64_t modexp_gas(ByteView input, Revision revision) noexcept;

/// base^exponent modulo modulus (EIP-198), as long as the modulus; zeros when that is 0 or 1.
/// The caller has paid `modexp_gas`: only then are the lengths bounded. False when a length passes
/// 1024 bytes from Osaka on (EIP-7823), or is more than any gas pays for; and once `stop` was asked for.
[[nodiscard]] bool modexp(ByteView input, Bytes& output, Revision revision, StopToken stop = {});

}  // namespace lanescope
