// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bump_arena.h"
#include "base/table_allocator.h"
#include "chain/account.h"
#include "recording/location_table.h"
#include "state/journal.h"
#include "state/state_view.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <memory>
#include <vector>

namespace lanescope::block_stm {

/// One transaction's write of one location. The list of a location runs from the highest index down;
/// entries are never taken out, so that readers need no lock: what is gone is marked.
class VersionEntry {
public:
    /// What stands in an entry: a write, a write turned ESTIMATE, or nothing any more.
    struct Content {
        const WriteRecord* write = nullptr;  ///< null: removed
        bool estimate = false;
        /// In place of a committed amount the balance that it came to, so that nobody need add up what
        /// is below.
        bool total = false;
    };

    explicit VersionEntry(std::uint32_t writer) noexcept : index(writer) {}

    [[nodiscard]] Content content() const noexcept
    {
        const std::uintptr_t bits = content_.load(std::memory_order_acquire);
        return {reinterpret_cast<const WriteRecord*>(bits & ~std::uintptr_t{3}), (bits & 1) != 0,
                (bits & 2) != 0};
    }
    void set(const WriteRecord* write) noexcept
    {
        content_.store(reinterpret_cast<std::uintptr_t>(write), std::memory_order_release);
    }
    void make_estimate() noexcept { content_.fetch_or(1, std::memory_order_acq_rel); }
    /// Puts `total` in the place of `added`, a committed transaction's: to readers both say the same.
    void settle(const WriteRecord* added, const WriteRecord* total) const noexcept
    {
        auto before = reinterpret_cast<std::uintptr_t>(added);
        content_.compare_exchange_strong(before, reinterpret_cast<std::uintptr_t>(total) | 2,
                                         std::memory_order_acq_rel);
    }

    /// Of `entry` and those below it, the first that has not been removed, or null.
    [[nodiscard]] static const VersionEntry* first_present(const VersionEntry* entry,
                                                           Content& content) noexcept
    {
        for (; entry != nullptr; entry = entry->below.load(std::memory_order_acquire)) {
            content = entry->content();
            if (content.write != nullptr) {
                return entry;
            }
        }
        return nullptr;
    }

    std::atomic<VersionEntry*> below{nullptr};
    const std::uint32_t index;

private:
    mutable std::atomic<std::uintptr_t> content_{0};
};

/// The versions of one location.
struct LocationCell {
    std::atomic<VersionEntry*> newest{nullptr};

    /// The highest entry below transaction `index` that has not been removed, or null.
    [[nodiscard]] const VersionEntry* below(std::uint32_t index,
                                            VersionEntry::Content& content) const noexcept
    {
        const VersionEntry* entry = newest.load(std::memory_order_acquire);
        while (entry != nullptr && entry->index >= index) {
            entry = entry->below.load(std::memory_order_acquire);
        }
        return VersionEntry::first_present(entry, content);
    }
    /// The entry of transaction `index`, made when it is missing; says whether it was. Only one
    /// thread at a time asks for the same index.
    VersionEntry& entry(std::uint32_t index, BumpArena& arena, bool& made);
};

/// An account: its locations, and what the pre-state says of it.
struct AccountCell {
    std::atomic<AccountCell*> next{nullptr};  ///< of the same bucket
    Address address;
    std::uint32_t ordinal = 0;
    Answer base_answer = Answer::absent;
    AccountValue base;
    LocationCell fields[5];  ///< by LocationKind
};

/// A storage slot.
struct SlotCell {
    std::atomic<SlotCell*> next{nullptr};  ///< of the same bucket
    AccountCell* account = nullptr;
    Uint256 key;
    std::uint32_t ordinal = 0;
    Answer base_answer = Answer::absent;
    Uint256 base;
    LocationCell versions;
};

/// What a worker brings to the table: memory for cells, and ordinals of its own.
struct CellMaker {
    BumpArena arena;
    LocationTable::Range accounts;
    LocationTable::Range slots;
};

/// All cells of one run: a hash table that grows by adding, without locks. A cell is made when a
/// location is first named, after the pre-state was asked for it; of two that are made at once one
/// is dropped.
class LocationCells {
public:
    /// `expected`: how many accounts, and how many slots, the table is made for. More only lengthen
    /// the chains.
    LocationCells(StateView& base, LocationTable& names, std::size_t expected_accounts,
                  std::size_t expected_slots);

    /// The account's cell; null when the pre-state failed to answer.
    [[nodiscard]] AccountCell* account(const Address& address, CellMaker& maker);
    [[nodiscard]] SlotCell* slot(AccountCell& account, const Uint256& key, CellMaker& maker);
    /// Starts to load what account() reads first, and then what that leads to.
    void announce(const Address& address) const noexcept;
    void prefetch(const Address& address) const noexcept;
    /// By id; only of locations that have been named.
    [[nodiscard]] AccountCell& account(std::uint32_t ordinal) noexcept
    {
        return *accounts_by_ordinal_.get(ordinal);
    }
    [[nodiscard]] SlotCell& slot(std::uint32_t ordinal) noexcept
    {
        return *slots_by_ordinal_.get(ordinal);
    }
    /// As account(), or null for an ordinal that nothing has.
    [[nodiscard]] AccountCell* find_account(std::uint32_t ordinal) const noexcept
    {
        return accounts_by_ordinal_.find(ordinal);
    }
    [[nodiscard]] SlotCell* find_slot(std::uint32_t ordinal) const noexcept
    {
        return slots_by_ordinal_.find(ordinal);
    }
    /// The account's slots that have been named until now. Walks over those of all accounts: only a
    /// creation at an address that exists asks for them, so that no list of them is kept which every
    /// worker would write to.
    template <class Visit>
    void for_each_slot(const AccountCell& account, Visit&& visit) const
    {
        for (std::uint32_t ordinal = 0; ordinal < names_.slot_limit(); ++ordinal) {
            SlotCell* const cell = find_slot(ordinal);
            if (cell != nullptr && cell->account == &account) {
                visit(*cell);
            }
        }
    }
    [[nodiscard]] LocationCell& cell(LocationId id) noexcept
    {
        return id.is_slot() ? slot(id.ordinal()).versions
                            : account(id.ordinal()).fields[static_cast<std::size_t>(id.kind())];
    }
    [[nodiscard]] StateView& base() noexcept { return base_; }
    [[nodiscard]] const LocationTable& names() const noexcept { return names_; }

private:
    [[nodiscard]] std::atomic<AccountCell*>& account_bucket(const Address& address) const noexcept
    {
        const std::uint64_t hash = AddressHasher{}(address);
        return account_buckets_[(hash ^ hash >> 40) & account_mask_];
    }

    /// Pointers by ordinal, in chunks that double.
    template <class Cell>
    class ByOrdinal {
    public:
        using Place = std::atomic<Cell*>;
        ~ByOrdinal()
        {
            for (auto& chunk : chunks_) {
                delete[] chunk.load(std::memory_order_relaxed);
            }
        }
        [[nodiscard]] Cell* get(std::uint32_t ordinal) const noexcept
        {
            const unsigned chunk = chunk_of(ordinal);
            return chunks_[chunk].load(std::memory_order_acquire)[ordinal - before(chunk)].load(
                std::memory_order_acquire);
        }
        [[nodiscard]] Cell* find(std::uint32_t ordinal) const noexcept
        {
            const unsigned chunk = chunk_of(ordinal);
            const Place* cells = chunks_[chunk].load(std::memory_order_acquire);
            return cells == nullptr
                       ? nullptr
                       : cells[ordinal - before(chunk)].load(std::memory_order_acquire);
        }
        void set(std::uint32_t ordinal, Cell* cell);

    private:
        static constexpr unsigned first_bits = 8;
        static unsigned chunk_of(std::uint32_t ordinal) noexcept
        {
            return static_cast<unsigned>(std::bit_width((ordinal >> first_bits) + 1)) - 1;
        }
        static std::uint32_t before(unsigned chunk) noexcept
        {
            return ((1u << chunk) - 1) << first_bits;
        }
        std::array<std::atomic<Place*>, 20> chunks_{};
    };

    StateView& base_;
    LocationTable& names_;
    std::size_t account_mask_;
    std::size_t slot_mask_;
    template <class Cell>
    using Buckets = std::vector<std::atomic<Cell*>, TableAllocator<std::atomic<Cell*>>>;
    // Mutable as what they point at is: looking up is no change of the table.
    mutable Buckets<AccountCell> account_buckets_;
    Buckets<SlotCell> slot_buckets_;
    ByOrdinal<AccountCell> accounts_by_ordinal_;
    ByOrdinal<SlotCell> slots_by_ordinal_;
};

}  // namespace lanescope::block_stm
