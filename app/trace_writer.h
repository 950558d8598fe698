// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"
#include "evm/tracer.h"
#include "names/name_book.h"

#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::app {

enum class TraceFormat {
    eip3155,    ///< one JSON object a line, and one that sums up
    structlog,  ///< one JSON document, as debug_traceTransaction of go-ethereum gives it
};

/// What is known only once the transaction has ended.
struct TraceSummary {
    std::optional<Hash> state_root;  ///< after the transaction, where the whole state is known
    Bytes output;
    std::uint64_t gas_used = 0;  ///< of the whole transaction, refunds taken off
    bool pass = false;
    std::string_view fork;
    std::string_view error;  ///< why there is no result, where the execution was cut short
};

/// Writes the instructions of one transaction as they happen; holds one of them, until its cost is
/// known. The cost of an instruction is what its frame has less after it; of a call or creation, that
/// is what the caller keeps: gas given along counts, a stipend does not. An instruction that fails
/// costs all that was left.
///
/// Text goes to `sink` in pieces, in order.
class TraceWriter final : public evm::Tracer {
public:
    using Sink = std::function<void(std::string_view)>;
    TraceWriter(TraceFormat format, bool with_memory, Sink sink);
    /// SLOAD and SSTORE get a member `storageName` where the book has one. Before the first instruction.
    void set_names(std::shared_ptr<const names::NameBook> names) { names_ = std::move(names); }

    void on_instruction(const evm::InstructionStep& step) override;
    void on_fault(evm::Status status, int depth, std::int64_t gas_left) override;
    void on_call(const evm::CallBegin& call) override;
    void on_call_end(evm::Status status, int depth, std::int64_t gas_left,
                     ByteView output) override;
    void on_storage_read(const Address& address, const Uint256& slot,
                         const Uint256& value) override;
    void on_storage_write(const Address& address, const Uint256& slot,
                          const Uint256& value) override;

    /// After the transaction: ends the text. Nothing has been written before the first instruction.
    void finish(const TraceSummary& summary);
    /// Instructions written.
    [[nodiscard]] std::uint64_t steps() const noexcept { return steps_; }

private:
    /// An instruction whose cost is not known yet. Its text is made at once, because the views of
    /// a step live only as long as the callback.
    struct Pending {
        std::string before_cost;
        std::string after_cost;
        std::int64_t gas = 0;
        std::int64_t end_cost = 0;  ///< what it costs if it ends its frame; -1: as the gas shows
        int depth = 0;
        bool shows_storage = false;
        Address storage_owner;
    };

    void write_eip3155(const evm::InstructionStep& step);
    void write_structlog(const evm::InstructionStep& step);
    void remember(const Address& address, const Uint256& slot, const Uint256& value);
    void flush(std::int64_t cost, std::string_view error = {});
    [[nodiscard]] std::string name_of_slot(const evm::InstructionStep& step) const;
    [[nodiscard]] std::string storage_of(const Address& owner) const;

    TraceFormat format_;
    bool with_memory_;
    Sink sink_;
    std::shared_ptr<const names::NameBook> names_;
    std::optional<Pending> pending_;
    /// For structlog: slots that the transaction has seen so far, of each account.
    std::map<Address, std::map<Uint256, Uint256>> storage_;
    std::uint64_t steps_ = 0;
};

}  // namespace lanescope::app
