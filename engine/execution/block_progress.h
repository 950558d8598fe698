// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/prefetch.h"
#include "execution/block_executor.h"

#include <cstdint>
#include <string>

namespace lanescope {

/// The Error of a transaction that came to no result: cancelled, over a ceiling, or, in the words of
/// `failure`, without state.
[[nodiscard]] Error unwound_at(TxIndex index, evm::Status status, const std::string& failure);

/// What a commit needs of a transaction's result. Half a cache line, so that who commits what another
/// core has executed need not load more from there.
struct CommitFacts {
    std::uint64_t gas_limit = 0;
    std::uint64_t gas_used = 0;
    std::uint32_t blobs = 0;
    TransactionResult::Kind kind = TransactionResult::Kind::executed;
    InvalidTransaction reason = InvalidTransaction::none;
    evm::Status status = evm::Status::success;
    bool read_uncovered = false;

    /// Takes them out of a result.
    void take(const Transaction& transaction, const TransactionResult& result,
              bool uncovered) noexcept;
};
static_assert(sizeof(CommitFacts) == 24);

/// The committed prefix of a block: every strategy puts its transactions in here, in order, and gets
/// the same receipts, totals and reasons for an invalid block. One thread at a time, but for place().
class BlockProgress {
public:
    BlockProgress(const Block& block, const Fork& fork);

    /// Whether the block has room left for the next transaction; before it is executed.
    [[nodiscard]] Status admit(TxIndex index);
    /// Takes the result of the next transaction, which was admitted. An Error names the transaction, and
    /// the reason why the block is invalid, or why there is no result.
    [[nodiscard]] Status commit(TxIndex index, TransactionResult&& result, const Journal& journal);

    /// Makes room for all receipts, for place().
    void make_places();
    /// Keeps the receipt of an executed transaction before it is committed, in place of an earlier one. Any
    /// thread, each another transaction.
    void place(TxIndex index, TransactionResult&& result);
    /// Starts to load what place() writes.
    void prefetch_place(TxIndex index) const noexcept
    {
        prefetch_to_write(places_ + index.value, 0, sizeof(Receipt));
    }
    /// As admit() and commit(), of what has been placed. `failure`: what the pre-state's source said.
    [[nodiscard]] Status commit_placed(TxIndex index, const CommitFacts& facts,
                                       const std::string& failure);
    /// Forgets what was placed from `end` on, and not committed.
    void drop_places(std::uint32_t end)
    {
        result_.receipts.resize(end);
        places_ = nullptr;
    }

    [[nodiscard]] BlockResult& result() noexcept { return result_; }

private:
    [[nodiscard]] Status count(TxIndex index, const CommitFacts& facts, const std::string& failure);
    void fill(Receipt& receipt, TxIndex index, TransactionResult&& result) const;

    const Block& block_;
    Receipt* places_ = nullptr;  ///< after make_places(): those of result_
    /// Written at every commit: apart from what every worker reads all the time.
    alignas(64) GasAdmission admission_;
    BlockResult result_;
};

}  // namespace lanescope
