// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/measurement.h"

#include "analysis/re_executions.h"
#include "analysis/time_split.h"
#include "analysis/totals.h"

#include <algorithm>

namespace lanescope::app {

namespace {

Watched watch(const std::shared_ptr<const RunRecord>& record)
{
    const analysis::Incarnations incarnations{Recording(record)};
    const analysis::Totals totals = analysis::totals(incarnations);
    analysis::WorkerTime sum;
    for (const analysis::WorkerTime& worker : analysis::time_split(incarnations).workers) {
        sum += worker;
    }
    const TickClock& clock = TickClock::get();
    Watched watched;
    watched.incarnations = totals.incarnations;
    watched.re_executions = analysis::re_executions(incarnations).total;
    watched.aborts = totals.wasted.aborts;
    watched.suspensions = totals.wasted.suspensions;
    watched.worker_time = clock.seconds(totals.worker_time());
    watched.useful = clock.seconds(sum.useful);
    watched.wasted = clock.seconds(sum.wasted());
    watched.validating = clock.seconds(sum.validating + sum.committing);
    watched.waiting = clock.seconds(sum.waiting + sum.state_wait);
    watched.other = clock.seconds(sum.other + sum.undecided);
    return watched;
}

}  // namespace

bool sameResults(const BlockResult& a, const BlockResult& b)
{
    return a.gas_used == b.gas_used &&
           std::equal(a.receipts.begin(), a.receipts.end(), b.receipts.begin(), b.receipts.end(),
                      [](const Receipt& left, const Receipt& right) {
                          return left.success == right.success && left.gas_used == right.gas_used &&
                                 left.logs == right.logs;
                      });
}

void Times::add(double seconds)
{
    sorted.insert(std::upper_bound(sorted.begin(), sorted.end(), seconds), seconds);
}

double Times::median() const
{
    const std::size_t middle = sorted.size() / 2;
    return sorted.size() % 2 != 0 ? sorted[middle] : (sorted[middle - 1] + sorted[middle]) / 2;
}

Watched& Watched::operator+=(const Watched& more)
{
    incarnations += more.incarnations;
    re_executions += more.re_executions;
    aborts += more.aborts;
    suspensions += more.suspensions;
    worker_time += more.worker_time;
    useful += more.useful;
    wasted += more.wasted;
    validating += more.validating;
    waiting += more.waiting;
    other += more.other;
    return *this;
}

Meter::Meter(const RunSettings& settings, std::uint64_t repetitions, StopToken stop, Keep keep)
    : settings_(settings), repetitions_(repetitions), stop_(stop), keep_(std::move(keep))
{
}

Result<BlockRun> Meter::run_once(const std::shared_ptr<const BlockInput>& input,
                                 const WorldState& before, const RunSettings& settings,
                                 std::uint64_t repetition, bool kept, Ticks sequential_duration)
{
    // Code without loops and calls never looks at the token itself.
    if (stop_.stop_requested()) {
        return Error{ErrorCode::cancelled, input->name + ": cancelled"};
    }
    WorldState world = before;
    BlockRunner::Options options;
    options.stop = stop_;
    options.repeat = static_cast<std::uint32_t>(repetition);
    options.block_ordinal = block_ordinal_;
    options.sequential_duration = sequential_duration;
    std::shared_ptr<const RunRecord> record;
    options.on_start = [&](auto started) { record = std::move(started); };
    auto run = runner_.run(input, world, settings, options);
    if (kept && keep_ && record && record->finished()) {
        if (Status stored = keep_(*record); !stored) {
            return stored.error();
        }
    }
    if (!run) {
        return Error{run.error().code, input->name + ": " + run.error().message};
    }
    return run;
}

Result<Measurement> Meter::measure(formats::BlockFile file)
{
    auto read = block_input(std::move(file));
    if (!read) {
        return read.error();
    }
    const std::shared_ptr<const BlockInput> input = *read;
    const WorldState before(*input->pre_state, input->pre_state_is_whole, input->block_hashes);
    Measurement result;
    result.name = input->name;
    result.number = input->block.header.number;
    result.transactions = input->block.transactions.size();

    RunSettings sequential;
    sequential.strategy = StrategyKind::sequential;
    const bool parallel = settings_.strategy != StrategyKind::sequential;
    // One round that is not counted comes first, and gives the results to compare.
    for (std::uint64_t i = repetitions_ > 1 ? 0 : 1; i <= repetitions_; ++i) {
        auto run =
            run_once(input, before, parallel ? sequential : settings_, i, i > 0 && !parallel);
        if (!run) {
            return run.error();
        }
        result.gas_used = run->result.gas_used;
        if (i > 0) {
            result.sequential.add(TickClock::get().seconds(run->summary.duration));
        }
        if (!parallel) {
            continue;
        }
        auto other = run_once(input, before, settings_, i, i > 0, run->summary.duration);
        if (!other) {
            return other.error();
        }
        result.parallel_from = other->summary.parallel_from;
        result.in_sequence_from = other->summary.in_sequence_from;
        result.resting = other->summary.resting;
        if (i > 0) {
            result.strategy.add(TickClock::get().seconds(other->summary.duration));
        }
        if (!sameResults(run->result, other->result)) {
            return Error{ErrorCode::invalid_block,
                         input->name + ": " + name_of(settings_.strategy) +
                             " does not give what sequential execution gives; 'lanescope verify "
                             "--workers' shows where they part"};
        }
    }
    if (parallel) {
        RunSettings recorded = settings_;
        recorded.detail = std::max(recorded.detail, RecordingDetail::spans);
        auto run = run_once(input, before, recorded, 0, false);
        if (!run) {
            return run.error();
        }
        result.watched = watch(run->record);
    }
    ++block_ordinal_;
    return result;
}

}  // namespace lanescope::app
