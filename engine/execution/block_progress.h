// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "execution/block_executor.h"

#include <string>

namespace lanescope {

/// The Error of a transaction that came to no result: cancelled, over a ceiling, or, in the words of
/// `failure`, without state.
[[nodiscard]] Error unwound_at(TxIndex index, evm::Status status, const std::string& failure);

/// The committed prefix of a block: every strategy puts its transactions in here, in order, and gets
/// the same receipts, totals and reasons for an invalid block. One thread at a time.
class BlockProgress {
public:
    BlockProgress(const Block& block, const Fork& fork);

    /// Whether the block has room left for the next transaction; before it is executed, or committed.
    [[nodiscard]] Status admit(TxIndex index);
    /// Takes the result of the next transaction. An Error names the transaction, and the reason why
    /// the block is invalid, or why there is no result (`failure`: what the pre-state's source said).
    [[nodiscard]] Status commit(TxIndex index, TransactionResult&& result,
                                const std::string& failure, bool read_uncovered);
    /// As above, right after the execution: `journal` still knows the rest.
    [[nodiscard]] Status commit(TxIndex index, TransactionResult&& result, const Journal& journal)
    {
        const bool unwound = result.kind == TransactionResult::Kind::unwound;
        return commit(index, std::move(result), unwound ? journal.failure().message : std::string(),
                      journal.read_uncovered());
    }

    [[nodiscard]] BlockResult& result() noexcept { return result_; }

private:
    const Block& block_;
    GasAdmission admission_;
    BlockResult result_;
};

}  // namespace lanescope
