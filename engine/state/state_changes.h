// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/table_allocator.h"
#include "chain/account.h"
#include "state/state_view.h"

#include <memory>
#include <utility>
#include <vector>

namespace lanescope {

/// How a state differs from the one before: each account and each slot once.
struct StateChanges {
    struct Account {
        Address address;
        std::uint32_t place = AccountRead::no_place;  ///< as the state gave it
        bool exists = true;                           ///< as far as `changed`
        bool storage_wiped = false;                   ///< before the slots below are set
        AccountFields changed = AccountFields::none;
        AccountValue value;  ///< as far as `changed`
    };
    struct Slot {
        Address address;
        std::uint32_t place = AccountRead::no_place;  ///< of the account
        bool follows_wipe = false;                    ///< of the account's storage
        Uint256 key;
        Uint256 value;
    };
    std::vector<Account, TableAllocator<Account>> accounts;
    std::vector<Slot, TableAllocator<Slot>> storage;  ///< after the accounts
    std::vector<std::pair<Hash, std::shared_ptr<const Bytes>>> code;
};

}  // namespace lanescope
