// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/status.h"

namespace lanescope::evm {

std::string_view name_of(Status status) noexcept
{
    switch (status) {
    case Status::success:
        return "success";
    case Status::revert:
        return "execution reverted";
    case Status::out_of_gas:
        return "out of gas";
    case Status::stack_underflow:
        return "stack underflow";
    case Status::stack_overflow:
        return "stack limit reached";
    case Status::bad_jump_destination:
        return "invalid jump destination";
    case Status::undefined_instruction:
        return "undefined instruction";
    case Status::invalid_instruction:
        return "invalid instruction";
    case Status::static_violation:
        return "write protection";
    case Status::return_data_out_of_bounds:
        return "return data out of bounds";
    case Status::precompile_failure:
        return "precompile failure";
    case Status::address_collision:
        return "contract address collision";
    case Status::code_too_large:
        return "max code size exceeded";
    case Status::code_starts_with_ef:
        return "invalid code: must not begin with 0xef";
    case Status::init_code_too_large:
        return "max initcode size exceeded";
    case Status::call_depth_exceeded:
        return "max call depth exceeded";
    case Status::insufficient_balance:
        return "insufficient balance for transfer";
    case Status::nonce_overflow:
        return "nonce uint64 overflow";
    case Status::state_unavailable:
        return "state unavailable";
    case Status::cancelled:
        return "cancelled";
    case Status::gas_ceiling:
        return "gas ceiling exceeded";
    case Status::memory_ceiling:
        return "memory ceiling exceeded";
    }
    return "unknown";
}

std::string_view name_of(MessageKind kind) noexcept
{
    switch (kind) {
    case MessageKind::call:
        return "CALL";
    case MessageKind::callcode:
        return "CALLCODE";
    case MessageKind::delegatecall:
        return "DELEGATECALL";
    case MessageKind::staticcall:
        return "STATICCALL";
    case MessageKind::create:
        return "CREATE";
    case MessageKind::create2:
        return "CREATE2";
    }
    return "unknown";
}

}  // namespace lanescope::evm
