// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "names/abi.h"

#include <cstdint>
#include <string_view>

namespace lanescope::names {

/// Functions, events and errors of the standards and contracts that most blocks call. A selector that
/// is found here is a guess: four bytes are no proof. What the language itself defines, Error(string)
/// and Panic(uint256), is not.
[[nodiscard]] const Abi& known_signatures();

/// Error(string) and Panic(uint256) ("Control Structures", Solidity documentation).
[[nodiscard]] const Abi& language_errors();

/// What a code of Panic(uint256) means; empty if it is none.
[[nodiscard]] std::string_view panic_meaning(std::uint64_t code) noexcept;

}  // namespace lanescope::names
