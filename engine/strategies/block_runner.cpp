// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_runner.h"

#include "execution/block_progress.h"
#include "execution/look_ahead.h"
#include "strategies/block_stm/block_stm.h"
#include "strategies/clocked_view.h"
#include "strategies/parallel_gain.h"
#include "strategies/recent_writes.h"

#include <algorithm>
#include <atomic>
#include <thread>
#include <utility>

#include <sys/resource.h>

namespace lanescope {

namespace {

/// One transaction after the other on the calling thread, straight on the world.
class InSequence {
public:
    InSequence(const BlockInput& input, const BlockContext& context, WorldState& world,
               TransactionExecutor& executor, RunRecord& record, BlockProgress& progress,
               const BlockRunner::Options& options)
        : input_(input),
          context_(context),
          world_(world),
          executor_(executor),
          record_(record),
          progress_(progress),
          options_(options),
          recorder_(record, *record.workers.front()),
          clocked_(world, recorder_, record.locations)
    {
        recorder_.stamp();
    }

    /// What the incarnations will come to, by transaction: each is recorded with the time that it takes.
    void set_incarnations(std::vector<IncarnationRecord> foreseen)
    {
        foreseen_ = std::move(foreseen);
    }

    /// All from `first` on.
    [[nodiscard]] Status run(std::uint32_t first)
    {
        for (std::uint32_t i = first; i < input_.block.transactions.size(); ++i) {
            if (Status status = execute(i); !status) {
                return status;
            }
        }
        recorder_.leave();
        return Success{};
    }

    /// From the first on, until the rest is expected to gain by workers on so many cores. Gives in `next`
    /// the transaction to go on with.
    [[nodiscard]] Status run_until_parallel(std::uint32_t cores, std::uint32_t& next)
    {
        const TickClock& clock = TickClock::get();
        const std::vector<Transaction>& transactions = input_.block.transactions;
        const auto count = static_cast<std::uint32_t>(transactions.size());
        ParallelGain gain(transactions, cores);
        const auto goes_on = [&] {
            return next < count &&
                   (options_.parallel_from ? next < *options_.parallel_from : !gain.is_expected());
        };
        std::uint32_t together = 1;  // transactions between two looks at the clock
        Ticks before = clock.now();
        next = 0;
        constexpr std::uint32_t watched = 16;  // more say nothing new
        RecentWrites writes(2 * cores);
        while (goes_on()) {
            const std::uint32_t first = next;
            for (; next < count && next - first < together; ++next) {
                if (Status status = execute(next); !status) {
                    return status;
                }
                if (next < watched) {
                    gain.watched(transactions[next],
                                 writes.add(transactions[next], executor_.journal()));
                }
            }
            const Ticks now = clock.now();
            const std::span receipts(progress_.result().receipts);
            gain.executed(std::span(transactions).subspan(first, next - first),
                          receipts.subspan(first, next - first), std::exchange(locations_, 0),
                          clock.seconds(now - before) * 1e6);
            before = now;
            together = options_.parallel_from ? 1 : std::clamp(next / 4, 1u, 64u);
        }
        return Success{};
    }

private:
    [[nodiscard]] Status execute(std::uint32_t i)
    {
        const TxIndex index{i};
        if (options_.stop.stop_requested()) {
            return unwound_at(index, evm::Status::cancelled, {});
        }
        if (options_.gate != nullptr) {
            options_.gate->pass(0, StepKind::execute, {i, 0});
        }
        if (Status admitted = progress_.admit(index); !admitted) {
            return admitted;
        }
        look_ahead(input_.block.transactions, i, input_.block.transactions.size(), world_,
                   executor_.foresight());
        recorder_.begin(SpanKind::execution, {i, 0});
        const bool is_clocked = recorder_.wants_access_times() && i < foreseen_.size();
        if (is_clocked) {
            clocked_.begin({i, 0}, foreseen_[i].access);
        }
        StateView& state = is_clocked ? static_cast<StateView&>(clocked_) : world_;
        TransactionResult result =
            executor_.execute(input_.block.transactions[i], context_, state, options_.stop);
        const std::optional<Uint256> fee =
            result.beneficiary_destructed ? std::nullopt : std::optional(result.beneficiary_fee);
        locations_ += executor_.journal().named();
        const auto gas = static_cast<std::uint64_t>(result.gas_used);
        const bool unwound = result.kind == TransactionResult::Kind::unwound;
        Status committed = progress_.commit(index, std::move(result), executor_.journal());
        recorder_.end(committed ? SpanOutcome::executed : SpanOutcome::invalid, gas);
        if (i < foreseen_.size() && !unwound) {
            IncarnationRecord incarnation = foreseen_[i];
            incarnation.begin = recorder_.span_begin();
            incarnation.finish = recorder_.last_stamp();
            recorder_.incarnation(incarnation);
        }
        if (!committed) {
            return committed;
        }
        world_.apply(executor_.journal());
        if (is_clocked) {
            clocked_.written(foreseen_[i].access);
        }
        if (fee) {
            world_.credit(input_.block.header.beneficiary, *fee, context_.fork.revision);
        }
        record_.committed.store(i + 1, std::memory_order_release);
        recorder_.decide(DecisionKind::commit, {i, 0});
        return Success{};
    }

    const BlockInput& input_;
    const BlockContext& context_;
    WorldState& world_;
    TransactionExecutor& executor_;
    RunRecord& record_;
    BlockProgress& progress_;
    const BlockRunner::Options& options_;
    WorkerRecorder recorder_;
    ClockedView clocked_;
    std::vector<IncarnationRecord> foreseen_;
    std::size_t locations_ = 0;  ///< named, since somebody asked
};

/// Parts of one piece of work that several threads take as they come.
class SharedStep {
public:
    explicit SharedStep(std::uint32_t parts) noexcept : parts_(parts) {}

    /// Does parts until none is left. Says whether there was any.
    template <class Part>
    bool share(Part&& part)
    {
        bool any = false;
        for (std::uint32_t next; (next = next_.fetch_add(1)) < parts_; any = true) {
            const Done done(done_);
            part(next);
        }
        return any;
    }
    /// Returns when all are done: others have begun the last ones, and parts are short and alike.
    void wait() const
    {
        while (done_.load(std::memory_order_acquire) < parts_) {
            std::this_thread::yield();
        }
    }

private:
    /// Counts a part that throws, too: nobody must wait for it for ever.
    class Done {
    public:
        explicit Done(std::atomic<std::uint32_t>& count) noexcept : count_(count) {}
        Done(const Done&) = delete;
        Done& operator=(const Done&) = delete;
        ~Done() { count_.fetch_add(1, std::memory_order_release); }

    private:
        std::atomic<std::uint32_t>& count_;
    };

    const std::uint32_t parts_;
    std::atomic<std::uint32_t> next_{0};
    std::atomic<std::uint32_t> done_{0};
};

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

std::vector<IncarnationRecord> BlockRunner::find_incarnations(const BlockInput& input,
                                                              const BlockContext& context,
                                                              const BlockRules& rules,
                                                              WorldState& world, RunRecord& record,
                                                              StopToken stop)
{
    // One worker of Block-STM goes in sequence, and keeps what it reads and writes.
    WorkerLog log;
    WorkerRecorder recorder(record, log);
    WorkerContext worker{0, recorder, nullptr};
    BlockProgress progress(input.block, input.fork);
    block_stm::BlockStm stm(input.block, 0, context, world, block_stm::BlockStm::World::stays,
                            rules.written_before(), record, progress, true);
    stm.prepare_worker(worker);
    executor(0).set_pay_beneficiary(!record.settings.lazy_beneficiary);
    work(stm, worker, executor(0), input.block, context, stop);
    executor(0).set_pay_beneficiary(false);
    record.committed.store(0);
    std::vector<IncarnationRecord> incarnations;
    incarnations.reserve(log.incarnations.size());
    for (std::size_t i = 0; i < log.incarnations.size(); ++i) {
        incarnations.push_back(log.incarnations[i]);
    }
    return incarnations;
}

Status BlockRunner::run_transactions(const BlockInput& input, const BlockContext& context,
                                     const BlockRules& rules, WorldState& world, RunRecord& record,
                                     BlockProgress& progress,
                                     std::vector<IncarnationRecord> foreseen,
                                     const Options& options)
{
    InSequence in_sequence(input, context, world, executor(0), record, progress, options);
    if (record.settings.strategy == StrategyKind::sequential) {
        in_sequence.set_incarnations(std::move(foreseen));
        return in_sequence.run(0);
    }
    const auto count = static_cast<std::uint32_t>(input.block.transactions.size());
    std::uint32_t first = 0;
    if (record.settings.adapt_workers && options.stepper == nullptr &&
        record.settings.detail == RecordingDetail::off) {
        const auto workers = static_cast<std::uint32_t>(record.workers.size());
        const std::uint32_t cores_used = std::min(workers, machine_cores());
        if (Status status = in_sequence.run_until_parallel(cores_used, first); !status) {
            return status;
        }
        record.summary.parallel_from = first;
        if (first == count) {
            record.summary.in_sequence_from = 0;
            return Success{};
        }
    }
    block_stm::BlockStm stm(input.block, first, context, world, block_stm::BlockStm::World::changes,
                            rules.written_before(), record, progress, options.stepper != nullptr);
    // Who finds that all is committed puts changes into the world, while the others still leave: from
    // then on nobody reads it.
    const std::uint32_t parts = stm.shares();
    std::vector<WorldState::Remainder> rests(parts);
    SharedStep in_place(parts), room(1), fresh(parts);
    const auto apply_in_place = [&] {
        return in_place.share([&](std::uint32_t part) { stm.apply_changes(part, rests[part]); });
    };
    const auto apply_new = [&] {
        in_place.wait();
        room.share([&](std::uint32_t) { world.make_room(rests); });
        room.wait();
        fresh.share([&](std::uint32_t part) { world.apply_new(rests, part, parts); });
    };
    run_workers(stm, input.block, context, record, options, [&] {
        if (stm.committed() == count && apply_in_place()) {
            apply_new();
        }
    });
    record.summary.resting = stm.resting();
    if (stm.error()) {
        return *stm.error();
    }
    const std::uint32_t committed = stm.committed();
    if (committed < count && !stm.gave_up()) {
        return Error{ErrorCode::cancelled, "cancelled"};
    }
    apply_in_place();
    apply_new();
    fresh.wait();
    world.apply_rest(rests);
    if (committed < count) {
        progress.drop_places(committed);
        record.summary.in_sequence_from = committed;
        return in_sequence.run(committed);
    }
    return Success{};
}

void BlockRunner::run_workers(block_stm::BlockStm& stm, const Block& block,
                              const BlockContext& context, RunRecord& record,
                              const Options& options, const std::function<void()>& leave)
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
        leave();
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
    if (used.strategy == StrategyKind::sequential && used.detail != RecordingDetail::off) {
        used.foresee_slots = false;
    }
    const auto record = std::make_shared<RunRecord>(input, used);
    record->repeat = options.repeat;
    record->block_ordinal = options.block_ordinal;
    const TickClock& clock = TickClock::get();
    executor(used.workers - 1);
    for (const auto& each : executors_) {
        each->set_foresees_slots(used.foresee_slots);
    }
    const BlockContext context(input->block.header, input->fork);
    BlockRules rules(input->block, context);
    BlockProgress progress(input->block, input->fork);
    record->began = clock.now();
    Status status = rules.begin(executor(0), world, options.stop);
    std::vector<IncarnationRecord> foreseen;
    if (status && used.strategy == StrategyKind::sequential &&
        used.detail != RecordingDetail::off) {
        // Executed straight on the world, a transaction leaves no access set; and what it reads does not
        // depend on time. So it is found out before, and the time that is recorded is the real one.
        const Ticks paused = clock.now();
        foreseen = find_incarnations(*input, context, rules, world, *record, options.stop);
        record->began += clock.now() - paused;
    }
    rusage before{};
    getrusage(RUSAGE_SELF, &before);
    if (options.on_start) {
        options.on_start(record);
    }
    if (status) {
        status = run_transactions(*input, context, rules, world, *record, progress,
                                  std::move(foreseen), options);
    }
    if (status) {
        status = rules.end(executor(0), world, options.stop, progress.result());
    }

    BlockRun run;
    run.summary.parallel_from = record->summary.parallel_from;
    run.summary.in_sequence_from = record->summary.in_sequence_from;
    run.summary.resting = record->summary.resting;
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
