// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/name_book.h"

#include "base/hex.h"
#include "chain/location_name.h"
#include "names/guesses.h"
#include "names/known_signatures.h"

#include <set>
#include <span>

namespace lanescope::names {

namespace {

/// Event parameters that the ERC-721 tokens index, where ERC-20 does not.
const AbiEntry& unique_transfer()
{
    static const AbiEntry entry =
        *parse_signature("Transfer(indexed address,indexed address,indexed uint256)");
    return entry;
}

}  // namespace

NameBook::NameBook(std::shared_ptr<const ContractSet> contracts, const GivenState& pre_state,
                   std::shared_ptr<const Evidence> evidence)
    : contracts_(std::move(contracts)),
      evidence_(std::move(evidence)),
      accounts_(contracts_.get(), pre_state, evidence_.get()),
      preimages_(evidence_ ? &evidence_->preimages : nullptr)
{
    if (evidence_) {
        guesses_ = guess_layouts(*evidence_);
    }
    std::set<const Contract*> seen;
    for (const auto& [address, account] : accounts_.all()) {
        if (account.own != nullptr && seen.insert(account.own).second) {
            account.own->layout.add_fixed_preimages(preimages_);
        }
    }
    standard_layout().add_fixed_preimages(preimages_);
}

std::optional<StorageName> NameBook::storage(const Address& address, const Uint256& slot,
                                             NameStyle style) const
{
    const auto text_of = [&](const Address& key) { return address_text(key, style); };
    const KeyText key_text = [&](const std::string& type, ByteView key) {
        return plain_key_text(type, key, text_of);
    };
    StorageName name;
    const auto account_text = account_name(address, style);
    name.has_contract = account_text.has_value();
    name.contract = account_text ? *account_text : address_hex(address, style);
    const auto try_layout = [&](const StorageLayout& layout) {
        name.fields = layout.fields_at(slot, preimages_, key_text);
        return !name.fields.empty();
    };
    if (const KnownAccount* account = accounts_.find(address)) {
        if (account->own != nullptr && try_layout(account->own->layout)) {
            return name;
        }
        for (const Contract* implementation : account->implementations) {
            if (try_layout(implementation->layout)) {
                return name;
            }
        }
    }
    name.is_guess = true;
    if (try_layout(standard_layout())) {
        return name;
    }
    const auto guess = guesses_.find(address);
    if (guess != guesses_.end() && try_layout(guess->second)) {
        return name;
    }
    // Nobody says what the mapping is called, but its key is known.
    const auto entry = mapping_entry(slot, preimages_);
    if (!entry) {
        return std::nullopt;
    }
    name.is_guess = false;
    StorageField field;
    field.path = "slot " + to_hex_quantity(entry->root);
    for (const Uint256& key : entry->keys) {
        Hash word;
        store_big_endian(word.bytes.data(), key);
        field.path +=
            "[" + plain_key_text(looks_like_address(key) ? "address" : "", word.view(), text_of) +
            "]";
    }
    if (!entry->offset.is_zero()) {
        field.path += " + " + decimal_text(entry->offset);
    }
    name.fields.push_back(std::move(field));
    return name;
}

std::optional<StorageName> NameBook::change(const Address& address, const Uint256& slot,
                                            const Uint256& before, const Uint256& after,
                                            NameStyle style) const
{
    auto name = storage(address, slot, style);
    if (name) {
        auto changed = changed_fields(name->fields, before, after);
        if (!changed.empty()) {
            name->fields = std::move(changed);
        }
    }
    return name;
}

std::optional<std::string> NameBook::location_text(const Location& location, NameStyle style) const
{
    if (location.kind == LocationKind::storage_slot) {
        const auto name = storage(location.address, location.slot, style);
        return name ? std::optional(name->text()) : std::nullopt;
    }
    const auto name = account_name(location.address, style);
    return name ? std::optional(std::string(name_of(location.kind)) + " of " + *name)
                : std::nullopt;
}

template <class Find>
const AbiEntry* NameBook::in_abis_of(const std::optional<Address>& address, Find&& find_in) const
{
    const KnownAccount* account = address ? accounts_.find(*address) : nullptr;
    if (account == nullptr) {
        return nullptr;
    }
    if (const AbiEntry* entry = account->own != nullptr ? find_in(account->own->abi) : nullptr) {
        return entry;
    }
    for (const Contract* implementation : account->implementations) {
        if (const AbiEntry* entry = find_in(implementation->abi)) {
            return entry;
        }
    }
    return nullptr;
}

template <class Find>
const AbiEntry* NameBook::in_any_abi(Find&& find_in) const
{
    for (const auto& [address, account] : accounts_.all()) {
        if (const AbiEntry* entry = account.own != nullptr ? find_in(account.own->abi) : nullptr) {
            return entry;
        }
    }
    return nullptr;
}

std::optional<DecodedName> NameBook::call(const Address& to, ByteView data, NameStyle style) const
{
    const auto selector = selector_of(data);
    if (!selector) {
        return std::nullopt;
    }
    const auto find_in = [&](const Abi& abi) { return abi.function(*selector); };
    const AbiEntry* entry = in_abis_of(to, find_in);
    const bool is_guess = entry == nullptr;
    if (is_guess) {
        entry = find_in(known_signatures());
    }
    if (entry == nullptr) {
        return std::nullopt;
    }
    auto decoded = decode_call(
        *entry, data, [&](const Address& address) { return address_text(address, style); });
    if (!decoded) {
        return std::nullopt;
    }
    return DecodedName{*std::move(decoded), is_guess};
}

std::optional<DecodedName> NameBook::function(const std::optional<Address>& to,
                                              const Selector& selector) const
{
    const auto find_in = [&](const Abi& abi) { return abi.function(selector); };
    const AbiEntry* entry = in_abis_of(to, find_in);
    if (entry == nullptr && !to) {
        entry = in_any_abi(find_in);
    }
    const bool is_guess = entry == nullptr;
    if (is_guess) {
        entry = find_in(known_signatures());
    }
    if (entry == nullptr) {
        return std::nullopt;
    }
    return DecodedName{{entry->signature(), {}}, is_guess};
}

std::optional<DecodedName> NameBook::event(const Log& log, NameStyle style) const
{
    if (log.topics.empty()) {
        return std::nullopt;
    }
    const auto text_of = [&](const Address& address) { return address_text(address, style); };
    const auto find_in = [&](const Abi& abi) { return abi.event(log.topics.front()); };
    const std::span topics(log.topics.begin(), log.topics.end());
    if (const AbiEntry* entry = in_abis_of(log.address, find_in)) {
        if (auto decoded = decode_event(*entry, topics, log.data, text_of)) {
            return DecodedName{*std::move(decoded), false};
        }
    }
    if (const AbiEntry* entry = find_in(known_signatures())) {
        auto decoded = decode_event(*entry, topics, log.data, text_of);
        if (!decoded && entry->topic() == unique_transfer().topic()) {
            decoded = decode_event(unique_transfer(), topics, log.data, text_of);
        }
        if (decoded) {
            return DecodedName{*std::move(decoded), true};
        }
    }
    return std::nullopt;
}

std::optional<DecodedName> NameBook::error(const std::optional<Address>& to, ByteView output,
                                           NameStyle style) const
{
    const auto selector = selector_of(output);
    if (!selector) {
        return std::nullopt;
    }
    const auto text_of = [&](const Address& address) { return address_text(address, style); };
    const auto find_in = [&](const Abi& abi) { return abi.error(*selector); };
    if (const AbiEntry* entry = find_in(language_errors())) {
        auto decoded = decode_call(*entry, output, text_of);
        if (decoded && entry->name == "Panic") {
            const Uint256 code = load_big_endian(output.data() + Selector::size);
            const std::string_view meaning =
                code.fits64() ? panic_meaning(code.low64()) : std::string_view{};
            decoded->values.front().text =
                to_hex_quantity(code) + (meaning.empty() ? "" : ": " + std::string(meaning));
        }
        return decoded ? std::optional(DecodedName{*std::move(decoded), false}) : std::nullopt;
    }
    const AbiEntry* entry = in_abis_of(to, find_in);
    bool is_guess = false;
    if (entry == nullptr) {
        // It may have come up from a contract that was called further down.
        entry = in_any_abi(find_in);
    }
    if (entry == nullptr) {
        entry = find_in(known_signatures());
        is_guess = true;
    }
    auto decoded = entry != nullptr ? decode_call(*entry, output, text_of) : std::nullopt;
    return decoded ? std::optional(DecodedName{*std::move(decoded), is_guess}) : std::nullopt;
}

const Evidence::Outcome* NameBook::outcome(std::uint32_t transaction) const
{
    return evidence_ && transaction < evidence_->transactions.size()
               ? &evidence_->transactions[transaction]
               : nullptr;
}

}  // namespace lanescope::names
