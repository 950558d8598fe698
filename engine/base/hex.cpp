// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"

namespace lanescope {

namespace {

constexpr char digits[] = "0123456789abcdef";

/// 0…15, or -1 for what is no hex digit.
constexpr int digit_value(char c) noexcept
{
    if (c >= '0' && c <= '9') {
        return c - '0';
    }
    if (c >= 'a' && c <= 'f') {
        return c - 'a' + 10;
    }
    if (c >= 'A' && c <= 'F') {
        return c - 'A' + 10;
    }
    return -1;
}

bool has_prefix(std::string_view text) noexcept
{
    return text.starts_with("0x") || text.starts_with("0X");
}

std::string_view without_prefix(std::string_view text) noexcept
{
    return has_prefix(text) ? text.substr(2) : text;
}

}  // namespace

std::string to_hex(ByteView bytes)
{
    std::string text(2 + 2 * bytes.size(), '0');
    text[1] = 'x';
    char* out = text.data() + 2;
    for (const std::uint8_t byte : bytes) {
        *out++ = digits[byte >> 4];
        *out++ = digits[byte & 15];
    }
    return text;
}

std::string to_hex_quantity(const Uint256& number)
{
    const unsigned count = number.is_zero() ? 1 : (number.bit_width() + 3) / 4;
    std::string text(2 + count, '0');
    text[1] = 'x';
    for (unsigned i = 0; i < count; ++i) {
        text[text.size() - 1 - i] = digits[(number.limb[i / 16] >> (4 * (i % 16))) & 15];
    }
    return text;
}

std::string to_hex_quantity(std::uint64_t number)
{
    return to_hex_quantity(Uint256{number});
}

std::optional<Bytes> bytes_from_hex(std::string_view text)
{
    text = without_prefix(text);
    if (text.size() % 2 != 0) {
        return std::nullopt;
    }
    Bytes bytes(text.size() / 2);
    for (std::size_t i = 0; i < bytes.size(); ++i) {
        const int high = digit_value(text[2 * i]);
        const int low = digit_value(text[2 * i + 1]);
        if (high < 0 || low < 0) {
            return std::nullopt;
        }
        bytes[i] = static_cast<std::uint8_t>(16 * high + low);
    }
    return bytes;
}

std::optional<Uint256> uint256_from_hex(std::string_view text)
{
    text = without_prefix(text);
    if (text.empty() || text.size() > 64) {
        return std::nullopt;
    }
    Uint256 number;
    for (std::size_t i = 0; i < text.size(); ++i) {
        const int value = digit_value(text[text.size() - 1 - i]);
        if (value < 0) {
            return std::nullopt;
        }
        number.limb[i / 16] |= static_cast<std::uint64_t>(value) << (4 * (i % 16));
    }
    return number;
}

std::optional<Uint256> uint256_from_text(std::string_view text)
{
    if (has_prefix(text)) {
        return uint256_from_hex(text);
    }
    if (text.empty()) {
        return std::nullopt;
    }
    Uint256 number;
    for (const char c : text) {
        if (c < '0' || c > '9') {
            return std::nullopt;
        }
        Uint256 tenfold;
        if (multiply_overflows(number, 10, tenfold) ||
            add_overflows(tenfold, static_cast<std::uint64_t>(c - '0'), number)) {
            return std::nullopt;
        }
    }
    return number;
}

}  // namespace lanescope
