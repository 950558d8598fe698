// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"

#include <cstdint>
#include <memory>

namespace lanescope::test {

/// A small block in which nearly everything conflicts, the same for the same seed: hot slots, writes
/// that depend on what was read, chains of one sender, contracts created, destroyed and created again
/// at their address, reads and payments of the beneficiary, reverts, delegations, empty accounts that
/// are touched; of any fork. Some blocks are invalid: a nonce, a balance, or no gas left.
[[nodiscard]] std::shared_ptr<const BlockInput> contentious_block(std::uint64_t seed);

/// As above, of so many transactions, none of which is invalid on purpose.
[[nodiscard]] std::shared_ptr<const BlockInput> long_contentious_block(std::uint64_t seed,
                                                                       std::uint32_t transactions);

}  // namespace lanescope::test
