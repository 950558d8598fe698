// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/block_executor.h"

#include "base/prefetch.h"

#include <span>

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

/// Loads transactions and accounts to come while the current one executes. Step by step, since each
/// is found through the one before it and none may be waited for: the transaction, then the slots of
/// the table of accounts, then the accounts.
void look_ahead(const std::vector<Transaction>& transactions, std::size_t current,
                WorldState& world)
{
    constexpr std::size_t step = 3;
    constexpr std::size_t cache_line = 64;
    if (current + 3 * step < transactions.size()) {
        const auto* bytes =
            reinterpret_cast<const std::uint8_t*>(&transactions[current + 3 * step]);
        for (std::size_t at = 0; at < sizeof(Transaction); at += cache_line) {
            prefetch_line(bytes + at);
        }
    }
    if (current + 2 * step < transactions.size()) {
        const Transaction& transaction = transactions[current + 2 * step];
        prefetch_line(transaction.data.data());
        with_parties(transaction, [&](auto account) { world.announce(account); });
    }
    if (current + step < transactions.size()) {
        with_parties(transactions[current + step], [&](auto account) { world.prefetch(account); });
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
        look_ahead(block.transactions, i, world);
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
        const auto bloom = std::make_shared<const Bloom>(bloom_of(receipt.logs));
        receipt.bloom = bloom;
        for (std::size_t i = 0; i < Bloom::size; ++i) {
            result.bloom.bytes[i] |= bloom->bytes[i];
        }
    }
}

}  // namespace lanescope
