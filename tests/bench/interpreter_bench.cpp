// SPDX-License-Identifier: GPL-3.0-or-later
// The instruction loop on one thread: programs that go round and round in one transaction. The
// counter gas/s is the gas of the whole transaction, of which the loop is nearly all.
#include "execution/transaction_executor.h"
#include "state/world_state.h"
#include "workload/assembler.h"
#include "workload/generated_block.h"

#include <benchmark/benchmark.h>

using namespace lanescope;
using namespace lanescope::evm;
using workload::Assembler;

namespace {

constexpr std::uint64_t rounds = 20'000;
constexpr std::uint64_t plenty_of_gas = 100'000'000;

/// Runs `body` `rounds` times. It may leave and change what lies below the counter, which is on top
/// of the stack where it begins and where it ends.
Bytes loop(void (*prepare)(Assembler&), void (*body)(Assembler&))
{
    Assembler code;
    prepare(code);
    code.push(rounds).label("again");
    body(code);
    code.push(1).op({OP_SWAP1, OP_SUB, OP_DUP1}).jump_if("again").op(OP_STOP);
    return std::move(code).finish();
}

void nothing(Assembler&) {}

/// Calls `code` again and again; the account that it may call itself is workload's "callee", which
/// returns a word.
void run(benchmark::State& state, const Bytes& code)
{
    workload::GeneratedBlock made = workload::empty_block("lanescope loops", plenty_of_gas);
    const Address contract = workload::named_address("lanescope loops: contract");
    made.pre_state[contract].code = code;
    Assembler callee;
    callee.push(0x20).push(0).op(OP_RETURN);
    made.pre_state[workload::named_address("lanescope loops: callee")].code =
        std::move(callee).finish();
    workload::Sender sender = workload::add_sender(made, "lanescope loops", 1, 0);
    workload::add_call(made, sender, contract, {}, plenty_of_gas);

    WorldState world(made.pre_state, true, {});
    CodeCache cache;
    TransactionExecutor executor(cache);
    const BlockContext context(made.block.header, made.fork);
    double gas = 0;
    for (auto _ : state) {
        const TransactionResult result =
            executor.execute(made.block.transactions[0], context, world);
        if (result.kind != TransactionResult::Kind::executed ||
            result.status != evm::Status::success) {
            state.SkipWithError("the loop did not come to its end");
            return;
        }
        gas += static_cast<double>(result.gas_used);
    }
    state.counters["gas/s"] = benchmark::Counter(gas, benchmark::Counter::kIsRate);
}

/// Three words below the counter, of full width.
void three_words(Assembler& code)
{
    for (const std::uint8_t first : {0x11, 0x57, 0x9c}) {
        Bytes word(32);
        for (std::size_t i = 0; i < word.size(); ++i) {
            word[i] = static_cast<std::uint8_t>(first + 37 * i);
        }
        code.push(word);
    }
}

/// What compiled code does most: additions, comparisons and bits, with the stack moves between them.
void arithmetic_loop(benchmark::State& state)
{
    run(state, loop(three_words, [](Assembler& code) {
            // a b c n
            code.op({OP_DUP4, OP_DUP4, OP_ADD, OP_DUP4, OP_XOR});         // a b c n x
            code.op({OP_DUP3, OP_DUP2, OP_SUB, OP_AND, OP_DUP5, OP_OR});  // a b c n x
            code.op({OP_DUP1, OP_DUP4, OP_LT, OP_ISZERO, OP_ADD});        // a b c n x
            code.push(7).op({OP_SHR, OP_SWAP2, OP_POP});                  // a b x n
        }));
}
BENCHMARK(arithmetic_loop)->Unit(benchmark::kMicrosecond);

/// MUL, DIV, MOD, MULMOD and ADDMOD of full width.
void multiplication_loop(benchmark::State& state)
{
    run(state, loop(three_words, [](Assembler& code) {
            code.op({OP_DUP4, OP_DUP4, OP_DUP4, OP_MULMOD});  // a b c n x
            code.op({OP_DUP4, OP_DUP2, OP_MUL, OP_DUP6, OP_ADD, OP_DIV});
            code.op({OP_DUP3, OP_DUP5, OP_DUP7, OP_ADDMOD, OP_XOR});
            code.op({OP_DUP5, OP_DUP2, OP_MOD, OP_ADD, OP_SWAP2, OP_POP});
        }));
}
BENCHMARK(multiplication_loop)->Unit(benchmark::kMicrosecond);

/// MSTORE, MLOAD, MSTORE8 and MCOPY within 8 KiB.
void memory_loop(benchmark::State& state)
{
    run(state, loop(nothing, [](Assembler& code) {
            code.op(OP_DUP1).push(0xff).op(OP_AND).push(5).op(OP_SHL);  // n place
            code.op({OP_DUP2, OP_DUP2, OP_MSTORE});
            code.op({OP_DUP1, OP_MLOAD, OP_DUP2, OP_MSTORE8});
            code.push(0x40).op(OP_DUP2).push(0x1000).op({OP_MCOPY, OP_POP});
        }));
}
BENCHMARK(memory_loop)->Unit(benchmark::kMicrosecond);

/// KECCAK256 of 64 bytes, as a mapping's slot is found.
void keccak_loop(benchmark::State& state)
{
    run(state, loop(nothing, [](Assembler& code) {
            code.op(OP_DUP1).push(0).op(OP_MSTORE);
            code.push(0x40).push(0).op(OP_KECCAK256).push(0x20).op(OP_MSTORE);
        }));
}
BENCHMARK(keccak_loop)->Unit(benchmark::kMicrosecond);

/// Jumps, taken and not taken.
void jump_loop(benchmark::State& state)
{
    run(state, loop(nothing, [](Assembler& code) {
            code.op(OP_CALLVALUE).jump_if("never").op(OP_DUP1).jump_if("first");
            code.label("never").label("first").op(OP_CALLVALUE).jump_if("never");
            code.op(OP_DUP1).jump_if("second").label("second");
            code.op(OP_DUP1).jump_if("third").label("third");
        }));
}
BENCHMARK(jump_loop)->Unit(benchmark::kMicrosecond);

/// SLOAD and SSTORE of one warm slot that was changed before.
void storage_loop(benchmark::State& state)
{
    run(state, loop(nothing, [](Assembler& code) {
            code.push(5).op({OP_SLOAD, OP_DUP2, OP_ADD}).push(5).op(OP_SSTORE);
        }));
}
BENCHMARK(storage_loop)->Unit(benchmark::kMicrosecond);

/// Calls of a contract that returns 32 bytes, with all gas that may be given.
template <Opcode call>
void call_loop(benchmark::State& state)
{
    run(state, loop(
                   [](Assembler& code) {
                       code.push(workload::named_address("lanescope loops: callee").view());
                   },
                   [](Assembler& code) {
                       // callee n
                       code.push(0x20).push(0).push(0).push(0);
                       if constexpr (call == OP_CALL) {
                           code.push(0).op(OP_DUP7);
                       } else {
                           code.op(OP_DUP6);
                       }
                       code.op({OP_GAS, call, OP_POP});
                   }));
}
BENCHMARK(call_loop<OP_CALL>)->Name("call_loop/CALL")->Unit(benchmark::kMicrosecond);
BENCHMARK(call_loop<OP_STATICCALL>)->Name("call_loop/STATICCALL")->Unit(benchmark::kMicrosecond);
BENCHMARK(call_loop<OP_DELEGATECALL>)
    ->Name("call_loop/DELEGATECALL")
    ->Unit(benchmark::kMicrosecond);

}  // namespace
