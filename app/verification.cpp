// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/verification.h"

#include "app/block_input.h"

#include "base/hex.h"
#include "chain/roots.h"
#include "strategies/block_runner.h"

#include <algorithm>
#include <chrono>

namespace lanescope::app {

namespace {

/// Collects agreements and differences.
class Comparison {
public:
    explicit Comparison(Verification& verification) : verification_(verification) {}

    void text(const std::string& where, const std::string& field, const std::string& expected,
              const std::string& found)
    {
        if (expected == found) {
            agree(field);
        } else {
            verification_.differences.push_back({where, field, expected, found});
        }
    }
    void number(const std::string& where, const std::string& field, std::uint64_t expected,
                std::uint64_t found)
    {
        text(where, field, std::to_string(expected), std::to_string(found));
    }
    template <class Fixed>
    void fixed(const std::string& where, const std::string& field, const Fixed& expected,
               const Fixed& found)
    {
        text(where, field, to_hex(expected), to_hex(found));
    }
    void agree(const std::string& field)
    {
        auto& checked = verification_.checked;
        if (std::find(checked.begin(), checked.end(), field) == checked.end()) {
            checked.push_back(field);
        }
    }

private:
    Verification& verification_;
};

/// What can be said without executing.
void compare_contents(Comparison& compare, const formats::BlockFile& file)
{
    const Header& header = file.block.header;
    for (std::size_t i = 0; i < file.claimed_transaction_hashes.size(); ++i) {
        if (const auto& claimed = file.claimed_transaction_hashes[i]) {
            compare.fixed("transaction " + std::to_string(i), "hash", *claimed,
                          transaction_hash(file.block.transactions[i]));
        }
    }
    compare.fixed("header", "transactionsRoot", header.transactions_root,
                  transactions_root(file.block.transactions));
    if (header.withdrawals_root && file.block.withdrawals) {
        compare.fixed("header", "withdrawalsRoot", *header.withdrawals_root,
                      withdrawals_root(*file.block.withdrawals));
    }
    if (file.block.claimed_hash) {
        compare.fixed("header", "hash", *file.block.claimed_hash, header_hash(header));
    }
}

void compare_account(Comparison& compare, const std::string& where, const GivenAccount& expected,
                     const GivenAccount& found)
{
    compare.text(where, "balance", to_hex_quantity(expected.balance),
                 to_hex_quantity(found.balance));
    compare.number(where, "nonce", expected.nonce, found.nonce);
    compare.text(where, "code", to_hex(expected.code), to_hex(found.code));
    for (const auto& [slot, value] : expected.storage) {
        const auto it = found.storage.find(slot);
        compare.text(where, "storage " + to_hex(slot), to_hex_quantity(value),
                     to_hex_quantity(it == found.storage.end() ? Uint256{} : it->second));
    }
    for (const auto& [slot, value] : found.storage) {
        if (!expected.storage.contains(slot)) {
            compare.text(where, "storage " + to_hex(slot), "0x0", to_hex_quantity(value));
        }
    }
}

bool is_empty(const GivenAccount& account)
{
    return account.balance.is_zero() && account.nonce == 0 && account.code.empty();
}

/// An account that the post-state lists must hold exactly that; any other is absent or empty.
void compare_post_state(Verification& verification, const GivenState& expected,
                        const GivenState& found)
{
    Verification inner;
    Comparison compare(inner);
    static const GivenAccount nothing;
    for (const auto& [address, account] : expected) {
        const auto it = found.find(address);
        compare_account(compare, "account " + to_hex(address), account,
                        it == found.end() ? nothing : it->second);
    }
    for (const auto& [address, account] : found) {
        if (!expected.contains(address) && !is_empty(account)) {
            compare_account(compare, "account " + to_hex(address), nothing, account);
        }
    }
    if (inner.differences.empty()) {
        verification.checked.push_back("poststate");
    } else {
        verification.differences.push_back(inner.differences.front());
    }
}

/// Whether a parallel run gave what sequential execution did. Says the first difference only.
void compare_strategies(Verification& verification, std::shared_ptr<const BlockInput> input,
                        const WorldState& before, const BlockResult& expected,
                        const GivenState& state, std::uint32_t workers, StopToken stop)
{
    const std::string name = "block-stm, " + std::to_string(workers) + " workers";
    RunSettings settings;
    settings.workers = workers;
    BlockRunner::Options options;
    options.stop = stop;
    BlockRunner runner;
    WorldState world = before;
    const auto run = runner.run(std::move(input), world, settings, options);
    if (!run) {
        verification.error = name + ": " + run.error().message;
        verification.error_code = run.error().code;
        return;
    }
    Verification inner;
    Comparison compare(inner);
    const auto& found = run->result.receipts;
    compare.number("block", "receipts", expected.receipts.size(), found.size());
    for (std::size_t i = 0; i < found.size() && inner.differences.empty(); ++i) {
        const std::string where = "transaction " + std::to_string(i);
        compare.number(where, "gasUsed", expected.receipts[i].gas_used, found[i].gas_used);
        compare.fixed(where, "logs", hash_of_logs(expected.receipts[i].logs),
                      hash_of_logs(found[i].logs));
        compare.text(where, "receipt", to_hex(encode(expected.receipts[i])),
                     to_hex(encode(found[i])));
    }
    compare.number("block", "gasUsed", expected.gas_used, run->result.gas_used);
    if (inner.differences.empty()) {
        compare_post_state(inner, state, world.export_state());
    }
    if (inner.differences.empty()) {
        verification.checked.push_back(name);
    } else {
        Difference difference = inner.differences.front();
        difference.where = name + ": " + difference.where;
        verification.differences.push_back(std::move(difference));
    }
}

void compare_results(Comparison& compare, const Header& header, const BlockResult& result,
                     Revision revision)
{
    compare.number("header", "gasUsed", header.gas_used, result.gas_used);
    if (header.blob_gas_used) {
        compare.number("header", "blobGasUsed", *header.blob_gas_used, result.blob_gas_used);
    }
    compare.fixed("header", "logsBloom", header.logs_bloom, result.bloom);
    if (revision >= Revision::byzantium) {
        compare.fixed("header", "receiptsRoot", header.receipts_root,
                      receipts_root(result.receipts));
    }
    if (header.requests_hash && result.requests_hash) {
        compare.fixed("header", "requestsHash", *header.requests_hash, *result.requests_hash);
    }
}

}  // namespace

Verification verify_block(formats::BlockFile file, StopToken stop, std::uint32_t workers)
{
    Verification verification;
    const Revision revision = file.fork.revision;
    verification.name = file.name;
    verification.number = file.block.header.number;
    verification.fork = name_of(revision);
    verification.transactions = file.block.transactions.size();
    const auto fail = [&](const Error& error) {
        verification.error = error.message;
        verification.error_code = error.code;
        return std::move(verification);
    };

    Comparison compare(verification);
    compare_contents(compare, file);
    if (Status recovered = recover_senders(file.block.transactions, revision); !recovered) {
        return fail(recovered.error());
    }
    if (!file.block.transactions.empty()) {
        compare.agree("senders");
    }

    WorldState world(*file.pre_state, file.pre_state_is_whole, file.block_hashes);
    std::optional<WorldState> before;
    if (workers > 0) {
        before = world;
    }
    evm::CodeCache cache;
    TransactionExecutor executor(cache);
    BlockOptions options;
    options.stop = stop;
    const auto started = std::chrono::steady_clock::now();
    auto result = execute_block(file.block, file.fork, world, executor, options);
    verification.seconds =
        std::chrono::duration<double>(std::chrono::steady_clock::now() - started).count();
    if (!result) {
        return fail(result.error());
    }
    complete_blooms(*result);
    verification.gas_used = result->gas_used;
    compare_results(compare, file.block.header, *result, revision);
    const GivenState state = file.post_state || before ? world.export_state() : GivenState{};
    if (file.post_state) {
        compare_post_state(verification, *file.post_state, state);
    }
    if (before) {
        auto input = std::make_shared<BlockInput>(as_input(std::move(file)));
        compare_strategies(verification, std::move(input), *before, *result, state, workers, stop);
    }
    return verification;
}

}  // namespace lanescope::app
