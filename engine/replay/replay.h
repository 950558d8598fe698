// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "evm/tracer.h"
#include "execution/block_executor.h"
#include "recording/recording.h"

#include <map>
#include <memory>
#include <optional>

namespace lanescope {

/// What executing a recorded incarnation once more came to.
struct ReplayedIncarnation {
    const IncarnationRecord* recorded = nullptr;
    TransactionResult result;
    Bytes output;  ///< what the transaction returned
    /// The first thing in which it is not what was recorded; empty when all is the same: end, status,
    /// gas, reads in their order, writes.
    std::string difference;
};

/// Executes incarnations of a recorded run again, each with the values that it saw, aborted and
/// suspended ones too, from the recording alone. One at a time.
class Replay {
public:
    /// Lays the pre-state out and executes what the protocol does before the transactions; an Error
    /// when that fails. The recording stays in memory as long as this does.
    [[nodiscard]] static Result<std::unique_ptr<Replay>> open(Recording recording);

    /// Every incarnation that the recording has, by version.
    [[nodiscard]] const std::map<TxVersion, const IncarnationRecord*>& incarnations() const noexcept
    {
        return incarnations_;
    }
    /// The incarnation of a transaction that was committed, or its last one in a run cut short.
    [[nodiscard]] std::optional<TxVersion> last_incarnation(std::uint32_t transaction) const;

    /// Executes the incarnation, with a tracer if wanted. An Error when there is none of that version,
    /// it cannot be replayed, or `stop` was asked for.
    [[nodiscard]] Result<ReplayedIncarnation> run(TxVersion version, evm::Tracer* tracer = nullptr,
                                                  StopToken stop = {});

private:
    explicit Replay(Recording recording);

    Recording recording_;
    BlockContext context_;
    WorldState world_;  ///< as the transactions found it
    evm::CodeCache cache_;
    TransactionExecutor executor_;
    std::map<TxVersion, const IncarnationRecord*> incarnations_;
};

}  // namespace lanescope
