// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"

#include <string_view>
#include <utility>

namespace lanescope::workload {

/// keccak256 of a signature, like "transfer(address,uint256)"; of an event's, its first topic.
[[nodiscard]] Hash signature_hash(std::string_view signature) noexcept;
/// The first four bytes of a function's.
[[nodiscard]] Bytes selector(std::string_view signature);

/// Call data of a function whose arguments are words: selector, then each in 32 bytes.
///
///     CallData("transfer(address,uint256)").add(to).add(amount).finish()
class CallData {
public:
    explicit CallData(std::string_view signature) : bytes_(selector(signature)) {}
    CallData& add(const Address& address);
    CallData& add(const Uint256& number);
    [[nodiscard]] Bytes finish() { return std::move(bytes_); }

private:
    Bytes bytes_;
};

/// An address in 32 bytes, at their low end.
[[nodiscard]] Hash word_of_address(const Address& address) noexcept;
/// A number in 32 bytes: how pre-states name slots.
[[nodiscard]] Hash word_of_number(const Uint256& number) noexcept;

/// Where a Solidity mapping at slot `mapping` keeps the value of `key`: keccak256(key ++ mapping).
[[nodiscard]] Hash mapping_slot(const Address& key, const Hash& mapping) noexcept;

}  // namespace lanescope::workload
