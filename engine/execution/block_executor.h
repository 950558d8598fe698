// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/result.h"
#include "base/stop_token.h"
#include "base/strong.h"
#include "chain/block.h"
#include "chain/location.h"
#include "chain/receipt.h"
#include "execution/deposits.h"
#include "execution/transaction_executor.h"
#include "state/world_state.h"

#include <functional>
#include <optional>
#include <span>
#include <vector>

namespace lanescope {

/// What a block leaves behind when it is executed in sequence.
struct BlockResult {
    Receipts receipts;
    std::uint64_t gas_used = 0;
    std::uint64_t blob_gas_used = 0;
    Bloom bloom;                        ///< once complete_blooms() has run
    std::optional<Hash> requests_hash;  ///< Prague and later, EIP-7685
    bool read_uncovered = false;        ///< some read lay outside of a partial pre-state
};

/// How to execute a block.
struct BlockOptions {
    StopToken stop;
    /// Called after each transaction has been applied; may be empty. Gets its index and the receipt,
    /// which it may complete (a state root before Byzantium).
    std::function<void(TxIndex, Receipt&)> after_transaction;
    /// A tracer for one transaction, without `traced_transaction` for all; or null.
    evm::Tracer* tracer = nullptr;
    std::optional<TxIndex> traced_transaction;
    /// Execution ends after this one: what follows it is not needed.
    std::optional<TxIndex> last_transaction;
};

/// The protocol's own steps around a block's transactions, for every strategy: the DAO's transition,
/// system calls, withdrawals, rewards, requests.
class BlockRules {
public:
    BlockRules(const Block& block, const BlockContext& context);

    /// Before the first transaction.
    [[nodiscard]] Status begin(TransactionExecutor& executor, WorldState& world, StopToken stop);
    /// After the last: withdrawals, rewards, requests. Fills `result.requests_hash`.
    [[nodiscard]] Status end(TransactionExecutor& executor, WorldState& world, StopToken stop,
                             BlockResult& result);
    /// What begin() wrote, each location once at least: slots of system contracts, balances of the
    /// DAO's transition. A read that meets no transaction's write there saw the protocol's.
    [[nodiscard]] const std::vector<Location>& written_before() const noexcept
    {
        return written_before_;
    }

private:
    [[nodiscard]] Status call(TransactionExecutor& executor, WorldState& world, StopToken stop,
                              const Address& contract, ByteView input, bool required,
                              Bytes& output);
    void pay_rewards(WorldState& world) const;

    const Block& block_;
    const BlockContext& context_;
    std::vector<Location> written_before_;
};

/// Whether the block has room left for a transaction (Yellow Paper 4.3.4; EIP-4844), in order.
class GasAdmission {
public:
    GasAdmission(const Header& header, const BlobParameters& blobs) noexcept
        : gas_left_(header.gas_limit), blob_gas_left_(blobs.max * gas_per_blob)
    {
    }
    [[nodiscard]] InvalidTransaction admit(std::uint64_t gas_limit,
                                           std::uint64_t blob_gas) noexcept;
    void use(std::int64_t gas) noexcept { gas_left_ -= static_cast<std::uint64_t>(gas); }

private:
    std::uint64_t gas_left_;
    std::uint64_t blob_gas_left_;
};

/// Fills the bloom of each receipt and of the block from the logs. Apart from execute_block(), because
/// nothing that is executed reads them: whoever checks or shows them pays for them.
void complete_blooms(BlockResult& result);

/// Executes a block in sequence: the oracle of every other strategy. Senders have been recovered.
/// Changes `world` into the state after the block. An Error of invalid_block names transaction and
/// reason; cancelled, limit_exceeded and state_unavailable are no judgement of the block.
[[nodiscard]] Result<BlockResult> execute_block(const Block& block, const Fork& fork,
                                                WorldState& world, TransactionExecutor& executor,
                                                const BlockOptions& options = {});

}  // namespace lanescope
