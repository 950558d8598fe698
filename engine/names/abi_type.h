// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/uint256.h"

#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::names {

struct AbiParameter;

/// A type of the contract ABI specification ("Contract ABI Specification", Solidity documentation).
struct AbiType {
    enum class Kind : std::uint8_t {
        unsigned_number,
        signed_number,
        address,
        boolean,
        fixed_bytes,  ///< bytes1 … bytes32
        bytes,
        string,
        function,  ///< an address and a selector, 24 bytes
        array,     ///< `length` elements, or as many as the data says
        tuple,
    };
    Kind kind = Kind::unsigned_number;
    std::uint32_t size = 256;             ///< bits of a number, bytes of fixed_bytes
    std::optional<std::uint32_t> length;  ///< of an array of fixed length
    std::vector<AbiParameter> parts;      ///< of a tuple; of an array its one element type

    /// As signatures spell it: "uint256[2][]", "(address,bytes)".
    [[nodiscard]] std::string canonical() const;
    /// Whether its place holds an offset, and its value stands elsewhere.
    [[nodiscard]] bool is_dynamic() const;
    /// Bytes of its place in the head; of a dynamic type 32. Stops at 2^32.
    [[nodiscard]] std::uint64_t head_size() const;
};

struct AbiParameter {
    std::string name;  ///< may be empty
    AbiType type;
    bool indexed = false;  ///< of an event: stands in a topic
};

/// The type that `text` spells. `components` are the parts of "tuple"; in a signature the parts stand
/// in brackets instead. Nothing if it is none, or nested deeper than any real one.
[[nodiscard]] std::optional<AbiType> parse_abi_type(std::string_view text,
                                                    std::vector<AbiParameter> components = {});

/// Types nest at most so deep.
inline constexpr std::size_t max_abi_depth = 16;

}  // namespace lanescope::names
