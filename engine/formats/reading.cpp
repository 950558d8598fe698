// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/reading.h"

#include "base/hex.h"
#include "formats/json_text.h"

#include <algorithm>

namespace lanescope::formats {
namespace {

constexpr std::string_view quantity_remedy =
    "write it as hex with 0x, as decimal digits, or as a whole number";

bool is_hex_text(std::string_view text)
{
    return text.starts_with("0x") || text.starts_with("0X");
}

/// ", or " between the spellings of a key.
std::string alternatives(std::initializer_list<std::string_view> keys)
{
    std::string result;
    for (const std::string_view key : keys) {
        result += (result.empty() ? "\"" : " or \"") + std::string(key) + '"';
    }
    return result;
}

}  // namespace

std::optional<Uint256> quantity_from(std::string_view text)
{
    if (is_hex_text(text)) {
        const std::size_t digit = text.find_first_not_of('0', 2);
        if (digit == std::string_view::npos) {
            return text.size() > 2 ? std::optional<Uint256>(Uint256{}) : std::nullopt;
        }
        return uint256_from_hex(text.substr(digit));
    }
    const bool digits_only = !text.empty() && std::all_of(text.begin(), text.end(), [](char c) {
        return c >= '0' && c <= '9';
    });
    if (!digits_only) {
        return std::nullopt;
    }
    const std::size_t digit = text.find_first_not_of('0');
    if (digit == std::string_view::npos) {
        return Uint256{};
    }
    // 2^256 has 78 digits.
    return text.size() - digit > 78 ? std::nullopt : uint256_from_text(text.substr(digit));
}

void Reading::fail(JsonValue value, std::string_view expected, std::string_view remedy,
                   ErrorCode code)
{
    if (!failed()) {
        fail_plainly(value, "expected " + std::string(expected) + ", found " + value.excerpt(),
                     remedy, code);
    }
}

void Reading::fail_plainly(JsonValue value, std::string_view problem, std::string_view remedy,
                           ErrorCode code)
{
    if (failed()) {
        return;
    }
    const std::string path = value.path();
    failure_ = Error{code, name_ + ": " + (path.empty() ? "the whole text" : path) + " (byte " +
                               std::to_string(value.offset()) + "): " + std::string(problem) +
                               "; " + std::string(remedy)};
}

JsonValue Reading::optional(JsonValue object, std::initializer_list<std::string_view> keys)
{
    if (failed() || !object.is_object()) {
        return {};
    }
    JsonValue found;
    for (const JsonValue member : object) {
        const auto key = std::find(keys.begin(), keys.end(), member.key());
        if (key == keys.end() || !member.is_given()) {
            continue;
        }
        if (found.is_given() && found.key() == *key) {
            fail_plainly(member, "this key stands twice in its object", "delete one of the two");
            return {};
        }
        const bool preferred =
            !found.is_given() || key < std::find(keys.begin(), keys.end(), found.key());
        if (preferred) {
            found = member;
        }
    }
    return found;
}

JsonValue Reading::required(JsonValue object, std::initializer_list<std::string_view> keys)
{
    const JsonValue found = optional(object, keys);
    if (!failed() && !found.is_given()) {
        if (!object.is_object()) {
            fail(object, "an object with " + alternatives(keys), "check that it is the right file");
        } else {
            fail_plainly(
                object, "expected it to have " + alternatives(keys) + ", found " + object.excerpt(),
                "add what is missing, or fetch the whole thing again");
        }
    }
    return found;
}

bool Reading::expect_object(JsonValue value, std::string_view what)
{
    if (!failed() && !value.is_object()) {
        fail(value, std::string(what) + " as an object", "check that it is the right file");
    }
    return !failed();
}

bool Reading::expect_list(JsonValue value, std::string_view what)
{
    if (!failed() && !value.is_array()) {
        fail(value, std::string(what) + " as a list", "check that it is the right file");
    }
    return !failed();
}

Uint256 Reading::quantity(JsonValue value)
{
    if (failed()) {
        return {};
    }
    if (value.kind() == JsonKind::string || value.kind() == JsonKind::number) {
        if (const auto number = quantity_from(value.text())) {
            return *number;
        }
    }
    fail(value, "a number of at most 256 bits", quantity_remedy);
    return {};
}

std::uint64_t Reading::quantity64(JsonValue value)
{
    if (failed()) {
        return 0;
    }
    if (value.kind() == JsonKind::string || value.kind() == JsonKind::number) {
        const auto number = quantity_from(value.text());
        if (number && number->fits64()) {
            return number->low64();
        }
    }
    fail(value, "a number of at most 64 bits", quantity_remedy);
    return 0;
}

template <class Fixed>
Fixed Reading::fixed(JsonValue value, std::string_view expected)
{
    if (failed()) {
        return {};
    }
    if (value.is_string() && is_hex_text(value.text())) {
        if (const auto result = fixed_from_hex<Fixed>(value.text())) {
            return *result;
        }
    }
    fail(value, expected, "write 0x and " + std::to_string(2 * Fixed::size) + " hex digits");
    return {};
}

Address Reading::address(JsonValue value)
{
    return fixed<Address>(value, "an address of 20 bytes");
}

Hash Reading::hash(JsonValue value)
{
    return fixed<Hash>(value, "a hash of 32 bytes");
}

Bloom Reading::bloom(JsonValue value)
{
    return fixed<Bloom>(value, "a log filter of 256 bytes");
}

std::array<std::uint8_t, 8> Reading::eight_bytes(JsonValue value)
{
    return fixed<FixedBytes<8, struct EightBytesTag>>(value, "8 bytes").bytes;
}

Bytes Reading::bytes(JsonValue value)
{
    if (failed()) {
        return {};
    }
    if (value.is_string() && is_hex_text(value.text())) {
        if (auto result = bytes_from_hex(value.text())) {
            return *std::move(result);
        }
    }
    fail(value, "bytes as hex", "write 0x and two hex digits a byte; 0x alone for none");
    return {};
}

std::string Reading::string(JsonValue value)
{
    if (!failed() && !value.is_string()) {
        fail(value, "a string", "put it in quotes");
    }
    return failed() ? std::string() : std::string(value.text());
}

bool Reading::boolean(JsonValue value)
{
    if (!failed() && value.kind() != JsonKind::boolean) {
        fail(value, "true or false", "write it without quotes");
    }
    return !failed() && value.text() == "true";
}

std::optional<std::uint64_t> Reading::optional_quantity64(JsonValue object, std::string_view key)
{
    const JsonValue value = optional(object, key);
    return value.is_given() ? std::optional(quantity64(value)) : std::nullopt;
}

std::optional<Uint256> Reading::optional_quantity(JsonValue object, std::string_view key)
{
    const JsonValue value = optional(object, key);
    return value.is_given() ? std::optional(quantity(value)) : std::nullopt;
}

std::optional<Hash> Reading::optional_hash(JsonValue object, std::string_view key)
{
    const JsonValue value = optional(object, key);
    return value.is_given() ? std::optional(hash(value)) : std::nullopt;
}

std::optional<Address> Reading::optional_address(JsonValue object, std::string_view key)
{
    const JsonValue value = optional(object, key);
    return value.is_given() ? std::optional(address(value)) : std::nullopt;
}

Uint256 Reading::quantity_key(JsonValue member)
{
    if (failed()) {
        return {};
    }
    const auto number = quantity_from(member.key());
    if (!number) {
        fail_plainly(member,
                     "expected a key that is a number of at most 256 bits, found " +
                         quoted_excerpt(member.key()),
                     "write the key as hex with 0x");
    }
    return number.value_or(Uint256{});
}

Address Reading::address_key(JsonValue member)
{
    if (failed()) {
        return {};
    }
    const std::string_view key = member.key();
    // Some tools leave the 0x out of a key.
    const auto result = fixed_from_hex<Address>(key);
    if (!result) {
        fail_plainly(member, "expected an address as key, found " + quoted_excerpt(key),
                     "write 0x and 40 hex digits");
    }
    return result.value_or(Address{});
}

}  // namespace lanescope::formats
