// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "support/assembler.h"
#include "support/dice.h"

namespace lanescope::test {

/// What calling_contract() and relaying_contract() do when they are called.
struct CallOrder {
    Address target;
    Uint256 value;
    Uint256 gas;
    Uint256 slot;  ///< of calling_contract(): first of the four that it writes
    Bytes input;
};
[[nodiscard]] Bytes call_data(const CallOrder& order);

/// Does one call of `kind` (CALL, CALLCODE, DELEGATECALL, STATICCALL) as its call data order, and
/// stores success, hash of the returned data, gas that the call took, and size of the data.
[[nodiscard]] Code calling_contract(std::string_view kind);
/// The same call; ends with `ending` (RETURN or REVERT), giving success, gas and returned data.
[[nodiscard]] Code relaying_contract(std::string_view kind, std::string_view ending);
/// Stores BALANCE, EXTCODESIZE, EXTCODEHASH and a hash of EXTCODECOPY of the address in its call data.
[[nodiscard]] Code inspecting_contract();
/// Stores all that the instructions say of block, transaction and call.
[[nodiscard]] Code environment_contract();
/// Pays the beneficiary all but one wei of what it gets, and stores the beneficiary's balance around it.
[[nodiscard]] Code paying_contract();
/// SELFDESTRUCT to the address in its call data.
[[nodiscard]] Code destroying_contract();
/// LOG0 to LOG4; the call data are topics and content.
[[nodiscard]] Code logging_contract();
/// Stores what a transient slot holds, counts it up, and with call data calls itself without, thrice.
[[nodiscard]] Code transient_contract();
/// Stores slot and value of each pair in its call data, and at last the gas that is left.
[[nodiscard]] Code storing_contract();

/// What creating_contract() does when it is called.
struct CreationOrder {
    Uint256 salt;  ///< and the first of the slots that it writes
    Uint256 value;
    bool call_child = false;
    bool create_again = false;
    Bytes init_code;
};
[[nodiscard]] Bytes call_data(const CreationOrder& order);
/// CREATE or CREATE2 as its call data order; stores the addresses and whether calls succeeded.
[[nodiscard]] Code creating_contract(std::string_view kind);

/// Init code that runs `constructor` and leaves `runtime` behind.
[[nodiscard]] Bytes deployment(const Code& runtime, const Code& constructor = {});

/// A program of random instructions that mostly find what they need on the stack.
[[nodiscard]] Code random_program(Dice& dice, const std::vector<Address>& addresses);

}  // namespace lanescope::test
