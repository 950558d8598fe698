// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"
#include "formats/json.h"

#include <cstdint>
#include <initializer_list>
#include <optional>
#include <string>
#include <string_view>

namespace lanescope::formats {

/// One file being read. The first failure is kept; after it every reader gives a default at once, so
/// that callers need to look only where a loop or a decision follows. A key that is read twice in
/// its object is a failure: the file does not say which of the two holds.
class Reading {
public:
    explicit Reading(std::string name) : name_(std::move(name)) {}

    [[nodiscard]] bool failed() const noexcept { return failure_.has_value(); }
    /// Asks for the failure, which must be there.
    [[nodiscard]] const Error& error() const { return *failure_; }
    [[nodiscard]] const std::string& name() const noexcept { return name_; }

    /// `expected` was not what stands at `value`; `remedy` is what to do.
    void fail(JsonValue value, std::string_view expected, std::string_view remedy,
              ErrorCode code = ErrorCode::malformed);
    /// A failure in words of its own, at `value`.
    void fail_plainly(JsonValue value, std::string_view problem, std::string_view remedy,
                      ErrorCode code = ErrorCode::malformed);

    /// The member of `object` under the first of `keys` that it has; null counts as absent.
    [[nodiscard]] JsonValue optional(JsonValue object,
                                     std::initializer_list<std::string_view> keys);
    [[nodiscard]] JsonValue optional(JsonValue object, std::string_view key)
    {
        return optional(object, {key});
    }
    /// As optional(), and a failure if there is none.
    [[nodiscard]] JsonValue required(JsonValue object,
                                     std::initializer_list<std::string_view> keys);
    [[nodiscard]] JsonValue required(JsonValue object, std::string_view key)
    {
        return required(object, {key});
    }
    /// Whether it is an object; a failure if not. `what` says of what, like "an account".
    bool expect_object(JsonValue value, std::string_view what);
    bool expect_list(JsonValue value, std::string_view what);

    /// Hex with 0x (leading zeros allowed), decimal digits, or a JSON integer.
    [[nodiscard]] Uint256 quantity(JsonValue value);
    [[nodiscard]] std::uint64_t quantity64(JsonValue value);
    /// Exactly 20 or 32 or 256 bytes of hex.
    [[nodiscard]] Address address(JsonValue value);
    [[nodiscard]] Hash hash(JsonValue value);
    [[nodiscard]] Bloom bloom(JsonValue value);
    /// Exactly 8 bytes of hex: a header's nonce.
    [[nodiscard]] std::array<std::uint8_t, 8> eight_bytes(JsonValue value);
    [[nodiscard]] Bytes bytes(JsonValue value);
    [[nodiscard]] std::string string(JsonValue value);
    [[nodiscard]] bool boolean(JsonValue value);

    /// As the readers above, nothing if the member is absent or null.
    [[nodiscard]] std::optional<std::uint64_t> optional_quantity64(JsonValue object,
                                                                   std::string_view key);
    [[nodiscard]] std::optional<Uint256> optional_quantity(JsonValue object, std::string_view key);
    [[nodiscard]] std::optional<Hash> optional_hash(JsonValue object, std::string_view key);
    [[nodiscard]] std::optional<Address> optional_address(JsonValue object, std::string_view key);

    /// The number that `key`, an object's key, stands for.
    [[nodiscard]] Uint256 quantity_key(JsonValue member);
    /// The address that an object's key stands for.
    [[nodiscard]] Address address_key(JsonValue member);

private:
    template <class Fixed>
    [[nodiscard]] Fixed fixed(JsonValue value, std::string_view expected);

    std::string name_;
    std::optional<Error> failure_;
};

/// A number from hex with 0x or from decimal digits; nothing if it is none or passes 256 bits.
[[nodiscard]] std::optional<Uint256> quantity_from(std::string_view text);

}  // namespace lanescope::formats
