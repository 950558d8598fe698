// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/chunk_allocator.h"
#include "base/short_bytes.h"
#include "base/table_allocator.h"
#include "base/uint256.h"
#include "chain/transaction.h"

#include <algorithm>
#include <array>
#include <cstddef>
#include <cstdint>
#include <initializer_list>
#include <memory>
#include <optional>
#include <vector>

namespace lanescope {

/// The topics of a log: none to four, which lie in place, so that a log costs no memory of its own
/// for them.
class Topics {
public:
    static constexpr std::size_t most = 4;

    Topics() = default;
    Topics(std::initializer_list<Hash> topics) : Topics()
    {
        for (const Hash& topic : topics) {
            push_back(topic);
        }
    }

    /// There must be room.
    void push_back(const Hash& topic) noexcept { topics_[size_++] = topic; }
    void clear() noexcept { size_ = 0; }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] const Hash& operator[](std::size_t i) const noexcept { return topics_[i]; }
    [[nodiscard]] Hash& operator[](std::size_t i) noexcept { return topics_[i]; }
    [[nodiscard]] const Hash& front() const noexcept { return topics_[0]; }
    [[nodiscard]] Hash& front() noexcept { return topics_[0]; }
    [[nodiscard]] const Hash* begin() const noexcept { return topics_.data(); }
    [[nodiscard]] const Hash* end() const noexcept { return topics_.data() + size_; }

    friend bool operator==(const Topics& a, const Topics& b) noexcept
    {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

private:
    std::array<Hash, most> topics_{};
    std::uint32_t size_ = 0;
};

/// A log entry (Yellow Paper 4.3.1).
struct Log {
    Address address;
    Topics topics;
    ShortBytes data;
    friend bool operator==(const Log&, const Log&) = default;
};

/// The logs of a transaction: made by who executes it, and dropped by who is done with the block.
using Logs = std::vector<Log, ChunkAllocator<Log>>;

/// What a transaction leaves behind.
struct Receipt {
    TransactionType type = TransactionType::legacy;
    bool success = false;            ///< from Byzantium on (EIP-658)
    std::optional<Hash> state_root;  ///< before Byzantium
    std::uint64_t cumulative_gas_used = 0;
    std::uint64_t gas_used = 0;  ///< this transaction's; not encoded
    Logs logs;
    /// Of the logs, once somebody computed it. Apart, because execution neither fills nor reads it
    /// and receipts are written one after the other.
    std::shared_ptr<const Bloom> bloom;
    std::optional<Address> created;  ///< contract created by the transaction; not encoded
};

/// A block's, in kept pages: fresh ones of the kernel would cost a run of short transactions up to a sixth of
/// its time.
using Receipts = std::vector<Receipt, TableAllocator<Receipt>>;

/// Adds a log's address and topics to a bloom.
void add_to_bloom(Bloom& bloom, const Log& log) noexcept;
[[nodiscard]] Bloom bloom_of(const Logs& logs) noexcept;
/// keccak256 of the RLP list of logs, by which the official tests tell them.
[[nodiscard]] Hash hash_of_logs(const Logs& logs);
/// EIP-2718 encoding of a receipt. Computes the bloom if the receipt has none.
[[nodiscard]] Bytes encode(const Receipt& receipt);

}  // namespace lanescope
