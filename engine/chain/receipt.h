// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"
#include "chain/transaction.h"

#include <optional>
#include <vector>

namespace lanescope {

/// A log entry (Yellow Paper 4.3.1).
struct Log {
    Address address;
    std::vector<Hash> topics;
    Bytes data;
    friend bool operator==(const Log&, const Log&) = default;
};

/// What a transaction leaves behind.
struct Receipt {
    TransactionType type = TransactionType::legacy;
    bool success = false;            ///< from Byzantium on (EIP-658)
    std::optional<Hash> state_root;  ///< before Byzantium
    std::uint64_t cumulative_gas_used = 0;
    std::uint64_t gas_used = 0;  ///< this transaction's; not encoded
    std::vector<Log> logs;
    Bloom bloom;
    std::optional<Address> created;  ///< contract created by the transaction; not encoded
};

/// Adds a log's address and topics to a bloom.
void add_to_bloom(Bloom& bloom, const Log& log) noexcept;
[[nodiscard]] Bloom bloom_of(const std::vector<Log>& logs) noexcept;
/// keccak256 of the RLP list of logs, by which the official tests tell them.
[[nodiscard]] Hash hash_of_logs(const std::vector<Log>& logs);
/// EIP-2718 encoding of a receipt.
[[nodiscard]] Bytes encode(const Receipt& receipt);

}  // namespace lanescope
