// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "execution/transaction_executor.h"
#include "recording/worker_recorder.h"
#include "strategies/gate.h"

#include <cstdint>

namespace lanescope {

enum class TaskKind : std::uint8_t {
    none,  ///< nothing follows directly: ask next_task()
    execute,
    validate,
    wait,  ///< nothing to do now, but the block is not done
    done,
};

/// What a worker is to do next.
struct Task {
    TaskKind kind = TaskKind::none;
    TxVersion version;
    std::uint32_t wave = 0;  ///< the strategy's own: which validation this is
};

/// What a worker has: its place among the workers, and its log.
struct alignas(64) WorkerContext {
    std::uint32_t index = 0;
    WorkerRecorder& recorder;
    Gate* gate = nullptr;
};

/// A strategy, as drivers see it: it gives tasks and takes what came of them, and its view answers
/// the reads of an execution. It owns no threads. Any worker may call at any time, each with its own
/// context; the calls of one worker do not overlap.
class TaskSource {
public:
    virtual ~TaskSource() = default;

    [[nodiscard]] virtual Task next_task(WorkerContext& worker) = 0;
    /// After TaskKind::wait: may sleep until there is a task.
    [[nodiscard]] virtual Task wait_for_task(WorkerContext& worker) = 0;
    /// The state that the incarnation of an execute task reads. `executor` is the one that will run it.
    [[nodiscard]] virtual StateView& begin_execution(WorkerContext& worker, const Task& task,
                                                     TransactionExecutor& executor) = 0;
    /// Takes the end of an execution: the result, and in `journal` the writes. `outcome` tells how
    /// it counts. May give the next task directly.
    [[nodiscard]] virtual Task finish_execution(WorkerContext& worker, const Task& task,
                                                TransactionResult&& result, const Journal& journal,
                                                SpanOutcome& outcome) = 0;
    /// Validates, and aborts or commits as comes of it.
    [[nodiscard]] virtual Task validate(WorkerContext& worker, const Task& task,
                                        SpanOutcome& outcome) = 0;
    /// Gives no more tasks; wakes those who wait.
    virtual void stop() noexcept = 0;
};

/// What one worker does until the source is done: asks for tasks, executes, hands back, and records
/// the time. `executor` is the worker's own.
void work(TaskSource& source, WorkerContext& worker, TransactionExecutor& executor,
          const Block& block, const BlockContext& context, StopToken stop);

}  // namespace lanescope
