// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "chain/revision.h"

#include <array>
#include <cstdint>
#include <string_view>

namespace lanescope::evm {

// clang-format off
/// Every instruction: X(code, name, taken from the stack, put on it, first revision, gas then).
/// Yellow Paper, appendix H; later ones by their EIP. PUSH, DUP, SWAP and LOG families are written
/// out. Gas is the constant part; what later forks changed stands in `repricings` below.
#define LANESCOPE_INSTRUCTIONS(X)                                                                  \
    X(0x00, STOP, 0, 0, frontier, 0)                                                               \
    X(0x01, ADD, 2, 1, frontier, 3)                                                                \
    X(0x02, MUL, 2, 1, frontier, 5)                                                                \
    X(0x03, SUB, 2, 1, frontier, 3)                                                                \
    X(0x04, DIV, 2, 1, frontier, 5)                                                                \
    X(0x05, SDIV, 2, 1, frontier, 5)                                                               \
    X(0x06, MOD, 2, 1, frontier, 5)                                                                \
    X(0x07, SMOD, 2, 1, frontier, 5)                                                               \
    X(0x08, ADDMOD, 3, 1, frontier, 8)                                                             \
    X(0x09, MULMOD, 3, 1, frontier, 8)                                                             \
    X(0x0a, EXP, 2, 1, frontier, 10)                                                               \
    X(0x0b, SIGNEXTEND, 2, 1, frontier, 5)                                                         \
    X(0x10, LT, 2, 1, frontier, 3)                                                                 \
    X(0x11, GT, 2, 1, frontier, 3)                                                                 \
    X(0x12, SLT, 2, 1, frontier, 3)                                                                \
    X(0x13, SGT, 2, 1, frontier, 3)                                                                \
    X(0x14, EQ, 2, 1, frontier, 3)                                                                 \
    X(0x15, ISZERO, 1, 1, frontier, 3)                                                             \
    X(0x16, AND, 2, 1, frontier, 3)                                                                \
    X(0x17, OR, 2, 1, frontier, 3)                                                                 \
    X(0x18, XOR, 2, 1, frontier, 3)                                                                \
    X(0x19, NOT, 1, 1, frontier, 3)                                                                \
    X(0x1a, BYTE, 2, 1, frontier, 3)                                                               \
    X(0x1b, SHL, 2, 1, constantinople, 3)                                                          \
    X(0x1c, SHR, 2, 1, constantinople, 3)                                                          \
    X(0x1d, SAR, 2, 1, constantinople, 3)                                                          \
    X(0x1e, CLZ, 1, 1, osaka, 5)                                                                   \
    X(0x20, KECCAK256, 2, 1, frontier, 30)                                                         \
    X(0x30, ADDRESS, 0, 1, frontier, 2)                                                            \
    X(0x31, BALANCE, 1, 1, frontier, 20)                                                           \
    X(0x32, ORIGIN, 0, 1, frontier, 2)                                                             \
    X(0x33, CALLER, 0, 1, frontier, 2)                                                             \
    X(0x34, CALLVALUE, 0, 1, frontier, 2)                                                          \
    X(0x35, CALLDATALOAD, 1, 1, frontier, 3)                                                       \
    X(0x36, CALLDATASIZE, 0, 1, frontier, 2)                                                       \
    X(0x37, CALLDATACOPY, 3, 0, frontier, 3)                                                       \
    X(0x38, CODESIZE, 0, 1, frontier, 2)                                                           \
    X(0x39, CODECOPY, 3, 0, frontier, 3)                                                           \
    X(0x3a, GASPRICE, 0, 1, frontier, 2)                                                           \
    X(0x3b, EXTCODESIZE, 1, 1, frontier, 20)                                                       \
    X(0x3c, EXTCODECOPY, 4, 0, frontier, 20)                                                       \
    X(0x3d, RETURNDATASIZE, 0, 1, byzantium, 2)                                                    \
    X(0x3e, RETURNDATACOPY, 3, 0, byzantium, 3)                                                    \
    X(0x3f, EXTCODEHASH, 1, 1, constantinople, 400)                                                \
    X(0x40, BLOCKHASH, 1, 1, frontier, 20)                                                         \
    X(0x41, COINBASE, 0, 1, frontier, 2)                                                           \
    X(0x42, TIMESTAMP, 0, 1, frontier, 2)                                                          \
    X(0x43, NUMBER, 0, 1, frontier, 2)                                                             \
    X(0x44, PREVRANDAO, 0, 1, frontier, 2)                                                         \
    X(0x45, GASLIMIT, 0, 1, frontier, 2)                                                           \
    X(0x46, CHAINID, 0, 1, istanbul, 2)                                                            \
    X(0x47, SELFBALANCE, 0, 1, istanbul, 5)                                                        \
    X(0x48, BASEFEE, 0, 1, london, 2)                                                              \
    X(0x49, BLOBHASH, 1, 1, cancun, 3)                                                             \
    X(0x4a, BLOBBASEFEE, 0, 1, cancun, 2)                                                          \
    X(0x50, POP, 1, 0, frontier, 2)                                                                \
    X(0x51, MLOAD, 1, 1, frontier, 3)                                                              \
    X(0x52, MSTORE, 2, 0, frontier, 3)                                                             \
    X(0x53, MSTORE8, 2, 0, frontier, 3)                                                            \
    X(0x54, SLOAD, 1, 1, frontier, 50)                                                             \
    X(0x55, SSTORE, 2, 0, frontier, 0)                                                             \
    X(0x56, JUMP, 1, 0, frontier, 8)                                                               \
    X(0x57, JUMPI, 2, 0, frontier, 10)                                                             \
    X(0x58, PC, 0, 1, frontier, 2)                                                                 \
    X(0x59, MSIZE, 0, 1, frontier, 2)                                                              \
    X(0x5a, GAS, 0, 1, frontier, 2)                                                                \
    X(0x5b, JUMPDEST, 0, 0, frontier, 1)                                                           \
    X(0x5c, TLOAD, 1, 1, cancun, 100)                                                              \
    X(0x5d, TSTORE, 2, 0, cancun, 100)                                                             \
    X(0x5e, MCOPY, 3, 0, cancun, 3)                                                                \
    X(0x5f, PUSH0, 0, 1, shanghai, 2)                                                              \
    LANESCOPE_PUSHES(X)                                                                            \
    LANESCOPE_DUPS(X)                                                                              \
    LANESCOPE_SWAPS(X)                                                                             \
    X(0xa0, LOG0, 2, 0, frontier, 375)                                                             \
    X(0xa1, LOG1, 3, 0, frontier, 750)                                                             \
    X(0xa2, LOG2, 4, 0, frontier, 1125)                                                            \
    X(0xa3, LOG3, 5, 0, frontier, 1500)                                                            \
    X(0xa4, LOG4, 6, 0, frontier, 1875)                                                            \
    X(0xf0, CREATE, 3, 1, frontier, 32000)                                                         \
    X(0xf1, CALL, 7, 1, frontier, 40)                                                              \
    X(0xf2, CALLCODE, 7, 1, frontier, 40)                                                          \
    X(0xf3, RETURN, 2, 0, frontier, 0)                                                             \
    X(0xf4, DELEGATECALL, 6, 1, homestead, 40)                                                     \
    X(0xf5, CREATE2, 4, 1, constantinople, 32000)                                                  \
    X(0xfa, STATICCALL, 6, 1, byzantium, 700)                                                      \
    X(0xfd, REVERT, 2, 0, byzantium, 0)                                                            \
    X(0xfe, INVALID, 0, 0, frontier, 0)                                                            \
    X(0xff, SELFDESTRUCT, 1, 0, frontier, 0)

#define LANESCOPE_PUSHES(X)                                                                        \
    X(0x60, PUSH1, 0, 1, frontier, 3) X(0x61, PUSH2, 0, 1, frontier, 3)                            \
    X(0x62, PUSH3, 0, 1, frontier, 3) X(0x63, PUSH4, 0, 1, frontier, 3)                            \
    X(0x64, PUSH5, 0, 1, frontier, 3) X(0x65, PUSH6, 0, 1, frontier, 3)                            \
    X(0x66, PUSH7, 0, 1, frontier, 3) X(0x67, PUSH8, 0, 1, frontier, 3)                            \
    X(0x68, PUSH9, 0, 1, frontier, 3) X(0x69, PUSH10, 0, 1, frontier, 3)                           \
    X(0x6a, PUSH11, 0, 1, frontier, 3) X(0x6b, PUSH12, 0, 1, frontier, 3)                          \
    X(0x6c, PUSH13, 0, 1, frontier, 3) X(0x6d, PUSH14, 0, 1, frontier, 3)                          \
    X(0x6e, PUSH15, 0, 1, frontier, 3) X(0x6f, PUSH16, 0, 1, frontier, 3)                          \
    X(0x70, PUSH17, 0, 1, frontier, 3) X(0x71, PUSH18, 0, 1, frontier, 3)                          \
    X(0x72, PUSH19, 0, 1, frontier, 3) X(0x73, PUSH20, 0, 1, frontier, 3)                          \
    X(0x74, PUSH21, 0, 1, frontier, 3) X(0x75, PUSH22, 0, 1, frontier, 3)                          \
    X(0x76, PUSH23, 0, 1, frontier, 3) X(0x77, PUSH24, 0, 1, frontier, 3)                          \
    X(0x78, PUSH25, 0, 1, frontier, 3) X(0x79, PUSH26, 0, 1, frontier, 3)                          \
    X(0x7a, PUSH27, 0, 1, frontier, 3) X(0x7b, PUSH28, 0, 1, frontier, 3)                          \
    X(0x7c, PUSH29, 0, 1, frontier, 3) X(0x7d, PUSH30, 0, 1, frontier, 3)                          \
    X(0x7e, PUSH31, 0, 1, frontier, 3) X(0x7f, PUSH32, 0, 1, frontier, 3)
#define LANESCOPE_DUPS(X)                                                                          \
    X(0x80, DUP1, 1, 2, frontier, 3) X(0x81, DUP2, 2, 3, frontier, 3)                              \
    X(0x82, DUP3, 3, 4, frontier, 3) X(0x83, DUP4, 4, 5, frontier, 3)                              \
    X(0x84, DUP5, 5, 6, frontier, 3) X(0x85, DUP6, 6, 7, frontier, 3)                              \
    X(0x86, DUP7, 7, 8, frontier, 3) X(0x87, DUP8, 8, 9, frontier, 3)                              \
    X(0x88, DUP9, 9, 10, frontier, 3) X(0x89, DUP10, 10, 11, frontier, 3)                          \
    X(0x8a, DUP11, 11, 12, frontier, 3) X(0x8b, DUP12, 12, 13, frontier, 3)                        \
    X(0x8c, DUP13, 13, 14, frontier, 3) X(0x8d, DUP14, 14, 15, frontier, 3)                        \
    X(0x8e, DUP15, 15, 16, frontier, 3) X(0x8f, DUP16, 16, 17, frontier, 3)
#define LANESCOPE_SWAPS(X)                                                                         \
    X(0x90, SWAP1, 2, 2, frontier, 3) X(0x91, SWAP2, 3, 3, frontier, 3)                            \
    X(0x92, SWAP3, 4, 4, frontier, 3) X(0x93, SWAP4, 5, 5, frontier, 3)                            \
    X(0x94, SWAP5, 6, 6, frontier, 3) X(0x95, SWAP6, 7, 7, frontier, 3)                            \
    X(0x96, SWAP7, 8, 8, frontier, 3) X(0x97, SWAP8, 9, 9, frontier, 3)                            \
    X(0x98, SWAP9, 10, 10, frontier, 3) X(0x99, SWAP10, 11, 11, frontier, 3)                       \
    X(0x9a, SWAP11, 12, 12, frontier, 3) X(0x9b, SWAP12, 13, 13, frontier, 3)                      \
    X(0x9c, SWAP13, 14, 14, frontier, 3) X(0x9d, SWAP14, 15, 15, frontier, 3)                      \
    X(0x9e, SWAP15, 16, 16, frontier, 3) X(0x9f, SWAP16, 17, 17, frontier, 3)

// clang-format on

enum Opcode : std::uint8_t {
#define X(code, name, in, out, since, gas) OP_##name = code,
    LANESCOPE_INSTRUCTIONS(X)
#undef X
};

/// One row of the table; `defined` is false for the gaps.
struct InstructionTraits {
    std::string_view name;
    std::uint8_t stack_in = 0;
    std::uint8_t stack_out = 0;
    Revision since = Revision::frontier;
    std::int32_t gas = 0;
    bool defined = false;
};

inline constexpr std::array<InstructionTraits, 256> instruction_traits = [] {
    std::array<InstructionTraits, 256> table{};
#define X(code, name, in, out, since, gas)                                                         \
    table[code] = {#name, in, out, Revision::since, gas, true};
    LANESCOPE_INSTRUCTIONS(X)
#undef X
    return table;
}();

/// A change of an instruction's constant gas.
struct Repricing {
    Opcode opcode;
    Revision since;
    std::int32_t gas;
};

/// EIP-150, EIP-1884 (Istanbul), EIP-2929 (Berlin: the warm price; what is cold adds to it).
inline constexpr Repricing repricings[] = {
    {OP_EXTCODESIZE, Revision::tangerine_whistle, 700},
    {OP_EXTCODECOPY, Revision::tangerine_whistle, 700},
    {OP_BALANCE, Revision::tangerine_whistle, 400},
    {OP_SLOAD, Revision::tangerine_whistle, 200},
    {OP_CALL, Revision::tangerine_whistle, 700},
    {OP_CALLCODE, Revision::tangerine_whistle, 700},
    {OP_DELEGATECALL, Revision::tangerine_whistle, 700},
    {OP_SELFDESTRUCT, Revision::tangerine_whistle, 5000},
    {OP_SLOAD, Revision::istanbul, 800},
    {OP_BALANCE, Revision::istanbul, 700},
    {OP_EXTCODEHASH, Revision::istanbul, 700},
    {OP_SLOAD, Revision::berlin, 100},
    {OP_BALANCE, Revision::berlin, 100},
    {OP_EXTCODESIZE, Revision::berlin, 100},
    {OP_EXTCODECOPY, Revision::berlin, 100},
    {OP_EXTCODEHASH, Revision::berlin, 100},
    {OP_CALL, Revision::berlin, 100},
    {OP_CALLCODE, Revision::berlin, 100},
    {OP_DELEGATECALL, Revision::berlin, 100},
    {OP_STATICCALL, Revision::berlin, 100},
};

using GasTable = std::array<std::int32_t, 256>;

/// Constant gas by revision and opcode.
inline constexpr std::array<GasTable, revision_count> gas_tables = [] {
    std::array<GasTable, revision_count> tables{};
    for (std::size_t revision = 0; revision < revision_count; ++revision) {
        for (std::size_t code = 0; code < 256; ++code) {
            tables[revision][code] = instruction_traits[code].gas;
        }
        for (const Repricing& repricing : repricings) {
            if (static_cast<std::size_t>(repricing.since) <= revision) {
                tables[revision][repricing.opcode] = repricing.gas;
            }
        }
    }
    return tables;
}();

/// Whether the instruction costs the same in every revision that has it.
[[nodiscard]] constexpr bool has_fixed_gas(std::uint8_t opcode) noexcept
{
    for (const Repricing& repricing : repricings) {
        if (repricing.opcode == opcode) {
            return false;
        }
    }
    return true;
}

[[nodiscard]] constexpr bool is_defined(std::uint8_t opcode, Revision revision) noexcept
{
    return instruction_traits[opcode].defined && instruction_traits[opcode].since <= revision;
}

/// The field's name of an opcode; "opcode 0x0c not defined" style for gaps is the caller's.
[[nodiscard]] constexpr std::string_view instruction_name(std::uint8_t opcode) noexcept
{
    return instruction_traits[opcode].name;
}

}  // namespace lanescope::evm
