// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/name_book.h"

#include "base/hex.h"
#include "chain/location_name.h"
#include "names/guesses.h"
#include "names/known_signatures.h"
#include "names/proxies.h"

#include <algorithm>
#include <set>

namespace lanescope::names {

namespace {

constexpr std::string_view guess_mark = " (guess)";

/// As much of the paths as they share, up to a dot.
std::size_t common_prefix(const std::vector<StorageField>& fields)
{
    const std::string& first = fields.front().path;
    std::size_t shared = first.size();
    for (const StorageField& field : fields) {
        const auto differs =
            std::mismatch(first.begin(), first.end(), field.path.begin(), field.path.end());
        shared = std::min(shared, static_cast<std::size_t>(differs.first - first.begin()));
    }
    const std::size_t dot = first.rfind('.', shared);
    return dot == std::string::npos ? 0 : dot + 1;
}

/// Event parameters that the ERC-721 tokens index, where ERC-20 does not.
const AbiEntry& unique_transfer()
{
    static const AbiEntry entry =
        *parse_signature("Transfer(indexed address,indexed address,indexed uint256)");
    return entry;
}

}  // namespace

std::string address_hex(const Address& address, NameStyle style)
{
    const std::string hex = to_hex(address);
    return style == NameStyle::whole ? hex : hex.substr(0, 6) + "…" + hex.substr(hex.size() - 4);
}

std::string StorageName::text() const
{
    std::string path;
    if (fields.size() == 1) {
        path = fields.front().path;
    } else if (!fields.empty()) {
        const std::size_t shared = common_prefix(fields);
        path = fields.front().path.substr(0, shared) + "{";
        for (std::size_t i = 0; i < fields.size(); ++i) {
            path += (i == 0 ? "" : ", ") + fields[i].path.substr(shared);
        }
        path += "}";
    }
    std::string text = has_contract ? contract + "." + path : path + " of " + contract;
    if (is_guess) {
        text += guess_mark;
    }
    return text;
}

std::string DecodedName::text() const
{
    return decoded.text() + std::string(is_guess ? guess_mark : "");
}

std::string DecodedName::name() const
{
    return decoded.name + std::string(is_guess ? guess_mark : "");
}

NameBook::NameBook(std::shared_ptr<const ContractSet> contracts, const GivenState& pre_state,
                   std::shared_ptr<const Evidence> evidence)
    : contracts_(std::move(contracts)),
      evidence_(std::move(evidence)),
      preimages_(evidence_ ? &evidence_->preimages : nullptr)
{
    for (const auto& [address, account] : pre_state) {
        recognise(address, account.code);
    }
    if (evidence_) {
        for (const auto& [address, code] : evidence_->created) {
            recognise(address, code);
        }
        guesses_ = guess_layouts(*evidence_);
    }
    find_implementations(pre_state);
    name_accounts();
    std::set<const Contract*> seen;
    for (const auto& [address, account] : accounts_) {
        if (account.own != nullptr && seen.insert(account.own).second) {
            account.own->layout.add_fixed_preimages(preimages_);
        }
    }
    standard_layout().add_fixed_preimages(preimages_);
}

void NameBook::recognise(const Address& address, ByteView code)
{
    if (code.empty()) {
        return;
    }
    Account& account = accounts_[address];
    account.own = contracts_ ? contracts_->find(code) : nullptr;
    recognised_ += account.own != nullptr ? 1 : 0;
    if (const auto target = clone_target(code)) {
        targets_[address] = *target;
    }
}

void NameBook::find_implementations(const GivenState& pre_state)
{
    const auto slot_of = [&](const Address& address,
                             const Uint256& slot) -> std::optional<Address> {
        const auto account = pre_state.find(address);
        if (account == pre_state.end()) {
            return std::nullopt;
        }
        Hash key;
        store_big_endian(key.bytes.data(), slot);
        const auto value = account->second.storage.find(key);
        if (value == account->second.storage.end() || value->second.is_zero()) {
            return std::nullopt;
        }
        Hash word;
        store_big_endian(word.bytes.data(), value->second);
        return Address::from(word.view().last(Address::size));
    };
    for (auto& [address, account] : accounts_) {
        const auto add = [&, &account = account](const Address& implementation) {
            const auto found = accounts_.find(implementation);
            if (found != accounts_.end() && found->second.own != nullptr &&
                std::find(account.implementations.begin(), account.implementations.end(),
                          found->second.own) == account.implementations.end()) {
                account.implementations.push_back(found->second.own);
            }
        };
        if (const auto target = targets_.find(address); target != targets_.end()) {
            add(target->second);
        }
        for (const ProxySlot& proxy : proxy_slots()) {
            if (const auto value =
                    proxy.holds_implementation ? slot_of(address, proxy.slot) : std::nullopt) {
                add(*value);
            }
        }
        // What ran says it in every other case: a beacon's answer, a diamond, a proxy made by hand.
        if (evidence_) {
            const auto delegates = evidence_->delegates.find(address);
            if (delegates != evidence_->delegates.end()) {
                std::for_each(delegates->second.begin(), delegates->second.end(), add);
            }
        }
    }
}

void NameBook::name_accounts()
{
    std::map<std::string, int> count;
    for (auto& [address, account] : accounts_) {
        // A proxy has no variables of its own: what it stands for is what people call it.
        const bool is_proxy = !account.implementations.empty() &&
                              (account.own == nullptr || account.own->layout.empty());
        const Contract* shown = is_proxy ? account.implementations.front() : account.own;
        if (shown != nullptr) {
            account.name = shown->name;
            // An implementation that stands behind proxies is told from them.
            ++count[account.name];
        }
    }
    for (auto& [address, account] : accounts_) {
        account.is_only_one = count[account.name] < 2;
    }
}

const NameBook::Account* NameBook::find(const Address& address) const
{
    const auto found = accounts_.find(address);
    return found == accounts_.end() ? nullptr : &found->second;
}

std::optional<std::string> NameBook::account_name(const Address& address, NameStyle style) const
{
    const Account* account = find(address);
    if (account == nullptr || account->name.empty()) {
        return std::nullopt;
    }
    return account->is_only_one ? account->name
                                : account->name + "(" + address_hex(address, style) + ")";
}

std::string NameBook::address_text(const Address& address, NameStyle style) const
{
    const auto name = account_name(address, style);
    return name ? *name : address_hex(address, style);
}

std::string NameBook::description(const Address& address) const
{
    const Account* account = find(address);
    if (account == nullptr || account->name.empty()) {
        return {};
    }
    std::string text = account->own != nullptr ? account->own->name : std::string("proxy");
    if (!account->implementations.empty()) {
        text += " to " + account->implementations.front()->name;
    }
    const Contract* shown =
        account->own != nullptr ? account->own : account->implementations.front();
    return shown->source.empty() ? text : text + ", " + shown->source;
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
    if (const Account* account = find(address)) {
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
    const Account* account = address ? find(*address) : nullptr;
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
    for (const auto& [address, account] : accounts_) {
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
