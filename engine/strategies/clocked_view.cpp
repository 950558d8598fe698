// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/clocked_view.h"

namespace lanescope {

namespace {

/// Fields that come with the account itself; its storage's generation is looked at with a slot.
bool is_of_account(LocationKind kind) noexcept
{
    return kind != LocationKind::storage_slot && kind != LocationKind::storage_generation;
}

}  // namespace

void ClockedView::begin(TxVersion version, const AccessSet& access)
{
    version_ = version;
    foreseen_.clear();
    for (const ReadRecord& read : access.reads) {
        foreseen_.push_back({read.location, locations_.location(read.location)});
    }
}

template <class IsOne>
void ClockedView::note(IsOne&& is_one)
{
    std::erase_if(foreseen_, [&](const Foreseen& read) {
        if (!is_one(read.location)) {
            return false;
        }
        recorder_.access(version_, read.id, false);
        return true;
    });
}

void ClockedView::written(const AccessSet& access)
{
    for (const WriteRecord& write : access.writes) {
        recorder_.access(version_, write.location, true);
    }
}

Answer ClockedView::account(const Address& address, AccountFields wanted, AccountRead& out)
{
    const Answer answer = state_.account(address, wanted, out);
    const bool with_storage = contains(wanted, AccountFields::storage_generation);
    note([&](const Location& read) {
        return read.address == address &&
               (is_of_account(read.kind) ||
                (with_storage && read.kind == LocationKind::storage_generation));
    });
    return answer;
}

bool ClockedView::has_storage(const Address& address)
{
    const bool has = state_.has_storage(address);
    note(
        [&](const Location& read) { return read.address == address && !is_of_account(read.kind); });
    return has;
}

Answer ClockedView::storage(const Address& address, const Uint256& slot, Uint256& out)
{
    const Answer answer = state_.storage(address, slot, out);
    note([&](const Location& read) {
        return read.address == address &&
               (read.kind == LocationKind::storage_generation ||
                (read.kind == LocationKind::storage_slot && read.slot == slot));
    });
    return answer;
}

}  // namespace lanescope
