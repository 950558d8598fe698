// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/multi_version_memory.h"

#include "base/prefetch.h"

#include <algorithm>
#include <new>
#include <unordered_map>

namespace lanescope::block_stm {

namespace {

constexpr std::size_t field_of(LocationKind kind) noexcept
{
    return static_cast<std::size_t>(kind);
}

}  // namespace

MultiVersionMemory::MultiVersionMemory(StateView& base, LocationTable& names, CodeTable& code,
                                       Revision revision, const Address& beneficiary,
                                       const RunSettings& settings, std::uint32_t first,
                                       std::size_t transactions, std::size_t expected_slots)
    : cells_(base, names, transactions * 2, expected_slots),
      code_(code),
      revision_(revision),
      beneficiary_(beneficiary),
      beneficiary_cell_(settings.lazy_beneficiary && transactions > 0
                            ? cells_.account(beneficiary, own_maker_)
                            : nullptr),
      lazy_beneficiary_(settings.lazy_beneficiary),
      adds_up_balances_(settings.commutative_balances),
      first_(first),
      published_(new std::atomic<const Published*>[transactions]()),
      fees_(new std::atomic<std::uintptr_t>[transactions]()),
      committed_fees_(transactions + 1),
      committed_(first)
{
}

namespace {

/// Whether someone who has counted with `before` must look again.
bool adds_otherwise(const WriteRecord& before, const WriteRecord& now) noexcept
{
    return before.kind != now.kind || (now.kind == WriteKind::add && before.value != now.value);
}

}  // namespace

bool MultiVersionMemory::publish(TxVersion version, const AccessSet& access, const FeeRecord* fee,
                                 BumpArena& arena)
{
    auto* now = new (arena.allocate<Published>()) Published{access, nullptr};
    now->entries = arena.allocate<VersionEntry*>(access.writes.size());
    bool validate_again = false;
    for (std::size_t i = 0; i < access.writes.size(); ++i) {
        const WriteRecord& write = access.writes[i];
        if (is_in_fee(write)) {
            now->entries[i] = nullptr;
            continue;
        }
        bool made = false;
        VersionEntry& entry = cells_.cell(write.location).entry(version.index, arena, made);
        const WriteRecord* old = entry.content().write;
        validate_again = validate_again || made || old == nullptr || adds_otherwise(*old, write);
        entry.set(&write);
        now->entries[i] = &entry;
    }
    const Published* before = published_[version.index].load(std::memory_order_acquire);
    if (before != nullptr) {
        for (std::size_t i = 0; i < before->access.writes.size(); ++i) {
            // What still holds the old write has not been written again.
            const WriteRecord& old = before->access.writes[i];
            if (before->entries[i] != nullptr && before->entries[i]->content().write == &old) {
                before->entries[i]->set(nullptr);
                validate_again = validate_again || old.kind == WriteKind::add;
            }
        }
    }
    fees_[version.index].store(reinterpret_cast<std::uintptr_t>(fee), std::memory_order_release);
    published_[version.index].store(now, std::memory_order_release);
    return validate_again;
}

void MultiVersionMemory::make_estimates(std::uint32_t index)
{
    const Published* last = published_[index].load(std::memory_order_acquire);
    for (std::size_t i = 0; i < last->access.writes.size(); ++i) {
        if (last->entries[i] != nullptr) {
            last->entries[i]->make_estimate();
        }
    }
    fees_[index].fetch_or(1, std::memory_order_acq_rel);
}

bool MultiVersionMemory::fold_holds(const ReadRecord& read, std::uint32_t index,
                                    const Uint256& seen, Mismatch& mismatch)
{
    const Fold now = fold(cells_.account(read.location.ordinal()), index);
    const Uint256 value = read.location.kind() == LocationKind::existence
                              ? Uint256{now.exists ? 1u : 0u}
                              : now.balance;
    if (!now.blocked && value == seen) {
        return true;
    }
    mismatch = {};
    mismatch.kind = now.blocked ? MismatchKind::estimate : MismatchKind::newer_write;
    mismatch.found_origin = ReadOrigin::fold;
    mismatch.culprit = {now.blocked ? now.blocking : index - 1, 0};
    return false;
}

bool MultiVersionMemory::balance_holds(const ReadRecord& read, std::uint32_t index,
                                       const Uint256& seen, Mismatch& mismatch)
{
    const bool is_bound = read.origin == ReadOrigin::at_least;
    const BalanceSum now = balance(cells_.account(read.location.ordinal()), index,
                                   is_bound ? Estimates::added_as_they_were : Estimates::block);
    if (!now.is_blocked && (is_bound ? now.value >= seen : now.value == seen)) {
        return true;
    }
    mismatch = {};
    if (!now.is_sum && !now.is_blocked && now.write == nullptr) {
        mismatch.kind = MismatchKind::removed_write;  // by whom, nobody knows any more
        mismatch.culprit = {index - 1, 0};
        return false;
    }
    mismatch.kind = now.is_blocked ? MismatchKind::estimate : MismatchKind::newer_write;
    mismatch.culprit = now.nearest;
    if (now.is_sum) {
        mismatch.found_origin = ReadOrigin::sum;
    } else {
        mismatch.found_origin = ReadOrigin::version;
        mismatch.found = now.nearest;
    }
    return false;
}

bool MultiVersionMemory::holds(const ReadRecord& read, std::uint32_t index, const Uint256*& kept,
                               Mismatch& mismatch)
{
    if (keeps_value(read.origin)) {
        const Uint256& seen = *kept++;
        return read.origin == ReadOrigin::fold ? fold_holds(read, index, seen, mismatch)
                                               : balance_holds(read, index, seen, mismatch);
    }
    VersionEntry::Content content;
    const VersionEntry* entry = cells_.cell(read.location).below(index, content);
    const bool had_version = read.origin == ReadOrigin::version;
    const TxVersion seen{read.writer, read.incarnation};
    if (had_version ? entry != nullptr && !content.estimate && content.write->writer == seen
                    : entry == nullptr) {
        return true;
    }
    mismatch = {};
    if (had_version) {
        mismatch.read = seen;
    }
    if (entry != nullptr) {
        mismatch.found_origin = ReadOrigin::version;
        mismatch.found = content.write->writer;
    }
    if (had_version && (entry == nullptr || entry->index < read.writer)) {
        mismatch.kind = MismatchKind::removed_write;
        mismatch.culprit = seen;
    } else {
        mismatch.kind = content.estimate ? MismatchKind::estimate : MismatchKind::newer_write;
        mismatch.culprit = content.write->writer;
    }
    return false;
}

bool MultiVersionMemory::validate(std::uint32_t index, bool all, std::vector<Mismatch>& mismatches)
{
    const AccessSet& access = published_[index].load(std::memory_order_acquire)->access;
    const Uint256* kept = access.kept.data();
    Mismatch mismatch;
    for (const ReadRecord& read : access.reads) {
        if (!holds(read, index, kept, mismatch)) {
            mismatch.location = read.location;
            mismatch.read_origin = read.origin;
            mismatch.gas_used = read.gas_used;
            mismatches.push_back(mismatch);
            if (!all) {
                break;
            }
        }
    }
    return mismatches.empty();
}

void MultiVersionMemory::commit_fee(std::uint32_t index)
{
    const auto* fee = reinterpret_cast<const FeeRecord*>(
        fees_[index].load(std::memory_order_acquire) & ~std::uintptr_t{1});
    committed_fees_[index + 1] = committed_fees_[index] + (fee != nullptr ? fee->fee : Uint256{});
    committed_.store(index + 1, std::memory_order_release);
}

BalanceSum MultiVersionMemory::balance(const AccountCell& account, std::uint32_t index,
                                       Estimates estimates) const
{
    // So many committed amounts are worth being added up for good.
    constexpr unsigned many = 8;
    const std::uint32_t committed = committed_.load(std::memory_order_acquire);
    BalanceSum sum;
    Uint256 added;
    const VersionEntry* settled = nullptr;  // the highest amount that nothing can change any more
    const WriteRecord* settled_write = nullptr;
    Uint256 added_above;
    unsigned below_settled = 0;
    const LocationCell& versions = account.fields[field_of(LocationKind::balance)];
    VersionEntry::Content content;
    for (const VersionEntry* entry = versions.below(index, content); entry != nullptr;
         entry =
             VersionEntry::first_present(entry->below.load(std::memory_order_acquire), content)) {
        const WriteRecord& write = *content.write;
        if (!sum.is_sum) {
            sum.nearest = write.writer;
        }
        if (content.estimate && (estimates == Estimates::block || write.kind == WriteKind::set)) {
            sum.is_blocked = true;
            sum.nearest = write.writer;
            return sum;
        }
        if (write.kind == WriteKind::set) {
            sum.write = &write;
            sum.is_sum = sum.is_sum || content.total;
            break;
        }
        if (settled == nullptr && entry->index < committed) {
            settled = entry;
            settled_write = &write;
            added_above = added;
        }
        below_settled += settled != nullptr ? 1 : 0;
        sum.is_sum = true;
        added += write.value;
    }
    sum.value = added + (sum.write != nullptr ? sum.write->value : account.base.balance);
    if (below_settled > many) {
        settle(*settled, *settled_write, sum.value - added_above);
    }
    return sum;
}

void MultiVersionMemory::settle(const VersionEntry& entry, const WriteRecord& added,
                                const Uint256& balance) const
{
    WriteRecord* total = nullptr;
    {
        const std::lock_guard lock(totals_mutex_);
        total = new (totals_.allocate<WriteRecord>()) WriteRecord(added);
    }
    total->value = balance;
    total->kind = WriteKind::set;
    entry.settle(&added, total);
}

Fold MultiVersionMemory::fold(AccountCell& account, std::uint32_t index) const
{
    Fold result;
    const auto blocked_by = [&](std::uint32_t writer) {
        result.blocked = true;
        result.blocking = writer;
        return result;
    };
    AccountValue value = account.base;
    result.exists = account.base_answer == Answer::value;
    std::uint32_t from = first_;
    std::uint32_t existence_written_at = ~0u;
    for (const LocationKind kind : {LocationKind::existence, LocationKind::balance,
                                    LocationKind::nonce, LocationKind::code}) {
        VersionEntry::Content content;
        const VersionEntry* entry = account.fields[field_of(kind)].below(index, content);
        if (entry == nullptr) {
            continue;
        }
        if (content.estimate) {
            return blocked_by(entry->index);
        }
        const Uint256& written = content.write->value;
        switch (kind) {
        case LocationKind::existence:
            result.exists = !written.is_zero();
            existence_written_at = entry->index;
            break;
        case LocationKind::balance:
            value.balance = written;
            from = entry->index;  // the writer's own fee comes after its write
            // Who comes or goes has its balance written too. A balance written alone is that of an
            // account which was there, though perhaps only by the fees.
            result.exists = result.exists || existence_written_at != entry->index;
            break;
        case LocationKind::nonce:
            value.nonce = written.low64();
            break;
        default:
            store_big_endian(value.code_hash.bytes.data(), written);
            break;
        }
    }

    Uint256 sum;
    bool credited = false;
    std::uint32_t at = index;
    const std::uint32_t committed = committed_.load(std::memory_order_acquire);
    // Before EIP-161 a fee of nothing, too, makes the beneficiary exist: then each one is looked at.
    const std::uint32_t summed_to = revision_ >= Revision::spurious_dragon && committed > from
                                        ? std::min(committed, index)
                                        : from;
    for (; at > summed_to; --at) {
        const std::uintptr_t bits = fees_[at - 1].load(std::memory_order_acquire);
        if (bits == 0 || (bits & 1) != 0) {
            return blocked_by(at - 1);
        }
        const auto* fee = reinterpret_cast<const FeeRecord*>(bits);
        if (fee->credited) {
            sum += fee->fee;
            credited = true;
        }
    }
    if (at > from) {
        sum += committed_fees_[at] - committed_fees_[from];
        credited = true;
    }
    if (credited) {
        value.balance = (result.exists ? value.balance : Uint256{}) + sum;
        if (revision_ < Revision::spurious_dragon || !sum.is_zero()) {
            result.exists = true;
        } else if (value.is_empty()) {
            result.exists = false;
        }
    }
    result.balance = value.balance;
    return result;
}

namespace {

/// Takes over a write of one field.
void put_field(StateChanges::Account& change, LocationKind kind, const WriteRecord& write)
{
    switch (kind) {
    case LocationKind::existence:
        change.exists = !write.value.is_zero();
        break;
    case LocationKind::balance:
        if (write.kind == WriteKind::set) {
            change.value.balance = write.value;
            change.adds_to_balance = false;
        } else {
            change.adds_to_balance =
                change.adds_to_balance || !contains(change.changed, AccountFields::balance);
            change.value.balance += write.value;
        }
        break;
    case LocationKind::nonce:
        change.value.nonce = write.value.low64();
        break;
    case LocationKind::code:
        store_big_endian(change.value.code_hash.bytes.data(), write.value);
        break;
    default:
        change.storage_wiped = true;
        break;
    }
    change.changed = change.changed | static_cast<AccountFields>(1u << field_of(kind));
}

}  // namespace

void MultiVersionMemory::changes(std::uint32_t part, std::uint32_t parts, StateChanges& batch,
                                 const std::function<void()>& take)
{
    // What stands in a write set is found through the one before: it is loaded step by step.
    constexpr std::uint32_t step = 4;
    constexpr std::size_t full = 128;
    const std::uint32_t end = committed_.load(std::memory_order_acquire);
    const LocationTable& names = cells_.names();
    const auto write_set = [&](std::uint32_t index) {
        return published_[index].load(std::memory_order_acquire);
    };
    // Of an account that is wiped only what is written from then on is left; then nothing of its slots
    // may be taken over before it is known.
    const bool wipes = wipes_storage_.load(std::memory_order_relaxed);
    std::unordered_map<std::uint32_t, std::uint32_t> wiped_by;  // by account's ordinal: the last
    for (std::uint32_t index = first_; wipes && index < end; ++index) {
        for (const WriteRecord& write : write_set(index)->access.writes) {
            if (!write.location.is_slot() &&
                write.location.kind() == LocationKind::storage_generation) {
                wiped_by[write.location.ordinal()] = index;
            }
        }
    }
    batch.wipes_storage = !wiped_by.empty();

    const auto take_batch = [&] {
        take();
        batch.accounts.clear();
        batch.storage.clear();
    };
    for (std::uint32_t index = first_; index < end; ++index) {
        if (index + 2 * step < end) {
            prefetch_line(write_set(index + 2 * step));
        }
        if (index + step < end) {
            const auto& writes = write_set(index + step)->access.writes;
            const auto* line = reinterpret_cast<const std::uint8_t*>(writes.data());
            for (std::size_t at = 0; at < writes.size_bytes(); at += 64) {
                prefetch_line(line + at);
            }
        }
        std::uint32_t last = ~0u;  // account's ordinal, of the last change in the batch
        for (const WriteRecord& write : write_set(index)->access.writes) {
            const std::uint32_t ordinal = write.location.ordinal();
            if (ordinal % parts != part) {
                continue;
            }
            if (write.location.is_slot()) {
                const LocationTable::Slot& slot = names.slot(ordinal);
                if (!wiped_by.empty()) {
                    const auto wiped = wiped_by.find(slot.account);
                    if (wiped != wiped_by.end() && wiped->second > index) {
                        continue;
                    }
                }
                batch.storage.push_back({names.account(slot.account), slot.key, write.value});
                continue;
            }
            if (is_beneficiary(ordinal)) {
                continue;
            }
            if (last != ordinal) {
                last = ordinal;
                batch.accounts.emplace_back().address = names.account(ordinal);
            }
            put_field(batch.accounts.back(), write.location.kind(), write);
        }
        if (batch.accounts.size() + batch.storage.size() >= full) {
            take_batch();
        }
    }
    if (part == 0) {
        if (beneficiary_cell_ != nullptr) {
            batch.accounts.push_back(beneficiary_change(end));
        }
        batch.code = code_.all();
    }
    take_batch();
}

StateChanges::Account MultiVersionMemory::beneficiary_change(std::uint32_t end)
{
    StateChanges::Account change;
    change.address = beneficiary_cell_->address;
    change.exists = beneficiary_cell_->base_answer == Answer::value;
    for (std::size_t field = 0; field < 5; ++field) {
        VersionEntry::Content content;
        if (beneficiary_cell_->fields[field].below(end, content) != nullptr) {
            put_field(change, static_cast<LocationKind>(field), *content.write);
        }
    }
    const Fold total = fold(*beneficiary_cell_, end);
    change.value.balance = total.balance;
    change.adds_to_balance = false;
    change.changed = change.changed | AccountFields::existence | AccountFields::balance;
    change.storage_wiped = change.storage_wiped || (change.exists && !total.exists);
    change.exists = total.exists;
    return change;
}

}  // namespace lanescope::block_stm
