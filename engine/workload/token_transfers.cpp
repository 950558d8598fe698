// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/token_transfers.h"

#include "base/keccak.h"
#include "chain/roots.h"
#include "execution/block_executor.h"
#include "workload/assembler.h"
#include "workload/signing.h"

#include <algorithm>
#include <string>
#include <string_view>

namespace lanescope::workload {

namespace {

constexpr std::uint64_t chain_id = 31337;
constexpr std::uint64_t gwei = 1'000'000'000;
constexpr std::uint64_t ether_in_gwei = 1'000'000'000;
constexpr std::uint64_t base_fee_gwei = 7;
constexpr std::uint64_t gas_per_transfer = 80'000;
constexpr std::uint64_t usual_gas_limit = 30'000'000;
constexpr std::uint64_t most_transactions = 1'000'000;

ByteView bytes_of(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

Hash word_of_address(const Address& address)
{
    Hash word;
    std::copy(address.bytes.begin(), address.bytes.end(), word.bytes.begin() + 12);
    return word;
}

/// First four bytes of the hash of a function's signature.
Bytes selector(std::string_view signature)
{
    const Hash hash = keccak256(bytes_of(signature));
    return {hash.bytes.begin(), hash.bytes.begin() + 4};
}

/// SplitMix64 (Steele, Lea, Flood, OOPSLA 2014): small, and the same everywhere.
class Random {
public:
    explicit Random(std::uint64_t seed) : state_(seed) {}
    std::uint64_t next()
    {
        std::uint64_t z = state_ += 0x9e3779b97f4a7c15ull;
        z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9ull;
        z = (z ^ (z >> 27)) * 0x94d049bb133111ebull;
        return z ^ (z >> 31);
    }
    /// 0 … bound - 1; the bias is below 2^-40 for what is asked here.
    std::uint64_t below(std::uint64_t bound) { return next() % bound; }
    bool happens(double share)
    {
        return static_cast<double>(next() >> 11) < share * 9007199254740992.0;  // of 2^53
    }

private:
    std::uint64_t state_;
};

/// An address that belongs to no key: from a name.
Address named_address(std::string_view name)
{
    return Address::from(keccak256(bytes_of(name)).view().subspan(12));
}

struct Sender {
    Hash key;
    Address address;
    std::uint64_t nonce = 0;
};

Bytes transfer_call(const Address& to, const Uint256& amount)
{
    Bytes data = selector("transfer(address,uint256)");
    const Hash recipient = word_of_address(to);
    data.insert(data.end(), recipient.bytes.begin(), recipient.bytes.end());
    std::uint8_t word[32];
    store_big_endian(word, amount);
    data.insert(data.end(), word, word + 32);
    return data;
}

/// Two in three pay by EIP-1559, the others are legacy transactions protected by EIP-155.
Transaction token_transaction(std::uint32_t index, Sender& sender, const Address& token, Bytes data)
{
    Transaction transaction;
    transaction.type = index % 3 == 2 ? TransactionType::legacy : TransactionType::dynamic_fee;
    transaction.chain_id = chain_id;
    transaction.nonce = sender.nonce++;
    transaction.gas_limit = gas_per_transfer;
    transaction.to = token;
    transaction.data = std::move(data);
    if (transaction.type == TransactionType::legacy) {
        transaction.max_fee_per_gas = Uint256{(base_fee_gwei + 1) * gwei};
        transaction.max_priority_fee_per_gas = transaction.max_fee_per_gas;
    } else {
        transaction.max_fee_per_gas = Uint256{2 * base_fee_gwei * gwei};
        transaction.max_priority_fee_per_gas = Uint256{gwei};
    }
    transaction.sender = sender.address;
    sign(transaction, sender.key);
    return transaction;
}

Header empty_header(const TokenTransferOptions& options)
{
    Header header;
    header.parent_hash = keccak256(bytes_of("lanescope token transfers: parent block"));
    header.beneficiary = named_address("lanescope token transfers: beneficiary");
    header.number = 1;
    header.gas_limit = std::max(usual_gas_limit, options.transactions * gas_per_transfer);
    header.timestamp = 1'700'000'000;
    const std::string_view extra = "Lanescope";
    header.extra_data.assign(extra.begin(), extra.end());
    header.mix_hash = keccak256(bytes_of("lanescope token transfers: randomness"));
    header.base_fee_per_gas = Uint256{base_fee_gwei * gwei};
    header.withdrawals_root = empty_trie_root;
    header.blob_gas_used = 0;
    header.excess_blob_gas = 0;
    header.parent_beacon_block_root = Hash{};
    return header;
}

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

/// Executes the block and fills in all that follows from it.
Status fill_in(GeneratedBlock& made, StopToken stop)
{
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    WorldState world(made.pre_state, true, {});
    BlockOptions options;
    options.stop = stop;
    auto executed = execute_block(made.block, made.fork, world, executor, options);
    if (!executed) {
        return executed.error();
    }
    complete_blooms(*executed);
    made.post_state = world.export_state();
    Header& header = made.block.header;
    header.gas_used = executed->gas_used;
    header.logs_bloom = executed->bloom;
    header.receipts_root = receipts_root(executed->receipts);
    header.transactions_root = transactions_root(made.block.transactions);
    header.state_root = state_root(made.post_state);
    made.block.claimed_hash = header_hash(header);
    for (const Transaction& transaction : made.block.transactions) {
        made.transaction_hashes.push_back(transaction_hash(transaction));
    }
    return Success{};
}

}  // namespace

Bytes token_code()
{
    using namespace evm;
    const Hash event = keccak256(bytes_of("Transfer(address,address,uint256)"));
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
    code.push(0x40).push(0).op(OP_KECCAK256);            // slot
    code.op({OP_DUP1, OP_SLOAD});                        // slot balance
    code.push(0x24).op(OP_CALLDATALOAD);                 // slot balance amount
    code.op({OP_DUP1, OP_DUP3, OP_LT}).jump_if("refuse");  // balance < amount
    code.op({OP_DUP1, OP_SWAP2, OP_SUB});                // slot amount balance-amount
    code.op({OP_DUP3, OP_SSTORE, OP_SWAP1, OP_POP});     // amount
    // The recipient's slot, read after the sender's was written: they may be one.
    code.push(0x04).op(OP_CALLDATALOAD).push(address_mask).op(OP_AND);
    code.op(OP_DUP1).push(0).op(OP_MSTORE);              // amount to
    code.push(0x40).push(0).op(OP_KECCAK256);            // amount to slot
    code.op({OP_DUP1, OP_SLOAD, OP_DUP4, OP_ADD});       // amount to slot balance+amount
    code.op({OP_SWAP1, OP_SSTORE});                      // amount to
    code.op(OP_SWAP1).push(0).op({OP_MSTORE, OP_CALLER});  // to caller
    code.push(event.view()).push(0x20).push(0).op(OP_LOG3);
    code.push(1).push(0).op(OP_MSTORE).push(0x20).push(0).op(OP_RETURN);
    code.label("refuse").push(0).push(0).op(OP_REVERT);
    return std::move(code).finish();
}

Hash token_balance_slot(const Address& holder)
{
    Bytes preimage(64, 0);
    std::copy(holder.bytes.begin(), holder.bytes.end(), preimage.begin() + 12);
    return keccak256(preimage);
}

Result<GeneratedBlock> generate_token_transfers(const TokenTransferOptions& options, StopToken stop)
{
    if (Status good = check(options); !good) {
        return good.error();
    }
    GeneratedBlock made;
    made.fork = *fork_by_name("cancun");
    made.fork.chain_id = chain_id;
    made.block.header = empty_header(options);
    made.block.withdrawals.emplace();

    const Address token = named_address("lanescope token transfers: token");
    const Address hot = named_address("lanescope token transfers: hot account");
    GivenAccount& contract = made.pre_state[token];
    contract.nonce = 1;
    contract.code = token_code();
    contract.storage[token_balance_slot(hot)] = Uint256{1'000'000};

    Random random(options.seed);
    std::vector<Sender> senders(number_of_accounts(options));
    constexpr std::uint64_t token_balance = 1'000'000;
    for (std::size_t i = 0; i < senders.size(); ++i) {
        senders[i].key = derive_key("lanescope token transfers", options.seed, i);
        senders[i].address = address_of_key(senders[i].key);
        made.pre_state[senders[i].address].balance = Uint256{100 * ether_in_gwei} * Uint256{gwei};
        contract.storage[token_balance_slot(senders[i].address)] = Uint256{token_balance};
    }
    for (std::uint32_t i = 0; i < options.transactions && !stop.stop_requested(); ++i) {
        Sender& sender = senders[random.below(senders.size())];
        const bool to_hot = random.happens(options.hot_share);
        const Address to = to_hot ? hot : senders[random.below(senders.size())].address;
        const bool asks_too_much = random.below(40) == 0;
        const std::uint64_t amount = asks_too_much ? token_balance * (options.transactions + 2ull)
                                                   : 1 + random.below(1000);
        made.block.transactions.push_back(
            token_transaction(i, sender, token, transfer_call(to, Uint256{amount})));
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
