// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "state/journal.h"

namespace lanescope {

/// Whose location was written.
struct ChangedAccount {
    const Address& address;
    std::uint32_t place;  ///< as the view gave it
};

struct ChangedSlot {
    const Address& address;  ///< of the account
    const Uint256& key;
    std::uint32_t account_place;  ///< as the view gave it
    std::uint32_t place;          ///< likewise
};

/// Walks what a finalised transaction changed, location by location: `visit_field(account, kind,
/// value)`, `visit_added(account, amount)` where an amount was added to a balance that was not read, and
/// `visit_slot(slot, value)`; code as its hash. A wiped storage gets `generation`
/// as its new generation. Whoever reads any field of an account that came or went must see it, so all
/// of its fields are written.
template <class VisitField, class VisitAdded, class VisitSlot>
void for_each_location_write(const Journal& journal, std::uint64_t generation,
                             VisitField&& visit_field, VisitAdded&& visit_added,
                             VisitSlot&& visit_slot)
{
    journal.for_each_changed_account([&](const Address& address, const JournalAccount& changed) {
        const ChangedAccount account{address, changed.place};
        const bool whole = changed.exists != changed.existed || changed.created;
        static constexpr AccountValue of_absent{};
        const AccountValue& value = changed.exists ? changed.current : of_absent;
        const auto differs = [&](AccountFields field, bool different) {
            return whole || (contains(changed.filled, field) && different);
        };
        if (whole) {
            visit_field(account, LocationKind::existence, Uint256{changed.exists ? 1u : 0u});
        }
        if (differs(AccountFields::balance, value.balance != changed.original.balance)) {
            visit_field(account, LocationKind::balance, value.balance);
        } else if (!contains(changed.filled, AccountFields::balance) && !value.balance.is_zero()) {
            visit_added(account, value.balance);
        }
        if (differs(AccountFields::nonce, value.nonce != changed.original.nonce)) {
            visit_field(account, LocationKind::nonce, Uint256{value.nonce});
        }
        if (differs(AccountFields::code, value.code_hash != changed.original.code_hash)) {
            visit_field(account, LocationKind::code, load_big_endian(value.code_hash.bytes.data()));
        }
        if (!changed.exists || changed.created) {
            visit_field(account, LocationKind::storage_generation, Uint256{generation});
        }
    });
    journal.for_each_changed_slot([&](const Address& address, const Uint256& key,
                                      const JournalSlot& changed, const JournalAccount& owner) {
        visit_slot(ChangedSlot{address, key, owner.place, changed.place}, changed.current);
    });
}

}  // namespace lanescope
