// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"

#include <optional>
#include <span>
#include <string_view>

namespace lanescope::names {

/// A slot that a standard reserves in every proxy.
struct ProxySlot {
    Uint256 slot;
    std::string_view name;  ///< "EIP-1967 implementation"
    bool holds_implementation = false;
};

/// EIP-1967, EIP-1822, and the slots that OpenZeppelin used before them.
[[nodiscard]] std::span<const ProxySlot> proxy_slots();

/// The address that a minimal proxy calls (EIP-1167, its form with PUSH0 of ERC-7511, and clones with
/// arguments behind the code), or the one that EIP-7702 delegates to; nothing if the code is neither.
[[nodiscard]] std::optional<Address> clone_target(ByteView code) noexcept;

/// keccak256(keccak256(id) - 1) without its low byte: where a namespace of EIP-7201 begins.
[[nodiscard]] Uint256 namespace_slot(std::string_view id);

}  // namespace lanescope::names
