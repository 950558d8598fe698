// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/block_executor.h"

#include "execution/block_progress.h"

#include "base/prefetch.h"

#include <algorithm>
#include <span>

namespace lanescope {

namespace {

/// Calls `use` with sender and recipient, as far as there are.
template <class Use>
void with_parties(const Transaction& transaction, Use&& use)
{
    if (transaction.sender) {
        use(std::span(&*transaction.sender, 1));
    }
    if (transaction.to) {
        use(std::span(&*transaction.to, 1));
    }
}

constexpr std::size_t step_ahead = 3;

void load(const Transaction& transaction) noexcept
{
    constexpr std::size_t cache_line = 64;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&transaction);
    for (std::size_t at = 0; at < sizeof(Transaction); at += cache_line) {
        prefetch_line(bytes + at);
    }
}

void announce(const Transaction& transaction, StateView& view)
{
    // All of what most calls have: a selector and two or three words.
    prefetch_line(transaction.data.data());
    prefetch_line(transaction.data.data() + std::min<std::size_t>(transaction.data.size(), 64));
    with_parties(transaction, [&](auto account) { view.announce(account); });
}

void prefetch(const Transaction& transaction, StateView& view)
{
    with_parties(transaction, [&](auto account) { view.prefetch(account); });
}

}  // namespace

void look_ahead(std::span<const Transaction> transactions, std::size_t current, std::size_t end,
                StateView& view)
{
    if (current + 3 * step_ahead < end) {
        load(transactions[current + 3 * step_ahead]);
    }
    if (current + 2 * step_ahead < end) {
        announce(transactions[current + 2 * step_ahead], view);
    }
    if (current + step_ahead < end) {
        prefetch(transactions[current + step_ahead], view);
    }
}

void look_at_first(std::span<const Transaction> transactions, std::size_t begin, std::size_t end,
                   StateView& view)
{
    const auto first = [&](std::size_t steps) {
        return transactions.subspan(begin, std::min(end - begin, steps * step_ahead));
    };
    for (const Transaction& transaction : first(3)) {
        load(transaction);
    }
    for (const Transaction& transaction : first(2)) {
        announce(transaction, view);
    }
    for (const Transaction& transaction : first(1)) {
        prefetch(transaction, view);
    }
}

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
        look_ahead(block.transactions, i, block.transactions.size(), world);
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
