// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/location_cells.h"

#include "base/prefetch.h"
#include "state/journal.h"

#include <new>

namespace lanescope::block_stm {

namespace {

std::uint64_t hash_of(const AccountCell& account, const Uint256& key) noexcept
{
    return SlotKeyHasher{}({account.ordinal, key});
}

auto is_of(const Address& address) noexcept
{
    return [&address](const AccountCell& cell, std::uint32_t) { return cell.address == address; };
}

}  // namespace

LocationCells::LocationCells(WorldState& base, LocationTable& names, std::size_t expected_accounts,
                             std::size_t expected_slots)
    : base_(base), names_(names), account_index_(expected_accounts), slot_index_(expected_slots)
{
}

template <class Cell, class IsSame>
Cell& LocationCells::add(CellIndex<Cell>& index, const OrdinalChunks<Cell>& cells,
                         std::uint64_t hash, Cell& fresh, typename CellIndex<Cell>::End end,
                         LocationTable::Range& range, IsSame&& is_same)
{
    // Before anybody can find it, and mark it.
    cells.set_stage(fresh.ordinal, kept);
    Cell& found = index.add(cells, hash, fresh, end, is_same);
    if (&found == &fresh) {
        LocationTable::keep(range);
    } else {
        cells.set_stage(fresh.ordinal, 0);
    }
    return found;
}

AccountCell* LocationCells::account(const Address& address, CellMaker& maker)
{
    const std::uint64_t hash = AddressHasher{}(address);
    CellIndex<AccountCell>::End end;
    if (AccountCell* const known = account_index_.find(accounts_, hash, is_of(address), end)) {
        return known;
    }
    AccountRead read;
    const Answer answer = base_.account(address, AccountFields::all, read);
    if (answer == Answer::failed) {
        return nullptr;
    }
    const std::uint32_t ordinal = names_.name_account(maker.accounts, address);
    AccountCell& fresh = accounts_.make(ordinal);
    fresh.address = address;
    fresh.ordinal = ordinal;
    fresh.place = read.place;
    fresh.base_answer = answer;
    if (answer == Answer::value) {
        fresh.base_balance = read.value.balance;
        fresh.base_nonce = read.value.nonce;
        if (read.value.code_hash != empty_code_hash) {
            fresh.base_code_hash = new (maker.arena.allocate<Hash>()) Hash(read.value.code_hash);
        }
    }
    AccountCell& found =
        add(account_index_, accounts_, hash, fresh, end, maker.accounts, is_of(address));
    if (&found != &fresh) {
        names_.drop_account(ordinal);
    }
    return &found;
}

inline SlotCell* LocationCells::make_slot(const AccountCell& account, const Uint256& key,
                                          CellMaker& maker)
{
    Uint256 base;
    std::uint32_t place;
    const Answer answer = base_.slot(account.address, account.place, key, base, place);
    if (answer == Answer::failed) {
        return nullptr;
    }
    const std::uint32_t ordinal = names_.name_slot(maker.slots, account.ordinal, key);
    SlotCell& fresh = slots_.make(ordinal);
    fresh.base = base;
    fresh.account = account.ordinal;
    fresh.ordinal = ordinal;
    fresh.place = place;
    fresh.base_answer = answer;
    return &fresh;
}

SlotCell* LocationCells::slot(const AccountCell& account, const Uint256& key, CellMaker& maker)
{
    const std::uint64_t hash = hash_of(account, key);
    // By ordinal, so that the key is loaded while the cell is.
    const auto is_same = [&](const SlotCell& cell, std::uint32_t ordinal) {
        return names_.slot_key(ordinal) == key && cell.account == account.ordinal;
    };
    SlotCell* fresh = nullptr;
    // Loaded to be read, an entry would be waited for again when it is written.
    if (maker.new_slots >= CellMaker::likely_new) {
        slot_index_.announce_new(hash);
    }
    if (maker.new_slots == CellMaker::surely_new) {
        // The entry comes from another core meanwhile.
        fresh = make_slot(account, key, maker);
        if (fresh == nullptr) {
            return nullptr;
        }
    }
    CellIndex<SlotCell>::End end;
    SlotCell* found = slot_index_.find(slots_, hash, is_same, end);
    if (found != nullptr) {
        maker.new_slots /= 2;
    } else {
        maker.new_slots += maker.new_slots != CellMaker::surely_new ? 1 : 0;
        if (fresh == nullptr) {
            fresh = make_slot(account, key, maker);
            if (fresh == nullptr) {
                return nullptr;
            }
        }
        found = &add(slot_index_, slots_, hash, *fresh, end, maker.slots, is_same);
    }
    if (fresh != nullptr && found != fresh) {
        names_.drop_slot(fresh->ordinal);
    }
    return found;
}

const AccountCell* LocationCells::known_account(const Address& address) const noexcept
{
    CellIndex<AccountCell>::End end;
    return account_index_.find(accounts_, AddressHasher{}(address), is_of(address), end);
}

void LocationCells::announce(const Address& address) const noexcept
{
    account_index_.announce(AddressHasher{}(address));
}

bool LocationCells::prefetch(const Address& address) const noexcept
{
    return account_index_.prefetch(accounts_, AddressHasher{}(address)).has_value();
}

void LocationCells::announce_slots(const Address& address,
                                   std::span<const Uint256> keys) const noexcept
{
    if (const AccountCell* const account = known_account(address)) {
        for (const Uint256& key : keys) {
            slot_index_.announce(hash_of(*account, key));
        }
    }
}

void LocationCells::prefetch_slots(const Address& address,
                                   std::span<const Uint256> keys) const noexcept
{
    if (const AccountCell* const account = known_account(address)) {
        for (const Uint256& key : keys) {
            if (const auto slot = slot_index_.prefetch(slots_, hash_of(*account, key))) {
                prefetch_line(&names_.slot_key(*slot));
            }
        }
    }
}

}  // namespace lanescope::block_stm
