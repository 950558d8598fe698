// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/known_accounts.h"

#include "names/proxies.h"

#include <algorithm>

namespace lanescope::names {

KnownAccounts::KnownAccounts(const ContractSet* contracts, const GivenState& pre_state,
                             const Evidence* evidence)
{
    for (const auto& [address, account] : pre_state) {
        recognise(contracts, address, account.code);
    }
    if (evidence != nullptr) {
        for (const auto& [address, code] : evidence->created) {
            recognise(contracts, address, code);
        }
    }
    find_implementations(pre_state, evidence);
    name_accounts();
}

void KnownAccounts::recognise(const ContractSet* contracts, const Address& address, ByteView code)
{
    if (code.empty()) {
        return;
    }
    KnownAccount& account = accounts_[address];
    account.own = contracts != nullptr ? contracts->find(code) : nullptr;
    recognised_ += account.own != nullptr ? 1 : 0;
    if (const auto target = clone_target(code)) {
        targets_[address] = *target;
    }
}

void KnownAccounts::find_implementations(const GivenState& pre_state, const Evidence* evidence)
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
        if (evidence != nullptr) {
            const auto delegates = evidence->delegates.find(address);
            if (delegates != evidence->delegates.end()) {
                std::for_each(delegates->second.begin(), delegates->second.end(), add);
            }
        }
    }
}

void KnownAccounts::name_accounts()
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

const KnownAccount* KnownAccounts::find(const Address& address) const
{
    const auto found = accounts_.find(address);
    return found == accounts_.end() ? nullptr : &found->second;
}

std::optional<std::string> KnownAccounts::name(const Address& address, NameStyle style) const
{
    const KnownAccount* account = find(address);
    if (account == nullptr || account->name.empty()) {
        return std::nullopt;
    }
    return account->is_only_one ? account->name
                                : account->name + "(" + address_hex(address, style) + ")";
}

std::string KnownAccounts::text(const Address& address, NameStyle style) const
{
    const auto name = this->name(address, style);
    return name ? *name : address_hex(address, style);
}

std::string KnownAccounts::description(const Address& address) const
{
    const KnownAccount* account = find(address);
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

}  // namespace lanescope::names
