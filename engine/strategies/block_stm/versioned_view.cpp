// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/versioned_view.h"

#include <algorithm>
#include <bit>
#include <utility>

namespace lanescope::block_stm {

namespace {

ReadOrigin base_origin(Answer answer) noexcept
{
    return answer == Answer::uncovered ? ReadOrigin::uncovered : ReadOrigin::pre_state;
}

}  // namespace

void VersionedView::begin(TxVersion version, const std::int64_t* gas_used)
{
    version_ = version;
    gas_used_ = gas_used;
    next_read_ = reads_.data();
    kept_.clear();
    generations_read_.clear();
    stopped_ = {};
}

void VersionedView::after_keep(LocationId id)
{
    if (next_read_ == reads_end_) {
        const std::size_t count = reads_.size();
        reads_.resize(2 * count);
        next_read_ = reads_.data() + count;
        reads_end_ = reads_.data() + 2 * count;
    }
    if (wants_access_times_) {
        recorder_.access(version_, id, false);
    }
}

void VersionedView::keep_with(LocationId id, ReadOrigin origin, const Uint256& value)
{
    keep(id, origin, {});
    kept_.push_back(value);
}

Answer VersionedView::blocked_on(LocationId id, std::uint32_t writer)
{
    stopped_ = {StoppedAt::Reason::estimate, id, writer};
    return Answer::failed;
}

bool VersionedView::stop_at(LocationId id, std::uint32_t writer)
{
    const std::span<const ReadRecord> all = reads();
    const auto at = std::ranges::find(all, id, &ReadRecord::location);
    if (at == all.end()) {
        return false;
    }
    const auto kept_after = std::count_if(
        at, all.end(), [](const ReadRecord& read) { return keeps_value(read.origin); });
    kept_.resize(kept_.size() - static_cast<std::size_t>(kept_after));
    next_read_ = reads_.data() + (at - all.begin());
    stopped_ = {StoppedAt::Reason::estimate, id, writer};
    return true;
}

Answer VersionedView::failed()
{
    stopped_.reason = StoppedAt::Reason::failed;
    return Answer::failed;
}

FieldSource VersionedView::read(const LocationCell& cell, LocationId id, ReadOrigin base_origin,
                                const WriteRecord*& write)
{
    const Version* const version = memory_.lists().below(cell, version_.index);
    if (version == nullptr) {
        keep(id, base_origin, {});
        return FieldSource::base;
    }
    if (version->is_estimate.load(std::memory_order_acquire)) {
        blocked_on(id, version->index());
        return FieldSource::blocked;
    }
    write = &version->write;
    keep(id, ReadOrigin::version, write->writer);
    return FieldSource::written;
}

FieldSource VersionedView::read_balance(AccountCell& cell, Uint256& value)
{
    const LocationId id = LocationId::of_account(cell.ordinal, LocationKind::balance);
    const BalanceSum now = memory_.balance(cell, version_.index, Estimates::block);
    if (now.is_blocked) {
        blocked_on(id, now.nearest.index);
        return FieldSource::blocked;
    }
    value = now.value;
    if (now.is_sum) {
        keep_with(id, ReadOrigin::sum, value);
        return FieldSource::written;
    }
    if (now.write == nullptr) {
        keep(id, base_origin(cell.base_answer), {});
        return FieldSource::base;
    }
    keep(id, ReadOrigin::version, now.nearest);
    return FieldSource::written;
}

Answer VersionedView::balance_at_least(const Address& address, const Uint256& least)
{
    AccountCell* const cell = cell_to_read(address);
    if (cell == nullptr) {
        return Answer::failed;
    }
    if (memory_.folds(*cell)) {
        return Answer::absent;
    }
    const BalanceSum now = memory_.balance(*cell, version_.index, Estimates::added_as_they_were);
    if (now.is_blocked || now.value < least) {
        return Answer::absent;  // account() waits, or says how much there is
    }
    keep_with(LocationId::of_account(cell->ordinal, LocationKind::balance), ReadOrigin::at_least,
              least);
    return Answer::value;
}

FieldSource VersionedView::read_folded(AccountCell& cell, LocationKind kind, Uint256& value)
{
    const LocationId id = LocationId::of_account(cell.ordinal, kind);
    if (kind == LocationKind::existence && cell.base_answer == Answer::value &&
        !cell.base_is_empty()) {
        // Fees do not make it come or go; only who says so does.
        if (cell.field(kind).below(version_.index) == nullptr) {
            keep(id, ReadOrigin::pre_state, {});
            return FieldSource::base;
        }
    }
    const Fold fold = memory_.fold(cell, version_.index);
    if (fold.blocked) {
        blocked_on(id, fold.blocking);
        return FieldSource::blocked;
    }
    value = kind == LocationKind::existence ? Uint256{fold.exists ? 1u : 0u} : fold.balance;
    keep_with(id, ReadOrigin::fold, value);
    return FieldSource::written;
}

AccountCell* VersionedView::account_cell(const Address& address)
{
    // Sender and recipient are asked for again and again.
    if (last_cell_ != nullptr && last_cell_->address == address) {
        return last_cell_;
    }
    if (cell_before_ != nullptr && cell_before_->address == address) {
        std::swap(last_cell_, cell_before_);
        return last_cell_;
    }
    AccountCell* cell = memory_.cells().account(address, maker_);
    if (cell != nullptr) {
        cell_before_ = std::exchange(last_cell_, cell);
    }
    return cell;
}

Answer VersionedView::folded_account(AccountCell& cell, AccountFields wanted, AccountRead& out)
{
    bool is_first = true;
    const auto read_field = [&](LocationKind kind, Uint256& value) {
        pass_gate_again(std::exchange(is_first, false));
        if (kind == LocationKind::existence || kind == LocationKind::balance) {
            return read_folded(cell, kind, value);
        }
        const WriteRecord* write = nullptr;
        const FieldSource source =
            read(cell.field(kind), LocationId::of_account(cell.ordinal, kind),
                 base_origin(cell.base_answer), write);
        if (source == FieldSource::written) {
            value = write->value;
        }
        return source;
    };
    return answer_by_field(wanted, cell.base_answer, cell.base(), read_field, out);
}

Answer VersionedView::account(const Address& address, AccountFields wanted, AccountRead& out)
{
    AccountCell* const cell = cell_to_read(address);
    if (cell == nullptr) {
        return Answer::failed;
    }
    out.place = cell->ordinal;
    if (memory_.folds(*cell)) [[unlikely]] {
        return folded_account(*cell, wanted, out);
    }
    // As answer_by_field(), in one loop: nearly every read of a transaction comes through here, one
    // field at a time, and finds no version.
    const ReadOrigin base = base_origin(cell->base_answer);
    const bool is_in_base = cell->base_answer == Answer::value;
    unsigned left = static_cast<unsigned>(is_in_base ? wanted : wanted | AccountFields::existence);
    for (bool is_first = true; left != 0; left &= left - 1, is_first = false) {
        pass_gate_again(is_first);
        const auto kind = static_cast<LocationKind>(std::countr_zero(left));
        const LocationCell& versions = cell->field(kind);
        const LocationId id = LocationId::of_account(cell->ordinal, kind);
        const Uint256* written = nullptr;
        Uint256 sum;
        if (versions.newest.load(std::memory_order_acquire) == nullptr) {
            keep(id, base, {});
        } else if (kind == LocationKind::balance) {
            switch (read_balance(*cell, sum)) {
            case FieldSource::blocked:
                return Answer::failed;
            case FieldSource::written:
                written = &sum;
                break;
            case FieldSource::base:
                break;
            }
        } else {
            const WriteRecord* write = nullptr;
            switch (read(versions, id, base, write)) {
            case FieldSource::blocked:
                return Answer::failed;
            case FieldSource::written:
                written = &write->value;
                break;
            case FieldSource::base:
                break;
            }
        }
        switch (kind) {
        case LocationKind::existence:
            if (written == nullptr ? !is_in_base : written->is_zero()) {
                return written == nullptr ? cell->base_answer : Answer::absent;
            }
            break;
        case LocationKind::balance:
            out.value.balance = written != nullptr ? *written : cell->base_balance;
            break;
        case LocationKind::nonce:
            out.value.nonce = written != nullptr ? written->low64() : cell->base_nonce;
            break;
        case LocationKind::code:
            if (written != nullptr) {
                store_big_endian(out.value.code_hash.bytes.data(), *written);
            } else {
                out.value.code_hash = *cell->base_code_hash;
            }
            break;
        default:
            break;
        }
        out.filled = out.filled | static_cast<AccountFields>(left & -left);
    }
    return Answer::value;
}

Answer VersionedView::storage(const Address& address, const Uint256& slot, Uint256& out)
{
    AccountCell* const account = cell_to_read(address);
    if (account == nullptr) {
        return Answer::failed;
    }
    SlotCell* const cell = memory_.cells().slot(*account, slot, maker_);
    if (cell == nullptr) {
        return failed();
    }
    last_slot_ = cell->ordinal;
    LocationCell& generations = account->field(LocationKind::storage_generation);
    const WriteRecord* wiped = nullptr;
    const auto known = std::find_if(generations_read_.begin(), generations_read_.end(),
                                    [&](const auto& read) { return read.first == account; });
    if (known != generations_read_.end()) {
        wiped = known->second;
    } else {
        const FieldSource step = read(
            generations, LocationId::of_account(account->ordinal, LocationKind::storage_generation),
            ReadOrigin::pre_state, wiped);
        if (step == FieldSource::blocked) {
            return Answer::failed;
        }
        generations_read_.emplace_back(account, wiped);
    }
    const WriteRecord* write = nullptr;
    switch (read(cell->versions, LocationId::of_slot(cell->ordinal), base_origin(cell->base_answer),
                 write)) {
    case FieldSource::blocked:
        return Answer::failed;
    case FieldSource::base:
        if (wiped != nullptr) {
            return Answer::absent;
        }
        out = cell->base;
        return cell->base_answer;
    case FieldSource::written:
        break;
    }
    if (wiped != nullptr && wiped->writer.index > write->writer.index) {
        return Answer::absent;
    }
    out = write->value;
    return out.is_zero() ? Answer::absent : Answer::value;
}

void VersionedView::prefetch(std::span<const Address> accounts)
{
    for (const Address& address : accounts) {
        if (!memory_.cells().prefetch(address)) {
            memory_.cells().base().prefetch(std::span(&address, 1));
        }
    }
}

void VersionedView::announce(std::span<const Address> accounts)
{
    for (const Address& address : accounts) {
        memory_.cells().announce(address);
    }
    memory_.cells().base().announce(accounts);
}

void VersionedView::prefetch_slots(const Address& address, std::span<const Uint256> slots)
{
    memory_.cells().prefetch_slots(address, slots);
    memory_.cells().base().prefetch_slots(address, slots);
}

void VersionedView::announce_slots(const Address& address, std::span<const Uint256> slots)
{
    memory_.cells().announce_slots(address, slots);
    memory_.cells().base().announce_slots(address, slots);
}

const Bytes* VersionedView::code(const Hash& code_hash)
{
    const Bytes* created = memory_.code().find(code_hash);
    return created != nullptr ? created : memory_.cells().base().code(code_hash);
}

Answer VersionedView::block_hash(std::uint64_t number, Hash& out)
{
    return memory_.cells().base().block_hash(number, out);
}

bool VersionedView::has_storage(const Address& address)
{
    AccountCell* const account = account_cell(address);
    if (account == nullptr) {
        failed();
        return false;
    }
    const Version* const wiped =
        account->field(LocationKind::storage_generation).below(version_.index);
    if (wiped == nullptr && memory_.cells().base().has_storage(address)) {
        return true;
    }
    bool found = false;
    memory_.cells().for_each_slot(*account, [&](SlotCell& cell) {
        Uint256 value;
        found = found || (storage(address, memory_.cells().key_of(cell), value) == Answer::value &&
                          !value.is_zero());
    });
    return found;
}

}  // namespace lanescope::block_stm
