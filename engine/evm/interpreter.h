// SPDX-License-Identifier: GPL-3.0-or-later
// Part of Machine: the instruction loop. Included by machine.h.
//
// Each handler takes its own gas, checks the stack, does its work and jumps to the next handler
// through a table of labels: one indirect branch an instruction, each with its own prediction slot.
// Program counter, stack pointer and gas stay in registers; what needs more than that is an
// out-of-line member function that gets and gives gas by value.
//
// Gas and stack are checked by instruction, not by basic block: GAS, SLOAD's offsets in access sets
// and traces want exact figures everywhere, and with the checks folded into handlers whose limits
// are constants a block-wise scheme gained nothing that survived its bookkeeping.
#pragma once

#include "evm/instruction_table.h"
#include "evm/machine.h"

#include <initializer_list>

namespace lanescope::evm {

template <class Host, class TracerPolicy>
void Machine<Host, TracerPolicy>::trace_step(const Frame& frame, std::size_t program_counter,
                                             std::int64_t gas, const Uint256* sp)
{
    if constexpr (traced) {
        const std::uint8_t opcode =
            program_counter < frame.code->size() ? frame.code->data()[program_counter] : 0;
        tracer_.target->on_instruction(
            {program_counter, opcode, frame.depth, gas, host_->refund(),
             std::span<const Uint256>(frame.stack, static_cast<std::size_t>(sp - frame.stack)),
             ByteView{frame.memory, frame.memory_size}, return_data_, host_->address(frame.self),
             host_->address(frame.code_account)});
    }
}

namespace detail {

// What stands on the stack is written and read in words of 64 bits, everywhere: a processor that reads
// two words at once, of which each was just written by itself, waits until both have left its store
// buffer.

/// Puts the value of a PUSH of `size` bytes at `bytes`, which are padded.
template <unsigned size>
inline void put_pushed(Uint256& to, const std::uint8_t* bytes) noexcept
{
    constexpr unsigned whole = size / 8;
    constexpr unsigned rest = size % 8;
    const auto word_at = [bytes](unsigned at) {
        std::uint64_t word;
        std::memcpy(&word, bytes + at, 8);
        return __builtin_bswap64(word);
    };
    for (unsigned i = 0; i < 4; ++i) {
        if (i < whole) {
            to.limb[i] = word_at(rest + 8 * (whole - 1 - i));
        } else if (rest != 0 && i == whole) {
            to.limb[i] = word_at(0) >> (64 - 8 * rest) % 64;
        } else {
            to.limb[i] = 0;
        }
    }
}

inline void copy_words(Uint256& to, const Uint256& from) noexcept
{
    for (unsigned i = 0; i < 4; ++i) {
        to.limb[i] = from.limb[i];
    }
}

inline void swap_words(Uint256& a, Uint256& b) noexcept
{
    for (unsigned i = 0; i < 4; ++i) {
        const std::uint64_t word = a.limb[i];
        a.limb[i] = b.limb[i];
        b.limb[i] = word;
    }
}

/// Handler addresses by revision: what a revision lacks goes to the handler of undefined ones.
struct DispatchTables {
    const void* by_revision[revision_count][256];

    struct Row {
        std::uint8_t opcode;
        const void* handler;
    };

    DispatchTables(std::initializer_list<Row> rows, const void* undefined) noexcept
    {
        for (std::size_t revision = 0; revision < revision_count; ++revision) {
            for (const void*& handler : by_revision[revision]) {
                handler = undefined;
            }
            for (const Row& row : rows) {
                if (is_defined(row.opcode, static_cast<Revision>(revision))) {
                    by_revision[revision][row.opcode] = row.handler;
                }
            }
        }
    }
};

}  // namespace detail

#pragma GCC diagnostic push
#pragma GCC diagnostic ignored "-Wpedantic"

// clang-format off
// The stack grows upwards; sp points one past its top, so that sp[-1] is the top.
#define LANESCOPE_BEGIN(NAME)                                                                      \
    handler_##NAME:                                                                                \
    {                                                                                              \
        constexpr InstructionTraits traits = instruction_traits[OP_##NAME];                        \
        if constexpr (!has_fixed_gas(OP_##NAME)) {                                                 \
            gas -= prices[OP_##NAME];                                                              \
        } else {                                                                                   \
            gas -= traits.gas;                                                                     \
        }                                                                                          \
        if constexpr (traits.gas != 0 || !has_fixed_gas(OP_##NAME)) {                              \
            if (gas < 0) [[unlikely]] {                                                            \
                goto out_of_gas;                                                                   \
            }                                                                                      \
        }                                                                                          \
        if constexpr (traits.stack_in > 0) {                                                       \
            if (sp - bottom < traits.stack_in) [[unlikely]] {                                      \
                goto stack_underflow;                                                              \
            }                                                                                      \
        }                                                                                          \
        if constexpr (traits.stack_out > traits.stack_in) {                                        \
            if (sp - bottom >= max_stack) [[unlikely]] {                                           \
                goto stack_overflow;                                                               \
            }                                                                                      \
        }

#define LANESCOPE_DISPATCH()                                                                       \
    do {                                                                                           \
        if constexpr (traced) {                                                                    \
            trace_step(frame, static_cast<std::size_t>(pc - code), gas, sp);                       \
            gas_before = gas;                                                                      \
        }                                                                                          \
        goto* handlers[*pc];                                                                       \
    } while (false)

#define LANESCOPE_END(length)                                                                      \
    sp += traits.stack_out - traits.stack_in;                                                      \
    pc += (length);                                                                                \
    LANESCOPE_DISPATCH();                                                                          \
    }

// A handler whose work is one out-of-line step.
#define LANESCOPE_STEP(NAME, CALL)                                                                 \
    LANESCOPE_BEGIN(NAME)                                                                          \
    const Step step = CALL;                                                                        \
    gas = step.gas;                                                                                \
    if (step.status != Status::success) [[unlikely]] {                                             \
        status = step.status;                                                                      \
        goto halt;                                                                                 \
    }                                                                                              \
    LANESCOPE_END(1)

// As above, for steps that may read state: whoever answers may look at the gas used so far.
#define LANESCOPE_STATE_STEP(NAME, CALL)                                                           \
    LANESCOPE_STEP(NAME, (host_->note_gas_used(limits_.gas + frame.gas_floor - gas), CALL))

#define LANESCOPE_PUSH(N)                                                                          \
    LANESCOPE_BEGIN(PUSH##N)                                                                       \
    detail::put_pushed<N>(sp[0], pc + 1);                                                          \
    LANESCOPE_END(N + 1)

#define LANESCOPE_DUP(N)                                                                           \
    LANESCOPE_BEGIN(DUP##N)                                                                        \
    detail::copy_words(sp[0], sp[-N]);                                                             \
    LANESCOPE_END(1)

#define LANESCOPE_SWAP(N)                                                                          \
    LANESCOPE_BEGIN(SWAP##N)                                                                       \
    detail::swap_words(sp[-1], sp[-1 - N]);                                                        \
    LANESCOPE_END(1)

/// Runs a frame to its end; leaves the rest of its gas in frame.gas.
template <class Host, class TracerPolicy>
Status Machine<Host, TracerPolicy>::interpret(Frame& frame)
{
    static const detail::DispatchTables tables({
#define X(code, name, in, out, since, gas) {code, &&handler_##name},
                                                   LANESCOPE_INSTRUCTIONS(X)
#undef X
                                               },
                                               &&undefined_instruction);
    const auto rules = static_cast<std::size_t>(revision());
    const void* const* const handlers = tables.by_revision[rules];
    const std::int32_t* const prices = gas_tables[rules].data();

    const std::uint8_t* const code = frame.code->data();
    const std::uint8_t* pc = code;
    Uint256* const bottom = frame.stack;
    Uint256* sp = bottom;
    std::int64_t gas = frame.gas;
    [[maybe_unused]] std::int64_t gas_before = gas;
    Status status = Status::success;
    std::uint64_t target = 0;

    LANESCOPE_DISPATCH();

    LANESCOPE_BEGIN(ADD)
    sp[-2] = sp[-1] + sp[-2];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(MUL)
    sp[-2] = sp[-1] * sp[-2];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SUB)
    sp[-2] = sp[-1] - sp[-2];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(DIV)
    sp[-2] = sp[-1] / sp[-2];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SDIV)
    sp[-2] = signed_divide(sp[-1], sp[-2]);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(MOD)
    sp[-2] = sp[-1] % sp[-2];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SMOD)
    sp[-2] = signed_modulo(sp[-1], sp[-2]);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(ADDMOD)
    sp[-3] = add_modulo(sp[-1], sp[-2], sp[-3]);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(MULMOD)
    sp[-3] = multiply_modulo(sp[-1], sp[-2], sp[-3]);
    LANESCOPE_END(1)
    LANESCOPE_STEP(EXP, op_exp(sp, gas))
    LANESCOPE_BEGIN(SIGNEXTEND)
    if (sp[-1] < Uint256{31}) {
        const auto shift = static_cast<unsigned>(248 - 8 * sp[-1].low64());
        sp[-2] = shift_right_arithmetic(sp[-2] << shift, shift);
    }
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(LT)
    sp[-2] = sp[-1] < sp[-2] ? 1 : 0;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(GT)
    sp[-2] = sp[-2] < sp[-1] ? 1 : 0;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SLT)
    sp[-2] = signed_less(sp[-1], sp[-2]) ? 1 : 0;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SGT)
    sp[-2] = signed_less(sp[-2], sp[-1]) ? 1 : 0;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(EQ)
    sp[-2] = sp[-1] == sp[-2] ? 1 : 0;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(ISZERO)
    sp[-1] = sp[-1].is_zero() ? 1 : 0;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(AND)
    sp[-2] = sp[-1] & sp[-2];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(OR)
    sp[-2] = sp[-1] | sp[-2];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(XOR)
    sp[-2] = sp[-1] ^ sp[-2];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(NOT)
    sp[-1] = ~sp[-1];
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(BYTE)
    const Uint256 position = sp[-1];
    sp[-2] = position < Uint256{32}
                 ? Uint256{(sp[-2] >> static_cast<unsigned>(248 - 8 * position.low64())).low64() &
                           0xff}
                 : Uint256{};
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SHL)
    sp[-2] = sp[-1] < Uint256{256} ? sp[-2] << static_cast<unsigned>(sp[-1].low64()) : Uint256{};
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SHR)
    sp[-2] = sp[-1] < Uint256{256} ? sp[-2] >> static_cast<unsigned>(sp[-1].low64()) : Uint256{};
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SAR)
    const unsigned shift =
        sp[-1] < Uint256{256} ? static_cast<unsigned>(sp[-1].low64()) : 256u;
    sp[-2] = shift_right_arithmetic(sp[-2], shift);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(CLZ)  // EIP-7939
    sp[-1] = 256u - sp[-1].bit_width();
    LANESCOPE_END(1)
    LANESCOPE_STEP(KECCAK256, op_keccak(frame, sp, gas))

    LANESCOPE_BEGIN(ADDRESS)
    sp[0] = word_of(host_->address(frame.self));
    LANESCOPE_END(1)
    LANESCOPE_STATE_STEP(BALANCE, op_balance(sp, gas))
    LANESCOPE_BEGIN(ORIGIN)
    sp[0] = word_of(environment_->origin);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(CALLER)
    sp[0] = word_of(host_->address(frame.caller));
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(CALLVALUE)
    sp[0] = frame.value;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(CALLDATALOAD)
    const ByteView input = frame.input;
    if (sp[-1].fits64() && sp[-1].low64() < input.size()) [[likely]] {
        const std::size_t at = sp[-1].low64();
        if (input.size() - at >= 32) [[likely]] {
            sp[-1] = load_big_endian(input.data() + at);
        } else {
            std::uint8_t padded[32]{};
            std::memcpy(padded, input.data() + at, input.size() - at);
            sp[-1] = load_big_endian(padded);
        }
    } else {
        sp[-1] = {};
    }
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(CALLDATASIZE)
    sp[0] = frame.input.size();
    LANESCOPE_END(1)
    LANESCOPE_STEP(CALLDATACOPY, op_copy(frame, frame.input, sp[-1], sp[-2], sp[-3], gas))
    LANESCOPE_BEGIN(CODESIZE)
    sp[0] = frame.code->size();
    LANESCOPE_END(1)
    LANESCOPE_STEP(CODECOPY,
                   op_copy(frame, ByteView{code, frame.code->size()}, sp[-1], sp[-2], sp[-3], gas))
    LANESCOPE_BEGIN(GASPRICE)
    sp[0] = environment_->gas_price;
    LANESCOPE_END(1)
    LANESCOPE_STATE_STEP(EXTCODESIZE, op_extcodesize(sp, gas))
    LANESCOPE_STATE_STEP(EXTCODECOPY, op_extcodecopy(frame, sp, gas))
    LANESCOPE_BEGIN(RETURNDATASIZE)
    sp[0] = return_data_.size();
    LANESCOPE_END(1)
    LANESCOPE_STEP(RETURNDATACOPY, op_returndatacopy(frame, sp, gas))
    LANESCOPE_STATE_STEP(EXTCODEHASH, op_extcodehash(sp, gas))
    LANESCOPE_STEP(BLOCKHASH, op_blockhash(sp, gas))
    LANESCOPE_BEGIN(COINBASE)
    sp[0] = word_of(environment_->beneficiary);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(TIMESTAMP)
    sp[0] = environment_->timestamp;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(NUMBER)
    sp[0] = environment_->number;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(PREVRANDAO)
    sp[0] = environment_->prev_randao;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(GASLIMIT)
    sp[0] = environment_->gas_limit;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(CHAINID)
    sp[0] = environment_->chain_id;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(SELFBALANCE)
    host_->note_gas_used(limits_.gas + frame.gas_floor - gas);
    sp[0] = host_->balance(frame.self);
    if (host_->aborted()) [[unlikely]] {
        goto state_unavailable;
    }
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(BASEFEE)
    sp[0] = environment_->base_fee;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(BLOBHASH)
    const auto hashes = environment_->blob_hashes;
    sp[-1] = sp[-1].fits64() && sp[-1].low64() < hashes.size()
                 ? load_big_endian(hashes[sp[-1].low64()].bytes.data())
                 : Uint256{};
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(BLOBBASEFEE)
    sp[0] = environment_->blob_base_fee;
    LANESCOPE_END(1)

    LANESCOPE_BEGIN(POP)
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(MLOAD)
    const Uint256& offset = sp[-1];
    if (!offset.fits64() || offset.low64() + 32 > frame.memory_size ||
        offset.low64() + 32 < 32) [[unlikely]] {
        const Step step = use_memory(frame, offset, 32, gas);
        if (step.status != Status::success) {
            status = step.status;
            goto halt;
        }
        gas = step.gas;
    }
    sp[-1] = load_big_endian(frame.memory + offset.low64());
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(MSTORE)
    const Uint256& offset = sp[-1];
    if (!offset.fits64() || offset.low64() + 32 > frame.memory_size ||
        offset.low64() + 32 < 32) [[unlikely]] {
        const Step step = use_memory(frame, offset, 32, gas);
        if (step.status != Status::success) {
            status = step.status;
            goto halt;
        }
        gas = step.gas;
    }
    store_big_endian(frame.memory + offset.low64(), sp[-2]);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(MSTORE8)
    const Step step = use_memory(frame, sp[-1], 1, gas);
    if (step.status != Status::success) [[unlikely]] {
        status = step.status;
        goto halt;
    }
    gas = step.gas;
    frame.memory[sp[-1].low64()] = static_cast<std::uint8_t>(sp[-2].low64());
    LANESCOPE_END(1)
    LANESCOPE_STATE_STEP(SLOAD, op_sload(frame, sp, gas))
    LANESCOPE_STATE_STEP(SSTORE, op_sstore(frame, sp, gas))
    LANESCOPE_BEGIN(JUMP)
    if (!sp[-1].fits64()) [[unlikely]] {
        goto bad_jump_destination;
    }
    target = sp[-1].low64();
    sp -= 1;
    goto jump;
    }
    LANESCOPE_BEGIN(JUMPI)
    sp -= 2;
    if (sp[0].is_zero()) {
        pc += 1;
        LANESCOPE_DISPATCH();
    }
    if (!sp[1].fits64()) [[unlikely]] {
        goto bad_jump_destination;
    }
    target = sp[1].low64();
    goto jump;
    }
    LANESCOPE_BEGIN(PC)
    sp[0] = static_cast<std::uint64_t>(pc - code);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(MSIZE)
    sp[0] = frame.memory_size;
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(GAS)
    sp[0] = static_cast<std::uint64_t>(gas);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(JUMPDEST)
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(TLOAD)  // EIP-1153
    sp[-1] = host_->transient(frame.self, sp[-1]);
    LANESCOPE_END(1)
    LANESCOPE_BEGIN(TSTORE)
    if (frame.is_static) [[unlikely]] {
        status = Status::static_violation;
        goto halt;
    }
    host_->store_transient(frame.self, sp[-1], sp[-2]);
    LANESCOPE_END(1)
    LANESCOPE_STEP(MCOPY, op_mcopy(frame, sp, gas))
    LANESCOPE_BEGIN(PUSH0)
    sp[0] = {};
    LANESCOPE_END(1)

    LANESCOPE_PUSH(1) LANESCOPE_PUSH(2) LANESCOPE_PUSH(3) LANESCOPE_PUSH(4)
    LANESCOPE_PUSH(5) LANESCOPE_PUSH(6) LANESCOPE_PUSH(7) LANESCOPE_PUSH(8)
    LANESCOPE_PUSH(9) LANESCOPE_PUSH(10) LANESCOPE_PUSH(11) LANESCOPE_PUSH(12)
    LANESCOPE_PUSH(13) LANESCOPE_PUSH(14) LANESCOPE_PUSH(15) LANESCOPE_PUSH(16)
    LANESCOPE_PUSH(17) LANESCOPE_PUSH(18) LANESCOPE_PUSH(19) LANESCOPE_PUSH(20)
    LANESCOPE_PUSH(21) LANESCOPE_PUSH(22) LANESCOPE_PUSH(23) LANESCOPE_PUSH(24)
    LANESCOPE_PUSH(25) LANESCOPE_PUSH(26) LANESCOPE_PUSH(27) LANESCOPE_PUSH(28)
    LANESCOPE_PUSH(29) LANESCOPE_PUSH(30) LANESCOPE_PUSH(31) LANESCOPE_PUSH(32)
    LANESCOPE_DUP(1) LANESCOPE_DUP(2) LANESCOPE_DUP(3) LANESCOPE_DUP(4)
    LANESCOPE_DUP(5) LANESCOPE_DUP(6) LANESCOPE_DUP(7) LANESCOPE_DUP(8)
    LANESCOPE_DUP(9) LANESCOPE_DUP(10) LANESCOPE_DUP(11) LANESCOPE_DUP(12)
    LANESCOPE_DUP(13) LANESCOPE_DUP(14) LANESCOPE_DUP(15) LANESCOPE_DUP(16)
    LANESCOPE_SWAP(1) LANESCOPE_SWAP(2) LANESCOPE_SWAP(3) LANESCOPE_SWAP(4)
    LANESCOPE_SWAP(5) LANESCOPE_SWAP(6) LANESCOPE_SWAP(7) LANESCOPE_SWAP(8)
    LANESCOPE_SWAP(9) LANESCOPE_SWAP(10) LANESCOPE_SWAP(11) LANESCOPE_SWAP(12)
    LANESCOPE_SWAP(13) LANESCOPE_SWAP(14) LANESCOPE_SWAP(15) LANESCOPE_SWAP(16)

    LANESCOPE_STEP(LOG0, op_log(frame, sp, gas, 0))
    LANESCOPE_STEP(LOG1, op_log(frame, sp, gas, 1))
    LANESCOPE_STEP(LOG2, op_log(frame, sp, gas, 2))
    LANESCOPE_STEP(LOG3, op_log(frame, sp, gas, 3))
    LANESCOPE_STEP(LOG4, op_log(frame, sp, gas, 4))
    LANESCOPE_STATE_STEP(CREATE, op_create<MessageKind::create>(frame, sp, gas))
    LANESCOPE_STATE_STEP(CREATE2, op_create<MessageKind::create2>(frame, sp, gas))
    LANESCOPE_STATE_STEP(CALL, op_call<MessageKind::call>(frame, sp, gas))
    LANESCOPE_STATE_STEP(CALLCODE, op_call<MessageKind::callcode>(frame, sp, gas))
    LANESCOPE_STATE_STEP(DELEGATECALL, op_call<MessageKind::delegatecall>(frame, sp, gas))
    LANESCOPE_STATE_STEP(STATICCALL, op_call<MessageKind::staticcall>(frame, sp, gas))

    LANESCOPE_BEGIN(STOP)
    goto halt;
    }
    LANESCOPE_BEGIN(RETURN)
    const Step step = op_return(frame, sp, gas);
    gas = step.gas;
    status = step.status;
    goto halt;
    }
    LANESCOPE_BEGIN(REVERT)
    const Step step = op_return(frame, sp, gas);
    gas = step.gas;
    status = step.status == Status::success ? Status::revert : step.status;
    goto halt;
    }
    LANESCOPE_BEGIN(INVALID)
    status = Status::invalid_instruction;
    goto halt;
    }
    LANESCOPE_BEGIN(SELFDESTRUCT)
    host_->note_gas_used(limits_.gas + frame.gas_floor - gas);
    const Step step = op_selfdestruct(frame, sp, gas);
    gas = step.gas;
    status = step.status;
    goto halt;
    }

jump:
    if (!frame.code->is_jump_destination(target)) [[unlikely]] {
        goto bad_jump_destination;
    }
    if (code + target <= pc) {
        // Only going back can run for long: here, and at calls, is where a stop is noticed.
        if (gas < frame.gas_floor || stop_.stop_requested()) [[unlikely]] {
            status = stop_.stop_requested() ? Status::cancelled : Status::gas_ceiling;
            goto halt;
        }
    }
    pc = code + target;
    LANESCOPE_DISPATCH();

out_of_gas:
    status = Status::out_of_gas;
    goto halt;
stack_underflow:
    status = Status::stack_underflow;
    goto halt;
stack_overflow:
    status = Status::stack_overflow;
    goto halt;
bad_jump_destination:
    status = Status::bad_jump_destination;
    goto halt;
undefined_instruction:
    status = Status::undefined_instruction;
    goto halt;
state_unavailable:
    status = Status::state_unavailable;
halt:
    if constexpr (traced) {
        if (status != Status::success && status != Status::revert) {
            tracer_.target->on_fault(status, frame.depth, gas_before);
        }
    }
    frame.gas = gas;
    return status;
}

// clang-format on

#undef LANESCOPE_BEGIN
#undef LANESCOPE_END
#undef LANESCOPE_DISPATCH
#undef LANESCOPE_STATE_STEP
#undef LANESCOPE_STEP
#undef LANESCOPE_PUSH
#undef LANESCOPE_DUP
#undef LANESCOPE_SWAP
#pragma GCC diagnostic pop

}  // namespace lanescope::evm
