// SPDX-License-Identifier: GPL-3.0-or-later
#include "workload/assembler.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>

namespace lanescope::workload {

Assembler& Assembler::op(std::initializer_list<evm::Opcode> instructions)
{
    code_.insert(code_.end(), instructions.begin(), instructions.end());
    return *this;
}

Assembler& Assembler::push(std::uint64_t number)
{
    if (number == 0) {
        return op(evm::OP_PUSH0);
    }
    std::uint8_t bytes[8];
    std::size_t size = 0;
    for (int shift = 56; shift >= 0; shift -= 8) {
        const auto byte = static_cast<std::uint8_t>(number >> shift);
        if (size != 0 || byte != 0) {
            bytes[size++] = byte;
        }
    }
    return push(ByteView(bytes, size));
}

Assembler& Assembler::push(ByteView bytes)
{
    code_.push_back(static_cast<std::uint8_t>(evm::OP_PUSH1 + bytes.size() - 1));
    code_.insert(code_.end(), bytes.begin(), bytes.end());
    return *this;
}

Assembler& Assembler::label(std::string_view name)
{
    labels_.emplace_back(name, code_.size());
    return op(evm::OP_JUMPDEST);
}

Assembler& Assembler::jump_if(std::string_view name)
{
    code_.push_back(evm::OP_PUSH2);
    jumps_.emplace_back(name, code_.size());
    code_.insert(code_.end(), 2, 0);
    return op(evm::OP_JUMPI);
}

Bytes Assembler::finish() &&
{
    for (const auto& [name, place] : jumps_) {
        const auto label = std::find_if(labels_.begin(), labels_.end(),
                                        [&](const auto& known) { return known.first == name; });
        if (label == labels_.end()) {
            std::fprintf(stderr, "lanescope: code at %zu jumps to label %s, which is not there\n",
                         place, name.c_str());
            std::abort();
        }
        code_[place] = static_cast<std::uint8_t>(label->second >> 8);
        code_[place + 1] = static_cast<std::uint8_t>(label->second);
    }
    return std::move(code_);
}

}  // namespace lanescope::workload
