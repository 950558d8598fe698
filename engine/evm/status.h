// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstdint>
#include <string_view>

namespace lanescope::evm {

/// How a frame ended.
enum class Status : std::uint8_t {
    success,
    revert,
    out_of_gas,
    stack_underflow,
    stack_overflow,
    bad_jump_destination,
    undefined_instruction,
    invalid_instruction,  ///< the designated INVALID, 0xfe
    static_violation,
    return_data_out_of_bounds,
    precompile_failure,
    address_collision,
    code_too_large,
    code_starts_with_ef,   ///< EIP-3541
    init_code_too_large,   ///< EIP-3860, inside a frame
    call_depth_exceeded,   ///< the frame did not begin
    insufficient_balance,  ///< the frame did not begin
    nonce_overflow,        ///< the frame did not begin
    /// Not EVM results: everything unwinds.
    state_unavailable,
    cancelled,
    gas_ceiling,     ///< Limits::gas
    memory_ceiling,  ///< Limits::memory_bytes
};

/// Whether it is no result of the EVM, but the end of this execution.
[[nodiscard]] constexpr bool unwinds(Status status) noexcept
{
    return status >= Status::state_unavailable;
}

/// In lower-case words, as traces and messages write it.
[[nodiscard]] std::string_view name_of(Status status) noexcept;

/// What makes a frame.
enum class MessageKind : std::uint8_t { call, callcode, delegatecall, staticcall, create, create2 };

[[nodiscard]] std::string_view name_of(MessageKind kind) noexcept;

}  // namespace lanescope::evm
