// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <string_view>

namespace lanescope {

/// Fixed bytes of a protocol constant, from `0x` and exactly two hex digits a byte, at compile
/// time; one too many or too few does not compile. What a user gave goes through base/hex.h.
template <class Fixed>
[[nodiscard]] consteval Fixed fixed_literal(std::string_view text)
{
    if (text.size() != 2 + 2 * Fixed::size || text[0] != '0' || text[1] != 'x') {
        throw "a literal has 0x and two digits a byte";
    }
    const auto digit = [](char c) -> unsigned {
        if (c >= '0' && c <= '9') {
            return static_cast<unsigned>(c - '0');
        }
        if (c >= 'a' && c <= 'f') {
            return static_cast<unsigned>(c - 'a' + 10);
        }
        if (c >= 'A' && c <= 'F') {
            return static_cast<unsigned>(c - 'A' + 10);
        }
        throw "not a hex digit";
    };
    Fixed result;
    for (std::size_t i = 0; i < Fixed::size; ++i) {
        result.bytes[i] =
            static_cast<std::uint8_t>(digit(text[2 + 2 * i]) * 16 + digit(text[3 + 2 * i]));
    }
    return result;
}

}  // namespace lanescope
