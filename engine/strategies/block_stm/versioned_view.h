// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/worker_recorder.h"
#include "state/field_answers.h"
#include "strategies/block_stm/multi_version_memory.h"
#include "strategies/gate.h"

#include <algorithm>
#include <limits>
#include <span>
#include <utility>
#include <vector>

namespace lanescope::block_stm {

/// The state as one incarnation sees it: for each location the write of the highest transaction below
/// its own, or the pre-state. Keeps the read set. One worker's, reused from incarnation to
/// incarnation.
class VersionedView final : public StateView {
public:
    VersionedView(MultiVersionMemory& memory, CellMaker& maker, WorkerRecorder& recorder,
                  Gate* gate, std::uint32_t worker)
        : memory_(memory),
          maker_(maker),
          recorder_(recorder),
          gate_(gate),
          worker_(worker),
          wants_access_times_(recorder.wants_access_times()),
          reads_(256)
    {
    }

    /// Forgets the last incarnation. `gas_used` is looked at at each first read: gas that the
    /// transaction has used.
    void begin(TxVersion version, const std::int64_t* gas_used);

    [[nodiscard]] Answer account(const Address& address, AccountFields wanted,
                                 AccountRead& out) override;
    [[nodiscard]] Answer storage(const Address& address, const Uint256& slot,
                                 Uint256& out) override;
    [[nodiscard]] const Bytes* code(const Hash& code_hash) override;
    [[nodiscard]] Answer block_hash(std::uint64_t number, Hash& out) override;
    [[nodiscard]] std::uint32_t slot_place() const override { return last_slot_; }
    [[nodiscard]] bool has_storage(const Address& address) override;
    [[nodiscard]] bool adds_up_balances() const override { return memory_.adds_up_balances(); }
    [[nodiscard]] Answer balance_at_least(const Address& address, const Uint256& least) override;
    void prefetch(std::span<const Address> accounts) override;
    void announce(std::span<const Address> accounts) override;
    void prefetch_slots(const Address& address, std::span<const Uint256> keys) override;
    void announce_slots(const Address& address, std::span<const Uint256> keys) override;
    [[nodiscard]] Error failure() const override { return memory_.cells().base().failure(); }

    [[nodiscard]] std::span<const ReadRecord> reads() const noexcept
    {
        return {reads_.data(), next_read_};
    }
    [[nodiscard]] const std::vector<Uint256>& kept() const noexcept { return kept_; }
    /// Takes the incarnation for stopped at its read of `id`, which `writer` is still to write: that
    /// read and all after it are dropped. False, and nothing happens, if it was never read.
    bool stop_at(LocationId id, std::uint32_t writer);
    /// Where an ESTIMATE, or the failure of the pre-state, stopped the incarnation.
    [[nodiscard]] const StoppedAt& stopped() const noexcept { return stopped_; }
    /// Cells of accounts and slots, made when they are missing; null when the pre-state failed.
    [[nodiscard]] AccountCell* account_cell(const Address& address);

private:
    /// The account's cell, once the gate lets the read pass; null where nothing more can be read.
    AccountCell* cell_to_read(const Address& address)
    {
        if (gate_ != nullptr) [[unlikely]] {
            gate_->pass(worker_, StepKind::read, version_);
        }
        if (is_stopped()) [[unlikely]] {
            return nullptr;
        }
        if (last_cell_ != nullptr && last_cell_->address == address) {
            return last_cell_;
        }
        AccountCell* const cell = account_cell(address);
        if (cell == nullptr) [[unlikely]] {
            failed();
        }
        return cell;
    }
    /// Each location is a read of its own; the first of a call has passed in cell_to_read().
    void pass_gate_again(bool is_first)
    {
        if (gate_ != nullptr && !is_first) [[unlikely]] {
            gate_->pass(worker_, StepKind::read, version_);
        }
    }
    /// Looks a location up and keeps the read.
    FieldSource read(const LocationCell& cell, LocationId id, ReadOrigin base_origin,
                     const WriteRecord*& write);
    void keep(LocationId id, ReadOrigin origin, TxVersion writer)
    {
        auto gas = static_cast<std::uint64_t>(*gas_used_);
        if (gas >> 32 != 0) [[unlikely]] {
            gas = *gas_used_ < 0 ? 0 : std::numeric_limits<std::uint32_t>::max();
        }
        // One by one: a whole record would be put together elsewhere, and waited for.
        next_read_->location = id;
        next_read_->writer = writer.index;
        next_read_->gas_used = static_cast<std::uint32_t>(gas);
        next_read_->incarnation = static_cast<std::uint16_t>(writer.incarnation);
        next_read_->origin = origin;
        if (++next_read_ == reads_end_ || wants_access_times_) [[unlikely]] {
            after_keep(id);
        }
    }
    /// What seldom follows a read that has been kept.
    [[gnu::noinline, gnu::cold]] void after_keep(LocationId id);
    void keep_with(LocationId id, ReadOrigin origin, const Uint256& value);
    /// The execution unwinds and may ask on; what it asks then is no read.
    [[nodiscard]] bool is_stopped() const noexcept
    {
        return stopped_.reason != StoppedAt::Reason::nowhere;
    }
    Answer blocked_on(LocationId id, std::uint32_t writer);
    Answer failed();
    FieldSource read_balance(AccountCell& cell, Uint256& value);
    /// Reads one of the beneficiary's folded locations; blocked when a lower transaction is missing.
    FieldSource read_folded(AccountCell& cell, LocationKind kind, Uint256& value);
    /// account() of the beneficiary, where its fees are folded.
    Answer folded_account(AccountCell& cell, AccountFields wanted, AccountRead& out);

    MultiVersionMemory& memory_;
    CellMaker& maker_;
    WorkerRecorder& recorder_;
    Gate* gate_;
    std::uint32_t worker_;
    const bool wants_access_times_;
    TxVersion version_;
    const std::int64_t* gas_used_ = nullptr;
    std::vector<ReadRecord> reads_;  ///< those before next_read_ count
    ReadRecord* next_read_ = reads_.data();
    ReadRecord* reads_end_ = reads_.data() + reads_.size();
    std::vector<Uint256> kept_;
    /// Accounts whose storage generation has been read, and what was found there.
    std::vector<std::pair<const AccountCell*, const WriteRecord*>> generations_read_;
    StoppedAt stopped_;
    AccountCell* last_cell_ = nullptr;
    AccountCell* cell_before_ = nullptr;
    std::uint32_t last_slot_ =
        AccountRead::no_place;  ///< ordinal of the slot that storage() found last
};

}  // namespace lanescope::block_stm
