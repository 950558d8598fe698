// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/block_input.h"
#include "base/stop_token.h"
#include "strategies/block_runner.h"

#include <functional>
#include <optional>
#include <string>
#include <vector>

namespace lanescope::app {

/// Times of several runs of the same block, seconds, sorted.
struct Times {
    std::vector<double> sorted;
    void add(double seconds);
    [[nodiscard]] double least() const { return sorted.front(); }
    [[nodiscard]] double most() const { return sorted.back(); }
    [[nodiscard]] double median() const;
};

/// Whether two executions of one block came to the same: gas, receipts, logs.
[[nodiscard]] bool sameResults(const BlockResult& a, const BlockResult& b);

/// What a recorded run shows beside its time, from a run of its own: recording costs a little.
struct Watched {
    std::uint64_t incarnations = 0;
    std::uint64_t re_executions = 0;
    std::uint64_t aborts = 0;
    std::uint64_t suspensions = 0;
    // Seconds of all workers together.
    double worker_time = 0;
    double useful = 0;
    double wasted = 0;
    double validating = 0;  ///< commits included
    double waiting = 0;
    double other = 0;
    Watched& operator+=(const Watched& more);
};

/// One block, run several times.
struct Measurement {
    std::string name;
    std::uint64_t number = 0;
    std::size_t transactions = 0;
    std::uint64_t gas_used = 0;
    Times sequential;
    Times strategy;  ///< empty of a measurement of sequential execution alone
    Watched watched;
    /// Of the last run of the strategy that was not recorded.
    std::uint32_t parallel_from = 0;
    std::optional<std::uint32_t> in_sequence_from;
    std::uint32_t resting = 0;  ///< RunSummary::resting
    [[nodiscard]] const Times& times() const
    {
        return strategy.sorted.empty() ? sequential : strategy;
    }
};

/// Runs blocks again and again with one runner, as a long run would: sequential execution and the
/// strategy take turns, so that their times can be compared.
class Meter {
public:
    /// `keep` gets each counted run of the strategy as soon as it has ended, one that was cut short
    /// too, if the settings ask for a recording; it may be empty. Its Error ends the measurement.
    using Keep = std::function<Status(const RunRecord&)>;
    Meter(const RunSettings& settings, std::uint64_t repetitions, StopToken stop, Keep keep = {});

    /// Error names the file. What differs between sequential execution and the strategy in gas or
    /// receipts is an Error too: a wrong result has no speed.
    [[nodiscard]] Result<Measurement> measure(formats::BlockFile file);

private:
    [[nodiscard]] Result<BlockRun> run_once(const std::shared_ptr<const BlockInput>& input,
                                            const WorldState& before, const RunSettings& settings,
                                            std::uint64_t repetition, bool kept,
                                            Ticks sequential_duration = 0);

    RunSettings settings_;
    std::uint64_t repetitions_;
    StopToken stop_;
    Keep keep_;
    std::uint32_t block_ordinal_ = 0;
    BlockRunner runner_;
};

}  // namespace lanescope::app
