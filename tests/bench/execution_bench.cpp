// SPDX-License-Identifier: GPL-3.0-or-later
// Whole executions on one thread, senders already recovered: the instruction loop, token transfers,
// and the shared mainnet blocks. Items are transactions; the counter gas/s is what they used.
#include "execution/block_executor.h"
#include "formats/block_file.h"
#include "workload/token_transfers.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

using namespace lanescope;

namespace {

/// Executes `block` again and again, each time on a fresh state that is made outside of the time.
void execute(benchmark::State& state, const Block& block, const Fork& fork, const GivenState& given,
             bool whole, const std::map<std::uint64_t, Hash>& hashes, TransactionExecutor& executor,
             double& gas, double& transactions)
{
    state.PauseTiming();
    WorldState world(given, whole, hashes);
    state.ResumeTiming();
    const auto result = execute_block(block, fork, world, executor);
    if (!result) {
        state.SkipWithError(result.error().message.c_str());
        return;
    }
    gas += static_cast<double>(result->gas_used);
    transactions += static_cast<double>(block.transactions.size());
}

void report(benchmark::State& state, double gas, double transactions)
{
    state.counters["gas/s"] = benchmark::Counter(gas, benchmark::Counter::kIsRate);
    state.counters["tx/s"] = benchmark::Counter(transactions, benchmark::Counter::kIsRate);
}

void token_transfers(benchmark::State& state)
{
    workload::TokenTransferOptions options;
    options.transactions = 2000;
    options.hot_share = 0;
    auto generated = workload::generate_token_transfers(options);
    if (!generated || !recover_senders(generated->block.transactions, generated->fork.revision)) {
        state.SkipWithError("the block could not be made");
        return;
    }
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    double gas = 0;
    double transactions = 0;
    for (auto _ : state) {
        execute(state, generated->block, generated->fork, generated->pre_state, true, {}, executor,
                gas, transactions);
    }
    report(state, gas, transactions);
}
BENCHMARK(token_transfers)->Unit(benchmark::kMillisecond);

/// Blocks of the same accounts whose transactions move one wei and run no code.
void plain_transfers(benchmark::State& state)
{
    workload::TokenTransferOptions options;
    options.transactions = 2000;
    options.hot_share = 0;
    auto generated = workload::generate_token_transfers(options);
    if (!generated || !recover_senders(generated->block.transactions, generated->fork.revision)) {
        state.SkipWithError("the block could not be made");
        return;
    }
    for (Transaction& transaction : generated->block.transactions) {
        transaction.to = transaction.sender;
        transaction.to->bytes[19] ^= 0x55;
        transaction.value = 1;
        transaction.data.clear();
    }
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    double gas = 0;
    double transactions = 0;
    for (auto _ : state) {
        execute(state, generated->block, generated->fork, generated->pre_state, true, {}, executor,
                gas, transactions);
    }
    report(state, gas, transactions);
}
BENCHMARK(plain_transfers)->Unit(benchmark::kMillisecond);

void shared_mainnet_blocks(benchmark::State& state)
{
    const std::filesystem::path folder =
        std::filesystem::path(LANESCOPE_SHARED_DATA) / "mainnet-blocks";
    if (!std::filesystem::is_directory(folder)) {
        state.SkipWithError("shared data folder is missing");
        return;
    }
    std::vector<std::string> paths;
    for (const auto& entry : std::filesystem::directory_iterator(folder)) {
        paths.push_back(entry.path().string());
    }
    std::sort(paths.begin(), paths.end());
    std::vector<formats::BlockFile> files;
    for (auto& file : formats::open_block_files(paths)) {
        if (file && recover_senders(file->block.transactions, file->fork.revision)) {
            files.push_back(std::move(*file));
        }
    }
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    double gas = 0;
    double transactions = 0;
    for (auto _ : state) {
        for (const formats::BlockFile& file : files) {
            execute(state, file.block, file.fork, *file.pre_state, file.pre_state_is_whole,
                    file.block_hashes, executor, gas, transactions);
        }
    }
    report(state, gas, transactions);
}
BENCHMARK(shared_mainnet_blocks)->Unit(benchmark::kMillisecond);

}  // namespace
