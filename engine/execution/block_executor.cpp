// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/block_executor.h"

namespace lanescope {

namespace {

Error invalid_at(TxIndex index, InvalidTransaction reason)
{
    return {ErrorCode::invalid_block,
            "transaction " + std::to_string(index.value) + ": " + std::string(name_of(reason))};
}

Error unwound_at(TxIndex index, evm::Status status, const Journal& journal)
{
    const std::string where = "transaction " + std::to_string(index.value) + ": ";
    switch (status) {
    case evm::Status::cancelled:
        return {ErrorCode::cancelled, where + "cancelled"};
    case evm::Status::gas_ceiling:
    case evm::Status::memory_ceiling:
        return {ErrorCode::limit_exceeded,
                where + std::string(name_of(status)) + "; raise the ceiling to execute it"};
    default:
        return {ErrorCode::state_unavailable, where + journal.failure().message};
    }
}

}  // namespace

InvalidTransaction GasAdmission::admit(const Transaction& transaction) noexcept
{
    if (transaction.gas_limit > gas_left_) {
        return InvalidTransaction::block_gas_exceeded;
    }
    const std::uint64_t blobs = blob_gas(transaction);
    if (blobs > blob_gas_left_) {
        return InvalidTransaction::too_many_blobs;
    }
    blob_gas_left_ -= blobs;
    return InvalidTransaction::none;
}

Result<BlockResult> execute_block(const Block& block, const Fork& fork, WorldState& world,
                                  TransactionExecutor& executor, const BlockOptions& options)
{
    const BlockContext context(block.header, fork);
    BlockRules rules(block, context);
    if (Status begun = rules.begin(executor, world, options.stop); !begun) {
        return begun.error();
    }
    BlockResult result;
    result.receipts.reserve(block.transactions.size());
    GasAdmission admission(block.header, fork.blobs);
    for (std::uint32_t i = 0; i < block.transactions.size(); ++i) {
        const TxIndex index{i};
        const Transaction& transaction = block.transactions[i];
        if (options.stop.stop_requested()) {
            return unwound_at(index, evm::Status::cancelled, executor.journal());
        }
        const InvalidTransaction refused = admission.admit(transaction);
        if (refused != InvalidTransaction::none) {
            return invalid_at(index, refused);
        }
        evm::Tracer* tracer = options.traced_transaction == index ? options.tracer : nullptr;
        TransactionResult executed =
            executor.execute(transaction, context, world, options.stop, tracer);
        if (executed.kind == TransactionResult::Kind::invalid) {
            return invalid_at(index, executed.reason);
        }
        if (executed.kind == TransactionResult::Kind::unwound) {
            return unwound_at(index, executed.status, executor.journal());
        }
        admission.use(executed.gas_used);
        world.apply(executor.journal());
        if (!executed.beneficiary_destructed) {
            world.credit(block.header.beneficiary, executed.beneficiary_fee, fork.revision);
        }
        result.read_uncovered = result.read_uncovered || executor.journal().read_uncovered();
        result.gas_used += static_cast<std::uint64_t>(executed.gas_used);
        result.blob_gas_used += blob_gas(transaction);

        Receipt& receipt = result.receipts.emplace_back();
        receipt.type = transaction.type;
        receipt.success = executed.status == evm::Status::success;
        receipt.gas_used = static_cast<std::uint64_t>(executed.gas_used);
        receipt.cumulative_gas_used = result.gas_used;
        receipt.logs = std::move(executed.logs);
        receipt.created = executed.created;
        if (options.after_transaction) {
            options.after_transaction(index, receipt);
        }
        if (options.last_transaction == index) {
            return result;
        }
    }
    if (Status ended = rules.end(executor, world, options.stop, result); !ended) {
        return ended.error();
    }
    return result;
}

void complete_blooms(BlockResult& result)
{
    for (Receipt& receipt : result.receipts) {
        receipt.bloom = bloom_of(receipt.logs);
        for (std::size_t i = 0; i < Bloom::size; ++i) {
            result.bloom.bytes[i] |= receipt.bloom.bytes[i];
        }
    }
}

}  // namespace lanescope
