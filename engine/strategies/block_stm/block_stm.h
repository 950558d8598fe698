// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "execution/block_progress.h"
#include "strategies/block_stm/multi_version_memory.h"
#include "strategies/block_stm/scheduler.h"
#include "strategies/block_stm/versioned_view.h"
#include "strategies/task_source.h"

#include <memory>
#include <vector>

namespace lanescope::block_stm {

/// Optimistic execution after Gelashvili et al., "Block-STM" (PPoPP 2023): transactions run at once,
/// read what lower ones have left in the multi-version memory, are validated, and run again where a
/// read does not hold; the validated prefix is committed as it grows.
class BlockStm final : public TaskSource {
public:
    /// `base` answers for the state before the transactions; `run` is recorded into. All outlive
    /// this.
    BlockStm(const Block& block, const BlockContext& context, StateView& base, RunRecord& run,
             BlockProgress& progress);

    /// Makes the part of one worker; before it starts, from any thread, once for each.
    void prepare_worker(WorkerContext& worker);

    [[nodiscard]] Task next_task(WorkerContext& worker) override;
    [[nodiscard]] Task wait_for_task(WorkerContext& worker) override;
    [[nodiscard]] StateView& begin_execution(WorkerContext& worker, const Task& task,
                                             const std::int64_t* gas_used) override;
    [[nodiscard]] Task finish_execution(WorkerContext& worker, const Task& task,
                                        TransactionResult result, const Journal& journal,
                                        SpanOutcome& outcome) override;
    [[nodiscard]] Task validate(WorkerContext& worker, const Task& task,
                                SpanOutcome& outcome) override;
    void stop() noexcept override { scheduler_.stop(); }

    /// Why the block ended early; none when all transactions were committed.
    [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }
    [[nodiscard]] std::uint32_t committed() const noexcept { return scheduler_.committed(); }
    /// What the committed block changed; only after all transactions were.
    [[nodiscard]] StateChanges changes() { return memory_.changes(); }

private:
    struct WorkerPart {
        WorkerPart(MultiVersionMemory& memory, WorkerContext& worker)
            : view(memory, maker, worker.recorder, worker.gate, worker.index)
        {
        }
        CellMaker maker;
        VersionedView view;
        std::vector<WriteRecord> writes;
        std::vector<Mismatch> mismatches;
        std::vector<TxVersion> resumed;
        Ticks execution_began = 0;
    };
    /// What the last finished incarnation of a transaction came to.
    struct Outcome {
        TransactionResult result;
        std::string failure;  ///< of the pre-state's source
        bool read_uncovered = false;
    };

    void collect_writes(WorkerPart& part, TxVersion version, const Journal& journal);
    [[nodiscard]] AccessSet keep_accesses(WorkerPart& part, BumpArena& arena);
    void record(WorkerContext& worker, WorkerPart& part, TxVersion version, IncarnationEnd end,
                const TransactionResult& result, const AccessSet& access);
    void commit(WorkerContext& worker);

    const Block& block_;
    RunRecord& run_;
    BlockProgress& progress_;
    MultiVersionMemory memory_;
    Scheduler scheduler_;
    std::vector<Outcome> outcomes_;
    std::vector<std::unique_ptr<WorkerPart>> parts_;
    std::optional<Error> error_;  ///< under the scheduler's commit
    int spins_;
};

}  // namespace lanescope::block_stm
