// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/storage_layout.h"

#include "base/hex.h"
#include "names/abi_values.h"

#include <algorithm>
#include <optional>

namespace lanescope::names {

namespace {

constexpr std::uint32_t word_bytes = 32;

/// One hash on the way from a variable to a slot.
struct Hop {
    ByteView key;    ///< of a mapping; empty for the data of an array
    Uint256 offset;  ///< slots after the hash
    bool is_array = false;
};

std::uint64_t slots_of(const Uint256& bytes)
{
    const Uint256 slots = (bytes + Uint256(word_bytes - 1)) >> 5;
    return slots.fits64() ? std::max<std::uint64_t>(slots.low64(), 1) : ~0ull;
}

/// Follows types from a variable down to what stands in one slot.
class Walk {
public:
    Walk(const StorageLayout& layout, const std::vector<Hop>& hops, const KeyText& key_text,
         std::vector<StorageField>& fields, int& steps_left)
        : layout_(layout),
          hops_(hops),
          key_text_(key_text),
          fields_(fields),
          steps_left_(steps_left)
    {
    }

    /// `type` begins `offset` bytes into the slot that lies `slot` slots before the sought one, which
    /// `hop` hashes have led to.
    void descend(std::uint32_t type, const Uint256& slot, std::uint32_t offset, std::size_t hop,
                 const std::string& path, int depth)
    {
        if (type >= layout_.types.size() || depth > StorageLayout::max_depth ||
            fields_.size() >= StorageLayout::max_fields || --steps_left_ < 0) {
            return;
        }
        const StorageType& what = layout_.types[type];
        const bool arrived = hop == hops_.size();
        switch (what.encoding) {
        case StorageType::Encoding::mapping:
            if (!slot.is_zero()) {
                return;
            }
            if (arrived) {
                add(path, what, 0, word_bytes);
            } else if (!hops_[hop].is_array) {
                const std::string key = key_text_(
                    what.key < layout_.types.size() ? layout_.types[what.key].label : std::string(),
                    hops_[hop].key);
                descend(what.element, hops_[hop].offset, 0, hop + 1, path + "[" + key + "]",
                        depth + 1);
            }
            return;
        case StorageType::Encoding::dynamic_array:
            if (!slot.is_zero()) {
                return;
            }
            if (arrived) {
                add(path + ".length", what, 0, word_bytes);
            } else if (hops_[hop].is_array) {
                element(what, hops_[hop].offset, std::nullopt, hop + 1, path, depth);
            }
            return;
        case StorageType::Encoding::bytes:
            if (!slot.is_zero()) {
                return;
            }
            if (arrived) {
                add(path, what, 0, word_bytes);
            } else if (hops_[hop].is_array && hop + 1 == hops_.size()) {
                const Uint256 first = hops_[hop].offset << 5;
                add(path + " bytes " + decimal_text(first) + "…" + decimal_text(first + 31), what,
                    0, word_bytes);
            }
            return;
        case StorageType::Encoding::inplace:
            break;
        }
        if (!what.members.empty()) {
            members(what, slot, hop, path, depth);
        } else if (what.element != StorageType::none) {
            element(what, slot, what.bytes, hop, path, depth);
        } else if (arrived && slot.is_zero() && what.bytes <= Uint256(word_bytes)) {
            add(path, what, offset, static_cast<std::uint32_t>(what.bytes.low64()));
        }
    }

private:
    void add(const std::string& path, const StorageType& type, std::uint32_t offset,
             std::uint32_t size)
    {
        if (fields_.size() < StorageLayout::max_fields && offset + size <= word_bytes && size > 0) {
            fields_.push_back({path, type.label, offset, size});
        }
    }

    void members(const StorageType& type, const Uint256& slot, std::size_t hop,
                 const std::string& path, int depth)
    {
        for (const StorageType::Member& member : type.members) {
            const Uint256 begin(member.slot);
            if (slot < begin || member.type >= layout_.types.size() ||
                slot - begin >= Uint256(slots_of(layout_.types[member.type].bytes))) {
                continue;
            }
            descend(member.type, slot - begin, member.offset, hop, path + "." + member.name,
                    depth + 1);
        }
    }

    /// Elements of an array of which `slot` is counted from the first; `bytes` bound a fixed one.
    void element(const StorageType& array, const Uint256& slot, const std::optional<Uint256>& bytes,
                 std::size_t hop, const std::string& path, int depth)
    {
        if (array.element >= layout_.types.size() || (bytes && slot >= Uint256(slots_of(*bytes)))) {
            return;
        }
        const StorageType& type = layout_.types[array.element];
        const auto descend_to = [&](const Uint256& index, const Uint256& inside,
                                    std::uint32_t offset) {
            descend(array.element, inside, offset, hop, path + "[" + decimal_text(index) + "]",
                    depth + 1);
        };
        if (type.bytes > Uint256(word_bytes / 2)) {
            const Uint256 size(slots_of(type.bytes));
            const DivisionResult place = divide(slot, size);
            descend_to(place.quotient, place.remainder, 0);
            return;
        }
        const auto size = static_cast<std::uint32_t>(type.bytes.low64());
        if (size == 0) {
            return;
        }
        const std::uint32_t per_slot = word_bytes / size;
        const std::uint64_t count = array_length(array);
        for (std::uint32_t i = 0; i < per_slot; ++i) {
            const Uint256 index = slot * Uint256(per_slot) + Uint256(i);
            if (!bytes || count == 0 || index < Uint256(count)) {
                descend_to(index, {}, i * size);
            }
        }
    }

    /// Of a fixed array, from its label: the layout gives whole slots only. 0: the label does not say.
    static std::uint64_t array_length(const StorageType& array)
    {
        const std::size_t open = array.label.rfind('[');
        const std::size_t close = array.label.rfind(']');
        if (open == std::string::npos || close == std::string::npos || close < open) {
            return 0;
        }
        const auto length = uint256_from_text(array.label.substr(open + 1, close - open - 1));
        return length && length->fits64() ? length->low64() : 0;
    }

    const StorageLayout& layout_;
    const std::vector<Hop>& hops_;
    const KeyText& key_text_;
    std::vector<StorageField>& fields_;
    int& steps_left_;
};

/// Slots of arrays and texts at fixed places, within a budget of types to look at.
class FixedArrays {
public:
    FixedArrays(const StorageLayout& layout, KeccakPreimages& preimages)
        : layout_(layout), preimages_(preimages)
    {
    }

    void add(std::uint32_t type, const Uint256& slot, int depth)
    {
        if (type >= layout_.types.size() || depth > StorageLayout::max_depth || --steps_left_ < 0) {
            return;
        }
        const StorageType& what = layout_.types[type];
        if (what.encoding == StorageType::Encoding::dynamic_array ||
            what.encoding == StorageType::Encoding::bytes) {
            Hash word;
            store_big_endian(word.bytes.data(), slot);
            preimages_.add(word.view());
            return;
        }
        for (const StorageType::Member& member : what.members) {
            add(member.type, slot + Uint256(member.slot), depth + 1);
        }
        const bool is_fixed_array = what.encoding == StorageType::Encoding::inplace &&
                                    what.members.empty() && what.element < layout_.types.size();
        if (is_fixed_array && layout_.types[what.element].bytes >= Uint256(word_bytes)) {
            const std::uint64_t size = slots_of(layout_.types[what.element].bytes);
            const std::uint64_t count = slots_of(what.bytes) / size;
            for (std::uint64_t i = 0; i < count && steps_left_ > 0; ++i) {
                add(what.element, slot + Uint256(i * size), depth + 1);
            }
        }
    }

private:
    const StorageLayout& layout_;
    KeccakPreimages& preimages_;
    int steps_left_ = 4096;
};

}  // namespace

void StorageLayout::add_fixed_preimages(KeccakPreimages& preimages) const
{
    FixedArrays arrays(*this, preimages);
    for (const StorageVariable& variable : variables) {
        arrays.add(variable.type, variable.slot, 0);
    }
}

std::vector<StorageField> StorageLayout::fields_at(const Uint256& slot,
                                                   const KeccakPreimages& preimages,
                                                   const KeyText& key_text) const
{
    std::vector<StorageField> fields;
    std::vector<Hop> hops;  // the last one first
    int steps_left = max_steps;
    Uint256 root = slot;
    for (int depth = 0; depth < max_depth; ++depth) {
        const std::vector<Hop> forward(hops.rbegin(), hops.rend());
        for (const StorageVariable& variable : variables) {
            if (root < variable.slot || variable.type >= types.size() ||
                root - variable.slot >= Uint256(slots_of(types[variable.type].bytes))) {
                continue;
            }
            Walk(*this, forward, key_text, fields, steps_left)
                .descend(variable.type, root - variable.slot, variable.offset, 0, variable.name, 0);
        }
        const auto found = fields.empty() ? preimages.below(root) : std::nullopt;
        if (!found) {
            break;
        }
        // keccak256(slot) begins an array, keccak256(key ++ slot) is an entry of a mapping.
        const ByteView input(*found->input);
        hops.push_back(
            {input.first(input.size() - word_bytes), found->offset, input.size() == word_bytes});
        root = load_big_endian(input.data() + input.size() - word_bytes);
    }
    std::stable_sort(
        fields.begin(), fields.end(),
        [](const StorageField& a, const StorageField& b) { return a.offset < b.offset; });
    return fields;
}

Uint256 field_value(const StorageField& field, const Uint256& word)
{
    const Uint256 shifted = word >> (8 * field.offset);
    return field.size >= word_bytes ? shifted
                                    : shifted & ((Uint256(1) << (8 * field.size)) - Uint256(1));
}

std::vector<StorageField> changed_fields(const std::vector<StorageField>& fields,
                                         const Uint256& before, const Uint256& after)
{
    std::vector<StorageField> changed;
    for (const StorageField& field : fields) {
        if (field_value(field, before) != field_value(field, after)) {
            changed.push_back(field);
        }
    }
    return changed;
}

std::string plain_key_text(const std::string& type, ByteView key,
                           const std::function<std::string(const Address&)>& address_text)
{
    if (type == "string") {
        return quoted_text(key, 48);
    }
    if (type.starts_with("bytes") || key.size() != word_bytes) {
        if (type.size() > 5 && key.size() == word_bytes) {
            const auto size = uint256_from_text(type.substr(5));
            if (size && *size > Uint256(0) && *size < Uint256(word_bytes)) {
                return to_hex(key.first(size->low64()));
            }
        }
        return to_hex(key);
    }
    const Uint256 word = load_big_endian(key.data());
    if (type == "bool") {
        return word.is_zero() ? "false" : "true";
    }
    if (type.starts_with("address") || type.starts_with("contract ")) {
        const Address address = Address::from(key.last(Address::size));
        return address_text ? address_text(address) : to_hex(address);
    }
    if (type.starts_with("int") && word.is_negative()) {
        return "-" + decimal_text(-word);
    }
    // User-defined types do not say what they stand for: what looks like a number is written as one.
    return word.bit_width() <= 80 || type.starts_with("uint") || type.starts_with("int")
               ? decimal_text(word)
               : to_hex_quantity(word);
}

}  // namespace lanescope::names
