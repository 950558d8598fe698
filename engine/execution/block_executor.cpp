// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/block_executor.h"

#include "execution/block_progress.h"
#include "execution/look_ahead.h"

namespace lanescope {

InvalidTransaction GasAdmission::admit(std::uint64_t gas_limit, std::uint64_t blob_gas) noexcept
{
    if (gas_limit > gas_left_) {
        return InvalidTransaction::block_gas_exceeded;
    }
    if (blob_gas > blob_gas_left_) {
        return InvalidTransaction::too_many_blobs;
    }
    blob_gas_left_ -= blob_gas;
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
    BlockProgress progress(block, fork);
    for (std::uint32_t i = 0; i < block.transactions.size(); ++i) {
        const TxIndex index{i};
        if (options.stop.stop_requested()) {
            return unwound_at(index, evm::Status::cancelled, {});
        }
        if (Status admitted = progress.admit(index); !admitted) {
            return admitted.error();
        }
        look_ahead(block.transactions, i, block.transactions.size(), world, executor.foresight());
        const bool traced = !options.traced_transaction || *options.traced_transaction == index;
        evm::Tracer* tracer = traced ? options.tracer : nullptr;
        TransactionResult executed =
            executor.execute(block.transactions[i], context, world, options.stop, tracer);
        const std::optional<Uint256> fee = executed.beneficiary_destructed
                                               ? std::nullopt
                                               : std::optional(executed.beneficiary_fee);
        if (Status committed = progress.commit(index, std::move(executed), executor.journal());
            !committed) {
            return committed.error();
        }
        world.apply(executor.journal());
        if (fee) {
            world.credit(block.header.beneficiary, *fee, fork.revision);
        }
        if (options.after_transaction) {
            options.after_transaction(index, progress.result().receipts.back());
        }
        if (options.last_transaction == index) {
            return std::move(progress.result());
        }
    }
    if (Status ended = rules.end(executor, world, options.stop, progress.result()); !ended) {
        return ended.error();
    }
    return std::move(progress.result());
}

void complete_blooms(BlockResult& result)
{
    for (Receipt& receipt : result.receipts) {
        const auto bloom = std::make_shared<const Bloom>(bloom_of(receipt.logs));
        receipt.bloom = bloom;
        for (std::size_t i = 0; i < Bloom::size; ++i) {
            result.bloom.bytes[i] |= bloom->bytes[i];
        }
    }
}

}  // namespace lanescope
