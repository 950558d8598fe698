// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"
#include "chain/account.h"

#include <map>
#include <string>
#include <string_view>

namespace lanescope::workload {

/// Where a contract keeps a state variable, as a compiler's storage layout says.
struct StoragePlace {
    Uint256 slot;
    unsigned offset = 0;  ///< bytes above the slot's low end: variables may share a slot
};

/// A compiled contract, for scenarios to set up in a pre-state.
struct ContractCode {
    std::string name;
    Bytes runtime;                                  ///< as it stands in an account
    std::map<std::string, StoragePlace> variables;  ///< by name

    /// Error: the contract has no such variable.
    [[nodiscard]] Result<StoragePlace> place_of(const std::string& variable) const;
};

/// Writes a number into a variable that is zero; it must fit there.
void set_variable(GivenAccount& account, const StoragePlace& place, const Uint256& value);

}  // namespace lanescope::workload
