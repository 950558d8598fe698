// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/code.h"

#include "evm/instruction_table.h"

namespace lanescope::evm {

namespace {

/// PUSH32 as the last byte reads 32 bytes, and a STOP must follow.
constexpr std::size_t padding = 33;

}  // namespace

AnalysedCode::AnalysedCode(ByteView code) : size_(code.size())
{
    padded_.resize(code.size() + padding);
    if (!code.empty()) {
        std::memcpy(padded_.data(), code.data(), code.size());
    }
    destinations_.resize(code.size() / 64 + 1);
    for (std::size_t at = 0; at < size_; ++at) {
        const std::uint8_t opcode = padded_[at];
        if (opcode == OP_JUMPDEST) {
            destinations_[at / 64] |= 1ull << (at % 64);
        } else if (opcode >= OP_PUSH1 && opcode <= OP_PUSH32) {
            at += opcode - OP_PUSH1 + 1u;
        }
    }
}

const AnalysedCode& CodeCache::get(const Hash& hash, ByteView code)
{
    const std::lock_guard lock(mutex_);
    auto& analysis = analyses_[hash];
    if (!analysis) {
        analysis = std::make_unique<const AnalysedCode>(code);
    }
    return *analysis;
}

std::optional<Address> delegation_target(ByteView code) noexcept
{
    if (code.size() == 23 && code[0] == 0xef && code[1] == 0x01 && code[2] == 0x00) {
        return Address::from(code.subspan(3));
    }
    return std::nullopt;
}

}  // namespace lanescope::evm
