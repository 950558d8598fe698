// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/lazy_array.h"
#include "base/table_allocator.h"
#include "chain/revision.h"
#include "execution/block_progress.h"
#include "recording/access_set.h"
#include "recording/code_table.h"
#include "recording/events.h"
#include "recording/run_settings.h"
#include "state/state_changes.h"
#include "state/world_state.h"
#include "strategies/block_stm/location_cells.h"

#include <atomic>
#include <cstdint>
#include <mutex>
#include <span>
#include <vector>

namespace lanescope::block_stm {

/// What a transaction pays to the beneficiary: added up apart from its balance, so that the
/// transactions of a block do not all conflict.
struct FeeRecord {
    Uint256 fee;  ///< wei
    /// False when the transaction destroyed the beneficiary, and the fee is lost, or left nothing.
    bool credited = false;
};

/// What an incarnation leaves behind: its access set, whose writes are versions, and in a cache line of
/// its own what the commit needs. Lives as long as the run.
struct alignas(64) Published {
    AccessSet access;
    FeeRecord fee;
    CommitFacts facts;

    [[nodiscard]] std::span<Version> versions() const noexcept
    {
        return access.writes.empty()
                   ? std::span<Version>()
                   : std::span(Version::of(access.writes[0]), access.writes.size());
    }
};
static_assert(sizeof(Published) == 128 && sizeof(AccessSet) == 64);

/// The beneficiary as a transaction sees it: its last explicit write with the fees since.
struct Fold {
    bool blocked = false;        ///< by a lower transaction that has not finished
    std::uint32_t blocking = 0;  ///< that one
    bool exists = false;
    Uint256 balance;
};

/// A balance as a transaction sees it: its last explicit write, or the pre-state, with what was added
/// since.
struct BalanceSum {
    bool is_blocked = false;             ///< by an ESTIMATE: of `nearest`
    bool is_sum = false;                 ///< something was added
    const WriteRecord* write = nullptr;  ///< the last explicit one
    TxVersion nearest;  ///< of all that count, the highest; nothing if the pre-state alone does
    Uint256 value;
};

/// What an ESTIMATE does to who looks at a balance.
enum class Estimates : std::uint8_t {
    block,
    /// An amount that is to be added counts as the last incarnation left it. Whoever trusts in that is
    /// validated again when another amount is published: see publish().
    added_as_they_were,
};

/// Section 3.1 of Gelashvili et al., "Block-STM" (PPoPP 2023): per location, the writes of all
/// transactions by index; what each last incarnation read and wrote. Any thread may call; for one
/// transaction index only one thread at a time publishes.
class MultiVersionMemory {
public:
    /// What the transactions below `first` wrote is in `base`. `shares`: of apply_changes(), where
    /// put_committed() is called for each transaction that is committed; 0 where neither is.
    MultiVersionMemory(WorldState& base, LocationTable& names, CodeTable& code, Revision revision,
                       const Address& beneficiary, const RunSettings& settings, std::uint32_t first,
                       std::size_t transactions, std::size_t expected_slots, std::uint32_t shares);

    [[nodiscard]] LocationCells& cells() noexcept { return cells_; }
    [[nodiscard]] LongLists& lists() noexcept { return lists_; }
    /// Whether it is the beneficiary's, and its fees are added up apart.
    [[nodiscard]] bool folds(const AccountCell& account) const noexcept
    {
        return &account == beneficiary_cell_;
    }

    [[nodiscard]] bool adds_up_balances() const noexcept { return adds_up_balances_; }
    /// Whether the write is an amount that its writer's FeeRecord has in it: then nothing stands in the
    /// beneficiary's balance.
    [[nodiscard]] bool is_in_fee(const WriteRecord& write) const noexcept
    {
        return write.kind == WriteKind::add && beneficiary_cell_ != nullptr &&
               write.location ==
                   LocationId::of_account(beneficiary_cell_->ordinal, LocationKind::balance);
    }

    /// Replaces what the last incarnation of transaction `index` left (the paper's `record`). Says
    /// whether higher transactions must be validated again: a location was written that the last
    /// incarnation did not write, or another amount added.
    bool publish(std::uint32_t index, Published& now);
    /// Marks the transaction's writes (the paper's `convert_writes_to_estimates`).
    void make_estimates(std::uint32_t index);
    /// Reads the last read set again (the paper's `validate_read_set`) and tells what does not hold:
    /// the first, or with `all` every read.
    [[nodiscard]] bool validate(std::uint32_t index, bool all, std::vector<Mismatch>& mismatches);

    /// What the commit of the transaction's last incarnation needs; starts to load that of those behind it,
    /// which another core may have written.
    [[nodiscard]] const CommitFacts& facts_to_commit(std::uint32_t index) const noexcept;
    /// Adds a committed transaction's fee to the prefix sums; in order.
    void commit_fee(std::uint32_t index);
    /// Puts into the world, of which `base` is a view, what a committed transaction wrote to what was there
    /// before the block, and lists its new slots: as long as its versions lie in the cache of who executed
    /// it. In order; apply_changes() has the rest.
    void put_committed(std::uint32_t index, WorldState& world);
    /// The balance before transaction `index`, of an account whose fees are not folded.
    [[nodiscard]] BalanceSum balance(AccountCell& account, std::uint32_t index,
                                     Estimates estimates) const;
    /// The beneficiary before transaction `index`.
    [[nodiscard]] Fold fold(AccountCell& beneficiary, std::uint32_t index) const;

    /// Code that the block's transactions created.
    [[nodiscard]] CodeTable& code() noexcept { return code_; }

    /// Whether put_committed() puts or lists what is written there, or apply_changes() finds it at the end.
    [[nodiscard]] bool is_put_at_commit(LocationId location) const noexcept;
    /// Some write is of a storage generation: before apply_changes().
    void note_wiped_storage() noexcept { wipes_storage_.store(true, std::memory_order_relaxed); }
    /// Puts what the committed transactions changed in the end, and put_committed() did not, into the
    /// world, of which `base` is a view, once none is executed any more: one of the `shares`, which
    /// together are the whole. What has no place there becomes `rest`. At once from several threads.
    void apply_changes(std::uint32_t share, WorldState& world, WorldState::Remainder& rest);

private:
    static constexpr std::uintptr_t estimate = 1;  ///< lowest bit of what is in published_

    [[nodiscard]] const Published* published(std::uint32_t index) const noexcept
    {
        return reinterpret_cast<const Published*>(
            published_[index].load(std::memory_order_acquire) & ~estimate);
    }
    [[nodiscard]] StateChanges::Account beneficiary_change(std::uint32_t end);
    /// Whether validation finds what the read found. Fills `mismatch` only when it does not.
    [[nodiscard]] bool holds(const ReadRecord& read, std::uint32_t index, const Uint256*& kept,
                             Mismatch& mismatch);
    [[nodiscard]] bool fold_holds(const ReadRecord& read, std::uint32_t index, const Uint256& seen,
                                  Mismatch& mismatch);
    /// Lists a slot that is nowhere in the world with what a committed transaction wrote to it, or the new
    /// value where it is listed.
    void list_new(SlotCell& slot, const Uint256& value, const WorldState& world);
    /// Keeps the balance that a committed transaction's amount came to in the place of the amount.
    void settle(LocationCell& cell, const WriteRecord& added, const Uint256& balance) const;
    [[nodiscard]] bool balance_holds(const ReadRecord& read, std::uint32_t index,
                                     const Uint256& seen, Mismatch& mismatch);

    LocationCells cells_;
    mutable LongLists lists_;
    CodeTable& code_;
    CellMaker own_maker_;  ///< for what no worker names
    Revision revision_;
    AccountCell* beneficiary_cell_;  ///< null where fees are not folded
    bool adds_up_balances_;
    /// The committed new slots, by share.
    std::vector<WorldState::Remainder> new_slots_;
    std::uint32_t first_;
    /// By transaction, its last incarnation's Published; ESTIMATE or not.
    std::vector<std::atomic<std::uintptr_t>, TableAllocator<std::atomic<std::uintptr_t>>>
        published_;
    /// [k]: of the transactions from first_ to below k; made as they are committed.
    LazyArray<Uint256> committed_fees_;
    /// Written at every commit: apart from what every worker reads all the time.
    alignas(64) std::atomic<std::uint32_t> committed_;
    mutable std::mutex totals_mutex_;
    mutable BumpArena totals_;  ///< what settle() keeps
    std::atomic<bool> wipes_storage_{false};
};

}  // namespace lanescope::block_stm
