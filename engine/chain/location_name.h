// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/location.h"

namespace lanescope {

/// What of an account it is, in words: "balance", "storage slot" …
[[nodiscard]] constexpr const char* name_of(LocationKind kind) noexcept
{
    switch (kind) {
    case LocationKind::existence:
        return "existence";
    case LocationKind::balance:
        return "balance";
    case LocationKind::nonce:
        return "nonce";
    case LocationKind::code:
        return "code";
    case LocationKind::storage_generation:
        return "storage generation";
    case LocationKind::storage_slot:
        break;
    }
    return "storage slot";
}

}  // namespace lanescope
