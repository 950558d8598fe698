// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/location_cells.h"

#include "base/prefetch.h"
#include "state/journal.h"

#include <bit>
#include <new>

namespace lanescope::block_stm {

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

LocationCells::Bucket& LocationCells::account_bucket(const Address& address) const noexcept
{
    const std::uint64_t hash = AddressHasher{}(address);
    return account_buckets_[(hash ^ hash >> 40) & account_mask_];
}

LocationCells::Bucket& LocationCells::slot_bucket(const AccountCell& account,
                                                  const Uint256& key) const noexcept
{
    const std::uint64_t hash = SlotKeyHasher{}({account.ordinal, key});
    return slot_buckets_[(hash ^ hash >> 40) & slot_mask_];
}

AccountCell* LocationCells::find(std::uint32_t first, const Address& address) const noexcept
{
    for (std::uint32_t at = first; at != 0;) {
        AccountCell& cell = accounts_.at(at - 1);
        if (cell.address == address) {
            return &cell;
        }
        at = cell.next.load(std::memory_order_relaxed);
    }
    return nullptr;
}

template <class Cell, class IsSame>
Cell& LocationCells::add(const CellChunks<Cell>& cells, Bucket& bucket, std::uint32_t first,
                         Cell& fresh, LocationTable::Range& range, IsSame&& is_same)
{
    // Before anybody can find it, and mark it.
    cells.keep(fresh.ordinal);
    std::uint32_t expected = first;
    for (;;) {
        fresh.next.store(expected, std::memory_order_relaxed);
        const std::uint32_t seen = expected;
        if (bucket.compare_exchange_strong(expected, fresh.ordinal + 1,
                                           std::memory_order_acq_rel)) {
            LocationTable::keep(range);
            return fresh;
        }
        for (std::uint32_t at = expected; at != seen;) {
            Cell& cell = cells.at(at - 1);
            if (is_same(cell)) {
                cells.drop(fresh.ordinal);
                return cell;
            }
            at = cell.next.load(std::memory_order_relaxed);
        }
    }
}

AccountCell* LocationCells::account(const Address& address, CellMaker& maker)
{
    Bucket& bucket = account_bucket(address);
    const std::uint32_t first = bucket.load(std::memory_order_acquire);
    if (AccountCell* const known = find(first, address)) {
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
    return &add(accounts_, bucket, first, fresh, maker.accounts,
                [&](const AccountCell& cell) { return cell.address == address; });
}

SlotCell* LocationCells::slot(const AccountCell& account, const Uint256& key, CellMaker& maker)
{
    Bucket& bucket = slot_bucket(account, key);
    const std::uint32_t first = bucket.load(std::memory_order_acquire);
    const auto is_same = [&](const SlotCell& cell) {
        return cell.account == account.ordinal && cell.key == key;
    };
    for (std::uint32_t at = first; at != 0;) {
        SlotCell& cell = slots_.at(at - 1);
        if (is_same(cell)) {
            return &cell;
        }
        at = cell.next.load(std::memory_order_relaxed);
    }
    Uint256 base;
    const Answer answer = base_.storage(account.address, key, base);
    if (answer == Answer::failed) {
        return nullptr;
    }
    const std::uint32_t ordinal = names_.name_slot(maker.slots, account.ordinal, key);
    SlotCell& fresh = slots_.make(ordinal);
    fresh.key = key;
    fresh.base = base;
    fresh.account = account.ordinal;
    fresh.ordinal = ordinal;
    fresh.base_answer = answer;
    return &add(slots_, bucket, first, fresh, maker.slots, is_same);
}

void LocationCells::announce(const Address& address) const noexcept
{
    prefetch_line(&account_bucket(address));
}

void LocationCells::prefetch(const Address& address) const noexcept
{
    const Bucket& bucket = account_bucket(address);
    const std::uint32_t first = bucket.load(std::memory_order_acquire);
    if (first != 0) {
        const AccountCell& cell = accounts_.at(first - 1);
        prefetch_line(&cell);
        prefetch_line(&cell.fields[4]);
    } else {
        prefetch_to_write(&bucket, 0, sizeof bucket);
    }
}

void LocationCells::announce_slots(const Address& address,
                                   std::span<const Uint256> keys) const noexcept
{
    const std::uint32_t first = account_bucket(address).load(std::memory_order_acquire);
    if (const AccountCell* const account = find(first, address)) {
        for (const Uint256& key : keys) {
            prefetch_line(&slot_bucket(*account, key));
        }
    }
}

void LocationCells::prefetch_slots(const Address& address,
                                   std::span<const Uint256> keys) const noexcept
{
    const std::uint32_t first = account_bucket(address).load(std::memory_order_acquire);
    const AccountCell* const account = find(first, address);
    if (account == nullptr) {
        return;
    }
    for (const Uint256& key : keys) {
        const Bucket& bucket = slot_bucket(*account, key);
        const std::uint32_t slot = bucket.load(std::memory_order_acquire);
        if (slot != 0) {
            const SlotCell& cell = slots_.at(slot - 1);
            prefetch_line(&cell);
            prefetch_line(&cell.versions);
        }
        // Most are new to the block; behind another one's cell, too.
        prefetch_to_write(&bucket, 0, sizeof bucket);
    }
}

}  // namespace lanescope::block_stm
