// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/world_state.h"

#include "base/prefetch.h"

#include "base/keccak.h"

namespace lanescope {

namespace {

/// While put_slot() may write it, and then in vain.
Uint256 load_words(const Uint256& value) noexcept
{
    const auto word = [&](std::size_t i) {
        return __atomic_load_n(&value.limb[i], __ATOMIC_RELAXED);
    };
    return {word(3), word(2), word(1), word(0)};
}

}  // namespace

WorldState::WorldState(const GivenState& given, bool whole,
                       std::map<std::uint64_t, Hash> block_hashes)
    : whole_(whole), accounts_(given.size() * 3 / 2), block_hashes_(std::move(block_hashes))
{
    accounts_.reserve(given.size() * 3 / 2);  // and for those that come
    for (const auto& [address, account] : given) {
        Account& stored = accounts_[accounts_.find_or_insert(address).first].value;
        stored.exists = 1;
        stored.set_balance(account.balance);
        stored.set_nonce(account.nonce);
        if (!account.code.empty()) {
            const Hash hash = keccak256(account.code);
            set_code_hash(stored, hash);
            auto& bytes = code_[hash];
            if (!bytes) {
                bytes = std::make_shared<const Bytes>(account.code);
            }
        }
        for (const auto& [slot, value] : account.storage) {
            store(stored, load_big_endian(slot.bytes.data()), value);
        }
    }
}

Answer WorldState::load(const Address& address)
{
    AccountRead read;
    const Answer answer = beneath_->account(address, AccountFields::all, read);
    if (answer == Answer::value || answer == Answer::absent) {
        Account& account = accounts_[accounts_.find_or_insert(address).first].value;
        assign(account, answer == Answer::value, AccountFields::all, read.value);
    }
    return answer;
}

Answer WorldState::account(const Address& address, AccountFields, AccountRead& out)
{
    auto index = accounts_.find(address);
    if (index == accounts_.none && beneath_ != nullptr) {
        if (const Answer answer = load(address); answer != Answer::value) {
            return answer;
        }
        index = accounts_.find(address);
    }
    if (index == accounts_.none) {
        return whole_ ? Answer::absent : Answer::uncovered;
    }
    out.place = index;
    const Account& account = accounts_[index].value;
    if (account.exists == 0) {
        return Answer::absent;
    }
    out.value.balance = account.balance();
    out.value.nonce = account.nonce();
    out.value.code_hash = code_hash_of(account);
    out.filled = AccountFields::all;
    return Answer::value;
}

Answer WorldState::storage(const Address& address, const Uint256& slot, Uint256& out)
{
    const auto index = accounts_.find(address);
    std::uint32_t place;
    if (const auto own = index == accounts_.none
                             ? std::nullopt
                             : own_slot(accounts_[index].value, slot, out, place)) {
        return *own;
    }
    if (beneath_ == nullptr) {
        return whole_ ? Answer::absent : Answer::uncovered;
    }
    const Answer answer = beneath_->storage(address, slot, out);
    if (answer == Answer::value && index != accounts_.none) {
        store(accounts_[index].value, slot, out);
    }
    return answer;
}

Answer WorldState::slot(const Address& address, std::uint32_t account_place, const Uint256& key,
                        Uint256& out, std::uint32_t& place)
{
    if (beneath_ != nullptr || account_place >= accounts_.size()) {
        place = no_place;
        return storage(address, key, out);
    }
    const auto own = own_slot(accounts_[account_place].value, key, out, place);
    return own.value_or(whole_ ? Answer::absent : Answer::uncovered);
}

std::optional<Answer> WorldState::own_slot(const Account& account, const Uint256& key, Uint256& out,
                                           std::uint32_t& place) const
{
    place = nowhere;
    if (account.contract == 0) {
        return std::nullopt;
    }
    const Contract& contract = contracts_[account.contract - 1];
    const auto found = contract.storage.find(key);
    if (found == contract.storage.none) {
        return contract.was_wiped ? std::optional(Answer::absent) : std::nullopt;
    }
    place = found;
    // Loaded to be read alone, it would be waited for again by put_slot().
    prefetch_to_write(&contract.storage[found], 0, 1);
    out = load_words(contract.storage[found].value);
    return out.is_zero() ? Answer::absent : Answer::value;
}

const Bytes* WorldState::code(const Hash& code_hash)
{
    const auto found = code_.find(code_hash);
    if (found != code_.end()) {
        return found->second.get();
    }
    return beneath_ != nullptr ? beneath_->code(code_hash) : nullptr;
}

Answer WorldState::block_hash(std::uint64_t number, Hash& out)
{
    const auto found = block_hashes_.find(number);
    if (found == block_hashes_.end()) {
        return beneath_ != nullptr ? beneath_->block_hash(number, out) : Answer::uncovered;
    }
    out = found->second;
    return Answer::value;
}

bool WorldState::has_storage(const Address& address)
{
    const auto index = accounts_.find(address);
    if (index != accounts_.none && accounts_[index].value.contract != 0) {
        const Contract& contract = contracts_[accounts_[index].value.contract - 1];
        if (contract.nonzero_slots != 0 || contract.was_wiped) {
            return contract.nonzero_slots != 0;
        }
    }
    return beneath_ != nullptr && beneath_->has_storage(address);
}

Error WorldState::failure() const
{
    return beneath_ != nullptr ? beneath_->failure() : StateView::failure();
}

void WorldState::prefetch(std::span<const Address> accounts)
{
    for (const Address& address : accounts) {
        accounts_.prefetch_entry(address);
    }
}

void WorldState::announce(std::span<const Address> accounts)
{
    for (const Address& address : accounts) {
        accounts_.prefetch_slot(address);
    }
}

const WorldState::Contract* WorldState::contract_at(const Address& address) const noexcept
{
    const auto index = accounts_.find(address);
    return index == accounts_.none || accounts_[index].value.contract == 0
               ? nullptr
               : &contracts_[accounts_[index].value.contract - 1];
}

void WorldState::prefetch_slots(const Address& address, std::span<const Uint256> slots)
{
    if (const Contract* const contract = contract_at(address)) {
        for (const Uint256& slot : slots) {
            contract->storage.prefetch_entry(slot);
        }
    }
}

void WorldState::announce_slots(const Address& address, std::span<const Uint256> slots)
{
    if (const Contract* const contract = contract_at(address)) {
        for (const Uint256& slot : slots) {
            contract->storage.prefetch_slot(slot);
        }
    }
}

WorldState::Contract& WorldState::contract_of(Account& account)
{
    if (account.contract == 0) {
        contracts_.emplace_back();
        account.contract = static_cast<std::uint32_t>(contracts_.size()) & 0x7fffffffu;
    }
    return contracts_[account.contract - 1];
}

void WorldState::set_code_hash(Account& account, const Hash& code_hash)
{
    if (account.contract != 0 || code_hash != empty_code_hash) {
        contract_of(account).code_hash = code_hash;
    }
}

void WorldState::assign(Account& account, bool exists, AccountFields fields,
                        const AccountValue& value)
{
    account.exists = exists ? 1 : 0;
    if (!exists) {
        account.set_balance({});
        account.set_nonce(0);
        set_code_hash(account, empty_code_hash);
        return;
    }
    if (contains(fields, AccountFields::balance)) {
        account.set_balance(value.balance);
    }
    if (contains(fields, AccountFields::nonce)) {
        account.set_nonce(value.nonce);
    }
    if (contains(fields, AccountFields::code)) {
        set_code_hash(account, value.code_hash);
    }
}

void WorldState::wipe_storage(Account& account)
{
    Contract& contract = contract_of(account);
    contract.storage.clear();
    contract.nonzero_slots = 0;
    contract.was_wiped = true;
}

void WorldState::store(Account& account, const Uint256& slot, const Uint256& value)
{
    store(contract_of(account), slot, value);
}

void WorldState::store(Contract& contract, const Uint256& slot, const Uint256& value)
{
    Uint256& stored = contract.storage[contract.storage.find_or_insert(slot).first].value;
    contract.nonzero_slots += (value.is_zero() ? 0u : 1u) - (stored.is_zero() ? 0u : 1u);
    stored = value;
}

void WorldState::apply(const Journal& journal)
{
    journal.for_each_changed_account([&](const Address& address, const JournalAccount& changed) {
        // A place that another view gave, or none, does not hold the address.
        const bool is_placed =
            changed.place < accounts_.size() && accounts_[changed.place].key == address;
        Account& account =
            accounts_[is_placed ? changed.place : accounts_.find_or_insert(address).first].value;
        if (!changed.exists || changed.created) {
            wipe_storage(account);
        }
        assign(account, changed.exists, changed.filled, changed.current);
    });
    for (const auto& [hash, bytes] : journal.new_code()) {
        code_.try_emplace(hash, bytes);
    }
    // Slots of one account tend to follow one another; the journal names it by one and the same
    // object.
    const Address* last = nullptr;
    std::uint32_t owner = accounts_.none;
    journal.for_each_changed_slot([&](const Address& address, const Uint256& slot,
                                      const JournalSlot& changed, const JournalAccount&) {
        if (last != &address) {
            last = &address;
            owner = accounts_.find_or_insert(address).first;
        }
        store(accounts_[owner].value, slot, changed.current);
    });
}

void WorldState::credit(const Address& address, const Uint256& amount, Revision revision)
{
    if (beneath_ != nullptr && accounts_.find(address) == accounts_.none) {
        load(address);
    }
    Account& account = accounts_[accounts_.find_or_insert(address).first].value;
    if (account.exists == 0) {
        assign(account, true, AccountFields::all, {});
    }
    const Uint256 balance = account.balance() + amount;
    account.set_balance(balance);
    if (revision >= Revision::spurious_dragon && balance.is_zero() && account.nonce() == 0 &&
        code_hash_of(account) == empty_code_hash) {
        account.exists = 0;
        wipe_storage(account);
    }
}

Uint256 WorldState::drain(const Address& address)
{
    if (beneath_ != nullptr && accounts_.find(address) == accounts_.none) {
        load(address);
    }
    const auto index = accounts_.find(address);
    if (index == accounts_.none || accounts_[index].value.exists == 0) {
        return {};
    }
    const Uint256 balance = accounts_[index].value.balance();
    accounts_[index].value.set_balance({});
    return balance;
}

GivenState WorldState::export_state() const
{
    GivenState state;
    for (const auto& [address, account] : accounts_) {
        if (account.exists == 0) {
            continue;
        }
        GivenAccount& given = state[address];
        given.balance = account.balance();
        given.nonce = account.nonce();
        if (account.contract == 0) {
            continue;
        }
        const Contract& contract = contracts_[account.contract - 1];
        if (contract.code_hash != empty_code_hash) {
            const auto own = code_.find(contract.code_hash);
            given.code = own != code_.end() ? *own->second : *beneath_->code(contract.code_hash);
        }
        for (const auto& [slot, value] : contract.storage) {
            if (!value.is_zero()) {
                Hash key;
                store_big_endian(key.bytes.data(), slot);
                given.storage[key] = value;
            }
        }
    }
    return state;
}

}  // namespace lanescope
