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
#include <unordered_map>

namespace lanescope {

/// A state held in memory, and changed transaction by transaction by one thread. Reads are safe from
/// many threads as long as nobody writes.
class WorldState final : public StateView {
public:
    /// Stands on `given`. `whole`: what is not listed is absent; otherwise it is uncovered.
    WorldState(const GivenState& given, bool whole, std::map<std::uint64_t, Hash> block_hashes);

    [[nodiscard]] Answer account(const Address& address, AccountFields wanted,
                                 AccountRead& out) override;
    [[nodiscard]] Answer storage(const Address& address, const Uint256& slot,
                                 Uint256& out) override;
    [[nodiscard]] const Bytes* code(const Hash& code_hash) override;
    [[nodiscard]] Answer block_hash(std::uint64_t number, Hash& out) override;
    [[nodiscard]] bool has_storage(const Address& address) override;

    /// Takes over what a finalised transaction changed.
    void apply(const Journal& journal);
    void apply(const StateChanges& changes);
    /// Adds wei outside of any transaction (fees, rewards, withdrawals). From EIP-161 on, an account
    /// that it leaves empty is deleted; before, crediting nothing still makes it exist.
    void credit(const Address& address, const Uint256& amount, Revision revision);
    /// Takes the whole balance away (the DAO's transition). Zero for an absent account.
    [[nodiscard]] Uint256 drain(const Address& address);
    void set_block_hash(std::uint64_t number, const Hash& hash) { block_hashes_[number] = hash; }

    /// Every existing account with its non-zero slots.
    [[nodiscard]] GivenState export_state() const;

private:
    struct Account {
        AccountValue value;
        bool exists = false;
        std::uint32_t generation = 0;  ///< bumped when the storage is wiped
        std::uint32_t nonzero_slots = 0;
    };
    struct StorageKey {
        std::uint32_t account = 0;
        std::uint32_t generation = 0;
        Uint256 slot;
        friend bool operator==(const StorageKey&, const StorageKey&) = default;
    };
    struct StorageKeyHasher {
        std::uint64_t operator()(const StorageKey& key) const noexcept
        {
            return SlotKeyHasher{}({key.account ^ (key.generation << 20), key.slot});
        }
    };

    void store(std::uint32_t account, const Uint256& slot, const Uint256& value);

    bool whole_;
    DenseMap<Address, Account, AddressHasher> accounts_;
    DenseMap<StorageKey, Uint256, StorageKeyHasher> slots_;
    std::unordered_map<Hash, std::shared_ptr<const Bytes>> code_;
    std::map<std::uint64_t, Hash> block_hashes_;
};

}  // namespace lanescope
