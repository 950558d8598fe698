// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/generated_block.h"

#include "base/keccak.h"
#include "chain/roots.h"
#include "execution/block_executor.h"
#include "workload/signing.h"

#include <algorithm>
#include <string>

namespace lanescope::workload {

namespace {

constexpr std::uint64_t chain_id = 31337;
constexpr std::uint64_t gwei = 1'000'000'000;
constexpr std::uint64_t ether_in_gwei = 1'000'000'000;
constexpr std::uint64_t base_fee_gwei = 7;
constexpr std::uint64_t usual_gas_limit = 30'000'000;

Hash hash_of(const std::string& text)
{
    return keccak256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
}

}  // namespace

GeneratedBlock empty_block(std::string_view purpose, std::uint64_t gas)
{
    const std::string prefix(purpose);
    GeneratedBlock made;
    made.fork = *fork_by_name("cancun");
    made.fork.chain_id = chain_id;
    made.block.withdrawals.emplace();

    Header& header = made.block.header;
    header.parent_hash = hash_of(prefix + ": parent block");
    header.beneficiary = named_address(prefix + ": beneficiary");
    header.number = 1;
    header.gas_limit = std::max(usual_gas_limit, gas);
    header.timestamp = 1'700'000'000;
    const std::string_view extra = "Lanescope";
    header.extra_data.assign(extra.begin(), extra.end());
    header.mix_hash = hash_of(prefix + ": randomness");
    header.base_fee_per_gas = Uint256{base_fee_gwei * gwei};
    header.withdrawals_root = empty_trie_root;
    header.blob_gas_used = 0;
    header.excess_blob_gas = 0;
    header.parent_beacon_block_root = Hash{};
    return made;
}

Address named_address(std::string_view name)
{
    return Address::from(hash_of(std::string(name)).view().subspan(12));
}

Sender add_sender(GeneratedBlock& made, std::string_view purpose, std::uint64_t seed,
                  std::uint64_t index)
{
    Sender sender;
    sender.key = derive_key(purpose, seed, index);
    sender.address = *address_of_secret_key(sender.key);
    made.pre_state[sender.address].balance = Uint256{100 * ether_in_gwei} * Uint256{gwei};
    return sender;
}

void add_call(GeneratedBlock& made, Sender& sender, const Address& to, Bytes data,
              std::uint64_t gas_limit, const Uint256& value)
{
    Transaction transaction;
    transaction.type = made.block.transactions.size() % 3 == 2 ? TransactionType::legacy
                                                               : TransactionType::dynamic_fee;
    transaction.chain_id = chain_id;
    transaction.nonce = sender.nonce++;
    transaction.gas_limit = gas_limit;
    transaction.to = to;
    transaction.value = value;
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
    made.block.transactions.push_back(std::move(transaction));
}

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
    made.transaction_hashes.reserve(made.block.transactions.size());
    for (const Transaction& transaction : made.block.transactions) {
        made.transaction_hashes.push_back(transaction_hash(transaction));
    }
    return Success{};
}

}  // namespace lanescope::workload
