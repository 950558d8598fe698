// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "evm/instruction_table.h"

#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

namespace lanescope::workload {

/// Writes EVM code by hand: instructions, pushes, and jumps to labels that may come later.
///
///     Assembler code;
///     code.op(evm::OP_CALLVALUE).jump_if("refuse").op(evm::OP_STOP);
///     code.label("refuse").push(0).push(0).op(evm::OP_REVERT);
///     const Bytes bytes = std::move(code).finish();
class Assembler {
public:
    /// One instruction after the other, none of them with immediate bytes.
    Assembler& op(std::initializer_list<evm::Opcode> instructions);
    Assembler& op(evm::Opcode instruction) { return op({instruction}); }
    /// The shortest PUSH of a number; PUSH0 of zero (Shanghai).
    Assembler& push(std::uint64_t number);
    /// A PUSH of exactly these 1 to 32 bytes.
    Assembler& push(ByteView bytes);
    /// JUMPDEST under a name.
    Assembler& label(std::string_view name);
    /// Jumps to a label if the top of the stack is not zero, and takes it away.
    Assembler& jump_if(std::string_view name);

    /// Fills in where the labels are. A jump to a label that is not there stops the program.
    [[nodiscard]] Bytes finish() &&;

private:
    Bytes code_;
    std::vector<std::pair<std::string, std::size_t>> labels_;  ///< name, place
    std::vector<std::pair<std::string, std::size_t>> jumps_;   ///< name, place of its two bytes
};

}  // namespace lanescope::workload
