// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/abi.h"

#include "base/keccak.h"

namespace lanescope::names {

namespace {

ByteView bytes_of(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

template <class Key>
const AbiEntry* find(const std::unordered_map<Key, AbiEntry>& entries, const Key& key)
{
    const auto found = entries.find(key);
    return found == entries.end() ? nullptr : &found->second;
}

}  // namespace

std::optional<Selector> selector_of(ByteView data)
{
    if (data.size() < Selector::size) {
        return std::nullopt;
    }
    return Selector::from(data.first(Selector::size));
}

std::string AbiEntry::signature() const
{
    std::string text = name + "(";
    bool first = true;
    for (const AbiParameter& input : inputs) {
        text += (first ? "" : ",") + input.type.canonical();
        first = false;
    }
    return text + ")";
}

Hash AbiEntry::topic() const
{
    return keccak256(bytes_of(signature()));
}

Selector AbiEntry::selector() const
{
    return Selector::from(topic().view().first(Selector::size));
}

std::optional<AbiEntry> parse_signature(std::string_view signature)
{
    const std::size_t open = signature.find('(');
    if (open == 0 || open == std::string_view::npos || signature.back() != ')') {
        return std::nullopt;
    }
    AbiEntry entry;
    entry.name = signature.substr(0, open);
    std::string_view rest = signature.substr(open + 1, signature.size() - open - 2);
    constexpr std::string_view indexed = "indexed ";
    while (!rest.empty()) {
        const bool in_topic = rest.starts_with(indexed);
        if (in_topic) {
            rest.remove_prefix(indexed.size());
        }
        std::size_t end = 0;
        for (int depth = 0; end < rest.size() && (depth > 0 || rest[end] != ','); ++end) {
            depth += rest[end] == '(' ? 1 : rest[end] == ')' ? -1 : 0;
        }
        auto type = parse_abi_type(rest.substr(0, end));
        if (!type || end + 1 == rest.size()) {
            return std::nullopt;
        }
        entry.inputs.push_back({{}, *std::move(type), in_topic});
        rest.remove_prefix(std::min(end + 1, rest.size()));
    }
    return entry;
}

void Abi::add_function(AbiEntry entry)
{
    const Selector key = entry.selector();
    functions_.try_emplace(key, std::move(entry));
}

void Abi::add_event(AbiEntry entry)
{
    if (!entry.anonymous) {
        const Hash key = entry.topic();
        events_.try_emplace(key, std::move(entry));
    }
}

void Abi::add_error(AbiEntry entry)
{
    const Selector key = entry.selector();
    errors_.try_emplace(key, std::move(entry));
}

const AbiEntry* Abi::function(const Selector& selector) const
{
    return find(functions_, selector);
}

const AbiEntry* Abi::event(const Hash& topic) const
{
    return find(events_, topic);
}

const AbiEntry* Abi::error(const Selector& selector) const
{
    return find(errors_, selector);
}

}  // namespace lanescope::names
