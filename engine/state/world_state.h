// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/dense_map.h"
#include "chain/account.h"
#include "chain/revision.h"
#include "state/journal.h"
#include "state/state_changes.h"
#include "state/state_view.h"

#include <map>
#include <memory>
#include <optional>
#include <span>
#include <unordered_map>
#include <utility>
#include <vector>

namespace lanescope {

/// A state held in memory, and changed transaction by transaction by one thread. Reads are safe from
/// many threads as long as nobody writes.
class WorldState final : public StateView {
public:
    /// Stands on `given`. `whole`: what is not listed is absent; otherwise it is uncovered.
    WorldState(const GivenState& given, bool whole, std::map<std::uint64_t, Hash> block_hashes);
    /// Stands on `beneath`, and keeps what that answers. Reads change it then: one thread at a time.
    explicit WorldState(StateView& beneath) : whole_(false), accounts_(0), beneath_(&beneath) {}

    [[nodiscard]] Answer account(const Address& address, AccountFields wanted,
                                 AccountRead& out) override;
    [[nodiscard]] Answer storage(const Address& address, const Uint256& slot,
                                 Uint256& out) override;
    static constexpr std::uint32_t no_place = AccountRead::no_place;  ///< nobody knows
    static constexpr std::uint32_t nowhere = no_place - 1;            ///< the slot has none
    /// As storage(), of an account by its place. `place`: of the slot, for put_slot().
    [[nodiscard]] Answer slot(const Address& address, std::uint32_t account_place,
                              const Uint256& key, Uint256& out, std::uint32_t& place);
    [[nodiscard]] const Bytes* code(const Hash& code_hash) override;
    [[nodiscard]] Answer block_hash(std::uint64_t number, Hash& out) override;
    [[nodiscard]] bool has_storage(const Address& address) override;
    void prefetch(std::span<const Address> accounts) override;
    void announce(std::span<const Address> accounts) override;
    void prefetch_slots(const Address& address, std::span<const Uint256> keys) override;
    void announce_slots(const Address& address, std::span<const Uint256> keys) override;
    [[nodiscard]] Error failure() const override;

    /// Takes over what a finalised transaction changed.
    void apply(const Journal& journal);
    /// Take over one write to an account that this state says exists, or to a slot, by their places: while
    /// other threads read what is not written, or throw away what they read. One thread at a time, and
    /// has_storage() answers as before until make_room().
    void put_balance(std::uint32_t place, const Uint256& balance) noexcept;
    void add_to_balance(std::uint32_t place, const Uint256& amount) noexcept;
    void put_nonce(std::uint32_t place, std::uint64_t nonce) noexcept;
    void put_slot(std::uint32_t account_place, std::uint32_t place, const Uint256& value);
    /// What a thread found no place for in the first step below.
    struct Remainder {
        /// Neighbours among new_slots.
        struct Run {
            std::uint32_t contract = 0;  ///< one past its index
            std::uint32_t begin = 0;
            std::uint32_t count = 0;
            std::uint32_t first = 0;  ///< index of the first one's entry,
            bool is_placed = false;   ///< if there is room for them
        };
        StateChanges others;
        std::vector<StateChanges::Account, TableAllocator<StateChanges::Account>>
            new_accounts;  ///< without code
        struct NewSlot {
            Uint256 key;
            Uint256 value;
        };
        std::vector<NewSlot, TableAllocator<NewSlot>> new_slots;
        std::vector<Run> runs;
        std::uint32_t first_account =
            0;  ///< index of the first one's entry, if there is room for them

    private:
        friend WorldState;
        void add_new_slot(std::uint32_t contract, const Uint256& key, const Uint256& value)
        {
            if (runs.empty() || runs.back().contract != contract) {
                runs.push_back({contract, static_cast<std::uint32_t>(new_slots.size())});
            }
            ++runs.back().count;
            NewSlot& fresh = new_slots.emplace_back();
            fresh.key = key;
            fresh.value = value;
        }
    };
    /// Takes over changes from many threads at once, while nobody reads, in four steps; one ends for all
    /// before the next begins. The first: what only gives a new value to an account or a slot that is
    /// here. Each thread has accounts and slots of its own, and puts the others behind its `rest`.
    void apply_in_place(const StateChanges& changes, Remainder& rest);
    /// Whether an account that is here, by its place, has code or storage: then add_new_slot() takes slots
    /// of it.
    [[nodiscard]] bool is_contract(std::uint32_t account_place) const noexcept
    {
        return accounts_[account_place].value.contract != 0;
    }
    /// Part of the first, and before it while others read: a slot of such an account, of which slot() says
    /// that it is nowhere, becomes the last of `rest`'s new ones.
    void add_new_slot(std::uint32_t account_place, const Uint256& key, const Uint256& value,
                      Remainder& rest) const
    {
        rest.add_new_slot(accounts_[account_place].value.contract, key, value);
    }
    /// The second, by one thread: room for what is new.
    void make_room(std::span<Remainder> rests);
    /// The third: the share `part` of `parts` of new accounts, and of new slots of contracts that are here.
    void apply_new(std::span<const Remainder> rests, std::uint32_t part, std::uint32_t parts);
    /// The fourth, by one thread: all that is left.
    void apply_rest(std::span<const Remainder> rests);
    /// Adds wei outside of any transaction (fees, rewards, withdrawals). From EIP-161 on, an account
    /// that it leaves empty is deleted; before, crediting nothing still makes it exist.
    void credit(const Address& address, const Uint256& amount, Revision revision);
    /// Takes the whole balance away (the DAO's transition). Zero for an absent account.
    [[nodiscard]] Uint256 drain(const Address& address);
    void set_block_hash(std::uint64_t number, const Hash& hash) { block_hashes_[number] = hash; }

    /// Every existing account with its non-zero slots.
    [[nodiscard]] GivenState export_state() const;

private:
    /// Packed: with its address an account fills one cache line, and reading it costs one miss.
    class Account {
    public:
        std::uint32_t exists : 1 = 0;
        std::uint32_t contract : 31 = 0;  ///< one past the index in contracts_; 0 for none

        [[nodiscard]] Uint256 balance() const noexcept
        {
            return {get(&balance_[6]), get(&balance_[4]), get(&balance_[2]), get(&balance_[0])};
        }
        [[nodiscard]] std::uint64_t nonce() const noexcept { return get(nonce_); }
        void set_balance(const Uint256& balance) noexcept
        {
            for (std::size_t i = 0; i < 4; ++i) {
                set(&balance_[2 * i], balance.limb[i]);
            }
        }
        void set_nonce(std::uint64_t nonce) noexcept { set(nonce_, nonce); }

    private:
        // Atomic, since put_balance() may write while another thread reads in vain. In an entry of the
        // map, which begins at a cache line, they are aligned as 64-bit words are.
        using Word [[gnu::may_alias]] = std::uint64_t;
        static std::uint64_t get(const std::uint32_t* at) noexcept
        {
            return __atomic_load_n(reinterpret_cast<const Word*>(at), __ATOMIC_RELAXED);
        }
        static void set(std::uint32_t* at, std::uint64_t word) noexcept
        {
            __atomic_store_n(reinterpret_cast<Word*>(at), word, __ATOMIC_RELAXED);
        }
        std::uint32_t nonce_[2]{};
        std::uint32_t balance_[8]{};
    };
    struct SlotHasher {
        std::uint64_t operator()(const Uint256& slot) const noexcept
        {
            return SlotKeyHasher{}({0, slot});
        }
    };
    /// What only accounts with code or storage need.
    struct Contract {
        Hash code_hash = empty_code_hash;
        DenseMap<Uint256, Uint256, SlotHasher> storage;
        std::uint32_t nonzero_slots = 0;
        bool was_wiped = false;  ///< then a slot that is not listed is zero
    };
    using Accounts = DenseMap<Address, Account, AddressHasher>;
    static_assert(sizeof(Accounts::Entry) == 64);

    [[nodiscard]] const Hash& code_hash_of(const Account& account) const noexcept
    {
        return account.contract == 0 ? empty_code_hash : contracts_[account.contract - 1].code_hash;
    }
    /// The account's index, which may be `place`; or `none`.
    [[nodiscard]] std::uint32_t find(const Address& address, std::uint32_t place) const noexcept;
    /// Code and storage of an account that is here and has any; null otherwise.
    [[nodiscard]] const Contract* contract_at(const Address& address) const noexcept;
    /// Asks the view beneath for an account that is not here. It is here after `value` or `absent`.
    Answer load(const Address& address);
    /// What is here of a slot, and its place; nothing where this state does not say.
    [[nodiscard]] std::optional<Answer> own_slot(const Account& account, const Uint256& key,
                                                 Uint256& out, std::uint32_t& place) const;
    Contract& contract_of(Account& account);
    void set_code_hash(Account& account, const Hash& code_hash);
    /// Sets existence, and those `fields` of `value`; an account that does not exist has none.
    void assign(Account& account, bool exists, AccountFields fields, const AccountValue& value);
    static void assign_value(Account& account, const StateChanges::Account& change);
    void apply_accounts(std::span<const StateChanges::Account> changes);
    static void put_new(Contract& contract, std::span<const Remainder::NewSlot> fresh,
                        std::uint32_t first);
    static void store(Contract& contract, const Uint256& slot, const Uint256& value);
    void wipe_storage(Account& account);
    void store(Account& account, const Uint256& slot, const Uint256& value);

    using Extension = Accounts::Extension;
    /// Makes findable what an extension has left, the share `part` of `parts` of all that was there before.
    template <class Map>
    static void settle_old(Map& map, const Extension& extension, std::uint32_t part,
                           std::uint32_t parts);

    bool whole_;
    Accounts accounts_;
    std::vector<Contract> contracts_;
    std::unordered_map<Hash, std::shared_ptr<const Bytes>> code_;
    std::map<std::uint64_t, Hash> block_hashes_;
    StateView* beneath_ = nullptr;
    /// What put_slot() has changed of Contract::nonzero_slots, by contract.
    std::vector<std::uint32_t> nonzero_put_;
    // Between make_room() and apply_new():
    std::optional<Extension> new_accounts_;
    std::vector<std::pair<std::uint32_t, Extension>>
        new_slots_;  ///< by contract, one past its index
};

}  // namespace lanescope
