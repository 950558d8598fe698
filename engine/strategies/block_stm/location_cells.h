// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bump_arena.h"
#include "base/ordinal_chunks.h"
#include "chain/account.h"
#include "recording/location_table.h"
#include "state/world_state.h"
#include "strategies/block_stm/cell_index.h"
#include "strategies/block_stm/versions.h"

#include <atomic>
#include <cstdint>
#include <span>

namespace lanescope::block_stm {

/// An account: its locations, and what the pre-state says of it. Two cache lines that processors load
/// together.
struct alignas(64) AccountCell {
    Address address;
    std::uint32_t ordinal = 0;
    std::atomic<std::uint32_t> next{0};           ///< for CellIndex
    std::uint32_t place = AccountRead::no_place;  ///< as the pre-state gave it
    std::uint64_t base_nonce = 0;
    LocationCell fields[5];  ///< by LocationKind
    Uint256 base_balance;
    const Hash* base_code_hash = &empty_code_hash;
    Answer base_answer = Answer::absent;

    /// The pre-state's fields; those of an absent account are those of an empty one.
    struct Base {
        const Uint256& balance;
        std::uint64_t nonce;
        const Hash& code_hash;
    };
    [[nodiscard]] Base base() const noexcept { return {base_balance, base_nonce, *base_code_hash}; }
    /// EIP-161.
    [[nodiscard]] bool base_is_empty() const noexcept
    {
        return base_nonce == 0 && base_balance.is_zero() && *base_code_hash == empty_code_hash;
    }
    [[nodiscard]] LocationCell& field(LocationKind kind) noexcept
    {
        return fields[static_cast<std::size_t>(kind)];
    }
    [[nodiscard]] const LocationCell& field(LocationKind kind) const noexcept
    {
        return fields[static_cast<std::size_t>(kind)];
    }
};
static_assert(sizeof(AccountCell) == 128);

/// A storage slot, whose key is in the LocationTable. A cache line.
struct alignas(64) SlotCell {
    Uint256 base;
    LocationCell versions;
    std::uint32_t account = 0;  ///< ordinal
    std::uint32_t ordinal = 0;
    std::atomic<std::uint32_t> next{0};  ///< for CellIndex
    std::uint32_t place =
        WorldState::no_place;  ///< as the pre-state gave it, or WorldState::nowhere
    /// One past its index among the new ones of its share, once a write of it has been committed. For
    /// MultiVersionMemory::put_committed() alone.
    std::uint32_t listed = 0;
    Answer base_answer = Answer::absent;
};
static_assert(sizeof(SlotCell) == 64);

/// What a worker brings to the table: memory, and ordinals of its own.
struct CellMaker {
    BumpArena arena;
    LocationTable::Range accounts;
    LocationTable::Range slots;
    /// How often of late a slot that was asked for had no cell yet: 0 to surely_new.
    std::uint32_t new_slots = 0;
    static constexpr std::uint32_t likely_new = 2;
    static constexpr std::uint32_t surely_new = 8;  ///< all of so many
};

/// All cells of one run: a hash table that grows by adding, without locks. A cell is made when a
/// location is first named, after the pre-state was asked for it; of two that are made at once one
/// is dropped.
class LocationCells {
public:
    /// `expected`: how many accounts, and how many slots, the table is made for. More only lengthen
    /// the chains.
    LocationCells(WorldState& base, LocationTable& names, std::size_t expected_accounts,
                  std::size_t expected_slots);

    /// The account's cell; null when the pre-state failed to answer.
    [[nodiscard]] AccountCell* account(const Address& address, CellMaker& maker);
    [[nodiscard]] SlotCell* slot(const AccountCell& account, const Uint256& key, CellMaker& maker);
    /// Starts to load what account() reads first, and then what that leads to. It says whether there is
    /// a cell, as far as it can be seen: then nobody asks the pre-state any more.
    void announce(const Address& address) const noexcept;
    bool prefetch(const Address& address) const noexcept;
    /// The same for slot(), where the account has a cell.
    void announce_slots(const Address& address, std::span<const Uint256> keys) const noexcept;
    void prefetch_slots(const Address& address, std::span<const Uint256> keys) const noexcept;
    [[nodiscard]] const Uint256& key_of(const SlotCell& slot) const noexcept
    {
        return names_.slot_key(slot.ordinal);
    }
    /// By id; only of locations that have been named.
    [[nodiscard]] AccountCell& account(std::uint32_t ordinal) const noexcept
    {
        return accounts_.at(ordinal);
    }
    [[nodiscard]] SlotCell& slot(std::uint32_t ordinal) const noexcept
    {
        return slots_.at(ordinal);
    }
    [[nodiscard]] LocationCell& cell(LocationId id) const noexcept
    {
        return id.is_slot() ? slot(id.ordinal()).versions : account(id.ordinal()).field(id.kind());
    }
    /// The account's slots that have been named until now. Walks over those of all accounts: only a
    /// creation at an address that exists asks for them, so that no list of them is kept which every
    /// worker would write to.
    template <class Visit>
    void for_each_slot(const AccountCell& account, Visit&& visit) const
    {
        for (std::uint32_t ordinal = 0; ordinal < names_.slot_limit(); ++ordinal) {
            if (slots_.stage(ordinal) != 0 && slot(ordinal).account == account.ordinal) {
                visit(slot(ordinal));
            }
        }
    }
    /// The location has been written, and is to be seen again at the end.
    void mark(LocationId id) const noexcept
    {
        id.is_slot() ? slots_.set_stage(id.ordinal(), marked)
                     : accounts_.set_stage(id.ordinal(), marked);
    }
    /// Share `part` of `parts` of the cells that have been marked, or of all that there are, in stretches of
    /// memory: `announced` is called for every cell of a stretch, then `visit`. When none is made or marked
    /// any more.
    template <class Announced, class Visit>
    void for_each_marked_account(std::uint32_t part, std::uint32_t parts, Announced&& announced,
                                 Visit&& visit) const
    {
        walk(accounts_, names_.account_limit(), part, parts, false, announced, visit);
    }
    template <class Announced, class Visit>
    void for_each_marked_slot(std::uint32_t part, std::uint32_t parts, bool all,
                              Announced&& announced, Visit&& visit) const
    {
        walk(slots_, names_.slot_limit(), part, parts, all, announced, visit);
    }
    [[nodiscard]] WorldState& base() noexcept { return base_; }
    [[nodiscard]] const WorldState& base() const noexcept { return base_; }

private:
    // The stages of a cell; 0 is one that is not in the table.
    static constexpr std::uint8_t kept = 1;
    static constexpr std::uint8_t marked = 2;

    template <class Cell, class Announced, class Visit>
    static void walk(const OrdinalChunks<Cell>& cells, std::uint32_t limit, std::uint32_t part,
                     std::uint32_t parts, bool all, Announced&& announced, Visit&& visit)
    {
        // One worker's ordinals lie side by side, and so do their cells.
        constexpr std::uint32_t size = LocationTable::range_size;
        for (std::uint32_t first = part * size; first < limit; first += parts * size) {
            const auto stretch = cells.stretch(first);
            const auto is_wanted = [&](std::uint32_t at) {
                return stretch.stage(at) >= (all ? kept : marked);
            };
            for (std::uint32_t at = 0; at < size; ++at) {
                if (is_wanted(at)) {
                    announced(stretch[at]);
                }
            }
            for (std::uint32_t at = 0; at < size; ++at) {
                if (is_wanted(at)) {
                    visit(stretch[at]);
                }
            }
        }
    }
    [[nodiscard]] const AccountCell* known_account(const Address& address) const noexcept;
    /// Puts a new cell into the table, in which a search has come to its `end`. Of two for the same
    /// location the one that comes first stays; gives that.
    template <class Cell, class IsSame>
    [[nodiscard]] static Cell& add(CellIndex<Cell>& index, const OrdinalChunks<Cell>& cells,
                                   std::uint64_t hash, Cell& fresh,
                                   typename CellIndex<Cell>::End end, LocationTable::Range& range,
                                   IsSame&& is_same);
    /// A slot's cell, named, which is in no table yet; null when the pre-state failed to answer.
    [[nodiscard]] SlotCell* make_slot(const AccountCell& account, const Uint256& key,
                                      CellMaker& maker);

    WorldState& base_;
    LocationTable& names_;
    CellIndex<AccountCell> account_index_;
    CellIndex<SlotCell> slot_index_;
    OrdinalChunks<AccountCell> accounts_;
    OrdinalChunks<SlotCell> slots_;
};

}  // namespace lanescope::block_stm
