// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_runner.h"

#include "execution/block_progress.h"
#include "strategies/block_stm/block_stm.h"

#include <algorithm>
#include <thread>

#include <sys/resource.h>

namespace lanescope {

namespace {

/// The transactions from `first` on, one after the other on the calling thread, straight on the world.
Status run_in_sequence(std::uint32_t first, const BlockInput& input, const BlockContext& context,
                       WorldState& world, TransactionExecutor& executor, RunRecord& record,
                       BlockProgress& progress, const BlockRunner::Options& options)
{
    WorkerRecorder recorder(record, *record.workers.front());
    recorder.stamp();
    for (std::uint32_t i = first; i < input.block.transactions.size(); ++i) {
        const TxIndex index{i};
        if (options.stop.stop_requested()) {
            return unwound_at(index, evm::Status::cancelled, {});
        }
        if (options.gate != nullptr) {
            options.gate->pass(0, StepKind::execute, {i, 0});
        }
        if (Status admitted = progress.admit(index); !admitted) {
            return admitted;
        }
        look_ahead(input.block.transactions, i, world);
        recorder.begin(SpanKind::execution, {i, 0});
        TransactionResult result =
            executor.execute(input.block.transactions[i], context, world, options.stop);
        const std::optional<Uint256> fee =
            result.beneficiary_destructed ? std::nullopt : std::optional(result.beneficiary_fee);
        const auto gas = static_cast<std::uint64_t>(result.gas_used);
        Status committed = progress.commit(index, std::move(result), executor.journal());
        recorder.end(committed ? SpanOutcome::executed : SpanOutcome::invalid, gas);
        if (!committed) {
            return committed;
        }
        world.apply(executor.journal());
        if (fee) {
            world.credit(input.block.header.beneficiary, *fee, context.fork.revision);
        }
        record.committed.store(i + 1, std::memory_order_release);
        recorder.decide(DecisionKind::commit, {i, 0});
    }
    recorder.leave();
    return Success{};
}

/// Whether so many cores cannot gain on the block: by its gas limits all of it takes less time than
/// waking a worker, some 50 µs; or nearly all of its gas is for plain transfers, of which one
/// takes half as long in sequence, where it has no versions and no read set to keep.
bool is_too_small(const Block& block, std::uint32_t cores)
{
    constexpr std::uint64_t too_little = 1'000'000;
    constexpr std::uint64_t no_code = 30'000;  // a transfer's 21,000, and next to nothing
    std::uint64_t gas = 0;
    std::uint64_t plain = 0;  ///< of it
    for (const Transaction& transaction : block.transactions) {
        gas += transaction.gas_limit;
        plain += transaction.gas_limit <= no_code ? transaction.gas_limit : 0;
    }
    return gas < too_little || block.transactions.size() == 1 ||
           (cores <= 2 && plain >= gas / 5 * 4);
}

RunEnd end_of(const Status& status)
{
    if (status) {
        return RunEnd::finished;
    }
    switch (status.error().code) {
    case ErrorCode::cancelled:
        return RunEnd::cancelled;
    case ErrorCode::invalid_block:
        return RunEnd::invalid_block;
    default:
        return RunEnd::failed;
    }
}

}  // namespace

BlockRunner::BlockRunner(const evm::Limits& limits) : limits_(limits) {}

BlockRunner::~BlockRunner() = default;

TransactionExecutor& BlockRunner::executor(std::size_t worker)
{
    while (executors_.size() <= worker) {
        executors_.push_back(std::make_unique<TransactionExecutor>(cache_, limits_));
    }
    return *executors_[worker];
}

Status BlockRunner::run_transactions(const BlockInput& input, const BlockContext& context,
                                     const BlockRules& rules, WorldState& world, RunRecord& record,
                                     BlockProgress& progress, const Options& options)
{
    const auto in_sequence = [&](std::uint32_t first) {
        return run_in_sequence(first, input, context, world, executor(0), record, progress,
                               options);
    };
    if (record.settings.strategy == StrategyKind::sequential) {
        return in_sequence(0);
    }
    const bool may_adapt = record.settings.adapt_workers && options.stepper == nullptr &&
                           record.settings.detail == RecordingDetail::off;
    const auto cores = std::min(static_cast<std::uint32_t>(record.workers.size()),
                                std::thread::hardware_concurrency());
    if (may_adapt && is_too_small(input.block, cores)) {
        record.summary.in_sequence_from = 0;
        return in_sequence(0);
    }
    block_stm::BlockStm stm(input.block, context, world, rules.written_before(), record, progress,
                            options.stepper != nullptr);
    run_workers(stm, input.block, context, record, options);
    if (stm.error()) {
        return *stm.error();
    }
    const std::uint32_t committed = stm.committed();
    if (committed < input.block.transactions.size() && !stm.gave_up()) {
        return Error{ErrorCode::cancelled, "cancelled"};
    }
    apply_changes(stm, committed, world, record, options);
    if (committed < input.block.transactions.size()) {
        record.summary.in_sequence_from = committed;
        return in_sequence(committed);
    }
    return Success{};
}

void BlockRunner::run_workers(block_stm::BlockStm& stm, const Block& block,
                              const BlockContext& context, RunRecord& record,
                              const Options& options)
{
    const auto workers = static_cast<std::uint32_t>(record.workers.size());
    std::vector<WorkerRecorder> recorders;
    std::vector<WorkerContext> contexts;
    recorders.reserve(workers);
    contexts.reserve(workers);
    for (std::uint32_t i = 0; i < workers; ++i) {
        recorders.emplace_back(record, *record.workers[i]);
        contexts.push_back(
            {i, recorders[i], options.stepper != nullptr ? options.stepper : options.gate});
        executor(i).set_pay_beneficiary(!record.settings.lazy_beneficiary);
        stm.prepare_worker(contexts[i]);
    }
    const auto work_of = [&](std::uint32_t worker) {
        work(stm, contexts[worker], *executors_[worker], block, context, options.stop);
    };
    if (options.stepper != nullptr) {
        options.stepper->run(work_of);
    } else {
        if (!driver_ || driver_->workers() != workers) {
            driver_.reset();
            driver_ = std::make_unique<ThreadsDriver>(workers);
        }
        driver_->run(work_of);
    }
    for (std::uint32_t i = 0; i < workers; ++i) {
        executor(i).set_pay_beneficiary(false);
    }
}

void BlockRunner::apply_changes(block_stm::BlockStm& stm, std::uint32_t committed,
                                WorldState& world, const RunRecord& record, const Options& options)
{
    const auto workers = static_cast<std::uint32_t>(record.workers.size());
    // From so many transactions on, waking the workers once more costs less than it spares.
    constexpr std::uint32_t worth_sharing = 1000;
    std::vector<StateChanges> changes(workers);
    const auto collect = [&](std::uint32_t part) { changes[part] = stm.changes(part, workers); };
    if (options.stepper == nullptr && committed >= worth_sharing) {
        driver_->run(collect);
    } else {
        for (std::uint32_t part = 0; part < workers; ++part) {
            collect(part);
        }
    }
    world.apply(changes);
}

Result<BlockRun> BlockRunner::run(std::shared_ptr<const BlockInput> input, WorldState& world,
                                  const RunSettings& settings, const Options& options)
{
    if (settings.workers < 1 || settings.workers > max_workers) {
        return Error{ErrorCode::unsupported, "workers: expected 1 to " +
                                                 std::to_string(max_workers) + ", found " +
                                                 std::to_string(settings.workers)};
    }
    RunSettings used = settings;
    if (used.strategy == StrategyKind::sequential) {
        used.workers = 1;
    }
    const auto record = std::make_shared<RunRecord>(input, used);
    record->repeat = options.repeat;
    record->block_ordinal = options.block_ordinal;
    const TickClock& clock = TickClock::get();
    executor(used.workers - 1);
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    record->began = clock.now();
    if (options.on_start) {
        options.on_start(record);
    }

    const BlockContext context(input->block.header, input->fork);
    BlockRules rules(input->block, context);
    BlockProgress progress(input->block, input->fork);
    Status status = rules.begin(executor(0), world, options.stop);
    if (status) {
        status = run_transactions(*input, context, rules, world, *record, progress, options);
    }
    if (status) {
        status = rules.end(executor(0), world, options.stop, progress.result());
    }

    BlockRun run;
    run.summary.in_sequence_from = record->summary.in_sequence_from;
    run.summary.duration = clock.now() - record->began;
    run.summary.sequential_duration = options.sequential_duration;
    rusage after{};
    getrusage(RUSAGE_SELF, &after);
    run.summary.voluntary_switches = static_cast<std::uint64_t>(after.ru_nvcsw - before.ru_nvcsw);
    run.summary.involuntary_switches =
        static_cast<std::uint64_t>(after.ru_nivcsw - before.ru_nivcsw);
    run.summary.end = end_of(status);
    run.summary.workers = used.workers;
    run.summary.committed = record->committed.load();
    run.summary.gas_used = progress.result().gas_used;
    if (!status) {
        run.summary.error = status.error().message;
    }
    record->finish(run.summary);
    if (!status) {
        return status.error();
    }
    run.result = std::move(progress.result());
    run.record = record;
    return run;
}

}  // namespace lanescope
