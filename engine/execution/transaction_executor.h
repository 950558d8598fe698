// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/stop_token.h"
#include "chain/block.h"
#include "chain/receipt.h"
#include "evm/environment.h"
#include "evm/status.h"
#include "execution/machine.h"
#include "execution/slot_foresight.h"
#include "execution/transaction_rules.h"
#include "state/journal.h"
#include "state/state_view.h"

#include <memory>
#include <optional>

namespace lanescope {

/// What block and fork give to each of their transactions.
struct BlockContext {
    Fork fork;
    evm::Environment environment;  ///< without the transaction's own fields

    /// From a header whose optional fields fit the fork; missing ones count as zero.
    BlockContext(const Header& header, const Fork& block_fork);
};

/// What came of executing one transaction.
struct TransactionResult {
    enum class Kind : std::uint8_t {
        executed,  ///< it stands in the block, be its own end success or not
        invalid,   ///< it may not stand in the block; `reason` says why
        unwound,   ///< cancelled, over a ceiling, or no state: only gas_used so far means something
    };
    // Bytes that are set one by one and asked together lie apart: read as one word they would be waited
    // for.
    Kind kind = Kind::executed;
    std::int64_t gas_used = 0;
    std::int64_t gas_refunded = 0;
    Uint256
        beneficiary_fee;  ///< wei; credited outside of the journal, so that it stays commutative
    bool beneficiary_destructed = false;  ///< then the fee vanishes with the account
    std::optional<Address> created;
    Logs logs;
    evm::Status status = evm::Status::success;
    InvalidTransaction reason = InvalidTransaction::none;
};

/// Executes transactions one after the other above any StateView; owns what is reused between them.
/// One thread at a time; each worker has its own, which shares no cache line with the next one's.
class alignas(64) TransactionExecutor {
public:
    explicit TransactionExecutor(evm::CodeCache& cache, const evm::Limits& limits = {});
    ~TransactionExecutor();

    /// Executes `transaction`, whose sender has been recovered. Its writes are in journal() until the
    /// next call; the beneficiary's fee is not among them. Reads that decide validity are in the
    /// journal for an invalid one too.
    [[nodiscard]] TransactionResult execute(const Transaction& transaction,
                                            const BlockContext& block, StateView& view,
                                            StopToken stop = {}, evm::Tracer* tracer = nullptr);

    /// A call by the protocol itself (EIP-4788, 2935, 7002, 7251). Nothing happens when `contract` has
    /// no code; then `has_code` is false.
    struct SystemCallResult {
        evm::Status status = evm::Status::success;
        bool has_code = false;
        Bytes output;
    };
    [[nodiscard]] SystemCallResult system_call(const Address& contract, ByteView input,
                                               const BlockContext& block, StateView& view,
                                               StopToken stop = {});

    /// Whether execute() credits the beneficiary inside of the journal, as a read and a write that
    /// every other transaction conflicts with, instead of only telling the fee.
    void set_pay_beneficiary(bool pay) noexcept { pay_beneficiary_ = pay; }

    [[nodiscard]] const Journal& journal() const noexcept { return journal_; }
    [[nodiscard]] Journal& journal() noexcept { return journal_; }
    /// Whether slots are foreseen for transactions to come; not in the beginning.
    void set_foresees_slots(bool foresees) noexcept
    {
        foresees_slots_ = foresees;
        machine_.set_asks_keccaks(foresees);
    }
    /// For look_ahead(); null if it is not to foresee slots.
    [[nodiscard]] SlotForesight* foresight() noexcept
    {
        return foresees_slots_ ? &foresight_ : nullptr;
    }
    /// What the last transaction returned.
    [[nodiscard]] ByteView output() const noexcept { return output_; }

private:
    [[nodiscard]] InvalidTransaction check_against_state(const Transaction& transaction,
                                                         AccountIndex sender,
                                                         const BlockContext& block);
    void warm_up(const Transaction& transaction, const BlockContext& block, AccountIndex sender);
    void apply_authorizations(const Transaction& transaction, const BlockContext& block);
    [[nodiscard]] bool moves_value_only(const evm::Message& message, Revision revision);
    [[nodiscard]] evm::MessageEnd run(const evm::Message& message,
                                      const evm::Environment& environment, StopToken stop,
                                      evm::Tracer* tracer);

    evm::CodeCache& cache_;
    evm::Limits limits_;
    Journal journal_;
    PlainMachine machine_;
    SlotForesight foresight_{machine_.keccaks()};
    std::unique_ptr<TracedMachine> traced_machine_;  ///< made when a tracer is first given
    ByteView output_;
    bool pay_beneficiary_ = false;
    bool foresees_slots_ = false;
};

}  // namespace lanescope
