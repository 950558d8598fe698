// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "execution/block_progress.h"
#include "recording/recording.h"
#include "strategies/gate.h"
#include "strategies/stepper.h"
#include "strategies/threads_driver.h"

#include <functional>
#include <memory>
#include <optional>
#include <vector>

namespace lanescope {

namespace block_stm {
class BlockStm;
}

/// What a run of a block came to.
struct BlockRun {
    BlockResult result;
    RunSummary summary;
    /// What was recorded; of detail off, only the settings.
    std::shared_ptr<const RunRecord> record;
};

/// Runs blocks by any strategy, and keeps what can be used again: threads, machines, analysed code.
/// One run at a time.
class BlockRunner {
public:
    explicit BlockRunner(const evm::Limits& limits = {});
    ~BlockRunner();

    struct Options {
        StopToken stop;
        /// Holds the workers between steps, for a pace that people can follow.
        Gate* gate = nullptr;
        /// Drives virtual workers instead of threads; as many as the settings say.
        Stepper* stepper = nullptr;
        /// Of a run that adapts: how many transactions go in sequence before the others in parallel, instead
        /// of what ParallelGain finds.
        std::optional<std::uint32_t> parallel_from;
        std::uint32_t repeat = 0;
        std::uint32_t block_ordinal = 0;
        /// RunSummary::sequential_duration, from whoever has measured it.
        Ticks sequential_duration = 0;
        /// Called when the record exists and before any transaction runs, so that a live view can look.
        /// Also when there will be none.
        std::function<void(std::shared_ptr<const RunRecord>)> on_start;
    };

    /// Executes the block and changes `world`, which holds the input's pre-state, into the state after
    /// it. An Error of invalid_block is the same, word for word, whatever the strategy. On an Error
    /// `world` is spoilt; what was recorded until then is valid, and given to Options::on_start.
    [[nodiscard]] Result<BlockRun> run(std::shared_ptr<const BlockInput> input, WorldState& world,
                                       const RunSettings& settings, const Options& options);
    [[nodiscard]] Result<BlockRun> run(std::shared_ptr<const BlockInput> input, WorldState& world,
                                       const RunSettings& settings)
    {
        return run(std::move(input), world, settings, Options{});
    }

private:
    TransactionExecutor& executor(std::size_t worker);
    /// The incarnations that the block has in sequence, but for their times; `world` stays as it is. Those
    /// until `stop` was asked for.
    [[nodiscard]] std::vector<IncarnationRecord> find_incarnations(
        const BlockInput& input, const BlockContext& context, const BlockRules& rules,
        WorldState& world, RunRecord& record, StopToken stop);
    [[nodiscard]] Status run_transactions(const BlockInput& input, const BlockContext& context,
                                          const BlockRules& rules, WorldState& world,
                                          RunRecord& record, BlockProgress& progress,
                                          std::vector<IncarnationRecord> foreseen,
                                          const Options& options);

    /// Until every worker has left. `leave` is called by each of them at its end.
    void run_workers(block_stm::BlockStm& stm, const Block& block, const BlockContext& context,
                     RunRecord& record, const Options& options, const std::function<void()>& leave);

    evm::Limits limits_;
    evm::CodeCache cache_;
    std::vector<std::unique_ptr<TransactionExecutor>> executors_;
    std::unique_ptr<ThreadsDriver> driver_;
};

}  // namespace lanescope
