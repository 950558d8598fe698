// SPDX-License-Identifier: GPL-3.0-or-later
// Part of Machine: instructions that use memory. Included by machine.h.
#pragma once

#include "base/keccak.h"
#include "chain/receipt.h"
#include "evm/machine.h"

#include <algorithm>

namespace lanescope::evm {

/// Words of `bytes` bytes, rounded up.
[[nodiscard]] constexpr std::int64_t words_of(std::uint64_t bytes) noexcept
{
    return static_cast<std::int64_t>(bytes / 32 + (bytes % 32 != 0 ? 1 : 0));
}

/// Pays for and clears memory up to `end` bytes (Yellow Paper, equation for C_mem).
template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::grow_memory(Frame& frame, std::uint64_t end, std::int64_t gas)
    -> Step
{
    if (end <= frame.memory_size) {
        return {gas, Status::success};
    }
    const auto cost = [](UInt128 words) { return 3 * words + words * words / 512; };
    const UInt128 words = (static_cast<UInt128>(end) + 31) / 32;
    const UInt128 price = cost(words) - cost(frame.memory_size / 32);
    if (price > static_cast<UInt128>(gas)) {
        return {0, Status::out_of_gas};
    }
    const auto size = static_cast<std::size_t>(words) * 32;
    const auto used = static_cast<std::size_t>(frame.memory - memory_arena_.data());
    if (size > memory_arena_.size() - used) {
        return {0, Status::memory_ceiling};
    }
    std::memset(frame.memory + frame.memory_size, 0, size - frame.memory_size);
    frame.memory_size = size;
    memory_used_ = std::max(memory_used_, used + size);
    return {gas - static_cast<std::int64_t>(price), Status::success};
}

/// As grow_memory, for a range whose ends are stack words; an empty range costs nothing.
template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::use_memory(Frame& frame, const Uint256& offset,
                                             const Uint256& size, std::int64_t gas) -> Step
{
    if (size.is_zero()) {
        return {gas, Status::success};
    }
    std::uint64_t end;
    if (!offset.fits64() || !size.fits64() ||
        __builtin_add_overflow(offset.low64(), size.low64(), &end)) {
        return {0, Status::out_of_gas};
    }
    return grow_memory(frame, end, gas);
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_copy(Frame& frame, ByteView source, const Uint256& to,
                                          const Uint256& from, const Uint256& size,
                                          std::int64_t gas) -> Step
{
    const Step grown = use_memory(frame, to, size, gas);
    if (grown.status != Status::success || size.is_zero()) {
        return grown;
    }
    gas = grown.gas - gas::copy_word * words_of(size.low64());
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    const std::size_t count = size.low64();
    const std::size_t begin =
        from.fits64() ? std::min<std::uint64_t>(from.low64(), source.size()) : source.size();
    const std::size_t available = std::min(count, source.size() - begin);
    std::uint8_t* target = frame.memory + to.low64();
    if (available != 0) {
        std::memcpy(target, source.data() + begin, available);
    }
    std::memset(target + available, 0, count - available);
    return {gas, Status::success};
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_keccak(Frame& frame, Uint256* sp, std::int64_t gas) -> Step
{
    const Uint256 offset = sp[-1];
    const Uint256 size = sp[-2];
    const Step grown = use_memory(frame, offset, size, gas);
    if (grown.status != Status::success) {
        return grown;
    }
    gas = grown.gas - gas::keccak_word * words_of(size.low64());
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    const ByteView input =
        size.is_zero() ? ByteView{} : ByteView{frame.memory + offset.low64(), size.low64()};
    if constexpr (!traced) {
        if (asks_keccaks_ && input.size() == sizeof(WordPair)) {
            sp[-2] = keccaks_.of(input.data(), frame.self);
            return {gas, Status::success};
        }
    }
    const Hash hash = keccak256(input);
    if constexpr (traced) {
        tracer_.target->on_keccak(input, hash);
    }
    sp[-2] = load_big_endian(hash.bytes.data());
    return {gas, Status::success};
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_returndatacopy(Frame& frame, Uint256* sp, std::int64_t gas)
    -> Step
{
    const Uint256& from = sp[-2];
    const Uint256& size = sp[-3];
    std::uint64_t end;
    if (!from.fits64() || !size.fits64() ||
        __builtin_add_overflow(from.low64(), size.low64(), &end) || end > return_data_.size()) {
        return {0, Status::return_data_out_of_bounds};
    }
    return op_copy(frame, return_data_, sp[-1], from, size, gas);
}

/// EIP-5656.
template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_mcopy(Frame& frame, Uint256* sp, std::int64_t gas) -> Step
{
    const Uint256 to = sp[-1];
    const Uint256 from = sp[-2];
    const Uint256 size = sp[-3];
    const Step grown = use_memory(frame, std::max(to, from), size, gas);
    if (grown.status != Status::success || size.is_zero()) {
        return grown;
    }
    gas = grown.gas - gas::copy_word * words_of(size.low64());
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    std::memmove(frame.memory + to.low64(), frame.memory + from.low64(), size.low64());
    return {gas, Status::success};
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_log(Frame& frame, Uint256* sp, std::int64_t gas,
                                         unsigned topics) -> Step
{
    if (frame.is_static) {
        return {0, Status::static_violation};
    }
    const Uint256 offset = sp[-1];
    const Uint256 size = sp[-2];
    const Step grown = use_memory(frame, offset, size, gas);
    if (grown.status != Status::success) {
        return grown;
    }
    // The range was paid for as memory, so its size times eight cannot overflow.
    gas = grown.gas - gas::log_byte * static_cast<std::int64_t>(size.low64());
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    Log& log = host_->add_log();
    log.address = host_->address(frame.self);
    for (unsigned i = 0; i < topics; ++i) {
        Hash topic;
        store_big_endian(topic.bytes.data(), sp[-3 - static_cast<int>(i)]);
        log.topics.push_back(topic);
    }
    if (!size.is_zero()) {
        log.data.assign({frame.memory + offset.low64(), size.low64()});
    }
    return {gas, Status::success};
}

/// RETURN and REVERT: remembers where the output lies.
template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_return(Frame& frame, Uint256* sp, std::int64_t gas) -> Step
{
    const Step grown = use_memory(frame, sp[-1], sp[-2], gas);
    if (grown.status == Status::success && !sp[-2].is_zero()) {
        frame.output = frame.memory + sp[-1].low64();
        frame.output_size = sp[-2].low64();
    }
    return grown;
}

}  // namespace lanescope::evm
