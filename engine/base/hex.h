// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"

#include <optional>
#include <string>
#include <string_view>

namespace lanescope {

/// `0x` and two lower-case digits a byte.
[[nodiscard]] std::string to_hex(ByteView bytes);
/// `0x` and the shortest digits ("0x0" for zero), as JSON-RPC writes quantities.
[[nodiscard]] std::string to_hex_quantity(const Uint256& number);
[[nodiscard]] std::string to_hex_quantity(std::uint64_t number);

template <std::size_t N, class Tag>
[[nodiscard]] std::string to_hex(const FixedBytes<N, Tag>& bytes)
{
    return to_hex(bytes.view());
}

/// Bytes of an even number of hex digits, with or without `0x`; nothing if it is anything else.
[[nodiscard]] std::optional<Bytes> bytes_from_hex(std::string_view text);
/// Number from 1…64 hex digits after an optional `0x`; leading zeros allowed; "0x" is not a number.
[[nodiscard]] std::optional<Uint256> uint256_from_hex(std::string_view text);
/// Number from decimal digits, or hex when it begins with `0x`; nothing if it passes 2^256.
[[nodiscard]] std::optional<Uint256> uint256_from_text(std::string_view text);
/// Exactly N bytes of hex after an optional `0x`.
template <class Fixed>
[[nodiscard]] std::optional<Fixed> fixed_from_hex(std::string_view text)
{
    if (text.starts_with("0x") || text.starts_with("0X")) {
        text.remove_prefix(2);
    }
    if (text.size() != 2 * Fixed::size) {
        return std::nullopt;
    }
    const auto bytes = bytes_from_hex(text);
    if (!bytes || bytes->size() != Fixed::size) {
        return std::nullopt;
    }
    return Fixed::from(*bytes);
}

}  // namespace lanescope
