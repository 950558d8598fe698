// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/token_transfers.h"

#include "workload/assembler.h"
#include "workload/call_data.h"
#include "workload/random.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace lanescope::workload {

namespace {

constexpr std::string_view purpose = "lanescope token transfers";
constexpr std::uint64_t gas_per_transfer = 80'000;

std::uint32_t number_of_accounts(const TokenTransferOptions& options)
{
    return options.accounts.value_or(std::max<std::uint32_t>(4, options.transactions / 2));
}

Status check(const TokenTransferOptions& options)
{
    const std::uint32_t accounts = number_of_accounts(options);
    if (options.transactions == 0 || options.transactions > most_transactions) {
        return Error{ErrorCode::unsupported, "a block of token transfers has 1 to " +
                                                 std::to_string(most_transactions) +
                                                 " transactions"};
    }
    if (!(options.hot_share >= 0 && options.hot_share <= 1)) {
        return Error{ErrorCode::unsupported, "the hot account's share lies between 0 and 1"};
    }
    if (accounts < 2 || accounts > most_transactions) {
        return Error{ErrorCode::unsupported, "token transfers need 2 to " +
                                                 std::to_string(most_transactions) + " accounts"};
    }
    return Success{};
}

}  // namespace

Bytes token_code()
{
    using namespace evm;
    const Hash event = signature_hash("Transfer(address,address,uint256)");
    const Bytes transfer = selector("transfer(address,uint256)");
    const Bytes address_mask(20, 0xff);

    Assembler code;
    // Refuse value, short calldata and every other function.
    code.op(OP_CALLVALUE).jump_if("refuse");
    code.push(0x44).op({OP_CALLDATASIZE, OP_LT}).jump_if("refuse");
    code.push(0).op(OP_CALLDATALOAD).push(0xe0).op(OP_SHR);
    code.push(transfer).op({OP_EQ, OP_ISZERO}).jump_if("refuse");
    // The sender's slot is keccak256(sender, 0); memory from 0x20 on is still zero.
    code.op(OP_CALLER).push(0).op(OP_MSTORE);
    code.push(0x40).push(0).op(OP_KECCAK256);              // slot
    code.op({OP_DUP1, OP_SLOAD});                          // slot balance
    code.push(0x24).op(OP_CALLDATALOAD);                   // slot balance amount
    code.op({OP_DUP1, OP_DUP3, OP_LT}).jump_if("refuse");  // balance < amount
    code.op({OP_DUP1, OP_SWAP2, OP_SUB});                  // slot amount balance-amount
    code.op({OP_DUP3, OP_SSTORE, OP_SWAP1, OP_POP});       // amount
    // The recipient's slot, read after the sender's was written: they may be one.
    code.push(0x04).op(OP_CALLDATALOAD).push(address_mask).op(OP_AND);
    code.op(OP_DUP1).push(0).op(OP_MSTORE);                // amount to
    code.push(0x40).push(0).op(OP_KECCAK256);              // amount to slot
    code.op({OP_DUP1, OP_SLOAD, OP_DUP4, OP_ADD});         // amount to slot balance+amount
    code.op({OP_SWAP1, OP_SSTORE});                        // amount to
    code.op(OP_SWAP1).push(0).op({OP_MSTORE, OP_CALLER});  // to caller
    code.push(event.view()).push(0x20).push(0).op(OP_LOG3);
    code.push(1).push(0).op(OP_MSTORE).push(0x20).push(0).op(OP_RETURN);
    code.label("refuse").push(0).push(0).op(OP_REVERT);
    return std::move(code).finish();
}

Hash token_balance_slot(const Address& holder)
{
    return mapping_slot(holder, Hash{});
}

Result<GeneratedBlock> generate_token_transfers(const TokenTransferOptions& options, StopToken stop)
{
    if (Status good = check(options); !good) {
        return good.error();
    }
    GeneratedBlock made = empty_block(purpose, options.transactions * gas_per_transfer);

    const Address token = named_address("lanescope token transfers: token");
    const Address hot = named_address("lanescope token transfers: hot account");
    GivenAccount& contract = made.pre_state[token];
    contract.nonce = 1;
    contract.code = token_code();
    contract.storage[token_balance_slot(hot)] = Uint256{1'000'000};

    Random random(options.seed);
    std::vector<Sender> senders;
    constexpr std::uint64_t token_balance = 1'000'000;
    for (std::uint32_t i = 0; i < number_of_accounts(options); ++i) {
        senders.push_back(add_sender(made, purpose, options.seed, i));
        contract.storage[token_balance_slot(senders[i].address)] = Uint256{token_balance};
    }
    for (std::uint32_t i = 0; i < options.transactions && !stop.stop_requested(); ++i) {
        Sender& sender = senders[random.below(senders.size())];
        const bool to_hot = random.happens(options.hot_share);
        const Address to = to_hot ? hot : senders[random.below(senders.size())].address;
        const bool asks_too_much = random.below(40) == 0;
        const std::uint64_t amount =
            asks_too_much ? token_balance * (options.transactions + 2ull) : 1 + random.below(1000);
        add_call(made, sender, token,
                 CallData("transfer(address,uint256)").add(to).add(Uint256{amount}).finish(),
                 gas_per_transfer);
    }
    if (stop.stop_requested()) {
        return Error{ErrorCode::cancelled, "cancelled"};
    }
    if (Status filled = fill_in(made, stop); !filled) {
        return filled.error();
    }
    return made;
}

}  // namespace lanescope::workload
