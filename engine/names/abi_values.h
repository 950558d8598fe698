// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "names/abi.h"

#include <functional>
#include <optional>
#include <span>
#include <string>
#include <vector>

namespace lanescope::names {

/// How an address is written: by default all of it in hex.
using AddressText = std::function<std::string(const Address&)>;

/// One argument, as text.
struct DecodedValue {
    std::string name;  ///< of the parameter; may be empty
    std::string type;  ///< canonical
    std::string text;
};

/// What encoded data says: "transfer", and its arguments.
struct Decoded {
    std::string name;
    std::vector<DecodedValue> values;

    /// "transfer(to: 0x…, value: 5)"; a nameless argument is its value alone.
    [[nodiscard]] std::string text() const;
};

/// Reads `data`, encoded as the parameters say; nothing if it is too short or points outside of itself.
/// Lists and texts are cut where they grow long, so that no data makes much of little. More data than
/// the parameters need is let stand, as contracts do.
[[nodiscard]] std::optional<std::vector<DecodedValue>> decode_values(
    std::span<const AbiParameter> parameters, ByteView data, const AddressText& address_text = {});

/// Call data after its selector, or the data of a custom error.
[[nodiscard]] std::optional<Decoded> decode_call(const AbiEntry& entry, ByteView data,
                                                 const AddressText& address_text = {});
/// A log of `entry`: indexed parameters from the topics (of dynamic types only their hash stands
/// there), the others from the data.
[[nodiscard]] std::optional<Decoded> decode_event(const AbiEntry& entry,
                                                  std::span<const Hash> topics, ByteView data,
                                                  const AddressText& address_text = {});

/// A number in decimal.
[[nodiscard]] std::string decimal_text(Uint256 number);
/// `bytes` as text in quotes when it is printable UTF-8, otherwise in hex; cut at `most` bytes.
[[nodiscard]] std::string quoted_text(ByteView bytes, std::size_t most = 128);
/// A word of an elementary type as text; "…" for types that are none.
[[nodiscard]] std::string word_text(const AbiType& type, const Uint256& word,
                                    const AddressText& address_text = {});

}  // namespace lanescope::names
