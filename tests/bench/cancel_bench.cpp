// SPDX-License-Identifier: GPL-3.0-or-later
// How long a run of a large block takes to stop: from the moment at which the stop is asked for, at
// random while it runs, until BlockRunner::run returns. `median_ms` and `max_ms` are over all cancels of
// one benchmark, each of a fresh run; the aim is 50 ms. `median_cpu_ms` and `max_cpu_ms` are the processor
// time of all threads in that while: what the run itself still did, however busy the machine is.
#include "base/hex.h"
#include "evm/precompiles/precompiles.h"
#include "strategies/block_runner.h"
#include "support/benchmark_input.h"
#include "workload/assembler.h"

#include <benchmark/benchmark.h>

#include <algorithm>
#include <chrono>
#include <cstdint>
#include <ctime>
#include <memory>
#include <numeric>
#include <random>
#include <string>
#include <thread>
#include <vector>

using namespace lanescope;
using workload::Assembler;
using workload::BenchmarkBlock;

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::uint64_t long_gas = 30'000'000;

/// Calls the precompile with the transaction's data again and again, with all the gas that is left.
Bytes calling_code(PrecompileId precompile)
{
    Assembler code;
    code.op(evm::OP_CALLDATASIZE).push(0).push(0).op(evm::OP_CALLDATACOPY);
    code.label("again").push(32).push(0).op(evm::OP_CALLDATASIZE).push(0);
    code.push(static_cast<std::uint64_t>(precompile));
    code.op({evm::OP_GAS, evm::OP_STATICCALL}).jump_if("again");
    code.op(evm::OP_STOP);
    return std::move(code).finish();
}

/// Jumps until the gas is used up.
Bytes looping_code()
{
    Assembler code;
    code.label("again").push(1).jump_if("again");
    return std::move(code).finish();
}

/// Hashes `bytes` of memory until the gas is used up.
Bytes hashing_code(std::uint64_t bytes)
{
    Assembler code;
    code.label("again").push(bytes).push(0).op(evm::OP_KECCAK256).jump_if("again");
    return std::move(code).finish();
}

/// What a precompile makes of an input: points for the inputs of others.
Bytes output_of(PrecompileId id, const Bytes& input)
{
    Bytes output;
    (void)run_precompile(id, input, output, Revision::prague);
    return output;
}

Bytes repeated(const Bytes& part, std::size_t times)
{
    Bytes all;
    for (std::size_t i = 0; i < times; ++i) {
        all.insert(all.end(), part.begin(), part.end());
    }
    return all;
}

Bytes joined(Bytes first, const Bytes& second)
{
    first.insert(first.end(), second.begin(), second.end());
    return first;
}

/// The generators of EIP-196 and EIP-197.
Bytes bn254_pair()
{
    Bytes g1(64, 0);
    g1[31] = 1;
    g1[63] = 2;
    return joined(
        g1, *bytes_from_hex("0x198e9393920d483a7260bfb731fb5d25f1aa493335a9e71297e485b7aef312c2"
                            "1800deef121f1e76426a00665e5c4479674322d4f75edadd46debd5cd992f6ed"
                            "090689d0585ff075ec9e99ad690c3395bc4b313370b38ef355acdadcd122975b"
                            "12c85ea5db8c6deb4aab71808dcb408fe3d1e7690c43d37b4ce6cc0166fa7daa"));
}

Bytes bls12_g1()
{
    return output_of(PrecompileId::bls12_map_fp_to_g1, Bytes(64, 0));
}

Bytes bls12_g2()
{
    return output_of(PrecompileId::bls12_map_fp2_to_g2, Bytes(128, 0));
}

/// Base, exponent and modulus of so many bytes, the latter two with nearly all bits set.
Bytes modexp_input(std::uint16_t bytes)
{
    Bytes size(32, 0);
    size[30] = static_cast<std::uint8_t>(bytes >> 8);
    size[31] = static_cast<std::uint8_t>(bytes);
    Bytes base(bytes);
    std::iota(base.begin(), base.end(), std::uint8_t{1});
    return joined(joined(repeated(size, 3), base), Bytes(2 * std::size_t{bytes}, 0xfd));
}

/// So many rounds, at one gas each (EIP-152).
Bytes blake2f_input(std::uint32_t rounds)
{
    Bytes input(213, 1);
    for (int i = 0; i < 4; ++i) {
        input[static_cast<std::size_t>(i)] = static_cast<std::uint8_t>(rounds >> (24 - 8 * i));
    }
    return input;
}

/// So many transactions of 30 million gas, each a call of `code` with `data`.
std::shared_ptr<const BlockInput> calls_of(Bytes code, std::uint32_t transactions, Bytes data = {})
{
    auto made = workload::empty_block("long transactions", long_gas * transactions);
    made.fork.revision = Revision::prague;
    const Address contract = workload::named_address("contract");
    made.pre_state[contract].code = std::move(code);
    for (std::uint32_t i = 0; i < transactions; ++i) {
        const Address sender = workload::named_address("sender " + std::to_string(i));
        made.pre_state[sender].balance = Uint256{0, 0, 1, 0};
        Transaction transaction;
        transaction.type = TransactionType::dynamic_fee;
        transaction.chain_id = made.fork.chain_id;
        transaction.sender = sender;
        transaction.to = contract;
        transaction.gas_limit = long_gas;
        transaction.max_fee_per_gas = Uint256{100'000'000'000ull};
        transaction.data = data;
        made.block.transactions.push_back(std::move(transaction));
    }
    return test::input_of(std::move(made));
}

std::shared_ptr<const BlockInput> make(const std::string& name)
{
    if (name == "plain_transfers") {
        return test::benchmark_input(BenchmarkBlock::plain_transfers, 47'620);
    }
    if (name == "token_transfers") {
        return test::benchmark_input(BenchmarkBlock::token_transfers, 37'123);
    }
    if (name == "long_chain") {
        return test::benchmark_input(BenchmarkBlock::long_chain, 4'000);
    }
    if (name == "loops") {
        return calls_of(looping_code(), 32);
    }
    if (name == "keccak") {
        return calls_of(hashing_code(1'000'000), 32);
    }
    const auto calls_with = [](PrecompileId id, Bytes data) {
        return calls_of(calling_code(id), 8, std::move(data));
    };
    if (name == "sha256") {
        return calls_with(PrecompileId::sha256, Bytes(600'000, 0));
    }
    if (name == "bn254_pairing") {
        return calls_with(PrecompileId::bn254_pairing, repeated(bn254_pair(), 700));
    }
    if (name == "bls12_pairing") {
        return calls_with(PrecompileId::bls12_pairing,
                          repeated(joined(bls12_g1(), bls12_g2()), 600));
    }
    if (name == "bls12_g2_msm") {
        return calls_with(PrecompileId::bls12_g2_msm,
                          repeated(joined(bls12_g2(), Bytes(32, 0x5d)), 1'200));
    }
    if (name == "modexp") {
        return calls_with(PrecompileId::modexp, modexp_input(880));
    }
    return calls_with(PrecompileId::blake2f, blake2f_input(20'000'000));
}

double process_milliseconds()
{
    timespec now{};
    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &now);
    return static_cast<double>(now.tv_sec) * 1e3 + static_cast<double>(now.tv_nsec) * 1e-6;
}

void cancel(benchmark::State& state, const std::string& name, RecordingDetail detail)
{
    // Benchmarks of one block follow one another.
    static std::string kept_name;
    static std::shared_ptr<const BlockInput> block;
    if (kept_name != name) {
        block = make(name);
        kept_name = name;
    }
    const WorldState before(*block->pre_state, block->pre_state_is_whole, {});
    RunSettings settings;
    settings.workers = static_cast<std::uint32_t>(state.range(0));
    settings.detail = detail;
    settings.adapt_workers = false;
    BlockRunner runner;
    const auto seconds = [](Clock::duration time) {
        return std::chrono::duration<double>(time).count();
    };
    double whole = 1;
    if (block->block.transactions.size() > 100) {
        WorldState world = before;
        const auto began = Clock::now();
        if (!runner.run(block, world, settings)) {
            state.SkipWithError("the block is not valid");
            return;
        }
        whole = seconds(Clock::now() - began);
    }

    std::mt19937_64 random(1);
    std::vector<double> milliseconds, cpu_milliseconds;
    std::size_t finished = 0;
    for (auto _ : state) {
        WorldState world = before;
        StopSource stop;
        BlockRunner::Options options;
        options.stop = StopToken(stop);
        const std::chrono::duration<double> moment(
            std::uniform_real_distribution<double>(0, 0.9 * whole)(random));
        Clock::time_point asked;
        double cpu_when_asked = 0;
        std::thread canceller;
        options.on_start = [&](auto) {
            canceller = std::thread([&] {
                std::this_thread::sleep_for(moment);
                cpu_when_asked = process_milliseconds();
                asked = Clock::now();
                stop.request_stop();
            });
        };
        const bool ended = runner.run(block, world, settings, options).has_value();
        const auto returned = Clock::now();
        const double cpu_when_returned = process_milliseconds();
        canceller.join();
        finished += ended ? 1 : 0;
        const double took = ended ? 0 : seconds(returned - asked);
        state.SetIterationTime(took);
        if (!ended) {
            milliseconds.push_back(took * 1e3);
            cpu_milliseconds.push_back(cpu_when_returned - cpu_when_asked);
        }
    }
    if (milliseconds.empty()) {
        state.SkipWithError("no run was cancelled before its end");
        return;
    }
    std::sort(milliseconds.begin(), milliseconds.end());
    state.counters["median_ms"] = milliseconds[milliseconds.size() / 2];
    state.counters["max_ms"] = milliseconds.back();
    std::sort(cpu_milliseconds.begin(), cpu_milliseconds.end());
    state.counters["median_cpu_ms"] = cpu_milliseconds[cpu_milliseconds.size() / 2];
    state.counters["max_cpu_ms"] = cpu_milliseconds.back();
    state.counters["cancels"] = static_cast<double>(milliseconds.size());
    state.counters["finished"] = static_cast<double>(finished);
}

void define(const char* name, RecordingDetail detail, int cancels)
{
    const std::string title =
        std::string(name) + (detail == RecordingDetail::off ? "" : "_recorded");
    const std::string block = name;
    benchmark::RegisterBenchmark(
        title.c_str(), [block, detail](benchmark::State& state) { cancel(state, block, detail); })
        ->ArgName("workers")
        ->Arg(1)
        ->Arg(2)
        ->Arg(8)
        ->Arg(32)
        ->Iterations(cancels)
        ->UseManualTime()
        ->Unit(benchmark::kMillisecond);
}

const bool defined = [] {
    for (const char* name : {"plain_transfers", "token_transfers", "long_chain"}) {
        define(name, RecordingDetail::off, 20);
        define(name, RecordingDetail::spans, 20);
    }
    for (const char* name : {"loops", "keccak", "sha256", "bn254_pairing", "bls12_pairing",
                             "bls12_g2_msm", "modexp", "blake2f"}) {
        define(name, RecordingDetail::spans, 10);
    }
    return true;
}();

}  // namespace
