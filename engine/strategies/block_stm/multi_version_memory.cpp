// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/multi_version_memory.h"

#include "base/prefetch.h"

#include <algorithm>
#include <iterator>
#include <new>
#include <utility>

namespace lanescope::block_stm {

namespace {

constexpr std::size_t field_of(LocationKind kind) noexcept
{
    return static_cast<std::size_t>(kind);
}

}  // namespace

MultiVersionMemory::MultiVersionMemory(WorldState& base, LocationTable& names, CodeTable& code,
                                       Revision revision, const Address& beneficiary,
                                       const RunSettings& settings, std::uint32_t first,
                                       std::size_t transactions, std::size_t expected_slots,
                                       std::uint32_t shares)
    : cells_(base, names, transactions * 2, expected_slots),
      code_(code),
      revision_(revision),
      beneficiary_cell_(settings.lazy_beneficiary && transactions > 0
                            ? cells_.account(beneficiary, own_maker_)
                            : nullptr),
      adds_up_balances_(settings.commutative_balances),
      new_slots_(shares),
      first_(first),
      published_(transactions),
      committed_fees_(transactions + 1),
      committed_(first)
{
    committed_fees_.make(first);
    for (WorldState::Remainder& share : new_slots_) {
        share.new_slots.reserve(transactions * 2 / shares);
    }
}

namespace {

/// Whether someone who has counted with `before` must look again.
bool adds_otherwise(const WriteRecord& before, const WriteRecord& now) noexcept
{
    return before.kind != now.kind || (now.kind == WriteKind::add && before.value != now.value);
}

}  // namespace

bool MultiVersionMemory::publish(std::uint32_t index, Published& now)
{
    bool validate_again = false;
    for (Version& version : now.versions()) {
        if (is_in_fee(version.write)) {
            continue;
        }
        Version* const old = lists_.add(cells_.cell(version.write.location), version);
        if (old != nullptr) {
            old->is_replaced = true;
        } else if (!version.is_put_at_commit) {
            cells_.mark(version.write.location);
        }
        validate_again = validate_again || old == nullptr ||
                         old->is_removed.load(std::memory_order_relaxed) ||
                         adds_otherwise(old->write, version.write);
    }
    if (const Published* before = published(index)) {
        for (Version& old : before->versions()) {
            if (!old.is_replaced && !is_in_fee(old.write)) {
                LocationCell::remove(old);
                validate_again = validate_again || old.write.kind == WriteKind::add;
            }
        }
    }
    published_[index].store(reinterpret_cast<std::uintptr_t>(&now), std::memory_order_release);
    return validate_again;
}

bool MultiVersionMemory::is_put_at_commit(LocationId location) const noexcept
{
    if (new_slots_.empty()) {
        return false;
    }
    if (location.is_slot()) {
        const SlotCell& slot = cells_.slot(location.ordinal());
        return slot.place < WorldState::nowhere ||
               (slot.place == WorldState::nowhere &&
                cells_.base().is_contract(cells_.account(slot.account).place));
    }
    const AccountCell& account = cells_.account(location.ordinal());
    return account.base_answer == Answer::value && !folds(account) &&
           (location.kind() == LocationKind::balance || location.kind() == LocationKind::nonce);
}

void MultiVersionMemory::list_new(SlotCell& slot, const Uint256& value, const WorldState& world)
{
    // As many neighbours each as one worker makes.
    WorldState::Remainder& share =
        new_slots_[slot.ordinal / LocationTable::range_size % new_slots_.size()];
    if (slot.listed != 0) {
        share.new_slots[slot.listed - 1].value = value;
        return;
    }
    world.add_new_slot(cells_.account(slot.account).place, cells_.key_of(slot), value, share);
    slot.listed = static_cast<std::uint32_t>(share.new_slots.size());
}

void MultiVersionMemory::put_committed(std::uint32_t index, WorldState& world)
{
    for (const Version& version : published(index)->versions()) {
        const WriteRecord& write = version.write;
        if (!version.is_put_at_commit) {
            continue;
        }
        if (write.location.is_slot()) {
            SlotCell& slot = cells_.slot(write.location.ordinal());
            if (slot.place == WorldState::nowhere) {
                list_new(slot, write.value, world);
            } else {
                world.put_slot(cells_.account(slot.account).place, slot.place, write.value);
            }
            continue;
        }
        const std::uint32_t place = cells_.account(write.location.ordinal()).place;
        if (write.location.kind() == LocationKind::nonce) {
            world.put_nonce(place, write.value.low64());
        } else if (write.kind == WriteKind::add) {
            world.add_to_balance(place, write.value);
        } else {
            world.put_balance(place, write.value);
        }
    }
}

void MultiVersionMemory::make_estimates(std::uint32_t index)
{
    for (Version& version : published(index)->versions()) {
        version.is_estimate.store(true, std::memory_order_release);
    }
    published_[index].fetch_or(estimate, std::memory_order_acq_rel);
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
    const Version* const version = lists_.below(cells_.cell(read.location), index);
    const bool is_estimate =
        version != nullptr && version->is_estimate.load(std::memory_order_acquire);
    const bool had_version = read.origin == ReadOrigin::version;
    const TxVersion seen{read.writer, read.incarnation};
    if (had_version ? version != nullptr && !is_estimate && version->write.writer == seen
                    : version == nullptr) {
        return true;
    }
    mismatch = {};
    if (had_version) {
        mismatch.read = seen;
    }
    if (version != nullptr) {
        mismatch.found_origin = ReadOrigin::version;
        mismatch.found = version->write.writer;
    }
    if (had_version && (version == nullptr || version->index() < read.writer)) {
        mismatch.kind = MismatchKind::removed_write;
        mismatch.culprit = seen;
    } else {
        mismatch.kind = is_estimate ? MismatchKind::estimate : MismatchKind::newer_write;
        mismatch.culprit = version->write.writer;
    }
    return false;
}

bool MultiVersionMemory::validate(std::uint32_t index, bool all, std::vector<Mismatch>& mismatches)
{
    const AccessSet& access = published(index)->access;
    const Uint256* kept = access.kept.data();
    Mismatch mismatch;
    for (const ReadRecord& read : access.reads) {
        // Most reads are of what nobody has written but this transaction itself.
        if (read.origin == ReadOrigin::pre_state &&
            lists_.below(cells_.cell(read.location), index) == nullptr) {
            continue;
        }
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

const CommitFacts& MultiVersionMemory::facts_to_commit(std::uint32_t index) const noexcept
{
    constexpr std::uint32_t ahead = 3;
    if (index + ahead < published_.size()) {
        if (const Published* behind = published(index + ahead)) {
            prefetch_line(&behind->facts);
        }
    }
    return published(index)->facts;
}

void MultiVersionMemory::commit_fee(std::uint32_t index)
{
    committed_fees_.make(index + 1) = committed_fees_[index] + published(index)->fee.fee;
    committed_.store(index + 1, std::memory_order_release);
}

BalanceSum MultiVersionMemory::balance(AccountCell& account, std::uint32_t index,
                                       Estimates estimates) const
{
    // So many committed amounts are worth being added up for good.
    constexpr unsigned many = 8;
    BalanceSum sum;
    LocationCell& versions = account.field(LocationKind::balance);
    if (lists_.below(versions, index) == nullptr) {
        // As nearly always; and what every commit writes is not asked of whoever commits.
        sum.value = account.base_balance;
        return sum;
    }
    // Before the walk that counts: a version found after it, of a transaction below it, is the last one's.
    const std::uint32_t committed = committed_.load(std::memory_order_acquire);
    Uint256 added;
    const WriteRecord* settled = nullptr;  // the highest amount that nothing can change any more
    Uint256 added_above;
    unsigned below_settled = 0;
    for (const Version* version = lists_.below(versions, index); version != nullptr;
         version = version->next_lower()) {
        const WriteRecord& write = version->write;
        if (!sum.is_sum) {
            sum.nearest = write.writer;
        }
        if ((estimates == Estimates::block || write.kind == WriteKind::set) &&
            version->is_estimate.load(std::memory_order_acquire)) {
            sum.is_blocked = true;
            sum.nearest = write.writer;
            return sum;
        }
        if (write.kind == WriteKind::set) {
            sum.write = &write;
            sum.is_sum = sum.is_sum || version->is_total;
            break;
        }
        if (settled == nullptr && version->index() < committed) {
            settled = &write;
            added_above = added;
        }
        below_settled += settled != nullptr ? 1 : 0;
        sum.is_sum = true;
        added += write.value;
    }
    sum.value = added + (sum.write != nullptr ? sum.write->value : account.base_balance);
    if (below_settled > many) {
        settle(versions, *settled, sum.value - added_above);
    }
    return sum;
}

void MultiVersionMemory::settle(LocationCell& cell, const WriteRecord& added,
                                const Uint256& balance) const
{
    Version* total = nullptr;
    {
        const std::lock_guard lock(totals_mutex_);
        total = new (totals_.allocate<Version>()) Version;
    }
    total->write = added;
    total->write.value = balance;
    total->write.kind = WriteKind::set;
    total->is_total = true;
    lists_.add(cell, *total);
}

Fold MultiVersionMemory::fold(AccountCell& account, std::uint32_t index) const
{
    Fold result;
    const auto blocked_by = [&](std::uint32_t writer) {
        result.blocked = true;
        result.blocking = writer;
        return result;
    };
    Uint256 balance = account.base_balance;
    result.exists = account.base_answer == Answer::value;
    std::uint32_t from = first_;
    std::uint32_t existence_written_at = ~0u;
    std::uint64_t nonce = account.base_nonce;
    bool has_code = *account.base_code_hash != empty_code_hash;
    for (const LocationKind kind : {LocationKind::existence, LocationKind::balance,
                                    LocationKind::nonce, LocationKind::code}) {
        const Version* const version = lists_.below(account.field(kind), index);
        if (version == nullptr) {
            continue;
        }
        if (version->is_estimate.load(std::memory_order_acquire)) {
            return blocked_by(version->index());
        }
        const Uint256& written = version->write.value;
        switch (kind) {
        case LocationKind::existence:
            result.exists = !written.is_zero();
            existence_written_at = version->index();
            break;
        case LocationKind::balance:
            balance = written;
            from = version->index();  // the writer's own fee comes after its write
            // Who comes or goes has its balance written too. A balance written alone is that of an
            // account which was there, though perhaps only by the fees.
            result.exists = result.exists || existence_written_at != version->index();
            break;
        case LocationKind::nonce:
            nonce = written.low64();
            break;
        default:
            has_code = written != load_big_endian(empty_code_hash.bytes.data());
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
        const std::uintptr_t bits = published_[at - 1].load(std::memory_order_acquire);
        if (bits == 0 || (bits & estimate) != 0) {
            return blocked_by(at - 1);
        }
        const FeeRecord& fee = reinterpret_cast<const Published*>(bits)->fee;
        if (fee.credited) {
            sum += fee.fee;
            credited = true;
        }
    }
    if (at > from) {
        sum += committed_fees_[at] - committed_fees_[from];
        credited = true;
    }
    if (credited) {
        balance = (result.exists ? balance : Uint256{}) + sum;
        if (revision_ < Revision::spurious_dragon || !sum.is_zero()) {
            result.exists = true;
        } else if (nonce == 0 && balance.is_zero() && !has_code) {
            result.exists = false;
        }
    }
    result.balance = balance;
    return result;
}

namespace {

/// Takes over what a field was written with last.
void put_field(StateChanges::Account& change, LocationKind kind, const Uint256& value)
{
    switch (kind) {
    case LocationKind::existence:
        change.exists = !value.is_zero();
        break;
    case LocationKind::balance:
        change.value.balance = value;
        break;
    case LocationKind::nonce:
        change.value.nonce = value.low64();
        break;
    case LocationKind::code:
        store_big_endian(change.value.code_hash.bytes.data(), value);
        break;
    default:
        change.storage_wiped = true;
        break;
    }
    change.changed = change.changed | static_cast<AccountFields>(1u << field_of(kind));
}

}  // namespace

void MultiVersionMemory::apply_changes(std::uint32_t share, WorldState& world,
                                       WorldState::Remainder& rest)
{
    const auto shares = static_cast<std::uint32_t>(new_slots_.size());
    constexpr std::size_t full = 128;
    StateChanges batch;
    const std::uint32_t end = committed_.load(std::memory_order_acquire);
    const bool wipes_storage = wipes_storage_.load(std::memory_order_relaxed);
    // Where a storage is wiped, what is listed may have been wiped with it: it is found below again.
    if (!wipes_storage) {
        rest = std::move(new_slots_[share]);
    }
    const auto take_batch = [&] {
        world.apply_in_place(batch, rest);
        batch.accounts.clear();
        batch.storage.clear();
    };
    const auto load_newest = [](const LocationCell& cell) {
        if (const Version* newest = cell.newest.load(std::memory_order_relaxed)) {
            prefetch_line(newest);
        }
    };
    cells_.for_each_marked_account(
        share, shares,
        [&](const AccountCell& account) {
            for (const LocationCell& field : account.fields) {
                load_newest(field);
            }
        },
        [&](AccountCell& account) {
            if (folds(account)) {
                return;
            }
            StateChanges::Account* change = nullptr;
            for (std::size_t field = 0; field < std::size(account.fields); ++field) {
                const Version* const version = account.fields[field].below(end);
                if (version == nullptr) {
                    continue;
                }
                if (change == nullptr) {
                    change = &batch.accounts.emplace_back();
                    change->address = account.address;
                    change->place = account.place;
                }
                if (version->write.kind == WriteKind::set) {
                    put_field(*change, static_cast<LocationKind>(field), version->write.value);
                } else {
                    put_field(*change, LocationKind::balance,
                              balance(account, end, Estimates::block).value);
                }
            }
            if (batch.accounts.size() >= full) {
                take_batch();
            }
        });
    // What put_committed() put into a storage that is wiped goes with the rest of it.
    cells_.for_each_marked_slot(
        share, shares, wipes_storage, [&](const SlotCell& slot) { load_newest(slot.versions); },
        [&](const SlotCell& slot) {
            const Version* const version = slot.versions.below(end);
            if (version == nullptr) {
                return;
            }
            const AccountCell& account = cells_.account(slot.account);
            const Version* const wiped =
                wipes_storage ? account.field(LocationKind::storage_generation).below(end)
                              : nullptr;
            // Of an account that is wiped only what is written from then on is left.
            if (wiped != nullptr && wiped->index() > version->index()) {
                return;
            }
            // In its place: what is copied right after it was written is waited for.
            StateChanges::Slot& change = batch.storage.emplace_back();
            change.address = account.address;
            change.place = account.place;
            change.follows_wipe = wiped != nullptr;
            change.key = cells_.key_of(slot);
            change.value = version->write.value;
            if (batch.storage.size() >= full) {
                take_batch();
            }
        });
    if (share == 0) {
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
    change.place = beneficiary_cell_->place;
    change.exists = beneficiary_cell_->base_answer == Answer::value;
    for (std::size_t field = 0; field < std::size(beneficiary_cell_->fields); ++field) {
        if (const Version* version = beneficiary_cell_->fields[field].below(end)) {
            put_field(change, static_cast<LocationKind>(field), version->write.value);
        }
    }
    const Fold total = fold(*beneficiary_cell_, end);
    change.value.balance = total.balance;
    change.changed = change.changed | AccountFields::existence | AccountFields::balance;
    change.storage_wiped = change.storage_wiped || (change.exists && !total.exists);
    change.exists = total.exists;
    return change;
}

}  // namespace lanescope::block_stm
