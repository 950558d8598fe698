// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/benchmark_blocks.h"

#include "execution/transaction_executor.h"
#include "state/world_state.h"
#include "workload/assembler.h"
#include "workload/call_data.h"
#include "workload/sample_contracts.h"
#include "workload/token_transfers.h"

#include <string>

namespace lanescope::workload {

namespace {

constexpr std::uint64_t transfer_gas = 21'000;
constexpr std::uint64_t token_gas = 60'000;
constexpr std::uint64_t long_gas = 140'000;
/// Rounds of the loop below: some 20 µs where a round takes 7 ns, which no processor measured beats.
constexpr std::uint64_t rounds = 3'000;

Address account(std::string_view role, std::uint32_t index)
{
    return named_address(std::string(role) + " " + std::to_string(index));
}

/// Loops, then adds one to the slot that `slot` puts on the stack, read before the loop.
Bytes looping_code(evm::Opcode slot)
{
    Assembler code;
    code.op({slot, evm::OP_SLOAD}).push(rounds).label("again").push(1);
    code.op({evm::OP_SWAP1, evm::OP_SUB, evm::OP_DUP1}).jump_if("again");
    code.op(evm::OP_POP).push(1).op({evm::OP_ADD, slot, evm::OP_SSTORE, evm::OP_STOP});
    return std::move(code).finish();
}

bool moves_tokens(BenchmarkBlock kind) noexcept
{
    return kind == BenchmarkBlock::erc20_transfers || kind == BenchmarkBlock::token_transfers;
}

/// Erc20.sol as its constructor leaves it: without names, and nobody owns any.
GivenAccount deployed_erc20(const Fork& fork)
{
    Transaction transaction;
    transaction.sender = named_address("deployer");
    transaction.gas_limit = 10'000'000;
    transaction.data = creation_code("Erc20");
    for (const std::uint64_t word : {0x60u, 0x80u, 0u, 0u, 0u}) {
        const Hash argument = word_of_number(Uint256{word});
        transaction.data.insert(transaction.data.end(), argument.bytes.begin(),
                                argument.bytes.end());
    }
    Header header;
    header.gas_limit = transaction.gas_limit;
    WorldState world({}, true, {});
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    const TransactionResult result =
        executor.execute(transaction, BlockContext(header, fork), world);
    world.apply(executor.journal());
    return world.export_state().at(*result.created);
}

class Maker {
public:
    Maker(BenchmarkBlock kind, std::uint32_t transactions)
        : made_(empty_block(name_of(kind), gas_of(kind) * transactions)), kind_(kind)
    {
        made_.block.transactions.reserve(transactions);
        if (kind == BenchmarkBlock::token_transfers) {
            made_.pre_state[contract_].code = token_code();
        } else if (kind == BenchmarkBlock::erc20_transfers) {
            made_.pre_state[contract_] = deployed_erc20(made_.fork);
        } else if (kind == BenchmarkBlock::long_independent) {
            made_.pre_state[contract_].code = looping_code(evm::OP_CALLER);
        } else if (kind == BenchmarkBlock::long_chain) {
            // The beneficiary is the same for all of them.
            made_.pre_state[contract_].code = looping_code(evm::OP_COINBASE);
        }
        for (std::uint32_t i = 0; i < transactions; ++i) {
            add(i);
        }
    }
    GeneratedBlock take() && { return std::move(made_); }

private:
    static std::uint64_t gas_of(BenchmarkBlock kind) noexcept
    {
        switch (kind) {
        case BenchmarkBlock::plain_transfers:
        case BenchmarkBlock::plain_chain:
            return transfer_gas;
        case BenchmarkBlock::erc20_transfers:
        case BenchmarkBlock::token_transfers:
            return token_gas;
        default:
            return long_gas;
        }
    }

    void add(std::uint32_t index)
    {
        const bool is_chain = kind_ == BenchmarkBlock::plain_chain;
        const Address sender = account("sender", index);
        const Address receiver =
            is_chain ? account("sender", index + 1) : account("receiver", index);
        GivenAccount& given = made_.pre_state[sender];
        given.balance = Uint256{1'000'000'000'000'000'000ull};
        Transaction transaction;
        transaction.type = TransactionType::dynamic_fee;
        transaction.chain_id = made_.fork.chain_id;
        transaction.sender = sender;
        transaction.gas_limit = gas_of(kind_);
        transaction.max_fee_per_gas = Uint256{100'000'000'000ull};
        transaction.max_priority_fee_per_gas = Uint256{1'000'000'000ull};
        if (kind_ == BenchmarkBlock::plain_transfers || is_chain) {
            transaction.to = receiver;
            transaction.value = Uint256{1};
        } else {
            transaction.to = contract_;
        }
        if (moves_tokens(kind_)) {
            // Both keep balances in a mapping at slot 0.
            made_.pre_state[contract_].storage[token_balance_slot(sender)] = Uint256{1'000};
            transaction.data =
                CallData("transfer(address,uint256)").add(receiver).add(Uint256{1}).finish();
        }
        made_.block.transactions.push_back(std::move(transaction));
    }

    GeneratedBlock made_;
    BenchmarkBlock kind_;
    Address contract_ = named_address("contract");
};

}  // namespace

std::string_view name_of(BenchmarkBlock kind) noexcept
{
    switch (kind) {
    case BenchmarkBlock::plain_transfers:
        return "plain transfers";
    case BenchmarkBlock::erc20_transfers:
        return "ERC-20 transfers";
    case BenchmarkBlock::token_transfers:
        return "token transfers";
    case BenchmarkBlock::long_independent:
        return "20 µs, independent";
    case BenchmarkBlock::long_chain:
        return "20 µs, chain";
    case BenchmarkBlock::plain_chain:
        break;
    }
    return "plain chain";
}

GeneratedBlock benchmark_block(BenchmarkBlock kind, std::uint32_t transactions)
{
    return Maker(kind, transactions).take();
}

}  // namespace lanescope::workload
