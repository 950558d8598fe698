// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/stop_token.h"
#include "base/uint256.h"
#include "evm/arena.h"
#include "evm/code.h"
#include "evm/environment.h"
#include "evm/keccak_memo.h"
#include "evm/status.h"
#include "evm/tracer.h"

#include <cstdint>
#include <optional>
#include <type_traits>
#include <unordered_map>

namespace lanescope::evm {

/// A call or creation to be made. Accounts are the Host's indices.
struct Message {
    MessageKind kind = MessageKind::call;
    bool is_static = false;
    int depth = 0;
    std::int64_t gas = 0;
    std::int64_t caller_gas_left = 0;
    /// Below this the frame has used more than Limits::gas allows the transaction.
    std::int64_t gas_floor = 0;
    std::uint32_t caller = 0;
    std::uint32_t recipient = 0;     ///< whose storage and address the frame has
    std::uint32_t code_account = 0;  ///< whose code runs
    Uint256 value;                   ///< as CALLVALUE gives it
    bool moves_value = false;        ///< whether `value` goes from caller to recipient
    ByteView input;                  ///< call data, or init code
    std::uint8_t* memory =
        nullptr;  ///< where the frame's memory begins, zero or more used bytes in
    Uint256* stack = nullptr;
};

/// How a message ended. The output is in Machine::output().
struct MessageEnd {
    Status status = Status::success;
    std::int64_t gas_left = 0;
};

/// Runs EVM code above a Host, with or without a tracer. One thread at a time; reused from
/// transaction to transaction, and then allocates nothing.
///
/// `Host` is state with revert, as lanescope::Journal is: account(address) gives an index; read, exists,
/// balance, covers, nonce, code, code_hash, code_memo, is_empty, blocks_creation, access_account and
/// the setters take it; slot, access_slot, load_slot and store_slot serve storage; transient and
/// store_transient EIP-1153; checkpoint, revert_to and aborted the unwinding. After aborted() the
/// machine gives Status::state_unavailable from every frame.
template <class Host, class TracerPolicy>
class Machine {
public:
    explicit Machine(CodeCache& cache, const Limits& limits = {})
        : cache_(cache),
          limits_(limits),
          stack_arena_((max_depth + 2) * max_stack * sizeof(Uint256)),
          memory_arena_(limits.memory_bytes)
    {
    }

    /// Prepares for one transaction. `host` and `environment` outlive it.
    void begin(Host& host, const Environment& environment, StopToken stop, TracerPolicy tracer = {})
    {
        host_ = &host;
        environment_ = &environment;
        stop_ = stop;
        tracer_ = tracer;
        return_data_.clear();
        if constexpr (!traced) {
            keccaks_.forget_missed();
        }
        if (memory_used_ > keep_memory) {
            memory_arena_.shrink(keep_memory);
        }
        memory_used_ = 0;
    }

    /// A top-level message call. The caller has done the transaction's own bookkeeping.
    [[nodiscard]] MessageEnd call(Message message)
    {
        place(message);
        return run_call(message);
    }
    /// A top-level creation; `recipient` is the new account, the sender's nonce already counted.
    [[nodiscard]] MessageEnd create(Message message)
    {
        place(message);
        return run_create(message);
    }
    /// What the last message returned; valid until the next one.
    [[nodiscard]] ByteView output() const noexcept { return return_data_; }
    /// Asked by KECCAK256, if it is to be, where there is no tracer; what the last message missed in it is
    /// still there.
    [[nodiscard]] KeccakMemo& keccaks() noexcept requires(!TracerPolicy::enabled)
    {
        return keccaks_;
    }
    void set_asks_keccaks(bool asks) noexcept { asks_keccaks_ = asks; }

private:
    static constexpr bool traced = TracerPolicy::enabled;
    static constexpr std::size_t keep_memory = std::size_t{1} << 20;

    struct Frame {
        const AnalysedCode* code;
        std::uint32_t self;
        std::uint32_t caller;
        std::uint32_t code_account;
        Uint256 value;
        ByteView input;
        std::int64_t gas;
        std::int64_t gas_floor;
        std::uint8_t* memory;
        std::size_t memory_size;
        Uint256* stack;
        const std::uint8_t* output;
        std::size_t output_size;
        int depth;
        bool is_static;
    };

    /// What an instruction's slow part gives back. The stack top's new value is written in place.
    struct Step {
        std::int64_t gas;
        Status status;
    };

    void place(Message& message)
    {
        message.memory = memory_arena_.data();
        message.stack = reinterpret_cast<Uint256*>(stack_arena_.data());
        message.gas_floor = message.gas - limits_.gas;
    }

    // calls.h
    MessageEnd run_call(Message& message);
    MessageEnd run_create(Message& message);
    MessageEnd run_code(const Message& message, const AnalysedCode& code);
    MessageEnd run_precompile_at(const Message& message, std::size_t id);
    MessageEnd end_creation(const Message& message, MessageEnd end);
    const AnalysedCode& code_of(std::uint32_t account);
    void transfer(std::uint32_t from, std::uint32_t to, const Uint256& amount);
    template <MessageKind kind>
    Step op_call(Frame& frame, Uint256* sp, std::int64_t gas);
    template <MessageKind kind>
    Step op_create(Frame& frame, Uint256* sp, std::int64_t gas);
    Step op_selfdestruct(Frame& frame, Uint256* sp, std::int64_t gas);

    // interpreter.h
    Status interpret(Frame& frame);
    void trace_step(const Frame& frame, std::size_t program_counter, std::int64_t gas,
                    const Uint256* sp);

    // memory_instructions.h, state_instructions.h
    Step grow_memory(Frame& frame, std::uint64_t end, std::int64_t gas);
    Step use_memory(Frame& frame, const Uint256& offset, const Uint256& size, std::int64_t gas);
    Step op_copy(Frame& frame, ByteView source, const Uint256& to, const Uint256& from,
                 const Uint256& size, std::int64_t gas);
    Step op_keccak(Frame& frame, Uint256* sp, std::int64_t gas);
    Step op_returndatacopy(Frame& frame, Uint256* sp, std::int64_t gas);
    Step op_mcopy(Frame& frame, Uint256* sp, std::int64_t gas);
    Step op_log(Frame& frame, Uint256* sp, std::int64_t gas, unsigned topics);
    Step op_return(Frame& frame, Uint256* sp, std::int64_t gas);
    Step op_exp(Uint256* sp, std::int64_t gas);
    Step op_balance(Uint256* sp, std::int64_t gas);
    Step op_extcodesize(Uint256* sp, std::int64_t gas);
    Step op_extcodehash(Uint256* sp, std::int64_t gas);
    Step op_extcodecopy(Frame& frame, Uint256* sp, std::int64_t gas);
    Step op_blockhash(Uint256* sp, std::int64_t gas);
    Step op_sload(Frame& frame, Uint256* sp, std::int64_t gas);
    Step op_sstore(Frame& frame, Uint256* sp, std::int64_t gas);
    std::uint32_t access(const Uint256& word, std::int64_t& gas);

    [[nodiscard]] Revision revision() const noexcept { return environment_->revision; }

    RecentCode cache_;
    struct NoMemo {};
    [[no_unique_address]] std::conditional_t<traced, NoMemo, KeccakMemo> keccaks_;
    bool asks_keccaks_ = false;
    Limits limits_;
    Arena stack_arena_;
    Arena memory_arena_;
    Host* host_ = nullptr;
    const Environment* environment_ = nullptr;
    StopToken stop_;
    TracerPolicy tracer_{};
    Bytes return_data_;
    std::size_t memory_used_ = 0;
    std::unordered_map<Hash, const AnalysedCode*> known_code_;
};

}  // namespace lanescope::evm

#include "evm/calls.h"
#include "evm/interpreter.h"
#include "evm/memory_instructions.h"
#include "evm/state_instructions.h"
