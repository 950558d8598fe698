// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"
#include "strategies/block_runner.h"

#include <atomic>
#include <memory>
#include <string>

namespace lanescope::test {

/// Makes real threads meet, also in blocks so short that one worker alone would be done before the
/// next has begun: holds each step back for a moment, now and then.
class Jitter final : public Gate {
public:
    explicit Jitter(std::uint64_t seed) : state_(seed * 2 + 1) {}
    void pass(std::uint32_t worker, StepKind kind, TxVersion version) override;

private:
    std::atomic<std::uint64_t> state_;
};

/// What sequential execution, the oracle, makes of a block.
struct Oracle {
    std::shared_ptr<const BlockInput> input;
    std::shared_ptr<const WorldState> before;
    Result<BlockResult> result = Error{};
    GivenState after;  ///< when there is a result

    explicit Oracle(std::shared_ptr<const BlockInput> block);
};

/// Runs the block by a strategy and tells the first thing in which it differs from the oracle:
/// outcome, reason, gas, receipt, log, requests, or state. Empty when all is the same.
[[nodiscard]] std::string difference_from(const Oracle& oracle, BlockRunner& runner,
                                          const RunSettings& settings,
                                          const BlockRunner::Options& options,
                                          std::shared_ptr<const RunRecord>* record = nullptr);

/// As difference_from(), by workers that move in turn, each step an access of state: the same each time.
[[nodiscard]] std::string difference_by_turns(const Oracle& oracle, const RunSettings& settings,
                                              std::shared_ptr<const RunRecord>* record = nullptr);

/// A block of the shared data, by path, its senders recovered; null when it cannot be read.
[[nodiscard]] std::shared_ptr<const BlockInput> load_block(const std::string& path);

}  // namespace lanescope::test
