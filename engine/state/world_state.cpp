// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/world_state.h"

#include "base/keccak.h"

#include <atomic>
#include <optional>

namespace lanescope {

WorldState::WorldState(const GivenState& given, bool whole,
                       std::map<std::uint64_t, Hash> block_hashes)
    : whole_(whole), accounts_(given.size() * 3 / 2), block_hashes_(std::move(block_hashes))
{
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
    const bool is_contract = index != accounts_.none && accounts_[index].value.contract != 0;
    if (is_contract) {
        const Contract& contract = contracts_[accounts_[index].value.contract - 1];
        const auto found = contract.storage.find(slot);
        if (found != contract.storage.none) {
            out = contract.storage[found].value;
            return out.is_zero() ? Answer::absent : Answer::value;
        }
        if (contract.was_wiped) {
            return Answer::absent;
        }
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
    Contract& contract = contract_of(account);
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
    journal.for_each_changed_slot(
        [&](const Address& address, const Uint256& slot, const JournalSlot& changed) {
            if (last != &address) {
                last = &address;
                owner = accounts_.find_or_insert(address).first;
            }
            store(accounts_[owner].value, slot, changed.current);
        });
}

namespace {

/// So many steps before an entry is needed its place is looked up, twice as many before that is loaded.
constexpr std::size_t ahead = 8;

/// From here on making room at once is worth looking how much.
constexpr std::size_t many = 256;

}  // namespace

void WorldState::apply_in_place(const StateChanges& changes, StateChanges& rest)
{
    for (const auto& change : changes.accounts) {
        accounts_.prefetch_slot(change.address);
    }
    for (const auto& change : changes.accounts) {
        accounts_.prefetch_entry(change.address);
    }
    for (const StateChanges::Account& change : changes.accounts) {
        // Other threads may look at whether the account exists and has storage.
        const bool is_value = !change.storage_wiped &&
                              !contains(change.changed, AccountFields::existence) &&
                              !contains(change.changed, AccountFields::code);
        const auto index = accounts_.find(change.address);
        const bool is_here = index != accounts_.none && accounts_[index].value.exists != 0;
        if (!is_here || !is_value ||
            (!rest.waiting.empty() && rest.waiting.contains(change.address))) {
            if (is_here) {
                rest.waiting.insert(change.address);
            }
            rest.accounts.push_back(change);
            continue;
        }
        assign_value(accounts_[index].value, change);
    }
    rest.code.insert(rest.code.end(), changes.code.begin(), changes.code.end());
    if (changes.wipes_storage) {
        rest.storage.insert(rest.storage.end(), changes.storage.begin(), changes.storage.end());
        return;
    }

    std::optional<Address> last;
    Contract* contract = nullptr;
    const auto contract_at = [&](const Address& address) {
        if (last != address) {
            last = address;
            const auto index = accounts_.find(address);
            const std::uint32_t number =
                index == accounts_.none ? 0 : accounts_[index].value.contract;
            contract = number == 0 ? nullptr : &contracts_[number - 1];
        }
        return contract;
    };
    for (const auto& change : changes.storage) {
        if (const Contract* owner = contract_at(change.address)) {
            owner->storage.prefetch_slot(change.key);
        }
    }
    for (const auto& change : changes.storage) {
        if (const Contract* owner = contract_at(change.address)) {
            owner->storage.prefetch_entry(change.key);
        }
    }
    for (const StateChanges::Slot& change : changes.storage) {
        Contract* const owner = contract_at(change.address);
        const auto found = owner != nullptr ? owner->storage.find(change.key) : ~0u;
        if (owner == nullptr || found == owner->storage.none) {
            rest.storage.push_back(change);
            continue;
        }
        Uint256& value = owner->storage[found].value;
        if (value.is_zero() != change.value.is_zero()) {
            std::atomic_ref(owner->nonzero_slots)
                .fetch_add(value.is_zero() ? 1u : ~0u, std::memory_order_relaxed);
        }
        value = change.value;
    }
}

void WorldState::apply(std::span<const StateChanges> parts)
{
    std::size_t accounts = 0;
    for (const StateChanges& part : parts) {
        accounts += part.accounts.size();
    }
    if (accounts >= many) {
        accounts_.reserve(accounts_.size() + accounts);
    }
    // Accounts first: what is wiped must not be what another part stored.
    for (const StateChanges& part : parts) {
        apply_accounts(part.accounts);
        for (const auto& [hash, bytes] : part.code) {
            code_.try_emplace(hash, bytes);
        }
    }
    for (const StateChanges& part : parts) {
        apply_storage(part.storage);
    }
}

void WorldState::assign_value(Account& account, const StateChanges::Account& change)
{
    if (contains(change.changed, AccountFields::balance)) {
        account.set_balance(change.adds_to_balance ? account.balance() + change.value.balance
                                                   : change.value.balance);
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
        AccountValue value = change.value;
        if (change.adds_to_balance) {
            value.balance += account.balance();
        }
        assign(account, exists, change.changed, value);
    }
}

void WorldState::apply_storage(std::span<const StateChanges::Slot> changes)
{
    // Slots of one account tend to follow one another.
    const Address* last = nullptr;
    std::uint32_t owner = accounts_.none;
    for (std::size_t i = 0; i < changes.size(); ++i) {
        const StateChanges::Slot& change = changes[i];
        if (last == nullptr || *last != change.address) {
            last = &change.address;
            owner = accounts_.find_or_insert(change.address).first;
            std::size_t end = i + 1;
            while (end < changes.size() && changes[end].address == *last) {
                ++end;
            }
            if (end - i >= many) {
                auto& storage = contract_of(accounts_[owner].value).storage;
                storage.reserve(storage.size() + (end - i));
            }
        }
        Account& account = accounts_[owner].value;
        if (i + 2 * ahead < changes.size() && account.contract != 0) {
            // Of another account these loads are for nothing, and harmless.
            const auto& storage = contracts_[account.contract - 1].storage;
            storage.prefetch_slot(changes[i + 2 * ahead].key);
            storage.prefetch_entry(changes[i + ahead].key);
        }
        store(account, change.key, change.value);
    }
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
