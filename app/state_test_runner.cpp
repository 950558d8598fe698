// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/state_test_runner.h"

#include "app/test_exclusions.h"
#include "base/hex.h"
#include "base/keccak.h"
#include "chain/roots.h"
#include "execution/block_executor.h"

#include <limits>

namespace lanescope::app {

namespace {

struct PreparedTransaction {
    Transaction transaction;
    bool representable = true;  ///< false: a value passes 256 bits, which no transaction can carry
};

PreparedTransaction prepare(const formats::StateTest& test,
                            const formats::StateTestExpectation& expectation)
{
    PreparedTransaction prepared{test.transaction, true};
    Transaction& transaction = prepared.transaction;
    transaction.data = test.data[expectation.data_index];
    transaction.gas_limit = test.gas_limits[expectation.gas_index];
    if (const auto& value = test.values[expectation.value_index]) {
        transaction.value = *value;
    } else {
        prepared.representable = false;
    }
    if (!test.access_lists.empty()) {
        const auto& list = test.access_lists[expectation.data_index];
        transaction.access_list = list.value_or(std::vector<AccessListEntry>{});
        if (!list && transaction.type == TransactionType::access_list) {
            transaction.type = TransactionType::legacy;
        }
    }
    if (!transaction.sender && test.secret_key) {
        transaction.sender = address_of_secret_key(*test.secret_key);
    }
    for (Authorization& authorization : transaction.authorizations) {
        if (authorization.y_parity <= 1) {
            authorization.authority = recover_address(
                signing_hash(authorization), static_cast<std::uint8_t>(authorization.y_parity),
                authorization.r, authorization.s, true);
        }
    }
    return prepared;
}

/// What the test's own encoding of the transaction says against the fields; empty if nothing.
std::string check_encoding(const formats::StateTestExpectation& expectation,
                           const Transaction& transaction, Revision revision)
{
    auto decoded = decode_transaction(expectation.transaction_bytes);
    if (!decoded) {
        return "txbytes: " + decoded.error().message;
    }
    const auto sender = recover_sender(*decoded, revision);
    if (!sender || sender != transaction.sender) {
        return "txbytes: sender is " + (sender ? to_hex(*sender) : std::string("not recoverable"));
    }
    return {};
}

std::string run_expectation(const formats::StateTest& test,
                            const formats::StateTestExpectation& expectation, const Fork& fork,
                            StopToken stop)
{
    const PreparedTransaction prepared = prepare(test, expectation);
    const Transaction& transaction = prepared.transaction;
    const BlockContext context(test.environment, fork);
    WorldState world(test.pre_state, true, test_block_hashes(test.environment.number));
    thread_local evm::CodeCache shared_cache;
    // The official tests set gas limits of all sizes, and end by themselves.
    thread_local TransactionExecutor executor(
        shared_cache, {.gas = std::numeric_limits<std::int64_t>::max(), .memory_bytes = 1u << 30});

    TransactionResult result;
    result.kind = TransactionResult::Kind::invalid;
    if (prepared.representable) {
        result.reason = GasAdmission(test.environment, fork.blobs)
                            .admit(transaction.gas_limit, blob_gas(transaction));
        if (result.reason == InvalidTransaction::none) {
            result = executor.execute(transaction, context, world, stop);
        }
    }
    if (result.kind == TransactionResult::Kind::unwound) {
        return std::string(name_of(result.status));
    }
    const bool valid = result.kind == TransactionResult::Kind::executed;
    if (valid != expectation.expected_exception.empty()) {
        return valid ? "executed, but expected to be refused: " + expectation.expected_exception
                     : "refused: " + std::string(name_of(result.reason));
    }
    if (valid) {
        world.apply(executor.journal());
        if (!expectation.transaction_bytes.empty()) {
            const std::string wrong = check_encoding(expectation, transaction, fork.revision);
            if (!wrong.empty()) {
                return wrong;
            }
        }
    }
    if (!result.beneficiary_destructed) {
        // The tests' filler pays a mining reward of zero also where the transaction was refused.
        world.credit(test.environment.beneficiary, result.beneficiary_fee, fork.revision);
    }
    const Hash logs = hash_of_logs(result.logs);
    if (logs != expectation.logs_hash) {
        return "hash of logs: expected " + to_hex(expectation.logs_hash) + ", found " +
               to_hex(logs);
    }
    const Hash root = state_root(world.export_state());
    if (root != expectation.state_root) {
        return "state root: expected " + to_hex(expectation.state_root) + ", found " + to_hex(root);
    }
    return {};
}

}  // namespace

std::map<std::uint64_t, Hash> test_block_hashes(std::uint64_t number)
{
    std::map<std::uint64_t, Hash> hashes;
    for (std::uint64_t back = 1; back <= 256 && back <= number; ++back) {
        const std::string text = std::to_string(number - back);
        hashes[number - back] =
            keccak256({reinterpret_cast<const std::uint8_t*>(text.data()), text.size()});
    }
    return hashes;
}

std::vector<TestOutcome> run_state_test(const formats::StateTest& test,
                                        const std::string& only_fork, StopToken stop)
{
    std::vector<TestOutcome> outcomes;
    for (const auto& expectation : test.expectations) {
        if (!only_fork.empty() && expectation.fork_name != only_fork) {
            continue;
        }
        TestOutcome outcome;
        outcome.name = test.name + " [" + expectation.fork_name + " data " +
                       std::to_string(expectation.data_index) + " gas " +
                       std::to_string(expectation.gas_index) + " value " +
                       std::to_string(expectation.value_index) + "]";
        auto fork = fork_by_name(expectation.fork_name, test.environment.number,
                                 test.environment.timestamp);
        if (!fork) {
            outcome.kind = TestOutcome::Kind::excluded;
            outcome.detail = "fork " + expectation.fork_name + " was never part of mainnet";
        } else if (auto reason = exclusion_of(test.name, expectation.fork_name)) {
            outcome.kind = TestOutcome::Kind::excluded;
            outcome.detail = std::move(*reason);
        } else {
            fork->chain_id = test.chain_id.value_or(1);
            if (const auto it = test.blob_schedule.find(expectation.fork_name);
                it != test.blob_schedule.end()) {
                fork->blobs = it->second;
            }
            outcome.detail = run_expectation(test, expectation, *fork, stop);
            outcome.kind =
                outcome.detail.empty() ? TestOutcome::Kind::passed : TestOutcome::Kind::failed;
        }
        outcomes.push_back(std::move(outcome));
    }
    return outcomes;
}

}  // namespace lanescope::app
