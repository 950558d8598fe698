// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "names/abi_type.h"

#include <array>
#include <optional>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace lanescope::names {

/// The first four bytes of a call's data, or of a custom error's.
using Selector = FixedBytes<4, struct SelectorTag>;

/// The selector that call data or return data begins with; nothing if it is shorter.
[[nodiscard]] std::optional<Selector> selector_of(ByteView data);

/// A function, an event or a custom error.
struct AbiEntry {
    std::string name;
    std::vector<AbiParameter> inputs;
    std::vector<AbiParameter> outputs;  ///< of a function
    bool anonymous = false;             ///< of an event: has no topic of its own

    /// "transfer(address,uint256)"
    [[nodiscard]] std::string signature() const;
    /// keccak256 of the signature: an event's first topic.
    [[nodiscard]] Hash topic() const;
    /// The topic's first four bytes.
    [[nodiscard]] Selector selector() const;
};

/// The entry that "transfer(address,uint256)" spells; nothing if it spells none. Parameters have no
/// names; "indexed" may stand before one's type.
[[nodiscard]] std::optional<AbiEntry> parse_signature(std::string_view signature);

/// What a contract's interface says. Of two entries with one key the first counts.
class Abi {
public:
    void add_function(AbiEntry entry);
    void add_event(AbiEntry entry);
    void add_error(AbiEntry entry);

    [[nodiscard]] const AbiEntry* function(const Selector& selector) const;
    /// Anonymous events are not found.
    [[nodiscard]] const AbiEntry* event(const Hash& topic) const;
    [[nodiscard]] const AbiEntry* error(const Selector& selector) const;
    [[nodiscard]] bool empty() const noexcept
    {
        return functions_.empty() && events_.empty() && errors_.empty();
    }
    [[nodiscard]] const std::unordered_map<Selector, AbiEntry>& functions() const noexcept
    {
        return functions_;
    }

private:
    std::unordered_map<Selector, AbiEntry> functions_;
    std::unordered_map<Hash, AbiEntry> events_;
    std::unordered_map<Selector, AbiEntry> errors_;
};

}  // namespace lanescope::names
