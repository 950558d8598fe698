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

void CommitFacts::take(const Transaction& transaction, const TransactionResult& result,
                       bool uncovered) noexcept
{
    gas_limit = transaction.gas_limit;
    gas_used = static_cast<std::uint64_t>(result.gas_used);
    blobs = static_cast<std::uint32_t>(blob_gas(transaction) / gas_per_blob);
    kind = result.kind;
    reason = result.reason;
    status = result.status;
    read_uncovered = uncovered;
}

BlockProgress::BlockProgress(const Block& block, const Fork& fork)
    : block_(block), admission_(block.header, fork.blobs)
{
    result_.receipts.reserve(block.transactions.size());
}

Status BlockProgress::admit(TxIndex index)
{
    const Transaction& transaction = block_.transactions[index.value];
    const InvalidTransaction refused =
        admission_.admit(transaction.gas_limit, blob_gas(transaction));
    if (refused != InvalidTransaction::none) {
        return invalid_at(index, refused);
    }
    return Success{};
}

Status BlockProgress::count(TxIndex index, const CommitFacts& facts, const std::string& failure)
{
    if (facts.kind == TransactionResult::Kind::invalid) {
        return invalid_at(index, facts.reason);
    }
    if (facts.kind == TransactionResult::Kind::unwound) {
        return unwound_at(index, facts.status, failure);
    }
    admission_.use(static_cast<std::int64_t>(facts.gas_used));
    result_.read_uncovered = result_.read_uncovered || facts.read_uncovered;
    result_.gas_used += facts.gas_used;
    result_.blob_gas_used += facts.blobs * gas_per_blob;
    return Success{};
}

Status BlockProgress::commit(TxIndex index, TransactionResult&& result, const Journal& journal)
{
    CommitFacts facts;
    facts.take(block_.transactions[index.value], result, journal.read_uncovered());
    const bool unwound = result.kind == TransactionResult::Kind::unwound;
    if (Status counted = count(index, facts, unwound ? journal.failure().message : std::string());
        !counted) {
        return counted;
    }
    Receipt& receipt = result_.receipts.emplace_back();
    receipt.cumulative_gas_used = result_.gas_used;
    fill(receipt, index, std::move(result));
    return Success{};
}

void BlockProgress::make_places()
{
    result_.receipts.resize(block_.transactions.size());
    places_ = result_.receipts.data();
}

void BlockProgress::place(TxIndex index, TransactionResult&& result)
{
    fill(places_[index.value], index, std::move(result));
}

void BlockProgress::fill(Receipt& receipt, TxIndex index, TransactionResult&& result) const
{
    receipt.type = block_.transactions[index.value].type;
    receipt.success = result.status == evm::Status::success;
    receipt.gas_used = static_cast<std::uint64_t>(result.gas_used);
    receipt.logs = std::move(result.logs);
    receipt.created = result.created;
}

Status BlockProgress::commit_placed(TxIndex index, const CommitFacts& facts,
                                    const std::string& failure)
{
    const InvalidTransaction refused =
        admission_.admit(facts.gas_limit, facts.blobs * gas_per_blob);
    if (refused != InvalidTransaction::none) {
        return invalid_at(index, refused);
    }
    Status counted = count(index, facts, failure);
    places_[index.value].cumulative_gas_used = result_.gas_used;
    return counted;
}

}  // namespace lanescope
