// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/uint256.h"
#include "evm/instruction_table.h"

#include <initializer_list>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

namespace lanescope::test {

/// EVM code in the making: `push(1) + push(2) + op("ADD")`. Jumps inside a piece stay right when
/// pieces are put together.
class Code {
public:
    Code() = default;
    explicit Code(Bytes bytes) : bytes_(std::move(bytes)) {}

    [[nodiscard]] const Bytes& bytes() const noexcept { return bytes_; }
    [[nodiscard]] std::size_t size() const noexcept { return bytes_.size(); }

    Code& operator+=(const Code& tail)
    {
        const std::size_t base = bytes_.size();
        bytes_.insert(bytes_.end(), tail.bytes_.begin(), tail.bytes_.end());
        for (const std::size_t jump : tail.jumps_) {
            set_target(base + jump, base + tail.target(jump));
            jumps_.push_back(base + jump);
        }
        return *this;
    }
    friend Code operator+(Code head, const Code& tail) { return head += tail; }

    /// Appends a PUSH2 of a place, given as an offset from the beginning of this piece.
    Code& push_place(std::size_t place)
    {
        bytes_.insert(bytes_.end(), {evm::OP_PUSH2, 0, 0});
        jumps_.push_back(bytes_.size() - 2);
        set_target(jumps_.back(), place);
        return *this;
    }

private:
    [[nodiscard]] std::size_t target(std::size_t jump) const
    {
        return std::size_t{bytes_[jump]} << 8 | bytes_[jump + 1];
    }
    void set_target(std::size_t jump, std::size_t place)
    {
        bytes_[jump] = static_cast<std::uint8_t>(place >> 8);
        bytes_[jump + 1] = static_cast<std::uint8_t>(place);
    }

    Bytes bytes_;
    std::vector<std::size_t> jumps_;  ///< where two-byte places stand
};

[[nodiscard]] inline Code op(evm::Opcode opcode)
{
    return Code(Bytes{opcode});
}

/// An instruction by its name; std::invalid_argument where there is none.
[[nodiscard]] inline Code op(std::string_view name)
{
    for (std::size_t code = 0; code < evm::instruction_traits.size(); ++code) {
        if (evm::instruction_traits[code].defined && evm::instruction_traits[code].name == name) {
            return Code(Bytes{static_cast<std::uint8_t>(code)});
        }
    }
    throw std::invalid_argument("no instruction is called " + std::string(name));
}

/// Instructions one after the other.
[[nodiscard]] inline Code ops(std::initializer_list<std::string_view> names)
{
    Code code;
    for (const auto name : names) {
        code += op(name);
    }
    return code;
}

/// The shortest PUSH of a number.
[[nodiscard]] inline Code push(const Uint256& number)
{
    const unsigned width = number.byte_width();
    Bytes bytes{static_cast<std::uint8_t>(evm::OP_PUSH0 + width)};
    std::uint8_t word[32];
    store_big_endian(word, number);
    bytes.insert(bytes.end(), word + 32 - width, word + 32);
    return Code(std::move(bytes));
}

[[nodiscard]] inline Code push(const Address& address)
{
    Bytes bytes{evm::OP_PUSH20};
    bytes.insert(bytes.end(), address.bytes.begin(), address.bytes.end());
    return Code(std::move(bytes));
}

/// Takes a word: runs `body` if it is not zero. The stack is as high before and after `body`.
[[nodiscard]] inline Code when(const Code& body)
{
    constexpr std::size_t head = 5;  // ISZERO, PUSH2 of the end, JUMPI
    Code code = op("ISZERO");
    code.push_place(head + body.size());
    return code + op("JUMPI") + body + op("JUMPDEST");
}

/// Runs `body`, which leaves a word more: again while that is not zero.
[[nodiscard]] inline Code repeat(const Code& body)
{
    Code code = op("JUMPDEST") + body;
    code.push_place(0);
    return code + op("JUMPI");
}

}  // namespace lanescope::test
