// SPDX-License-Identifier: GPL-3.0-or-later
#include "state/journal.h"

namespace lanescope {

namespace {

const Bytes no_code;
const AccountValue no_account_value;

/// RIPEMD-160's precompile. On mainnet an out-of-gas call to it in block 2675119 left it touched,
/// and thereby deleted, although the frame was reverted; every client keeps that (EIP-161).
constexpr Address ripemd_precompile{{0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 3}};

Uint256 as_word(const Hash& hash) noexcept
{
    Uint256 word;
    std::memcpy(word.limb, hash.bytes.data(), 32);
    return word;
}

Hash as_hash(const Uint256& word) noexcept
{
    Hash hash;
    std::memcpy(hash.bytes.data(), word.limb, 32);
    return hash;
}

}  // namespace

void Journal::begin(StateView& view, Revision revision, AlwaysWarm always_warm)
{
    view_ = &view;
    revision_ = revision;
    always_warm_ = always_warm;
    adds_up_balances_ = view.adds_up_balances();
    accounts_.clear();
    slots_.clear();
    transient_.clear();
    undo_size_ = 0;
    logs_.clear();
    new_code_.clear();
    refund_ = 0;
    note_gas_before(0);
    aborted_ = false;
    read_uncovered_ = false;
}

void Journal::fetch_account(AccountIndex index, AccountFields fields)
{
    JournalAccount& account = accounts_[index].value;
    read_.filled = AccountFields::none;
    read_.place = AccountRead::no_place;
    const Answer answer = view_->account(accounts_[index].key, fields, read_);
    if (answer == Answer::failed) {
        aborted_ = true;
        return;
    }
    if (answer == Answer::uncovered) {
        account.uncovered = true;
        read_uncovered_ = true;
    }
    const bool is_there = answer == Answer::value;
    const AccountValue& value = is_there ? read_.value : no_account_value;
    const AccountFields fresh = is_there ? read_.filled : AccountFields::all;
    const AccountFields missing = without(fresh, account.filled);
    if (contains(missing, AccountFields::existence)) {
        account.existed = account.exists = is_there;
    }
    if (contains(missing, AccountFields::balance)) {
        account.original.balance = value.balance;
        account.current.balance += value.balance;
    }
    if (contains(missing, AccountFields::nonce)) {
        account.original.nonce = account.current.nonce = value.nonce;
    }
    if (contains(missing, AccountFields::code)) {
        account.original.code_hash = account.current.code_hash = value.code_hash;
    }
    account.filled = account.filled | fresh;
    account.place = read_.place;
}

void Journal::fetch_slot(std::uint32_t slot)
{
    auto& [key, entry] = slots_[slot];
    entry.loaded = true;
    if (accounts_[key.account].value.storage_is_new) {
        return;
    }
    const Answer answer = view_->storage(accounts_[key.account].key, key.slot, entry.original);
    if (answer == Answer::failed) {
        aborted_ = true;
    } else if (answer == Answer::uncovered) {
        entry.uncovered = true;
        read_uncovered_ = true;
    }
    entry.current = entry.original;
    entry.place = view_->slot_place();
}

const Bytes& Journal::code(AccountIndex index)
{
    JournalAccount& account = need(index, AccountFields::code);
    if (account.code == nullptr) {
        const Hash& hash = account.current.code_hash;
        if (hash == empty_code_hash) {
            account.code = &no_code;
        } else {
            for (const auto& [known, bytes] : new_code_) {
                if (known == hash) {
                    account.code = bytes.get();
                }
            }
            if (account.code == nullptr) {
                account.code = aborted_ ? &no_code : view_->code(hash);
            }
            if (account.code == nullptr) {
                aborted_ = true;
                account.code = &no_code;
            }
        }
    }
    return *account.code;
}

bool Journal::covers(AccountIndex index, const Uint256& amount)
{
    if (!adds_up_balances_ || !is_money(amount) || !exists(index) ||
        !is_open(accounts_[index].value)) {
        return balance(index) >= amount;
    }
    // Of what was there before this transaction. What it paid has been asked for, so that the balance
    // is never less than what it got since.
    const Uint256 least = amount - accounts_[index].value.current.balance;
    const bool is_negative = least.limb[3] >> 63 != 0;
    if (least.is_zero() || is_negative) {
        return true;
    }
    switch (view_->balance_at_least(address(index), least)) {
    case Answer::value:
        return true;
    case Answer::failed:
        aborted_ = true;
        return false;
    default:
        return balance(index) >= amount;
    }
}

bool Journal::blocks_creation(AccountIndex index)
{
    const auto& account = need(index, AccountFields::existence | AccountFields::nonce |
                                          AccountFields::code | AccountFields::storage_generation);
    if (account.current.nonce != 0 || account.current.code_hash != empty_code_hash) {
        return true;
    }
    return account.exists && !account.storage_is_new && view_->has_storage(address(index));
}

void Journal::set_code(AccountIndex index, Bytes code)
{
    make_exist(index);
    JournalAccount& account = need(index, AccountFields::code);
    remember(UndoKind::code, index, as_word(account.current.code_hash));
    account.code_memo = nullptr;
    if (code.empty()) {
        account.current.code_hash = empty_code_hash;
        account.code = &no_code;
        return;
    }
    account.current.code_hash = keccak256(code);
    new_code_.emplace_back(account.current.code_hash,
                           std::make_shared<const Bytes>(std::move(code)));
    account.code = new_code_.back().second.get();
}

void Journal::mark_created(AccountIndex index)
{
    // All of its fields will be written.
    made_to_exist(index, AccountFields::balance);
    JournalAccount& account = accounts_[index].value;
    remember(UndoKind::created, index,
             Uint256{(account.created ? 1u : 0u) | (account.storage_is_new ? 2u : 0u)});
    account.created = true;
    account.storage_is_new = true;
}

bool Journal::mark_destructed(AccountIndex index)
{
    JournalAccount& account = accounts_[index].value;
    if (account.destructed) {
        return true;
    }
    account.destructed = true;
    remember(UndoKind::destructed, index);
    return false;
}

void Journal::store_slot(std::uint32_t slot, const Uint256& value)
{
    JournalSlot& entry = slots_[slot].value;
    remember(UndoKind::slot, slot, entry.current);
    entry.current = value;
}

Uint256 Journal::transient(AccountIndex account, const Uint256& key) const
{
    const auto index = transient_.find({account, key});
    return index == transient_.none ? Uint256{} : transient_[index].value;
}

void Journal::store_transient(AccountIndex account, const Uint256& key, const Uint256& value)
{
    const auto index = transient_.find_or_insert({account, key}).first;
    remember(UndoKind::transient, index, transient_[index].value);
    transient_[index].value = value;
}

Hash Journal::block_hash(std::uint64_t number)
{
    Hash hash;
    const Answer answer = view_->block_hash(number, hash);
    if (answer == Answer::failed) {
        aborted_ = true;
    } else if (answer == Answer::uncovered) {
        read_uncovered_ = true;
    }
    return hash;
}

void Journal::revert_to(const Checkpoint& checkpoint)
{
    while (undo_size_ > checkpoint.undo_size) {
        const Undo& undo = undo_[--undo_size_];
        switch (undo.kind) {
        case UndoKind::account_warm:
            accounts_[undo.index].value.warm = false;
            break;
        case UndoKind::slot_warm:
            slots_[undo.index].value.warm = false;
            break;
        case UndoKind::balance:
            accounts_[undo.index].value.current.balance = undo.old;
            break;
        case UndoKind::added: {
            JournalAccount& account = accounts_[undo.index].value;
            account.current.balance = account.current.balance - undo.old;
            break;
        }
        case UndoKind::nonce:
            accounts_[undo.index].value.current.nonce = undo.old.low64();
            break;
        case UndoKind::code: {
            JournalAccount& account = accounts_[undo.index].value;
            account.current.code_hash = as_hash(undo.old);
            account.code = nullptr;
            account.code_memo = nullptr;
            break;
        }
        case UndoKind::existence:
            accounts_[undo.index].value.exists = false;
            break;
        case UndoKind::touch:
            if (accounts_[undo.index].key != ripemd_precompile) {
                accounts_[undo.index].value.touched = false;
            }
            break;
        case UndoKind::created:
            accounts_[undo.index].value.created = (undo.old.low64() & 1) != 0;
            accounts_[undo.index].value.storage_is_new = (undo.old.low64() & 2) != 0;
            break;
        case UndoKind::destructed:
            accounts_[undo.index].value.destructed = false;
            break;
        case UndoKind::slot:
            slots_[undo.index].value.current = undo.old;
            break;
        case UndoKind::transient:
            transient_[undo.index].value = undo.old;
            break;
        }
    }
    logs_.resize(checkpoint.log_count);
    refund_ = checkpoint.refund;
}

void Journal::finalise()
{
    undo_size_ = 0;
    for (AccountIndex index = 0; index < accounts_.size(); ++index) {
        JournalAccount& account = accounts_[index].value;
        const bool deleted =
            account.destructed ||
            (account.touched && revision_ >= Revision::spurious_dragon && is_empty(index));
        if (deleted) {
            need(index, AccountFields::existence).exists = false;
        }
    }
}

}  // namespace lanescope
