// SPDX-License-Identifier: GPL-3.0-or-later
// How a world takes over the changes of a block from many threads.
#include "base/prefetch.h"
#include "state/world_state.h"

#include <atomic>

namespace lanescope {

namespace {

/// So many steps before an entry is needed its place is looked up, twice as many before that is loaded.
constexpr std::size_t ahead = 8;

/// From here on making room at once is worth looking how much.
constexpr std::size_t many = 256;

}  // namespace

std::uint32_t WorldState::find(const Address& address, std::uint32_t place) const noexcept
{
    return place < accounts_.size() && accounts_[place].key == address ? place
                                                                       : accounts_.find(address);
}

void WorldState::put_balance(std::uint32_t place, const Uint256& balance) noexcept
{
    accounts_[place].value.set_balance(balance);
}

void WorldState::add_to_balance(std::uint32_t place, const Uint256& amount) noexcept
{
    Account& account = accounts_[place].value;
    account.set_balance(account.balance() + amount);
}

void WorldState::put_nonce(std::uint32_t place, std::uint64_t nonce) noexcept
{
    accounts_[place].value.set_nonce(nonce);
}

void WorldState::put_slot(std::uint32_t account_place, std::uint32_t place, const Uint256& value)
{
    const std::uint32_t number = accounts_[account_place].value.contract;
    Uint256& stored = contracts_[number - 1].storage[place].value;
    if (stored.is_zero() != value.is_zero()) {
        nonzero_put_.resize(contracts_.size());
        nonzero_put_[number - 1] += stored.is_zero() ? 1u : ~0u;
    }
    for (std::size_t i = 0; i < 4; ++i) {
        __atomic_store_n(&stored.limb[i], value.limb[i], __ATOMIC_RELAXED);
    }
}

void WorldState::apply_in_place(const StateChanges& changes, Remainder& rest)
{
    for (const StateChanges::Account& change : changes.accounts) {
        if (change.place < accounts_.size()) {
            prefetch_line(&accounts_[change.place]);
        }
    }
    for (const StateChanges::Account& change : changes.accounts) {
        // Other threads may look at whether the account exists and has storage.
        const bool is_value = !change.storage_wiped &&
                              !contains(change.changed, AccountFields::existence) &&
                              !contains(change.changed, AccountFields::code);
        const auto index = find(change.address, change.place);
        if (index == accounts_.none) {
            const bool is_new = change.exists && !change.storage_wiped &&
                                contains(change.changed, AccountFields::existence) &&
                                (!contains(change.changed, AccountFields::code) ||
                                 change.value.code_hash == empty_code_hash);
            (is_new ? rest.new_accounts : rest.others.accounts).push_back(change);
        } else if (is_value && accounts_[index].value.exists != 0) {
            assign_value(accounts_[index].value, change);
        } else {
            rest.others.accounts.push_back(change);
        }
    }
    rest.others.code.insert(rest.others.code.end(), changes.code.begin(), changes.code.end());

    // Few: most slots have a place, and were put there at their commit, or are new, and say so.
    for (const StateChanges::Slot& change : changes.storage) {
        const auto index = find(change.address, change.place);
        const std::uint32_t number = index == accounts_.none ? 0 : accounts_[index].value.contract;
        if (number == 0 || change.follows_wipe) {
            rest.others.storage.push_back(change);
            continue;
        }
        Contract& owner = contracts_[number - 1];
        const auto found = owner.storage.find(change.key);
        if (found == owner.storage.none) {
            rest.add_new_slot(number, change.key, change.value);
            continue;
        }
        Uint256& value = owner.storage[found].value;
        if (value.is_zero() != change.value.is_zero()) {
            std::atomic_ref(owner.nonzero_slots)
                .fetch_add(value.is_zero() ? 1u : ~0u, std::memory_order_relaxed);
        }
        value = change.value;
    }
}

void WorldState::make_room(std::span<Remainder> rests)
{
    for (std::size_t contract = 0; contract < nonzero_put_.size(); ++contract) {
        contracts_[contract].nonzero_slots += nonzero_put_[contract];
    }
    nonzero_put_.clear();
    std::size_t accounts = 0;
    std::unordered_map<std::uint32_t, std::uint32_t> slots;  // by contract
    for (const Remainder& rest : rests) {
        accounts += rest.new_accounts.size();
        for (const Remainder::Run& run : rest.runs) {
            slots[run.contract] += run.count;
        }
    }
    if (accounts >= many) {
        new_accounts_ = accounts_.extend(accounts);
        std::uint32_t first = new_accounts_->first;
        for (Remainder& rest : rests) {
            rest.first_account = first;
            first += static_cast<std::uint32_t>(rest.new_accounts.size());
        }
    }
    std::unordered_map<std::uint32_t, std::uint32_t> next;  // entry of the contract
    for (const auto& [contract, count] : slots) {
        if (count >= many) {
            const auto made = contracts_[contract - 1].storage.extend(count);
            new_slots_.push_back({contract, {made.first, made.settle_from}});
            next[contract] = made.first;
        }
    }
    for (Remainder& rest : rests) {
        for (Remainder::Run& run : rest.runs) {
            if (const auto at = next.find(run.contract); at != next.end()) {
                run.is_placed = true;
                run.first = std::exchange(at->second, at->second + run.count);
            }
        }
    }
}

template <class Map>
void WorldState::settle_old(Map& map, const Extension& extension, std::uint32_t part,
                            std::uint32_t parts)
{
    const std::uint64_t count = extension.first - extension.settle_from;
    const auto begin = extension.settle_from + static_cast<std::uint32_t>(count * part / parts);
    const auto end = extension.settle_from + static_cast<std::uint32_t>(count * (part + 1) / parts);
    for (std::uint32_t index = begin; index < end; ++index) {
        if (index + ahead < end) {
            map.prefetch_slot(map[index + ahead].key);
        }
        map.settle(index);
    }
}

void WorldState::apply_new(std::span<const Remainder> rests, std::uint32_t part,
                           std::uint32_t parts)
{
    if (new_accounts_) {
        settle_old(accounts_, *new_accounts_, part, parts);
    }
    for (const auto& [contract, extension] : new_slots_) {
        settle_old(contracts_[contract - 1].storage, extension, part, parts);
    }
    for (std::size_t i = part; i < rests.size() && new_accounts_; i += parts) {
        const auto& changes = rests[i].new_accounts;
        for (std::size_t at = 0; at < changes.size(); ++at) {
            if (at + ahead < changes.size()) {
                accounts_.prefetch_slot(changes[at + ahead].address);
            }
            const auto index = rests[i].first_account + static_cast<std::uint32_t>(at);
            Account& account = accounts_.make(index, changes[at].address).value;
            account.exists = 1;
            assign_value(account, changes[at]);
            accounts_.settle(index);
        }
    }
    for (std::size_t i = 0; i < rests.size(); ++i) {
        const bool is_own = i % parts == part;
        for (const Remainder::Run& run : rests[i].runs) {
            Contract& contract = contracts_[run.contract - 1];
            const auto fresh = std::span(rests[i].new_slots).subspan(run.begin, run.count);
            if (run.is_placed && is_own) {
                put_new(contract, fresh, run.first);
            } else if (!run.is_placed && run.contract % parts == part) {
                for (const auto& [key, value] : fresh) {
                    store(contract, key, value);
                }
            }
        }
    }
}

void WorldState::put_new(Contract& contract, std::span<const Remainder::NewSlot> fresh,
                         std::uint32_t first)
{
    std::uint32_t nonzero = 0;
    for (std::size_t at = 0; at < fresh.size(); ++at) {
        if (at + ahead < fresh.size()) {
            contract.storage.prefetch_slot(fresh[at + ahead].key);
        }
        const auto index = first + static_cast<std::uint32_t>(at);
        contract.storage.make(index, fresh[at].key).value = fresh[at].value;
        contract.storage.settle(index);
        nonzero += fresh[at].value.is_zero() ? 0 : 1;
    }
    std::atomic_ref(contract.nonzero_slots).fetch_add(nonzero, std::memory_order_relaxed);
}

void WorldState::apply_rest(std::span<const Remainder> rests)
{
    const bool new_ones_are_in = new_accounts_.has_value();
    new_accounts_.reset();
    new_slots_.clear();
    std::size_t accounts = 0;
    for (const Remainder& rest : rests) {
        accounts += rest.others.accounts.size();
    }
    if (accounts >= many) {
        accounts_.reserve(accounts_.size() + accounts);
    }
    // Accounts first: what is wiped must not be what another part stored.
    for (const Remainder& rest : rests) {
        if (!new_ones_are_in) {
            apply_accounts(rest.new_accounts);
        }
        apply_accounts(rest.others.accounts);
        for (const auto& [hash, bytes] : rest.others.code) {
            code_.try_emplace(hash, bytes);
        }
    }
    for (const Remainder& rest : rests) {
        for (const StateChanges::Slot& change : rest.others.storage) {
            store(accounts_[accounts_.find_or_insert(change.address).first].value, change.key,
                  change.value);
        }
    }
}

void WorldState::assign_value(Account& account, const StateChanges::Account& change)
{
    if (contains(change.changed, AccountFields::balance)) {
        account.set_balance(change.value.balance);
    }
    if (contains(change.changed, AccountFields::nonce)) {
        account.set_nonce(change.value.nonce);
    }
}

void WorldState::apply_accounts(std::span<const StateChanges::Account> changes)
{
    for (std::size_t i = 0; i < changes.size(); ++i) {
        if (i + 2 * ahead < changes.size()) {
            accounts_.prefetch_slot(changes[i + 2 * ahead].address);
        }
        if (i + ahead < changes.size()) {
            accounts_.prefetch_entry(changes[i + ahead].address);
        }
        const StateChanges::Account& change = changes[i];
        Account& account = accounts_[accounts_.find_or_insert(change.address).first].value;
        if (change.storage_wiped) {
            wipe_storage(account);
        }
        const bool exists = contains(change.changed, AccountFields::existence)
                                ? change.exists
                                : account.exists != 0;
        assign(account, exists, change.changed, change.value);
    }
}

}  // namespace lanescope
