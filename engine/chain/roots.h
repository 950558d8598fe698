// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "chain/account.h"
#include "chain/block.h"
#include "chain/receipt.h"

#include <utility>
#include <vector>

namespace lanescope {

/// Root of the empty trie: keccak256(rlp("")).
extern const Hash empty_trie_root;

/// Root of the Merkle-Patricia trie (Yellow Paper, appendix D) of key → value; keys distinct, values
/// not empty. The pairs may come in any order.
[[nodiscard]] Hash trie_root(std::vector<std::pair<Bytes, Bytes>> entries);
/// Root of the trie rlp(index) → item.
[[nodiscard]] Hash ordered_trie_root(const std::vector<Bytes>& items);

[[nodiscard]] Hash transactions_root(const std::vector<Transaction>& transactions);
[[nodiscard]] Hash receipts_root(const Receipts& receipts);
[[nodiscard]] Hash withdrawals_root(const std::vector<Withdrawal>& withdrawals);
/// State root of a whole state (secure trie); empty accounts in it count as present.
[[nodiscard]] Hash state_root(const GivenState& state);

}  // namespace lanescope
