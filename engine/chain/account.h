// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/keccak.h"
#include "base/uint256.h"

#include <cstdint>
#include <map>
#include <memory>
#include <unordered_map>

namespace lanescope {

/// An account without its storage. Balance in wei.
struct AccountValue {
    Uint256 balance;
    std::uint64_t nonce = 0;
    Hash code_hash = empty_code_hash;

    /// EIP-161: no code, no balance, no nonce.
    [[nodiscard]] bool is_empty() const noexcept
    {
        return nonce == 0 && balance.is_zero() && code_hash == empty_code_hash;
    }
    friend bool operator==(const AccountValue&, const AccountValue&) = default;
};

/// An account as files give it.
struct GivenAccount {
    Uint256 balance;
    std::uint64_t nonce = 0;
    Bytes code;
    std::unordered_map<Hash, Uint256> storage;  ///< slot → value; zero values may stand in it
};

/// A set of accounts as a file gives it: a pre-state, a post-state. Ordered, so that whatever walks
/// it does so the same way everywhere.
using GivenState = std::map<Address, GivenAccount>;

}  // namespace lanescope
