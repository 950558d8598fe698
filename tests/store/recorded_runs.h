// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "execution/block_executor.h"
#include "recording/recording.h"
#include "strategies/block_runner.h"
#include "workload/token_transfers.h"

#include <memory>
#include <string>

namespace lanescope::test {

/// A generated block of token transfers, many of them to one account.
inline std::shared_ptr<const BlockInput> generated_input(std::uint32_t transactions,
                                                         std::uint64_t seed = 1)
{
    workload::TokenTransferOptions options;
    options.transactions = transactions;
    options.hot_share = 0.5;
    options.seed = seed;
    auto made = workload::generate_token_transfers(options);
    if (!made || !recover_senders(made->block.transactions, made->fork.revision)) {
        return nullptr;
    }
    auto input = std::make_shared<BlockInput>();
    input->name = "token transfers, seed " + std::to_string(seed);
    input->block = std::move(made->block);
    input->fork = made->fork;
    input->pre_state = std::make_shared<const GivenState>(std::move(made->pre_state));
    input->pre_state_is_whole = true;
    return input;
}

inline RunSettings recorded_settings(std::uint32_t workers = 8,
                                     RecordingDetail detail = RecordingDetail::accesses)
{
    RunSettings settings;
    settings.workers = workers;
    settings.detail = detail;
    settings.adapt_workers = false;
    return settings;
}

/// Runs the block and gives what was recorded; null when it is not valid.
inline std::shared_ptr<const RunRecord> recorded_run(std::shared_ptr<const BlockInput> input,
                                                     const RunSettings& settings,
                                                     BlockRunner& runner, std::uint32_t repeat = 0)
{
    WorldState world(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
    BlockRunner::Options options;
    options.repeat = repeat;
    auto run = runner.run(std::move(input), world, settings, options);
    return run ? run->record : nullptr;
}

}  // namespace lanescope::test
