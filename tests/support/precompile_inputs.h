// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evm/precompiles/precompiles.h"
#include "support/dice.h"

namespace lanescope::test {

[[nodiscard]] Address address_of(PrecompileId id);
/// An input that the precompile accepts and answers with at least a byte.
[[nodiscard]] Bytes good_input(Dice& dice, PrecompileId id);
/// A good input that was cut, extended, or changed in a bit or a whole word; the precompile may still
/// accept it.
[[nodiscard]] Bytes spoilt_input(Dice& dice, PrecompileId id);

}  // namespace lanescope::test
