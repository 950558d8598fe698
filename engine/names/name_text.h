// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "names/abi_values.h"
#include "names/storage_layout.h"

#include <cstdint>
#include <string>
#include <vector>

namespace lanescope::names {

/// How much of an address is written inside of a name: "0x7099…79c8", or all of it.
enum class NameStyle : std::uint8_t { brief, whole };

/// What a slot holds, by name.
struct StorageName {
    std::string contract;  ///< "Token"; of an account without a name, its address
    std::vector<StorageField> fields;
    bool is_guess = false;
    bool has_contract = false;  ///< `contract` is a name

    /// "Token.balances[0x7099…79c8]", "Pool.{reserve0, reserve1}"; a guess says so:
    /// "balances[0x7099…79c8] of 0xdac1…1ec7 (guess)".
    [[nodiscard]] std::string text() const;
};

/// A call, an event or an error by name.
struct DecodedName {
    Decoded decoded;
    bool is_guess = false;

    /// "transfer(to: 0x…, value: 5)", and for a guess " (guess)" after it.
    [[nodiscard]] std::string text() const;
    /// "transfer", and for a guess " (guess)" after it.
    [[nodiscard]] std::string name() const;
};

/// "0x7099…79c8", or all of it.
[[nodiscard]] std::string address_hex(const Address& address, NameStyle style);

}  // namespace lanescope::names
