// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/dense_map.h"
#include "base/uint256.h"
#include "chain/account.h"
#include "chain/location.h"
#include "chain/receipt.h"
#include "chain/revision.h"
#include "state/state_view.h"

#include <cstdint>
#include <iterator>
#include <memory>
#include <optional>
#include <vector>

namespace lanescope {

/// Index of an account in a Journal; valid until the next begin().
using AccountIndex = std::uint32_t;

/// A storage slot of a journalled account.
struct SlotKey {
    AccountIndex account = 0;
    Uint256 slot;
    friend bool operator==(const SlotKey&, const SlotKey&) = default;
};

struct SlotKeyHasher {
    std::uint64_t operator()(const SlotKey& key) const noexcept
    {
        std::uint64_t state = (key.slot.limb[0] ^ key.account) * 0xff51afd7ed558ccdull;
        state ^= state >> 32;
        state = (state ^ key.slot.limb[1] ^ (key.slot.limb[2] << 1)) * 0xc4ceb9fe1a85ec53ull;
        state ^= (state >> 29) + key.slot.limb[3];
        return state * 0x9e3779b97f4a7c15ull ^ (state >> 32);
    }
};

struct AddressHasher {
    std::uint64_t operator()(const Address& address) const noexcept
    {
        std::uint64_t head, middle;
        std::uint32_t tail;
        std::memcpy(&head, address.bytes.data(), 8);
        std::memcpy(&middle, address.bytes.data() + 8, 8);
        std::memcpy(&tail, address.bytes.data() + 16, 4);
        std::uint64_t state = (head ^ tail) * 0xff51afd7ed558ccdull;
        state = (state ^ (state >> 32) ^ middle) * 0xc4ceb9fe1a85ec53ull;
        return state ^ (state >> 32);
    }
};

/// One account as a transaction sees and changes it.
struct JournalAccount {
    /// Written out, so that JournalAccount() does not set all bytes to zero first.
    JournalAccount() noexcept {}

    AccountValue original;  ///< before the transaction, as far as `filled`
    AccountValue current;   ///< a balance that is not filled: what is to be added, modulo 2^256
    const Bytes* code = nullptr;      ///< bytes of current.code_hash, once asked for
    const void* code_memo = nullptr;  ///< the caller's analysis of `code`; dropped with it
    std::uint32_t place = AccountRead::no_place;  ///< as the view gave it
    AccountFields filled = AccountFields::none;
    bool existed = false;
    bool exists = false;
    bool uncovered = false;  ///< the pre-state did not say
    bool warm = false;       ///< EIP-2929
    bool touched = false;    ///< EIP-161
    bool created = false;    ///< by a creation of this transaction
    bool destructed = false;
    bool storage_is_new = false;  ///< no slot of before can be seen
};

/// One slot as a transaction sees and changes it.
struct JournalSlot {
    JournalSlot() noexcept {}

    Uint256 original;
    Uint256 current;
    std::uint32_t place = AccountRead::no_place;  ///< as the view gave it
    bool loaded = false;
    bool uncovered = false;
    bool warm = false;  ///< EIP-2929
};

/// The writes of one transaction above a StateView, with revert to any checkpoint. One thread at a
/// time. Reused from transaction to transaction: begin() costs what the last one touched.
///
/// A read that the view could not answer sets aborted(): the caller unwinds, and what the accessors
/// gave since then means nothing.
class Journal {
public:
    struct Checkpoint {
        std::size_t undo_size;
        std::size_t log_count;
        std::int64_t refund;
    };

    using AlwaysWarm = bool (*)(const Address&, Revision) noexcept;

    /// Forgets everything and stands on `view`. `always_warm` says which addresses are warm from the
    /// start (precompiles), or is null.
    void begin(StateView& view, Revision revision, AlwaysWarm always_warm);

    [[nodiscard]] bool aborted() const noexcept { return aborted_; }

    /// The journal's index of an account. Does not read it.
    [[nodiscard]] AccountIndex account(const Address& address)
    {
        const auto [index, inserted] = accounts_.find_or_insert(address);
        if (inserted && always_warm_ != nullptr && always_warm_(address, revision_)) {
            accounts_[index].value.warm = true;
        }
        return index;
    }
    static constexpr AccountIndex no_account = ~0u;
    /// As account(), but no_account when nothing has named it yet.
    [[nodiscard]] AccountIndex find_account(const Address& address) const noexcept
    {
        return accounts_.find(address);
    }
    /// Accounts and slots that have been named.
    [[nodiscard]] std::size_t named() const noexcept { return accounts_.size() + slots_.size(); }
    [[nodiscard]] const Address& address(AccountIndex index) const noexcept
    {
        return accounts_[index].key;
    }
    [[nodiscard]] const JournalAccount& entry(AccountIndex index) const noexcept
    {
        return accounts_[index].value;
    }

    /// Asks the view at once for fields that the caller will look at all of: one by one it takes longer.
    void read(AccountIndex index, AccountFields fields) { (void)need(index, fields); }
    [[nodiscard]] bool exists(AccountIndex index)
    {
        return need(index, AccountFields::existence).exists;
    }
    [[nodiscard]] const Uint256& balance(AccountIndex index)
    {
        return need(index, AccountFields::balance).current.balance;
    }
    [[nodiscard]] std::uint64_t nonce(AccountIndex index)
    {
        return need(index, AccountFields::nonce).current.nonce;
    }
    [[nodiscard]] const Hash& code_hash(AccountIndex index)
    {
        return need(index, AccountFields::code).current.code_hash;
    }
    /// The account's code; empty for none. Sets aborted() when the view has not got it.
    [[nodiscard]] const Bytes& code(AccountIndex index);
    [[nodiscard]] const void*& code_memo(AccountIndex index) noexcept
    {
        return accounts_[index].value.code_memo;
    }
    /// Whether the account owns `amount` or more. Where the view adds balances up, that is all that is
    /// read of the balance.
    [[nodiscard]] bool covers(AccountIndex index, const Uint256& amount);
    /// EIP-161: absent, or without code, balance and nonce.
    [[nodiscard]] bool is_empty(AccountIndex index)
    {
        // What the answer does not need is not read: it would be one more conflict.
        if (const JournalAccount& account = accounts_[index].value;
            contains(account.filled, AccountFields::code) &&
            account.current.code_hash != empty_code_hash) {
            return false;
        }
        if (!exists(index)) {
            return true;
        }
        if (is_open(accounts_[index].value)) {
            return nonce(index) == 0 && code_hash(index) == empty_code_hash &&
                   !covers(index, Uint256{1});
        }
        return balance(index).is_zero() && nonce(index) == 0 && code_hash(index) == empty_code_hash;
    }
    /// EIP-684 and EIP-7610: whether a contract may not be created here.
    [[nodiscard]] bool blocks_creation(AccountIndex index);

    /// Makes the account warm; says whether it was.
    bool access_account(AccountIndex index)
    {
        JournalAccount& account = accounts_[index].value;
        if (account.warm) {
            return true;
        }
        account.warm = true;
        remember(UndoKind::account_warm, index);
        return false;
    }

    void set_balance(AccountIndex index, const Uint256& balance)
    {
        JournalAccount& account = made_to_exist(index, AccountFields::balance);
        remember(UndoKind::balance, index, account.current.balance);
        account.current.balance = balance;
    }
    void add_balance(AccountIndex index, const Uint256& amount)
    {
        if (adds_up_balances_ && is_money(amount) && exists(index) &&
            is_open(accounts_[index].value)) {
            add_unseen(index, amount);
        } else {
            set_balance(index, this->balance(index) + amount);
        }
    }
    /// The caller has asked whether the account covers() it.
    void subtract_balance(AccountIndex index, const Uint256& amount)
    {
        if (adds_up_balances_ && is_money(amount) && is_open(accounts_[index].value)) {
            add_unseen(index, Uint256{} - amount);
        } else {
            set_balance(index, this->balance(index) - amount);
        }
    }
    void set_nonce(AccountIndex index, std::uint64_t nonce)
    {
        JournalAccount& account = made_to_exist(index, AccountFields::nonce);
        remember(UndoKind::nonce, index, account.current.nonce);
        account.current.nonce = nonce;
    }
    void set_code(AccountIndex index, Bytes code);
    /// Marks for EIP-161's deletion if it ends up empty.
    void touch(AccountIndex index)
    {
        JournalAccount& account = accounts_[index].value;
        if (!account.touched) {
            account.touched = true;
            remember(UndoKind::touch, index);
        }
    }
    /// Makes an absent account exist, empty.
    void make_exist(AccountIndex index) { made_to_exist(index, AccountFields::none); }
    /// Turns the account into one created by this transaction: no slot of before can be seen.
    void mark_created(AccountIndex index);
    /// Marks for deletion at the end of the transaction. Says whether it already was.
    bool mark_destructed(AccountIndex index);

    /// Slot access: warm flag and value live in one entry, so that SLOAD and SSTORE look up once.
    [[nodiscard]] std::uint32_t slot(AccountIndex account, const Uint256& key)
    {
        return slots_.find_or_insert({account, key}).first;
    }
    bool access_slot(std::uint32_t slot)
    {
        JournalSlot& entry = slots_[slot].value;
        if (entry.warm) {
            return true;
        }
        entry.warm = true;
        remember(UndoKind::slot_warm, slot);
        return false;
    }
    [[nodiscard]] const JournalSlot& load_slot(std::uint32_t slot)
    {
        const JournalSlot& entry = slots_[slot].value;
        if (!entry.loaded) [[unlikely]] {
            fetch_slot(slot);
        }
        return slots_[slot].value;
    }
    void store_slot(std::uint32_t slot, const Uint256& value);

    [[nodiscard]] Uint256 transient(AccountIndex account, const Uint256& key) const;
    void store_transient(AccountIndex account, const Uint256& key, const Uint256& value);

    /// One more, for the caller to fill in.
    [[nodiscard]] Log& add_log() { return logs_.emplace_back(); }
    [[nodiscard]] const Logs& logs() const noexcept { return logs_; }
    /// The logs in memory of their own, just as much as they need; the journal's stays for the next
    /// transaction's.
    [[nodiscard]] Logs take_logs()
    {
        Logs logs(std::make_move_iterator(logs_.begin()), std::make_move_iterator(logs_.end()));
        logs_.clear();
        return logs;
    }

    void add_refund(std::int64_t gas) noexcept { refund_ += gas; }
    [[nodiscard]] std::int64_t refund() const noexcept { return refund_; }

    [[nodiscard]] Hash block_hash(std::uint64_t number);

    /// Tells how much gas the execution has used, for whoever looks at gas_used() while state is read;
    /// `before`: what the transaction had paid when it began.
    void note_gas_before(std::int64_t before) noexcept { gas_used_ = gas_before_ = before; }
    void note_gas_used(std::int64_t gas) noexcept { gas_used_ = gas_before_ + gas; }
    [[nodiscard]] const std::int64_t* gas_used() const noexcept { return &gas_used_; }

    [[nodiscard]] Checkpoint checkpoint() const noexcept
    {
        return {undo_size_, logs_.size(), refund_};
    }
    void revert_to(const Checkpoint& checkpoint);
    /// Makes what was done so far permanent for this transaction (an authorization list, a purchase
    /// of gas): no revert goes past it.
    void forget_undo() noexcept { undo_size_ = 0; }

    /// Ends the transaction: deletes what was destructed and, from EIP-161 on, touched and empty.
    void finalise();

    /// Walks what the transaction changed, after finalise(), in order of first access.
    template <class Visitor>
    void for_each_changed_account(Visitor&& visit) const
    {
        for (const auto& entry : accounts_) {
            const JournalAccount& account = entry.value;
            if (account.exists != account.existed || account.created ||
                (account.exists && account.current != account.original &&
                 account.filled != AccountFields::none)) {
                visit(entry.key, account);
            }
        }
    }
    /// As above, for slots whose value changed, of accounts that still exist.
    template <class Visitor>
    void for_each_changed_slot(Visitor&& visit) const
    {
        for (const auto& entry : slots_) {
            const auto& account = accounts_[entry.key.account];
            if (entry.value.loaded && entry.value.current != entry.value.original &&
                account.value.exists) {
                visit(account.key, entry.key.slot, entry.value, account.value);
            }
        }
    }
    /// Walks the slots whose value of before was asked for, and says whether that changed.
    template <class Visitor>
    void for_each_loaded_slot(Visitor&& visit) const
    {
        for (const auto& entry : slots_) {
            if (entry.value.loaded) {
                visit(accounts_[entry.key.account].key, entry.key.slot,
                      entry.value.current != entry.value.original);
            }
        }
    }
    /// Of accounts and slots no more than so many locations can have changed.
    [[nodiscard]] std::size_t most_location_writes() const noexcept
    {
        return accounts_.size() * 5 + slots_.size();
    }
    /// Code that the transaction set, by hash; some may belong to reverted frames.
    [[nodiscard]] const std::vector<std::pair<Hash, std::shared_ptr<const Bytes>>>& new_code() const
    {
        return new_code_;
    }
    /// Whether any read was answered *uncovered*.
    [[nodiscard]] bool read_uncovered() const noexcept { return read_uncovered_; }
    [[nodiscard]] Revision revision() const noexcept { return revision_; }
    [[nodiscard]] Error failure() const { return view_->failure(); }

private:
    enum class UndoKind : std::uint8_t {
        account_warm,
        slot_warm,
        balance,
        added,  ///< to a balance that was not filled then
        nonce,
        code,
        existence,
        touch,
        created,
        destructed,
        slot,
        transient,
    };
    struct Undo {
        UndoKind kind;
        std::uint32_t index;
        Uint256 old;
    };

    /// Room for one more step, whose place is taken. Steps keep their memory.
    Undo& next_undo()
    {
        if (undo_size_ == undo_.size()) [[unlikely]] {
            undo_.resize(2 * undo_size_ + 64);
        }
        return undo_[undo_size_++];
    }
    void remember(UndoKind kind, std::uint32_t index)
    {
        Undo& undo = next_undo();
        undo.kind = kind;
        undo.index = index;
    }
    void remember(UndoKind kind, std::uint32_t index, const Uint256& old)
    {
        next_undo() = {kind, index, old};
    }

    /// Whether the view adds its balance up and nothing has read it yet.
    [[nodiscard]] bool is_open(const JournalAccount& account) const noexcept
    {
        return adds_up_balances_ && !contains(account.filled, AccountFields::balance);
    }
    /// Whether the amount is small enough for sums to stay far from 2^255, and any at all.
    [[nodiscard]] static bool is_money(const Uint256& amount) noexcept
    {
        return (amount.limb[2] | amount.limb[3]) == 0 && !amount.is_zero();
    }
    void add_unseen(AccountIndex index, const Uint256& amount)
    {
        JournalAccount& account = accounts_[index].value;
        account.current.balance = account.current.balance + amount;
        remember(UndoKind::added, index, amount);
    }

    JournalAccount& need(AccountIndex index, AccountFields fields)
    {
        const JournalAccount& account = accounts_[index].value;
        if (!contains(account.filled, fields)) [[unlikely]] {
            fetch_account(index, without(fields, account.filled));
        }
        return accounts_[index].value;
    }
    /// An account that exists from now on, with `fields`.
    JournalAccount& made_to_exist(AccountIndex index, AccountFields fields)
    {
        JournalAccount& account = need(index, AccountFields::existence | fields);
        if (!account.exists) [[unlikely]] {
            account.exists = true;
            remember(UndoKind::existence, index);
        }
        return account;
    }
    void fetch_account(AccountIndex index, AccountFields fields);
    void fetch_slot(std::uint32_t slot);

    StateView* view_ = nullptr;
    Revision revision_ = Revision::frontier;
    AlwaysWarm always_warm_ = nullptr;
    DenseMap<Address, JournalAccount, AddressHasher> accounts_;
    DenseMap<SlotKey, JournalSlot, SlotKeyHasher> slots_;
    DenseMap<SlotKey, Uint256, SlotKeyHasher> transient_;
    std::vector<Undo> undo_;  ///< the first undo_size_ count
    std::size_t undo_size_ = 0;
    Logs logs_;
    std::vector<std::pair<Hash, std::shared_ptr<const Bytes>>> new_code_;
    AccountRead read_;  ///< of fetch_account(), which need not clear it each time
    std::int64_t refund_ = 0;
    std::int64_t gas_used_ = 0;
    std::int64_t gas_before_ = 0;
    bool adds_up_balances_ = false;
    bool aborted_ = false;
    bool read_uncovered_ = false;
};

}  // namespace lanescope
