// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"

#include <compare>
#include <cstdint>

namespace lanescope {

/// What of an account can conflict, each on its own.
enum class LocationKind : std::uint8_t {
    existence,
    balance,
    nonce,
    code,
    storage_generation,  ///< bumped when the account's storage is wiped
    storage_slot,
};

/// The unit of conflict. `slot` is zero but for storage_slot.
struct Location {
    LocationKind kind = LocationKind::existence;
    Address address;
    Uint256 slot;
    friend bool operator==(const Location&, const Location&) = default;
};

/// A set of an account's locations, storage slots apart.
enum class AccountFields : std::uint8_t {
    none = 0,
    existence = 1,
    balance = 2,
    nonce = 4,
    code = 8,
    storage_generation = 16,
    all = 31,
};
[[nodiscard]] constexpr AccountFields operator|(AccountFields a, AccountFields b) noexcept
{
    return static_cast<AccountFields>(static_cast<unsigned>(a) | static_cast<unsigned>(b));
}
[[nodiscard]] constexpr AccountFields operator&(AccountFields a, AccountFields b) noexcept
{
    return static_cast<AccountFields>(static_cast<unsigned>(a) & static_cast<unsigned>(b));
}
/// What of `set` is not in `part`.
[[nodiscard]] constexpr AccountFields without(AccountFields set, AccountFields part) noexcept
{
    return static_cast<AccountFields>(static_cast<unsigned>(set) & ~static_cast<unsigned>(part));
}
[[nodiscard]] constexpr bool contains(AccountFields set, AccountFields part) noexcept
{
    return (set & part) == part;
}

}  // namespace lanescope
