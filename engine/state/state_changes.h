// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "chain/account.h"
#include "chain/location.h"

#include <memory>
#include <utility>
#include <vector>

namespace lanescope {

/// How a state differs from the one before: last values only, no history.
struct StateChanges {
    struct Account {
        Address address;
        bool exists = true;
        bool storage_wiped = false;  ///< before the slots below are set
        AccountFields changed = AccountFields::none;
        AccountValue value;  ///< as far as `changed`
    };
    struct Slot {
        Address address;
        Uint256 key;
        Uint256 value;
    };
    std::vector<Account> accounts;
    std::vector<Slot> storage;
    std::vector<std::pair<Hash, std::shared_ptr<const Bytes>>> code;
};

}  // namespace lanescope
