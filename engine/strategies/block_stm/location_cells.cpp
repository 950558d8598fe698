// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/location_cells.h"

#include "base/prefetch.h"

#include <bit>
#include <new>

namespace lanescope::block_stm {

VersionEntry& LocationCell::entry(std::uint32_t index, BumpArena& arena, bool& made)
{
    std::atomic<VersionEntry*>* link = &newest;
    VersionEntry* fresh = nullptr;
    for (;;) {
        VersionEntry* entry = link->load(std::memory_order_acquire);
        while (entry != nullptr && entry->index > index) {
            link = &entry->below;
            entry = link->load(std::memory_order_acquire);
        }
        if (entry != nullptr && entry->index == index) {
            made = false;
            return *entry;
        }
        if (fresh == nullptr) {
            fresh = new (arena.allocate<VersionEntry>()) VersionEntry(index);
        }
        fresh->below.store(entry, std::memory_order_relaxed);
        // Another writer may have linked in here meanwhile: go on from the same link.
        if (link->compare_exchange_strong(entry, fresh, std::memory_order_acq_rel)) {
            made = true;
            return *fresh;
        }
    }
}

template <class Cell>
void LocationCells::ByOrdinal<Cell>::set(std::uint32_t ordinal, Cell* cell)
{
    const unsigned chunk = chunk_of(ordinal);
    if (chunks_[chunk].load(std::memory_order_acquire) == nullptr) {
        auto fresh = std::make_unique<Place[]>(std::size_t{1} << (first_bits + chunk));
        Place* expected = nullptr;
        if (chunks_[chunk].compare_exchange_strong(expected, fresh.get(),
                                                   std::memory_order_acq_rel)) {
            (void)fresh.release();
        }
    }
    chunks_[chunk].load(std::memory_order_acquire)[ordinal - before(chunk)].store(
        cell, std::memory_order_release);
}

LocationCells::LocationCells(StateView& base, LocationTable& names, std::size_t expected_accounts,
                             std::size_t expected_slots)
    : base_(base),
      names_(names),
      account_mask_(std::bit_ceil(expected_accounts + 64) - 1),
      slot_mask_(std::bit_ceil(expected_slots + 64) - 1),
      account_buckets_(account_mask_ + 1),
      slot_buckets_(slot_mask_ + 1)
{
}

AccountCell* LocationCells::account(const Address& address, CellMaker& maker)
{
    std::atomic<AccountCell*>& bucket = account_bucket(address);
    AccountCell* const first = bucket.load(std::memory_order_acquire);
    for (AccountCell* cell = first; cell != nullptr;
         cell = cell->next.load(std::memory_order_relaxed)) {
        if (cell->address == address) {
            return cell;
        }
    }
    AccountRead read;
    const Answer answer = base_.account(address, AccountFields::all, read);
    if (answer == Answer::failed) {
        return nullptr;
    }
    auto* fresh = new (maker.arena.allocate<AccountCell>()) AccountCell;
    fresh->address = address;
    fresh->base_answer = answer;
    fresh->base = answer == Answer::value ? read.value : AccountValue{};
    fresh->ordinal = names_.name_account(maker.accounts, address);
    accounts_by_ordinal_.set(fresh->ordinal, fresh);
    AccountCell* expected = first;
    for (;;) {
        fresh->next.store(expected, std::memory_order_relaxed);
        AccountCell* const seen = expected;
        if (bucket.compare_exchange_strong(expected, fresh, std::memory_order_acq_rel)) {
            LocationTable::keep(maker.accounts);
            return fresh;
        }
        for (AccountCell* cell = expected; cell != seen;
             cell = cell->next.load(std::memory_order_relaxed)) {
            if (cell->address == address) {
                accounts_by_ordinal_.set(fresh->ordinal, nullptr);
                return cell;
            }
        }
    }
}

void LocationCells::announce(const Address& address) const noexcept
{
    prefetch_line(&account_bucket(address));
}

void LocationCells::prefetch(const Address& address) const noexcept
{
    const AccountCell* const cell = account_bucket(address).load(std::memory_order_acquire);
    if (cell != nullptr) {
        prefetch_line(cell);
    }
}

SlotCell* LocationCells::slot(AccountCell& account, const Uint256& key, CellMaker& maker)
{
    const std::uint64_t hash = SlotKeyHasher{}({account.ordinal, key});
    std::atomic<SlotCell*>& bucket = slot_buckets_[(hash ^ hash >> 40) & slot_mask_];
    SlotCell* const first = bucket.load(std::memory_order_acquire);
    for (SlotCell* cell = first; cell != nullptr;
         cell = cell->next.load(std::memory_order_relaxed)) {
        if (cell->account == &account && cell->key == key) {
            return cell;
        }
    }
    Uint256 base;
    const Answer answer = base_.storage(account.address, key, base);
    if (answer == Answer::failed) {
        return nullptr;
    }
    auto* fresh = new (maker.arena.allocate<SlotCell>()) SlotCell;
    fresh->account = &account;
    fresh->key = key;
    fresh->base_answer = answer;
    fresh->base = base;
    fresh->ordinal = names_.name_slot(maker.slots, account.ordinal, key);
    slots_by_ordinal_.set(fresh->ordinal, fresh);
    SlotCell* expected = first;
    for (;;) {
        fresh->next.store(expected, std::memory_order_relaxed);
        SlotCell* const seen = expected;
        if (bucket.compare_exchange_strong(expected, fresh, std::memory_order_acq_rel)) {
            LocationTable::keep(maker.slots);
            return fresh;
        }
        for (SlotCell* cell = expected; cell != seen;
             cell = cell->next.load(std::memory_order_relaxed)) {
            if (cell->account == &account && cell->key == key) {
                slots_by_ordinal_.set(fresh->ordinal, nullptr);
                return cell;
            }
        }
    }
}

}  // namespace lanescope::block_stm
