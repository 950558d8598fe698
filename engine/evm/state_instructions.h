// SPDX-License-Identifier: GPL-3.0-or-later
// Part of Machine: instructions that read or write state. Included by machine.h.
#pragma once

#include "evm/machine.h"

namespace lanescope::evm {

/// The account of a stack word, made warm; takes the cold price off `gas` (EIP-2929).
template <class Host, class TracerPolicy>
std::uint32_t Machine<Host, TracerPolicy>::access(const Uint256& word, std::int64_t& gas)
{
    const std::uint32_t account = host_->account(address_of(word));
    if (revision() >= Revision::berlin && !host_->access_account(account)) {
        gas -= gas::cold_account - gas::warm_access;
    }
    return account;
}

/// EXP; the price of a byte of exponent by EIP-160.
template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_exp(Uint256* sp, std::int64_t gas) -> Step
{
    const std::int64_t byte_price = revision() >= Revision::spurious_dragon ? 50 : 10;
    gas -= byte_price * sp[-2].byte_width();
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    sp[-2] = power(sp[-1], sp[-2]);
    return {gas, Status::success};
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_balance(Uint256* sp, std::int64_t gas) -> Step
{
    const auto account = access(sp[-1], gas);
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    sp[-1] = host_->balance(account);
    return {gas, host_->aborted() ? Status::state_unavailable : Status::success};
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_extcodesize(Uint256* sp, std::int64_t gas) -> Step
{
    const auto account = access(sp[-1], gas);
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    sp[-1] = host_->code(account).size();
    return {gas, host_->aborted() ? Status::state_unavailable : Status::success};
}

/// EIP-1052: zero for what is empty.
template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_extcodehash(Uint256* sp, std::int64_t gas) -> Step
{
    const auto account = access(sp[-1], gas);
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    sp[-1] = host_->is_empty(account) ? Uint256{}
                                      : load_big_endian(host_->code_hash(account).bytes.data());
    return {gas, host_->aborted() ? Status::state_unavailable : Status::success};
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_extcodecopy(Frame& frame, Uint256* sp, std::int64_t gas)
    -> Step
{
    const auto account = access(sp[-1], gas);
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    const Bytes& code = host_->code(account);
    if (host_->aborted()) {
        return {0, Status::state_unavailable};
    }
    return op_copy(frame, code, sp[-2], sp[-3], sp[-4], gas);
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_blockhash(Uint256* sp, std::int64_t gas) -> Step
{
    const std::uint64_t current = environment_->number;
    const Uint256& wanted = sp[-1];
    if (!wanted.fits64() || wanted.low64() >= current || current - wanted.low64() > 256) {
        sp[-1] = {};
        return {gas, Status::success};
    }
    const Hash hash = host_->block_hash(wanted.low64());
    sp[-1] = load_big_endian(hash.bytes.data());
    return {gas, host_->aborted() ? Status::state_unavailable : Status::success};
}

template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_sload(Frame& frame, Uint256* sp, std::int64_t gas) -> Step
{
    const std::uint32_t slot = host_->slot(frame.self, sp[-1]);
    if (revision() >= Revision::berlin && !host_->access_slot(slot)) {
        gas -= gas::cold_slot - gas::warm_access;
        if (gas < 0) {
            return {0, Status::out_of_gas};
        }
    }
    const auto& entry = host_->load_slot(slot);
    if constexpr (traced) {
        tracer_.target->on_storage_read(host_->address(frame.self), sp[-1], entry.current);
    }
    sp[-1] = entry.current;
    return {gas, host_->aborted() ? Status::state_unavailable : Status::success};
}

/// SSTORE with net metering: EIP-1283 (Constantinople only), EIP-2200, EIP-2929, EIP-3529.
template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_sstore(Frame& frame, Uint256* sp, std::int64_t gas) -> Step
{
    if (frame.is_static) {
        return {0, Status::static_violation};
    }
    const Revision rules = revision();
    if (rules >= Revision::istanbul && gas <= gas::call_stipend) {
        return {0, Status::out_of_gas};
    }
    const std::uint32_t slot = host_->slot(frame.self, sp[-1]);
    if (rules >= Revision::berlin && !host_->access_slot(slot)) {
        gas -= gas::cold_slot;
        if (gas < 0) {
            return {0, Status::out_of_gas};
        }
    }
    const auto& entry = host_->load_slot(slot);
    if (host_->aborted()) {
        return {0, Status::state_unavailable};
    }
    const Uint256 value = sp[-2];
    const Uint256& current = entry.current;
    const Uint256& original = entry.original;
    const bool net_metered = rules >= Revision::istanbul || rules == Revision::constantinople;
    if (!net_metered) {
        gas -= current.is_zero() && !value.is_zero() ? 20000 : 5000;
        if (!current.is_zero() && value.is_zero()) {
            host_->add_refund(15000);
        }
    } else {
        const std::int64_t no_change = rules >= Revision::berlin     ? gas::warm_access
                                       : rules >= Revision::istanbul ? 800
                                                                     : 200;
        const std::int64_t reset = rules >= Revision::berlin ? 5000 - gas::cold_slot : 5000;
        const std::int64_t clears = rules >= Revision::london ? 4800 : 15000;
        if (value == current) {
            gas -= no_change;
        } else if (original == current) {
            gas -= original.is_zero() ? 20000 : reset;
            if (!original.is_zero() && value.is_zero()) {
                host_->add_refund(clears);
            }
        } else {
            gas -= no_change;
            if (!original.is_zero()) {
                if (current.is_zero()) {
                    host_->add_refund(-clears);
                } else if (value.is_zero()) {
                    host_->add_refund(clears);
                }
            }
            if (value == original) {
                host_->add_refund((original.is_zero() ? 20000 : reset) - no_change);
            }
        }
    }
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    if constexpr (traced) {
        tracer_.target->on_storage_write(host_->address(frame.self), sp[-1], value);
    }
    if (value != current) {
        host_->store_slot(slot, value);
    }
    return {gas, Status::success};
}

}  // namespace lanescope::evm
