// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/world_state.h"

#include "base/keccak.h"

namespace lanescope {

WorldState::WorldState(const GivenState& given, bool whole,
                       std::map<std::uint64_t, Hash> block_hashes)
    : whole_(whole), accounts_(given.size() * 2), block_hashes_(std::move(block_hashes))
{
    for (const auto& [address, account] : given) {
        const auto index = accounts_.find_or_insert(address).first;
        Account& stored = accounts_[index].value;
        stored.exists = true;
        stored.value.balance = account.balance;
        stored.value.nonce = account.nonce;
        if (!account.code.empty()) {
            stored.value.code_hash = keccak256(account.code);
            auto& bytes = code_[stored.value.code_hash];
            if (!bytes) {
                bytes = std::make_shared<const Bytes>(account.code);
            }
        }
        for (const auto& [slot, value] : account.storage) {
            store(index, load_big_endian(slot.bytes.data()), value);
        }
    }
}

Answer WorldState::account(const Address& address, AccountFields, AccountRead& out)
{
    const auto index = accounts_.find(address);
    if (index == accounts_.none) {
        return whole_ ? Answer::absent : Answer::uncovered;
    }
    const Account& account = accounts_[index].value;
    if (!account.exists) {
        return Answer::absent;
    }
    out.value = account.value;
    out.filled = AccountFields::all;
    return Answer::value;
}

Answer WorldState::storage(const Address& address, const Uint256& slot, Uint256& out)
{
    const auto unknown = whole_ ? Answer::absent : Answer::uncovered;
    const auto account = accounts_.find(address);
    if (account == accounts_.none) {
        return unknown;
    }
    const std::uint32_t generation = accounts_[account].value.generation;
    const auto index = slots_.find({account, generation, slot});
    if (index == slots_.none) {
        return generation == 0 ? unknown : Answer::absent;
    }
    out = slots_[index].value;
    return out.is_zero() ? Answer::absent : Answer::value;
}

const Bytes* WorldState::code(const Hash& code_hash)
{
    const auto found = code_.find(code_hash);
    return found == code_.end() ? nullptr : found->second.get();
}

Answer WorldState::block_hash(std::uint64_t number, Hash& out)
{
    const auto found = block_hashes_.find(number);
    if (found == block_hashes_.end()) {
        return Answer::uncovered;
    }
    out = found->second;
    return Answer::value;
}

bool WorldState::has_storage(const Address& address)
{
    const auto index = accounts_.find(address);
    return index != accounts_.none && accounts_[index].value.nonzero_slots != 0;
}

void WorldState::store(std::uint32_t account, const Uint256& slot, const Uint256& value)
{
    Account& owner = accounts_[account].value;
    const auto index = slots_.find_or_insert({account, owner.generation, slot}).first;
    Uint256& stored = slots_[index].value;
    owner.nonzero_slots += (value.is_zero() ? 0u : 1u) - (stored.is_zero() ? 0u : 1u);
    stored = value;
}

void WorldState::apply(const Journal& journal)
{
    journal.for_each_changed_account([&](const Address& address, const JournalAccount& changed) {
        Account& account = accounts_[accounts_.find_or_insert(address).first].value;
        if (!changed.exists || changed.created) {
            ++account.generation;
            account.nonzero_slots = 0;
        }
        account.exists = changed.exists;
        if (!changed.exists) {
            account.value = {};
            return;
        }
        if (contains(changed.filled, AccountFields::balance)) {
            account.value.balance = changed.current.balance;
        }
        if (contains(changed.filled, AccountFields::nonce)) {
            account.value.nonce = changed.current.nonce;
        }
        if (contains(changed.filled, AccountFields::code)) {
            account.value.code_hash = changed.current.code_hash;
        }
    });
    for (const auto& [hash, bytes] : journal.new_code()) {
        code_.try_emplace(hash, bytes);
    }
    journal.for_each_changed_slot(
        [&](const Address& address, const Uint256& slot, const JournalSlot& changed) {
            store(accounts_.find_or_insert(address).first, slot, changed.current);
        });
}

void WorldState::apply(const StateChanges& changes)
{
    for (const StateChanges::Account& change : changes.accounts) {
        Account& account = accounts_[accounts_.find_or_insert(change.address).first].value;
        if (change.storage_wiped) {
            ++account.generation;
            account.nonzero_slots = 0;
        }
        account.exists = change.exists;
        if (!change.exists) {
            account.value = {};
            continue;
        }
        if (contains(change.changed, AccountFields::balance)) {
            account.value.balance = change.value.balance;
        }
        if (contains(change.changed, AccountFields::nonce)) {
            account.value.nonce = change.value.nonce;
        }
        if (contains(change.changed, AccountFields::code)) {
            account.value.code_hash = change.value.code_hash;
        }
    }
    for (const auto& [hash, bytes] : changes.code) {
        code_.try_emplace(hash, bytes);
    }
    for (const StateChanges::Slot& change : changes.slots) {
        store(accounts_.find_or_insert(change.address).first, change.key, change.value);
    }
}

void WorldState::credit(const Address& address, const Uint256& amount, Revision revision)
{
    Account& account = accounts_[accounts_.find_or_insert(address).first].value;
    if (!account.exists) {
        account.value = {};
        account.exists = true;
    }
    account.value.balance += amount;
    if (revision >= Revision::spurious_dragon && account.value.is_empty()) {
        account.exists = false;
        ++account.generation;
        account.nonzero_slots = 0;
    }
}

Uint256 WorldState::drain(const Address& address)
{
    const auto index = accounts_.find(address);
    if (index == accounts_.none || !accounts_[index].value.exists) {
        return {};
    }
    return std::exchange(accounts_[index].value.value.balance, Uint256{});
}

GivenState WorldState::export_state() const
{
    GivenState state;
    std::vector<GivenAccount*> by_index(accounts_.size(), nullptr);
    std::uint32_t index = 0;
    for (const auto& [address, account] : accounts_) {
        if (account.exists) {
            GivenAccount& given = state[address];
            given.balance = account.value.balance;
            given.nonce = account.value.nonce;
            if (account.value.code_hash != empty_code_hash) {
                given.code = *code_.at(account.value.code_hash);
            }
            by_index[index] = &given;
        }
        ++index;
    }
    for (const auto& [key, value] : slots_) {
        GivenAccount* owner = by_index[key.account];
        if (owner != nullptr && key.generation == accounts_[key.account].value.generation &&
            !value.is_zero()) {
            Hash slot;
            store_big_endian(slot.bytes.data(), key.slot);
            owner->storage[slot] = value;
        }
    }
    return state;
}

}  // namespace lanescope
