// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/account.h"
#include "chain/block.h"
#include "chain/revision.h"
#include "chain/transaction.h"
#include "formats/reading.h"

#include <map>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::formats {

// Readers of the chain's values as JSON gives them, in the spelling of JSON-RPC and in that of the
// official tests. All of them report through Reading; unknown members are ignored.

/// A header: `miner` or `coinbase`, `sha3Uncles` or `uncleHash`, and so on.
[[nodiscard]] Header read_header(Reading& reading, JsonValue json);

/// A transaction of types 0 to 4, and its `hash` where it is given.
struct ReadTransaction {
    Transaction transaction;
    std::optional<Hash> claimed_hash;
};
/// `from` goes into `sender`, unchecked. A legacy `v` of 27/28, of EIP-155, or reduced to 0/1 is
/// understood; where it is reduced, `chainId` says that EIP-155 signed, unless only the unprotected
/// form has the given hash. A typed transaction without `chainId` takes `default_chain_id`.
[[nodiscard]] ReadTransaction read_transaction(Reading& reading, JsonValue json,
                                               std::optional<std::uint64_t> default_chain_id);

[[nodiscard]] std::vector<AccessListEntry> read_access_list(Reading& reading, JsonValue json);
[[nodiscard]] std::vector<Authorization> read_authorizations(Reading& reading, JsonValue json);
[[nodiscard]] std::vector<Hash> read_hashes(Reading& reading, JsonValue json);

/// A block with full transactions, as eth_getBlockByNumber(n, true) gives it. `uncles` may hold
/// headers beside the hashes that a node gives; only headers become ommers.
struct ReadBlock {
    Block block;
    std::vector<std::optional<Hash>> claimed_transaction_hashes;
};
[[nodiscard]] ReadBlock read_block(Reading& reading, JsonValue json,
                                   std::optional<std::uint64_t> default_chain_id);

/// {address: {balance?, nonce?, code?, storage?}}; what is left out is zero or empty.
[[nodiscard]] GivenState read_state(Reading& reading, JsonValue json);

/// {fork name: {target, max, baseFeeUpdateFraction}}
[[nodiscard]] std::map<std::string, BlobParameters> read_blob_schedule(Reading& reading,
                                                                       JsonValue json);
[[nodiscard]] BlobParameters read_blob_parameters(Reading& reading, JsonValue json);

}  // namespace lanescope::formats
