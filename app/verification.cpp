// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verification.h"

#include "app/block_input.h"
#include "app/strategy_comparison.h"

#include "chain/roots.h"

#include <chrono>

namespace lanescope::app {

namespace {

/// What can be said without executing.
void compare_contents(Comparison& compare, const formats::BlockFile& file)
{
    const Header& header = file.block.header;
    for (std::size_t i = 0; i < file.claimed_transaction_hashes.size(); ++i) {
        if (const auto& claimed = file.claimed_transaction_hashes[i]) {
            compare.fixed("transaction " + std::to_string(i), "hash", *claimed,
                          transaction_hash(file.block.transactions[i]));
        }
    }
    compare.fixed("header", "transactionsRoot", header.transactions_root,
                  transactions_root(file.block.transactions));
    if (header.withdrawals_root && file.block.withdrawals) {
        compare.fixed("header", "withdrawalsRoot", *header.withdrawals_root,
                      withdrawals_root(*file.block.withdrawals));
    }
    if (file.block.claimed_hash) {
        compare.fixed("header", "hash", *file.block.claimed_hash, header_hash(header));
    }
}

/// Runs the block by Block-STM as well; says the first difference only.
void compare_strategies(Verification& verification, std::shared_ptr<const BlockInput> input,
                        const SequentialOutcome& sequential, std::uint32_t workers, StopToken stop)
{
    StrategyComparison comparison({workers});
    auto outcome = comparison.compare(std::move(input), sequential, stop);
    if (!outcome) {
        verification.error = outcome.error().message;
        verification.error_code = outcome.error().code;
    } else if (outcome->difference) {
        verification.differences.push_back(std::move(*outcome->difference));
    } else {
        verification.checked.push_back(outcome->run);
    }
}

void compare_results(Comparison& compare, const Header& header, const BlockResult& result,
                     Revision revision)
{
    compare.number("header", "gasUsed", header.gas_used, result.gas_used);
    if (header.blob_gas_used) {
        compare.number("header", "blobGasUsed", *header.blob_gas_used, result.blob_gas_used);
    }
    compare.fixed("header", "logsBloom", header.logs_bloom, result.bloom);
    if (revision >= Revision::byzantium) {
        compare.fixed("header", "receiptsRoot", header.receipts_root,
                      receipts_root(result.receipts));
    }
    if (header.requests_hash && result.requests_hash) {
        compare.fixed("header", "requestsHash", *header.requests_hash, *result.requests_hash);
    }
}

}  // namespace

Verification verify_block(formats::BlockFile file, StopToken stop, std::uint32_t workers)
{
    Verification verification;
    const Revision revision = file.fork.revision;
    verification.name = file.name;
    verification.number = file.block.header.number;
    verification.fork = name_of(revision);
    verification.transactions = file.block.transactions.size();
    const auto fail = [&](const Error& error) {
        verification.error = error.message;
        verification.error_code = error.code;
        return std::move(verification);
    };

    Comparison compare(verification.checked, verification.differences);
    compare_contents(compare, file);
    if (Status recovered = recover_senders(file.block.transactions, revision); !recovered) {
        return fail(recovered.error());
    }
    if (!file.block.transactions.empty()) {
        compare.agree("senders");
    }

    WorldState world(*file.pre_state, file.pre_state_is_whole, file.block_hashes);
    std::optional<WorldState> before;
    if (workers > 0) {
        before = world;
    }
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    BlockOptions options;
    options.stop = stop;
    const auto started = std::chrono::steady_clock::now();
    auto result = execute_block(file.block, file.fork, world, executor, options);
    verification.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    const auto compare_with_strategy = [&] {
        if (before) {
            auto input = std::make_shared<BlockInput>(as_input(std::move(file)));
            compare_strategies(verification, std::move(input), {*before, result, world}, workers,
                               stop);
        }
    };
    if (!result) {
        if (result.error().code == ErrorCode::invalid_block) {
            compare_with_strategy();
            if (!verification.error.empty()) {
                return verification;
            }
        }
        return fail(result.error());
    }
    complete_blooms(*result);
    verification.gas_used = result->gas_used;
    compare_results(compare, file.block.header, *result, revision);
    if (file.post_state) {
        if (auto difference = difference_of_states(*file.post_state, world.export_state())) {
            verification.differences.push_back(std::move(*difference));
        } else {
            verification.checked.push_back("poststate");
        }
    }
    compare_with_strategy();
    return verification;
}

}  // namespace lanescope::app
