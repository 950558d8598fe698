// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/literals.h"

#include <cstdint>
#include <span>

namespace lanescope {

/// Mainnet block whose first act moves the DAO's balances (EIP-779).
inline constexpr std::uint64_t dao_fork_block = 1'920'000;

/// Gets all the ether of `dao_accounts()` (EIP-779, WithdrawDAO).
inline constexpr Address dao_refund_contract =
    fixed_literal<Address>("0xbf4ed7b27f1d666546e30d74d50d173d20bca754");

/// The 116 accounts that the fork drains, ascending: the DAO, its extraBalance, the children of its
/// creator and theirs (EIP-779, list L; enumerated alike by every client that runs this block).
[[nodiscard]] std::span<const Address> dao_accounts() noexcept;

}  // namespace lanescope
