// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "chain/transaction.h"

#include <cstdint>
#include <string_view>

namespace lanescope::workload {

/// The secret key number `index` of a purpose and a seed: keccak256 of the three. No secret at all.
[[nodiscard]] Hash derive_key(std::string_view purpose, std::uint64_t seed, std::uint64_t index);
/// The account that a secret key signs for.
[[nodiscard]] Address address_of_key(const Hash& key);
/// Fills y_parity, r and s. Deterministic (RFC 6979), low s.
void sign(Transaction& transaction, const Hash& key);

}  // namespace lanescope::workload
