// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/task_source.h"

namespace lanescope {

void work(TaskSource& source, WorkerContext& worker, TransactionExecutor& executor,
          const Block& block, const BlockContext& context, StopToken stop)
{
    WorkerRecorder& recorder = worker.recorder;
    const auto pass = [&](StepKind kind, TxVersion version) {
        if (worker.gate != nullptr) [[unlikely]] {
            worker.gate->pass(worker.index, kind, version);
        }
    };
    recorder.stamp();
    Task task;
    for (;;) {
        if (stop.stop_requested()) {
            source.stop();
        }
        if (task.kind == TaskKind::none) {
            pass(StepKind::next_task, {});
            task = source.next_task(worker);
        }
        SpanOutcome outcome = SpanOutcome::none;
        switch (task.kind) {
        case TaskKind::execute: {
            recorder.begin(SpanKind::execution, task.version);
            pass(StepKind::execute, task.version);
            StateView& view = source.begin_execution(worker, task, executor);
            TransactionResult result =
                executor.execute(block.transactions[task.version.index], context, view, stop);
            const auto gas = static_cast<std::uint64_t>(result.gas_used);
            pass(StepKind::finish, task.version);
            task = source.finish_execution(worker, task, std::move(result), executor.journal(),
                                           outcome);
            recorder.end(outcome, gas);
            break;
        }
        case TaskKind::validate:
            recorder.begin(SpanKind::validation, task.version);
            pass(StepKind::validate, task.version);
            task = source.validate(worker, task, outcome);
            recorder.end(outcome);
            break;
        case TaskKind::wait:
            recorder.begin(SpanKind::wait, {});
            if (worker.gate != nullptr && worker.gate->keeps_workers_awake()) {
                task = {};
            } else {
                task = source.wait_for_task(worker);
            }
            recorder.end(SpanOutcome::none);
            break;
        case TaskKind::none:
            break;
        case TaskKind::done:
            pass(StepKind::leave, {});
            recorder.leave();
            return;
        }
    }
}

}  // namespace lanescope
