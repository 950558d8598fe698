// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/strategy_equality.h"

#include "base/hex.h"
#include "chain/transaction.h"
#include "formats/block_file.h"

#include <chrono>
#include <thread>

namespace lanescope::test {

namespace {

std::string difference_of_states(const GivenState& expected, const GivenState& found)
{
    const auto here = [](const Address& address, const char* field) {
        return "account " + to_hex(address) + ": " + field;
    };
    for (const auto& [address, account] : expected) {
        const auto it = found.find(address);
        if (it == found.end()) {
            return here(address, "is missing");
        }
        if (it->second.balance != account.balance) {
            return here(address, "balance ") + to_hex_quantity(it->second.balance) + ", expected " +
                   to_hex_quantity(account.balance);
        }
        if (it->second.nonce != account.nonce) {
            return here(address, "nonce");
        }
        if (it->second.code != account.code) {
            return here(address, "code");
        }
        for (const auto& [slot, value] : account.storage) {
            const auto own = it->second.storage.find(slot);
            if (own == it->second.storage.end() || own->second != value) {
                return here(address, "storage ") + to_hex(slot);
            }
        }
        if (it->second.storage.size() != account.storage.size()) {
            return here(address, "has more storage");
        }
    }
    for (const auto& [address, account] : found) {
        if (!expected.contains(address)) {
            return here(address, "is there, and should not be");
        }
    }
    return {};
}

/// What a contract that is to be created asks of its address: counted apart from the slots themselves.
std::string difference_of_counts(const GivenState& accounts, const GivenState& expected,
                                 WorldState& world)
{
    for (const auto& [address, account] : accounts) {
        const auto it = expected.find(address);
        const bool has_storage = it != expected.end() && !it->second.storage.empty();
        if (world.has_storage(address) != has_storage) {
            return "account " + to_hex(address) +
                   (has_storage ? ": says that it has no storage" : ": says that it has storage");
        }
    }
    return {};
}

std::string difference_of_results(const BlockResult& expected, const BlockResult& found)
{
    if (expected.receipts.size() != found.receipts.size()) {
        return "number of receipts";
    }
    for (std::size_t i = 0; i < expected.receipts.size(); ++i) {
        const Receipt& a = expected.receipts[i];
        const Receipt& b = found.receipts[i];
        const std::string here = "transaction " + std::to_string(i) + ": ";
        if (a.gas_used != b.gas_used || a.cumulative_gas_used != b.cumulative_gas_used) {
            return here + "gas " + std::to_string(b.gas_used) + ", expected " +
                   std::to_string(a.gas_used);
        }
        if (a.success != b.success || a.type != b.type) {
            return here + "status";
        }
        if (a.logs != b.logs) {
            return here + "logs";
        }
        if (a.created != b.created) {
            return here + "created contract";
        }
    }
    if (expected.gas_used != found.gas_used || expected.blob_gas_used != found.blob_gas_used) {
        return "gas of the block";
    }
    if (expected.requests_hash != found.requests_hash) {
        return "requests hash";
    }
    return {};
}

}  // namespace

void Jitter::pass(std::uint32_t, StepKind, TxVersion)
{
    const std::uint64_t number =
        state_.fetch_add(0x9e3779b97f4a7c15ull) * 0xff51afd7ed558ccdull >> 60;
    if (number < 3) {
        std::this_thread::yield();
    } else if (number == 3) {
        std::this_thread::sleep_for(std::chrono::microseconds(1));
    }
}

Oracle::Oracle(std::shared_ptr<const BlockInput> block) : input(std::move(block))
{
    before = std::make_shared<WorldState>(*input->pre_state, input->pre_state_is_whole,
                                          input->block_hashes);
    WorldState world = *before;
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    result = execute_block(input->block, input->fork, world, executor);
    if (result) {
        after = world.export_state();
    }
}

std::string difference_from(const Oracle& oracle, BlockRunner& runner, const RunSettings& settings,
                            const BlockRunner::Options& options,
                            std::shared_ptr<const RunRecord>* record)
{
    WorldState world = *oracle.before;
    const auto run = runner.run(oracle.input, world, settings, options);
    if (run.has_value() != oracle.result.has_value()) {
        return run ? "valid, expected: " + oracle.result.error().message
                   : "expected valid, found: " + run.error().message;
    }
    if (!run) {
        return run.error().message == oracle.result.error().message
                   ? std::string()
                   : "expected: " + oracle.result.error().message +
                         ", found: " + run.error().message;
    }
    if (record != nullptr) {
        *record = run->record;
    }
    std::string difference = difference_of_results(*oracle.result, run->result);
    if (difference.empty()) {
        difference = difference_of_states(oracle.after, world.export_state());
    }
    for (const GivenState* accounts : {oracle.input->pre_state.get(), &oracle.after}) {
        if (difference.empty()) {
            difference = difference_of_counts(*accounts, oracle.after, world);
        }
    }
    return difference;
}

std::string difference_by_turns(const Oracle& oracle, const RunSettings& settings,
                                std::shared_ptr<const RunRecord>* record)
{
    std::size_t turn = 0;
    Stepper stepper(settings.workers, Stepper::Grain::accesses,
                    [&turn](auto pending) { return ++turn % pending.size(); });
    BlockRunner::Options options;
    options.stepper = &stepper;
    BlockRunner runner;
    return difference_from(oracle, runner, settings, options, record);
}

std::shared_ptr<const BlockInput> load_block(const std::string& path)
{
    auto files = formats::open_block_files({path});
    if (files.size() != 1 || !files.front()) {
        return nullptr;
    }
    formats::BlockFile& file = *files.front();
    if (!recover_senders(file.block.transactions, file.fork.revision)) {
        return nullptr;
    }
    auto input = std::make_shared<BlockInput>();
    input->name = file.name;
    input->block = std::move(file.block);
    input->fork = file.fork;
    input->pre_state = file.pre_state;
    input->pre_state_is_whole = file.pre_state_is_whole;
    input->block_hashes = file.block_hashes;
    return input;
}

}  // namespace lanescope::test
