// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/block_progress.h"

namespace lanescope {

namespace {

std::string place_of(TxIndex index)
{
    return "transaction " + std::to_string(index.value) + ": ";
}

Error invalid_at(TxIndex index, InvalidTransaction reason)
{
    return {ErrorCode::invalid_block, place_of(index) + std::string(name_of(reason))};
}

}  // namespace

Error unwound_at(TxIndex index, evm::Status status, const std::string& failure)
{
    switch (status) {
    case evm::Status::cancelled:
        return {ErrorCode::cancelled, place_of(index) + "cancelled"};
    case evm::Status::gas_ceiling:
    case evm::Status::memory_ceiling:
        return {ErrorCode::limit_exceeded, place_of(index) + std::string(name_of(status)) +
                                               "; raise the ceiling to execute it"};
    default:
        return {ErrorCode::state_unavailable, place_of(index) + failure};
    }
}

BlockProgress::BlockProgress(const Block& block, const Fork& fork)
    : block_(block), admission_(block.header, fork.blobs)
{
    result_.receipts.reserve(block.transactions.size());
}

Status BlockProgress::admit(TxIndex index)
{
    const InvalidTransaction refused = admission_.admit(block_.transactions[index.value]);
    if (refused != InvalidTransaction::none) {
        return invalid_at(index, refused);
    }
    return Success{};
}

Status BlockProgress::commit(TxIndex index, TransactionResult&& executed,
                             const std::string& failure, bool read_uncovered)
{
    if (executed.kind == TransactionResult::Kind::invalid) {
        return invalid_at(index, executed.reason);
    }
    if (executed.kind == TransactionResult::Kind::unwound) {
        return unwound_at(index, executed.status, failure);
    }
    const Transaction& transaction = block_.transactions[index.value];
    admission_.use(executed.gas_used);
    result_.read_uncovered = result_.read_uncovered || read_uncovered;
    result_.gas_used += static_cast<std::uint64_t>(executed.gas_used);
    result_.blob_gas_used += blob_gas(transaction);

    Receipt& receipt = result_.receipts.emplace_back();
    receipt.type = transaction.type;
    receipt.success = executed.status == evm::Status::success;
    receipt.gas_used = static_cast<std::uint64_t>(executed.gas_used);
    receipt.cumulative_gas_used = result_.gas_used;
    receipt.logs = std::move(executed.logs);
    receipt.created = executed.created;
    return Success{};
}

}  // namespace lanescope
