// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "names/storage_layout.h"

#include <string_view>

namespace lanescope::names {

/// Adds the state variables of `declarations`, laid out as Solidity does from `first_slot` on, to
/// `layout`: "mapping(address=>uint256) balances; string name; {uint64 a; bool b} pair; uint256[] ids".
/// For tables in this program: declarations that cannot be read stop it.
void declare_variables(StorageLayout& layout, std::string_view declarations,
                       const Uint256& first_slot = {});

}  // namespace lanescope::names
