// SPDX-License-Identifier: GPL-3.0-or-later
#include "replay/observe_block.h"

#include "execution/block_executor.h"
#include "state/location_writes.h"

#include <algorithm>

namespace lanescope {

namespace {

/// Ceilings for hostile blocks: names beyond them are missing, nothing else.
constexpr std::size_t most_preimages = 4'000'000;
constexpr std::size_t most_output = 4096;

class Observer final : public evm::Tracer {
public:
    explicit Observer(names::Evidence& evidence) : evidence_(evidence) {}

    void on_call(const evm::CallBegin& call) override
    {
        const bool delegated =
            call.kind == evm::MessageKind::delegatecall || call.kind == evm::MessageKind::callcode;
        if (delegated && call.code_address != call.recipient) {
            evidence_.delegates[call.recipient].insert(call.code_address);
        }
    }
    void on_storage_read(const Address& address, const Uint256& slot, const Uint256&) override
    {
        evidence_.touched[address].try_emplace(slot, false);
    }
    void on_storage_write(const Address& address, const Uint256& slot, const Uint256&) override
    {
        evidence_.touched[address][slot] = true;
    }
    void on_keccak(ByteView input, const Hash& hash) override
    {
        if (evidence_.preimages.size() < most_preimages) {
            evidence_.preimages.add(input, hash);
        }
    }

private:
    names::Evidence& evidence_;
};

/// Code of the accounts that a transaction created, or that came to delegate (EIP-7702).
void keep_created(const Journal& journal, WorldState& world, names::Evidence& evidence)
{
    for_each_location_write(
        journal, 0,
        [&](const ChangedAccount& account, LocationKind kind, const Uint256& value) {
            if (kind != LocationKind::code) {
                return;
            }
            Hash hash;
            store_big_endian(hash.bytes.data(), value);
            const Bytes* code = hash == empty_code_hash ? nullptr : world.code(hash);
            if (code != nullptr && !code->empty()) {
                evidence.created[account.address] = *code;
            }
        },
        [](const ChangedAccount&, const Uint256&) {}, [](const ChangedSlot&, const Uint256&) {});
}

}  // namespace

Result<std::shared_ptr<const names::Evidence>> observe_block(const BlockInput& input,
                                                             StopToken stop)
{
    auto evidence = std::make_shared<names::Evidence>();
    Observer observer(*evidence);
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    WorldState world(*input.pre_state, input.pre_state_is_whole, input.block_hashes);
    BlockOptions options;
    options.stop = stop;
    options.tracer = &observer;
    options.after_transaction = [&](TxIndex, Receipt& receipt) {
        names::Evidence::Outcome outcome;
        outcome.success = receipt.success;
        if (!receipt.success) {
            const ByteView output = executor.output();
            const ByteView kept = output.first(std::min(output.size(), most_output));
            outcome.output.assign(kept.begin(), kept.end());
        }
        outcome.logs = receipt.logs;
        evidence->transactions.push_back(std::move(outcome));
        keep_created(executor.journal(), world, *evidence);
    };
    const auto executed = execute_block(input.block, input.fork, world, executor, options);
    if (!executed && executed.error().code == ErrorCode::cancelled) {
        return executed.error();
    }
    return std::shared_ptr<const names::Evidence>(std::move(evidence));
}

}  // namespace lanescope
