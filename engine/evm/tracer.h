// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"
#include "evm/status.h"

#include <cstdint>
#include <span>

namespace lanescope::evm {

/// The machine before one instruction. Views are valid during the callback only.
struct InstructionStep {
    std::size_t program_counter;
    std::uint8_t opcode;
    int depth;                       ///< 0 for the transaction's own frame
    std::int64_t gas;                ///< left before the instruction
    std::int64_t refund;             ///< the transaction's counter so far
    std::span<const Uint256> stack;  ///< bottom first
    ByteView memory;
    ByteView return_data;
    const Address& address;       ///< whose storage this is
    const Address& code_address;  ///< whose code this is
};

/// A message call or creation as it begins.
struct CallBegin {
    MessageKind kind;
    int depth;  ///< of the frame that begins
    Address caller;
    Address recipient;
    Address code_address;
    Uint256 value;
    ByteView input;
    std::int64_t gas;              ///< given to the frame, stipend included
    std::int64_t caller_gas_left;  ///< what the caller keeps meanwhile
};

/// Watches an execution from its own thread. Every callback may be left out.
class Tracer {
public:
    virtual ~Tracer() = default;
    virtual void on_instruction(const InstructionStep&) {}
    /// The instruction ended exceptionally; `gas_left` is what was left before it.
    virtual void on_fault(Status, int /*depth*/, std::int64_t /*gas_left*/) {}
    virtual void on_call(const CallBegin&) {}
    virtual void on_call_end(Status, int /*depth*/, std::int64_t /*gas_left*/, ByteView /*output*/)
    {
    }
    virtual void on_storage_read(const Address&, const Uint256& /*slot*/, const Uint256& /*value*/)
    {
    }
    virtual void on_storage_write(const Address&, const Uint256& /*slot*/, const Uint256& /*value*/)
    {
    }
    /// A Keccak-256 computed by KECCAK256: slots of mappings are found from these.
    virtual void on_keccak(ByteView /*input*/, const Hash&) {}
};

/// The tracer of an untraced execution: a Machine of it has no trace of tracing.
struct NoTracer {
    static constexpr bool enabled = false;
};

/// Calls a Tracer chosen at run time.
struct AnyTracer {
    static constexpr bool enabled = true;
    Tracer* target;
};

}  // namespace lanescope::evm
