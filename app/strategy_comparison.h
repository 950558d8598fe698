// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/comparison.h"
#include "base/result.h"
#include "base/stop_token.h"
#include "recording/recording.h"
#include "strategies/block_runner.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <mutex>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::app {

/// What sequential execution, the oracle of every strategy, made of a block. Refers to the caller's.
struct SequentialOutcome {
    const WorldState& before;
    const Result<BlockResult>& result;
    const WorldState& after;  ///< when there is a result
};

/// Runs blocks once more by Block-STM and tells in what that differs from sequential execution:
/// receipts, gas, logs and state, and for a block that is refused the transaction and the reason. Any
/// thread; one block runs at a time, so that each has as many threads as it is told to have.
class StrategyComparison {
public:
    /// The numbers of workers, in turn from block to block; one at least.
    explicit StrategyComparison(std::vector<std::uint32_t> workers);

    /// Holds the workers back between their steps, so that they meet in short blocks too. Before the
    /// first block.
    void set_gate(Gate* gate) noexcept { gate_ = gate; }

    struct Outcome {
        std::string run;  ///< "block-stm, 8 workers"
        std::optional<Difference> difference;
    };
    /// The block must run as Block-STM however small it is. An Error, which is no judgement of the
    /// block, when the run came to no end: cancelled, over a ceiling, no state.
    [[nodiscard]] Result<Outcome> compare(std::shared_ptr<const BlockInput> input,
                                          const SequentialOutcome& sequential, StopToken stop);

    /// Blocks that were compared, those that are refused included.
    [[nodiscard]] std::size_t blocks() const;
    /// Of these, blocks that both refuse alike.
    [[nodiscard]] std::size_t refused() const;

private:
    const std::vector<std::uint32_t> workers_;
    Gate* gate_ = nullptr;
    mutable std::mutex mutex_;  ///< guards what follows
    BlockRunner runner_;
    std::size_t blocks_ = 0;
    std::size_t refused_ = 0;
};

}  // namespace lanescope::app
