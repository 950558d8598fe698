// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"
#include "names/keccak_preimages.h"

#include <cstdint>
#include <functional>
#include <string>
#include <vector>

namespace lanescope::names {

/// A type as a compiler's storage layout describes it ("Layout of State Variables in Storage", Solidity
/// documentation). Other types are named by their index in StorageLayout::types.
struct StorageType {
    enum class Encoding : std::uint8_t {
        inplace,        ///< elementary; struct with `members`; array of fixed length with `element`
        mapping,        ///< `key` → `element`
        dynamic_array,  ///< its slot holds the length, keccak256(slot) the first `element`
        bytes,          ///< bytes and string: short ones in their slot, long ones as an array
    };
    static constexpr std::uint32_t none = ~0u;

    struct Member {
        std::string name;
        std::uint64_t slot = 0;    ///< within the struct
        std::uint32_t offset = 0;  ///< bytes above the slot's low end
        std::uint32_t type = none;
    };

    std::string label;  ///< "uint256", "struct Pool.Info", "mapping(address => uint256)"
    Encoding encoding = Encoding::inplace;
    Uint256 bytes = 32;  ///< what a value of it takes; above 32 whole slots
    std::uint32_t element = none;
    std::uint32_t key = none;
    std::vector<Member> members;
};

/// A state variable at the top of a contract, inherited ones among them.
struct StorageVariable {
    std::string name;
    Uint256 slot;
    std::uint32_t offset = 0;  ///< bytes above the slot's low end
    std::uint32_t type = StorageType::none;
};

/// What stands in a slot, or in a part of it.
struct StorageField {
    std::string path;          ///< "balances[0x70…c8]", "info.owner", "list[3]", "list.length"
    std::string type;          ///< label of its type
    std::uint32_t offset = 0;  ///< bytes above the slot's low end
    std::uint32_t size = 32;   ///< bytes
};

/// How a key of a mapping is written: its type's label and its bytes, 32 but for texts.
using KeyText = std::function<std::string(const std::string& type, ByteView key)>;

/// Where a contract's state variables stand. Built by a reader; what a hostile file says is only
/// followed so far (max_depth, max_fields).
struct StorageLayout {
    std::vector<StorageVariable> variables;
    std::vector<StorageType> types;

    /// Mappings of mappings, structs of structs.
    static constexpr int max_depth = 24;
    /// Fields of one slot; no slot has more bytes.
    static constexpr std::size_t max_fields = 32;
    /// Types that one question follows: overlapping structs of structs would lead everywhere.
    static constexpr int max_steps = 20'000;

    [[nodiscard]] bool empty() const noexcept { return variables.empty(); }

    /// Adds what compilers hash themselves, so that no execution shows it: the slots of arrays and texts
    /// that stand at fixed places.
    void add_fixed_preimages(KeccakPreimages& preimages) const;
    /// All that `slot` holds, lowest bytes first; empty if the layout does not explain it. Keys of
    /// mappings and places of arrays come from `preimages`.
    [[nodiscard]] std::vector<StorageField> fields_at(const Uint256& slot,
                                                      const KeccakPreimages& preimages,
                                                      const KeyText& key_text) const;
};

/// The value of a field in a slot's word.
[[nodiscard]] Uint256 field_value(const StorageField& field, const Uint256& word);
/// Those fields whose bytes differ between two words; of a slot with one field, that one if it does.
[[nodiscard]] std::vector<StorageField> changed_fields(const std::vector<StorageField>& fields,
                                                       const Uint256& before, const Uint256& after);
/// A key as its type suggests: an address in hex, a number in decimal, a text in quotes. `address_text`
/// may be empty.
[[nodiscard]] std::string plain_key_text(
    const std::string& type, ByteView key,
    const std::function<std::string(const Address&)>& address_text);

}  // namespace lanescope::names
