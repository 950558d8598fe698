// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/strategy_comparison.h"

#include "chain/receipt.h"

#include <utility>

namespace lanescope::app {

namespace {

std::optional<Difference> difference_of_results(const BlockResult& expected,
                                                const BlockResult& found)
{
    std::vector<std::string> checked;
    std::vector<Difference> differences;
    Comparison compare(checked, differences);
    compare.number("block", "receipts", expected.receipts.size(), found.receipts.size());
    for (std::size_t i = 0; i < found.receipts.size() && differences.empty(); ++i) {
        const std::string where = "transaction " + std::to_string(i);
        // The state root before Byzantium is the caller's, who has the state between transactions.
        Receipt receipt = expected.receipts[i];
        receipt.state_root.reset();
        compare.number(where, "gasUsed", receipt.gas_used, found.receipts[i].gas_used);
        compare.fixed(where, "logs", hash_of_logs(receipt.logs),
                      hash_of_logs(found.receipts[i].logs));
        compare.text(where, "receipt", to_hex(encode(receipt)), to_hex(encode(found.receipts[i])));
    }
    compare.number("block", "gasUsed", expected.gas_used, found.gas_used);
    compare.number("block", "blobGasUsed", expected.blob_gas_used, found.blob_gas_used);
    compare.fixed("block", "requestsHash", expected.requests_hash.value_or(Hash{}),
                  found.requests_hash.value_or(Hash{}));
    return differences.empty() ? std::nullopt : std::optional(differences.front());
}

/// Also whether the same accounts exist: one that is empty is not one that is absent.
std::optional<Difference> difference_of_whole_states(const GivenState& expected,
                                                     const GivenState& found)
{
    if (auto difference = difference_of_states(expected, found)) {
        return difference;
    }
    const auto first_missing = [](const GivenState& here,
                                  const GivenState& there) -> std::optional<Address> {
        for (const auto& [address, account] : here) {
            if (!there.contains(address)) {
                return address;
            }
        }
        return std::nullopt;
    };
    if (const auto address = first_missing(expected, found)) {
        return Difference{"account " + to_hex(*address), "existence", "exists", "absent"};
    }
    if (const auto address = first_missing(found, expected)) {
        return Difference{"account " + to_hex(*address), "existence", "absent", "exists"};
    }
    return std::nullopt;
}

/// Whether an error judges the block, as opposed to the run.
bool refuses(const Error& error)
{
    return error.code == ErrorCode::invalid_block;
}

}  // namespace

StrategyComparison::StrategyComparison(std::vector<std::uint32_t> workers)
    : workers_(std::move(workers))
{
}

Result<StrategyComparison::Outcome> StrategyComparison::compare(
    std::shared_ptr<const BlockInput> input, const SequentialOutcome& sequential, StopToken stop)
{
    const std::lock_guard lock(mutex_);
    RunSettings settings;
    settings.workers = workers_[blocks_ % workers_.size()];
    settings.adapt_workers = false;  // in sequence it would be compared with itself
    Outcome outcome;
    outcome.run = "block-stm, " + std::to_string(settings.workers) +
                  (settings.workers == 1 ? " worker" : " workers");
    BlockRunner::Options options;
    options.stop = stop;
    options.gate = gate_;
    WorldState world = sequential.before;
    const auto run = runner_.run(std::move(input), world, settings, options);
    if (!run && !refuses(run.error())) {
        return Error{run.error().code, outcome.run + ": " + run.error().message};
    }
    ++blocks_;
    if (!run || !sequential.result) {
        const std::string expected = sequential.result ? "none" : sequential.result.error().message;
        const std::string found = run ? "none" : run.error().message;
        if (expected == found) {
            ++refused_;
        } else {
            outcome.difference = Difference{{}, "refusal", expected, found};
        }
    } else {
        outcome.difference = difference_of_results(*sequential.result, run->result);
        if (!outcome.difference) {
            outcome.difference =
                difference_of_whole_states(sequential.after.export_state(), world.export_state());
        }
    }
    if (outcome.difference) {
        std::string& where = outcome.difference->where;
        where = where.empty() ? outcome.run : outcome.run + ": " + where;
    }
    return outcome;
}

std::size_t StrategyComparison::blocks() const
{
    const std::lock_guard lock(mutex_);
    return blocks_;
}

std::size_t StrategyComparison::refused() const
{
    const std::lock_guard lock(mutex_);
    return refused_;
}

}  // namespace lanescope::app
