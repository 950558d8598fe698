// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "execution/block_progress.h"
#include "strategies/block_stm/multi_version_memory.h"
#include "strategies/block_stm/scheduler.h"
#include "strategies/block_stm/versioned_view.h"
#include "strategies/task_source.h"

#include <map>
#include <memory>
#include <mutex>
#include <span>
#include <string>
#include <vector>

namespace lanescope::block_stm {

/// Optimistic execution after Gelashvili et al., "Block-STM" (PPoPP 2023): transactions run at once,
/// read what lower ones have left in the multi-version memory, are validated, and run again where a
/// read does not hold; the validated prefix is committed as it grows.
class BlockStm final : public TaskSource {
public:
    /// What becomes of the world.
    enum class World : std::uint8_t {
        stays,    ///< as it was before `first`
        changes,  ///< as transactions are committed, in part, and at the end by apply_changes()
    };
    /// Runs the transactions from `first` on; those below are committed. `base` answers for the state
    /// before `first`, in which the protocol has written `written_before`; `run` is recorded into. All
    /// outlive this. `one_by_one`: workers claim single transactions, and never give up, for a driver
    /// that chooses each step.
    BlockStm(const Block& block, std::uint32_t first, const BlockContext& context, WorldState& base,
             World world, std::span<const Location> written_before, RunRecord& run,
             BlockProgress& progress, bool one_by_one);

    /// Makes the part of one worker; before it starts, from any thread, once for each.
    void prepare_worker(WorkerContext& worker);

    [[nodiscard]] Task next_task(WorkerContext& worker) override;
    [[nodiscard]] Task wait_for_task(WorkerContext& worker) override;
    [[nodiscard]] StateView& begin_execution(WorkerContext& worker, const Task& task,
                                             TransactionExecutor& executor) override;
    [[nodiscard]] Task finish_execution(WorkerContext& worker, const Task& task,
                                        TransactionResult&& result, const Journal& journal,
                                        SpanOutcome& outcome) override;
    [[nodiscard]] Task validate(WorkerContext& worker, const Task& task,
                                SpanOutcome& outcome) override;
    void stop() noexcept override { scheduler_.stop(); }

    /// Why the block ended early; none when all transactions were committed.
    [[nodiscard]] const std::optional<Error>& error() const noexcept { return error_; }
    [[nodiscard]] std::uint32_t committed() const noexcept { return scheduler_.committed(); }
    /// Whether it stopped after a committed transaction because the last ones ran so often that
    /// executing the rest in sequence is faster.
    [[nodiscard]] bool gave_up() const noexcept { return gave_up_; }
    /// Workers that left the rest of the block to as many as the machine has cores.
    [[nodiscard]] std::uint32_t resting() const noexcept { return scheduler_.resting(); }
    /// How many threads at most put what changed into the world.
    [[nodiscard]] std::uint32_t shares() const noexcept { return cores_used_; }
    /// Puts one of the shares() of what the committed transactions changed into the world, as far as it has
    /// a place for it; the rest becomes `rest`. At once from several threads, once no worker runs any
    /// more.
    void apply_changes(std::uint32_t share, WorldState::Remainder& rest);

private:
    static constexpr std::uint32_t none = ~0u;

    struct alignas(64) WorkerPart {
        WorkerPart(MultiVersionMemory& memory, WorkerContext& worker)
            : view(memory, maker, worker.recorder, worker.gate, worker.index)
        {
        }
        CellMaker maker;
        VersionedView view;
        Claim claim;
        std::uint32_t claim_end = 0;     ///< of the claim that claimed_at is of
        bool is_first_of_claim = false;  ///< what is executed next
        Ticks claimed_at = 0;
        std::uint32_t claimed = 0;  ///< transactions, then
        bool met_conflict = false;  ///< since then
        bool commit_due = false;    ///< validated, and not tried to commit since
        std::vector<ReadRecord> marked_reads;
        std::vector<Mismatch> mismatches;
        std::vector<TxVersion> resumed;
        Ticks execution_began = 0;
    };
    /// Starts to load what is written of a transaction when it is given out and when it has been executed.
    void prefetch_outcome(std::uint32_t index) const noexcept;
    /// Whether the incarnation's nonce is too high only because its sender's transaction before has not
    /// finished; then it is stopped at that read, as if that one's ESTIMATE stood there.
    [[nodiscard]] bool comes_too_early(WorkerPart& part, TxVersion version,
                                       const TransactionResult& result);
    /// The next lower transaction of the same sender, or `none`.
    [[nodiscard]] std::uint32_t before_of_sender(std::uint32_t index);
    /// What the transaction wrote, as versions that are in no list yet.
    [[nodiscard]] std::span<Version> collect_writes(WorkerPart& part, TxVersion version,
                                                    const Journal& journal, BumpArena& arena);
    /// Finds the ids by which reads of these are recorded.
    void name_written_before(std::span<const Location> written_before);
    /// The reads of the incarnation that has just ended, those of the protocol's writes marked.
    [[nodiscard]] std::span<const ReadRecord> reads_of(WorkerPart& part);
    /// What the incarnation read, and where it stopped.
    void keep_accesses(WorkerPart& part, BumpArena& arena, AccessSet& access);
    void record(WorkerContext& worker, WorkerPart& part, TxVersion version, IncarnationEnd end,
                const TransactionResult& result, const AccessSet& access);
    /// Claims more at once, as long as that takes no time and nothing conflicts.
    void adapt_claims(WorkerPart& part) const;
    void commit(WorkerContext& worker, bool is_busy);
    [[nodiscard]] std::string failure_of(std::uint32_t index);
    [[nodiscard]] bool is_too_dependent(TxVersion committed, std::uint64_t gas) noexcept;

    const Block& block_;
    RunRecord& run_;
    BlockProgress& progress_;
    WorldState* const world_;  ///< that changes; or null
    MultiVersionMemory memory_;
    Scheduler scheduler_;
    CellMaker maker_;  ///< of the cells that no worker made
    /// What the protocol wrote before the transactions, ascending; empty when nothing is recorded.
    std::vector<LocationId> written_before_;
    std::vector<std::unique_ptr<WorkerPart>> parts_;
    std::mutex failures_mutex_;
    std::map<std::uint32_t, std::string> failures_;  ///< of the pre-state's source, by transaction
    std::once_flag senders_known_;
    std::vector<std::uint32_t> before_of_sender_;
    // Under the scheduler's commit; apart from what every worker reads all the time.
    alignas(64) std::optional<Error> error_;
    bool gave_up_ = false;
    std::uint32_t window_transactions_ = 0;
    std::uint32_t window_re_executions_ = 0;
    std::uint64_t window_gas_ = 0;

    alignas(64) const std::uint32_t cores_used_;
    const bool may_give_up_;
    int spins_;
    Ticks claim_ticks_;  ///< that a claim should take
    Ticks short_ticks_;  ///< that short transactions take at most
};

}  // namespace lanescope::block_stm
