// SPDX-License-Identifier: GPL-3.0-or-later
// Whole blocks on one thread, senders already recovered: transfers with and without code, swaps, and
// the shared mainnet set. What a transaction takes is in time_per_tx; gas/s is by the gas they used.
#include "execution/block_executor.h"
#include "formats/block_file.h"
#include "support/sample_contract.h"
#include "workload/contract_blocks.h"
#include "workload/token_transfers.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <filesystem>
#include <memory>
#include <string>
#include <vector>

using namespace lanescope;

namespace {

/// What the executions of a benchmark came to.
struct Totals {
    double gas = 0;
    double transactions = 0;
};

/// Executes a block, on a fresh state that is made outside of the time. False: it is not valid.
bool execute(benchmark::State& state, const Block& block, const Fork& fork, const GivenState& given,
             bool whole, const std::map<std::uint64_t, Hash>& hashes, TransactionExecutor& executor,
             Totals& totals)
{
    state.PauseTiming();
    auto world = std::make_unique<WorldState>(given, whole, hashes);
    state.ResumeTiming();
    const auto result = execute_block(block, fork, *world, executor);
    state.PauseTiming();
    world.reset();
    state.ResumeTiming();
    if (!result) {
        state.SkipWithError(result.error().message.c_str());
        return false;
    }
    totals.gas += static_cast<double>(result->gas_used);
    totals.transactions += static_cast<double>(block.transactions.size());
    return true;
}

void report(benchmark::State& state, const Totals& totals)
{
    using benchmark::Counter;
    state.counters["gas/s"] = Counter(totals.gas, Counter::kIsRate);
    state.counters["tx/s"] = Counter(totals.transactions, Counter::kIsRate);
    state.counters["time_per_tx"] =
        Counter(totals.transactions, Counter::kIsRate | Counter::kInvert);
}

void execute_repeatedly(benchmark::State& state, Result<workload::GeneratedBlock> made)
{
    if (!made) {
        state.SkipWithError(made.error().message.c_str());
        return;
    }
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    Totals totals;
    for (auto _ : state) {
        if (!execute(state, made->block, made->fork, made->pre_state, true, {}, executor, totals)) {
            return;
        }
    }
    report(state, totals);
}

constexpr std::uint32_t block_size = 2000;

/// Transactions that move one wei from an account to another and run no code.
void plain_transfers(benchmark::State& state)
{
    workload::TokenTransferOptions options;
    options.transactions = block_size;
    options.hot_share = 0;
    auto made = workload::generate_token_transfers(options);
    if (made) {
        for (Transaction& transaction : made->block.transactions) {
            transaction.to = transaction.sender;
            transaction.to->bytes[19] ^= 0x55;
            transaction.value = 1;
            transaction.data.clear();
        }
    }
    execute_repeatedly(state, std::move(made));
}
BENCHMARK(plain_transfers)->Unit(benchmark::kMillisecond);

/// Calls of the token that is assembled by hand: the least that an ERC-20 transfer can do.
void token_transfers(benchmark::State& state)
{
    workload::TokenTransferOptions options;
    options.transactions = block_size;
    options.hot_share = 0;
    execute_repeatedly(state, workload::generate_token_transfers(options));
}
BENCHMARK(token_transfers)->Unit(benchmark::kMillisecond);

/// ERC-20 transfers as solc compiles them, by `range(0)` senders in turn, each to its own recipient:
/// one pair of balances, or every transaction its own.
void erc20_transfers(benchmark::State& state)
{
    const auto erc20 = test::sample_contract("Erc20");
    if (!erc20) {
        state.SkipWithError(erc20.error().message.c_str());
        return;
    }
    workload::Erc20TransferOptions options;
    options.transactions = block_size;
    options.senders = static_cast<std::uint32_t>(state.range(0));
    execute_repeatedly(state, workload::generate_erc20_transfers(*erc20, options));
}
BENCHMARK(erc20_transfers)
    ->ArgName("senders")
    ->Arg(1)
    ->Arg(block_size)
    ->Unit(benchmark::kMillisecond);

/// Swaps by as many traders as transactions, on `range(0)` pairs in turn.
void amm_swaps(benchmark::State& state)
{
    const auto erc20 = test::sample_contract("Erc20");
    const auto amm_pair = test::sample_contract("AmmPair");
    if (!erc20 || !amm_pair) {
        state.SkipWithError((!erc20 ? erc20 : amm_pair).error().message.c_str());
        return;
    }
    workload::AmmSwapOptions options;
    options.transactions = block_size;
    options.pairs = static_cast<std::uint32_t>(state.range(0));
    execute_repeatedly(state, workload::generate_amm_swaps(*erc20, *amm_pair, options));
}
BENCHMARK(amm_swaps)->ArgName("pairs")->Arg(1)->Arg(block_size)->Unit(benchmark::kMillisecond);

/// One pass over all of them, each on its own pre-state.
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
        if (!file) {
            state.SkipWithError(file.error().message.c_str());
            return;
        }
        if (const Status recovered = recover_senders(file->block.transactions, file->fork.revision);
            !recovered) {
            state.SkipWithError(recovered.error().message.c_str());
            return;
        }
        files.push_back(std::move(*file));
    }
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    Totals totals;
    for (auto _ : state) {
        for (const formats::BlockFile& file : files) {
            if (!execute(state, file.block, file.fork, *file.pre_state, file.pre_state_is_whole,
                         file.block_hashes, executor, totals)) {
                return;
            }
        }
    }
    report(state, totals);
}
BENCHMARK(shared_mainnet_blocks)->Unit(benchmark::kMillisecond);

}  // namespace
