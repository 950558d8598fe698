// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/block_executor.h"

#include "base/hex.h"
#include "evm/environment.h"
#include "execution/dao.h"
#include "execution/system_contracts.h"
#include "state/location_writes.h"

namespace lanescope {

namespace {

constexpr std::uint64_t gwei = 1'000'000'000;

/// The reward of a block, wei (Yellow Paper, section 11.3; EIP-649, EIP-1234); zero from Paris on.
Uint256 block_reward(Revision revision) noexcept
{
    const Uint256 ether{1'000'000'000'000'000'000ull};
    if (revision >= Revision::paris) {
        return {};
    }
    return ether * Uint256{revision >= Revision::constantinople ? 2u
                           : revision >= Revision::byzantium    ? 3u
                                                                : 5u};
}

}  // namespace

BlockRules::BlockRules(const Block& block, const BlockContext& context)
    : block_(block), context_(context)
{
}

Status BlockRules::call(TransactionExecutor& executor, WorldState& world, StopToken stop,
                        const Address& contract, ByteView input, bool required, Bytes& output)
{
    auto called = executor.system_call(contract, input, context_, world, stop);
    if (evm::unwinds(called.status)) {
        return called.status == evm::Status::cancelled
                   ? Error{ErrorCode::cancelled, "cancelled"}
                   : Error{ErrorCode::state_unavailable, executor.journal().failure().message};
    }
    if (required && !called.has_code) {
        return Error{ErrorCode::invalid_block,
                     "system contract " + to_hex(contract) + " has no code"};
    }
    if (required && called.status != evm::Status::success) {
        return Error{ErrorCode::invalid_block, "system call to " + to_hex(contract) + " failed: " +
                                                   std::string(name_of(called.status))};
    }
    world.apply(executor.journal());
    output = std::move(called.output);
    return Success{};
}

Status BlockRules::begin(TransactionExecutor& executor, WorldState& world, StopToken stop)
{
    const Revision revision = context_.fork.revision;
    if (context_.fork.dao_transition) {
        for (const Address& account : dao_accounts()) {
            world.credit(dao_refund_contract, world.drain(account), revision);
            written_before_.push_back({LocationKind::balance, account, {}});
        }
        written_before_.push_back({LocationKind::existence, dao_refund_contract, {}});
        written_before_.push_back({LocationKind::balance, dao_refund_contract, {}});
    }
    Bytes ignored;
    for (const Address& contract : contracts_called_before(revision)) {
        const bool is_root = contract == beacon_roots_address;
        if (is_root && !block_.header.parent_beacon_block_root) {
            continue;
        }
        const Hash& input =
            is_root ? *block_.header.parent_beacon_block_root : block_.header.parent_hash;
        Status done = call(executor, world, stop, contract, input.view(), false, ignored);
        if (!done) {
            return done;
        }
        for_each_location_write(
            executor.journal(), 0,
            [&](const ChangedAccount& account, LocationKind kind, const Uint256&) {
                written_before_.push_back({kind, account.address, {}});
            },
            [&](const ChangedAccount& account, const Uint256&) {
                written_before_.push_back({LocationKind::balance, account.address, {}});
            },
            [&](const ChangedSlot& slot, const Uint256&) {
                written_before_.push_back({LocationKind::storage_slot, slot.address, slot.key});
            });
    }
    return Success{};
}

void BlockRules::pay_rewards(WorldState& world) const
{
    const Revision revision = context_.fork.revision;
    const Uint256 reward = block_reward(revision);
    if (reward.is_zero()) {
        return;
    }
    Uint256 own = reward;
    for (const Header& ommer : block_.ommers) {
        own += reward / Uint256{32};
        const Uint256 share{ommer.number + 8 - block_.header.number};
        world.credit(ommer.beneficiary, reward * share / Uint256{8}, revision);
    }
    world.credit(block_.header.beneficiary, own, revision);
}

Status BlockRules::end(TransactionExecutor& executor, WorldState& world, StopToken stop,
                       BlockResult& result)
{
    const Revision revision = context_.fork.revision;
    pay_rewards(world);
    if (block_.withdrawals && revision >= Revision::shanghai) {
        for (const Withdrawal& withdrawal : *block_.withdrawals) {
            world.credit(withdrawal.address, Uint256{withdrawal.amount} * Uint256{gwei}, revision);
        }
    }
    if (revision < Revision::prague) {
        return Success{};
    }
    std::vector<BlockRequests> requests(1);
    requests[0].type = deposit_request_type;
    for (const Receipt& receipt : result.receipts) {
        Status appended = append_deposits(receipt.logs, requests[0].data);
        if (!appended) {
            return appended;
        }
    }
    // Mainnet's blocks are invalid without these contracts; development chains run without them.
    const bool required = context_.fork.chain_id == 1;
    for (const Address& contract : contracts_called_after(revision)) {
        // EIP-7685: the types follow deposits in the order of the calls.
        const auto type = static_cast<std::uint8_t>(requests.size());
        BlockRequests& made = requests.emplace_back();
        made.type = type;
        Status called = call(executor, world, stop, contract, {}, required, made.data);
        if (!called) {
            return called;
        }
    }
    result.requests_hash = requests_hash(requests);
    return Success{};
}

}  // namespace lanescope
