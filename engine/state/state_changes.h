// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/table_allocator.h"
#include "chain/account.h"
#include "chain/location.h"

#include <memory>
#include <unordered_set>
#include <utility>
#include <vector>

namespace lanescope {

/// How a state differs from the one before: in order, so that of two values of one place the later
/// counts.
struct StateChanges {
    struct Account {
        Address address;
        bool exists = true;            ///< as far as `changed`
        bool storage_wiped = false;    ///< before the slots below are set
        bool adds_to_balance = false;  ///< then the value's balance is added to the one before
        AccountFields changed = AccountFields::none;
        AccountValue value;  ///< as far as `changed`
    };
    struct Slot {
        Address address;
        Uint256 key;
        Uint256 value;
    };
    std::vector<Account, TableAllocator<Account>> accounts;
    std::vector<Slot, TableAllocator<Slot>> storage;  ///< after the accounts
    /// Some account's storage was wiped, of these or of others: then slots wait until that is done.
    bool wipes_storage = false;
    std::vector<std::pair<Hash, std::shared_ptr<const Bytes>>> code;
    /// Accounts that come, go, or change their code here: what follows must not overtake that.
    std::unordered_set<Address> waiting;
};

}  // namespace lanescope
