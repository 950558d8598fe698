// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/transaction.h"
#include "execution/slot_foresight.h"
#include "state/state_view.h"

#include <cstddef>
#include <span>

namespace lanescope {

/// Loads transactions to come, below `end`, and what they need, while the current one executes. Step by
/// step, since each is found through the one before it and none may be waited for: the transaction, then
/// the slots of the table of accounts, then the accounts; the storage slots that `foresight`, if there is
/// one, expects them to use, from the digests on.
void look_ahead(std::span<const Transaction> transactions, std::size_t current, std::size_t end,
                StateView& view, SlotForesight* foresight);
/// As above, for the first transactions from `begin` on, none of which has been looked at yet: waits for
/// some of it.
void look_at_first(std::span<const Transaction> transactions, std::size_t begin, std::size_t end,
                   StateView& view, SlotForesight* foresight);

}  // namespace lanescope
