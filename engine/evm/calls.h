// SPDX-License-Identifier: GPL-3.0-or-later
// Part of Machine: message calls, creations, SELFDESTRUCT. Included by machine.h.
#pragma once

#include "base/keccak.h"
#include "base/rlp.h"
#include "chain/location.h"
#include "evm/machine.h"
#include "evm/memory_instructions.h"
#include "evm/precompiles/precompiles.h"

#include <algorithm>

namespace lanescope::evm {

/// Address of a contract made by CREATE (Yellow Paper, section 7).
[[nodiscard]] Address create_address(const Address& creator, std::uint64_t nonce);
/// Address of a contract made by CREATE2 (EIP-1014).
[[nodiscard]] Address create2_address(const Address& creator, const Uint256& salt,
                                      ByteView init_code);

template <class Host, class TracerPolicy>
const AnalysedCode& Machine<Host, TracerPolicy>::code_of(std::uint32_t account)
{
    const Bytes& code = host_->code(account);
    const void*& memo = host_->code_memo(account);
    if (memo == nullptr) {
        const Hash& hash = host_->code_hash(account);
        const AnalysedCode*& known = known_code_[hash];
        if (known == nullptr) {
            known = &cache_.get(hash, code);
        }
        memo = known;
    }
    return *static_cast<const AnalysedCode*>(memo);
}

template <class Host, class TracerPolicy>
void Machine<Host, TracerPolicy>::transfer(std::uint32_t from, std::uint32_t to,
                                           const Uint256& amount)
{
    if (!amount.is_zero()) {
        host_->subtract_balance(from, amount);
        host_->add_balance(to, amount);
    }
    host_->touch(from);
    host_->touch(to);
}

template <class Host, class TracerPolicy>
MessageEnd Machine<Host, TracerPolicy>::run_code(const Message& message, const AnalysedCode& code)
{
    Frame frame{&code,
                message.recipient,
                message.caller,
                message.code_account,
                message.value,
                message.input,
                message.gas,
                message.gas_floor,
                message.memory,
                0,
                message.stack,
                nullptr,
                0,
                message.depth,
                message.is_static};
    return_data_.clear();
    const Status status = interpret(frame);
    if (frame.output_size != 0 && (status == Status::success || status == Status::revert)) {
        return_data_.assign(frame.output, frame.output + frame.output_size);
    } else {
        return_data_.clear();
    }
    const bool keeps_gas = status == Status::success || status == Status::revert;
    return {status, keeps_gas ? frame.gas : 0};
}

template <class Host, class TracerPolicy>
MessageEnd Machine<Host, TracerPolicy>::run_precompile_at(const Message& message, std::size_t id)
{
    const auto precompile = static_cast<PrecompileId>(id);
    return_data_.clear();
    const std::int64_t price = precompile_gas(precompile, message.input, revision());
    if (price > message.gas) {
        return {Status::out_of_gas, 0};
    }
    const std::int64_t gas_left = message.gas - price;
    if (gas_left < message.gas_floor) {
        return {Status::gas_ceiling, 0};
    }
    if (!run_precompile(precompile, message.input, return_data_, revision(), stop_)) {
        return_data_.clear();
        if (stop_.stop_requested()) {
            return {Status::cancelled, 0};
        }
        return {Status::precompile_failure, 0};
    }
    return {Status::success, gas_left};
}

template <class Host, class TracerPolicy>
MessageEnd Machine<Host, TracerPolicy>::run_call(Message& message)
{
    if constexpr (traced) {
        tracer_.target->on_call({message.kind, message.depth, host_->address(message.caller),
                                 host_->address(message.recipient),
                                 host_->address(message.code_account), message.value, message.input,
                                 message.gas, message.caller_gas_left});
    }
    MessageEnd end;
    const auto checkpoint = host_->checkpoint();
    const auto precompile = precompile_at(host_->address(message.code_account), revision());
    const bool is_plain_call =
        message.kind == MessageKind::call || message.kind == MessageKind::staticcall;
    bool absent_and_untouched = false;
    if (is_plain_call && !precompile) {
        host_->read(message.recipient, AccountFields::existence | AccountFields::code);
    }
    if (is_plain_call && !host_->exists(message.recipient)) {
        if (revision() < Revision::spurious_dragon) {
            host_->make_exist(message.recipient);
        } else {
            absent_and_untouched = message.value.is_zero() && !precompile;
        }
    }
    if (host_->aborted()) {
        end = {Status::state_unavailable, 0};
    } else if (absent_and_untouched) {
        return_data_.clear();
        end = {Status::success, message.gas};
    } else {
        if (message.moves_value) {
            transfer(message.caller, message.recipient, message.value);
        } else if (is_plain_call) {
            host_->touch(message.recipient);
        }
        if (precompile) {
            end = run_precompile_at(message, static_cast<std::size_t>(*precompile));
        } else {
            const Bytes* code = &host_->code(message.code_account);
            std::uint32_t code_account = message.code_account;
            if (revision() >= Revision::prague) {
                if (const auto target = delegation_target(*code)) {
                    // A delegation to a precompile runs no code (EIP-7702).
                    code_account = host_->account(*target);
                    static const Bytes no_code;
                    code =
                        precompile_at(*target, revision()) ? &no_code : &host_->code(code_account);
                }
            }
            if (host_->aborted()) {
                end = {Status::state_unavailable, 0};
            } else if (code->empty()) {
                return_data_.clear();
                end = {Status::success, message.gas};
            } else {
                message.code_account = code_account;
                end = run_code(message, code_of(code_account));
            }
        }
    }
    if (host_->aborted()) {
        end = {Status::state_unavailable, 0};
    }
    if (end.status != Status::success) {
        host_->revert_to(checkpoint);
    }
    if constexpr (traced) {
        tracer_.target->on_call_end(end.status, message.depth, end.gas_left, return_data_);
    }
    return end;
}

template <class Host, class TracerPolicy>
MessageEnd Machine<Host, TracerPolicy>::end_creation(const Message& message, MessageEnd end)
{
    if (end.status != Status::success) {
        return end;
    }
    const Revision rules = revision();
    if (rules >= Revision::london && !return_data_.empty() && return_data_[0] == 0xef) {
        return {Status::code_starts_with_ef, 0};
    }
    if (rules >= Revision::spurious_dragon && return_data_.size() > max_code_size) {
        return {Status::code_too_large, 0};
    }
    const std::int64_t price = gas::code_byte * static_cast<std::int64_t>(return_data_.size());
    if (end.gas_left < price) {
        // Frontier keeps the contract, without code (EIP-2 changed it).
        return rules >= Revision::homestead ? MessageEnd{Status::out_of_gas, 0} : end;
    }
    end.gas_left -= price;
    host_->set_code(message.recipient, return_data_);
    return end;
}

template <class Host, class TracerPolicy>
MessageEnd Machine<Host, TracerPolicy>::run_create(Message& message)
{
    if constexpr (traced) {
        tracer_.target->on_call({message.kind, message.depth, host_->address(message.caller),
                                 host_->address(message.recipient),
                                 host_->address(message.recipient), message.value, message.input,
                                 message.gas, message.caller_gas_left});
    }
    MessageEnd end;
    const auto checkpoint = host_->checkpoint();
    return_data_.clear();
    if (host_->blocks_creation(message.recipient)) {
        end = {Status::address_collision, 0};
    } else {
        host_->mark_created(message.recipient);
        if (revision() >= Revision::spurious_dragon) {
            host_->set_nonce(message.recipient, 1);
        }
        transfer(message.caller, message.recipient, message.value);
        const ByteView init_code = message.input;
        const AnalysedCode code(init_code);
        message.input = {};
        end = run_code(message, code);
        end = end_creation(message, end);
    }
    if (host_->aborted()) {
        end = {Status::state_unavailable, 0};
    }
    if (end.status != Status::success) {
        host_->revert_to(checkpoint);
    }
    if constexpr (traced) {
        tracer_.target->on_call_end(end.status, message.depth, end.gas_left, return_data_);
    }
    // A creation that succeeds returns no data to its creator; one that fails otherwise than by
    // REVERT neither.
    if (end.status != Status::revert) {
        return_data_.clear();
    }
    return end;
}

template <class Host, class TracerPolicy>
template <MessageKind kind>
auto Machine<Host, TracerPolicy>::op_call(Frame& frame, Uint256* sp, std::int64_t gas) -> Step
{
    constexpr bool has_value = kind == MessageKind::call || kind == MessageKind::callcode;
    const Revision rules = revision();
    const Uint256 gas_word = sp[-1];
    const Uint256 value = has_value ? sp[-3] : Uint256{};
    const Uint256* rest = sp - (has_value ? 4 : 3);
    const Uint256 input_offset = rest[0];
    const Uint256 input_size = rest[-1];
    const Uint256 output_offset = rest[-2];
    const Uint256 output_size = rest[-3];
    Uint256& result = sp[has_value ? -7 : -6];

    if (kind == MessageKind::call && frame.is_static && !value.is_zero()) {
        return {0, Status::static_violation};
    }
    const std::int64_t gas_at_start = gas;
    const std::uint32_t target = access(sp[-2], gas);
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    Step grown = use_memory(frame, input_offset, input_size, gas);
    if (grown.status == Status::success) {
        grown = use_memory(frame, output_offset, output_size, grown.gas);
    }
    if (grown.status != Status::success) {
        return grown;
    }
    gas = grown.gas;
    if (!value.is_zero()) {
        gas -= gas::call_value;
    }
    if constexpr (kind == MessageKind::call) {
        if (rules < Revision::spurious_dragon) {
            if (!host_->exists(target)) {
                gas -= gas::new_account;
            }
        } else if (!value.is_zero() && host_->is_empty(target)) {
            gas -= gas::new_account;
        }
    }
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    if (rules >= Revision::prague) {
        if (const auto delegate = delegation_target(host_->code(target))) {
            const std::uint32_t account = host_->account(*delegate);
            gas -= host_->access_account(account) ? gas::warm_access : gas::cold_account;
            if (gas < 0) {
                return {0, Status::out_of_gas};
            }
        }
    }
    if (host_->aborted()) {
        return {0, Status::state_unavailable};
    }
    std::int64_t given;
    if (rules >= Revision::tangerine_whistle) {
        const std::int64_t most = gas - gas / 64;
        given = gas_word.fits64() && gas_word.low64() < static_cast<std::uint64_t>(most)
                    ? static_cast<std::int64_t>(gas_word.low64())
                    : most;
    } else {
        if (!gas_word.fits64() || gas_word.low64() > static_cast<std::uint64_t>(gas)) {
            return {0, Status::out_of_gas};
        }
        given = static_cast<std::int64_t>(gas_word.low64());
    }
    if (gas_at_start < frame.gas_floor || stop_.stop_requested()) {
        return {0, stop_.stop_requested() ? Status::cancelled : Status::gas_ceiling};
    }
    gas -= given;
    const std::int64_t stipend = value.is_zero() ? 0 : gas::call_stipend;

    const bool too_deep = frame.depth >= max_depth;
    if (too_deep || (has_value && !value.is_zero() && !host_->covers(frame.self, value))) {
        if (host_->aborted()) {
            return {0, Status::state_unavailable};
        }
        return_data_.clear();
        result = {};
        return {gas + given + stipend, Status::success};
    }

    Message message;
    message.kind = kind;
    message.is_static = frame.is_static || kind == MessageKind::staticcall;
    message.depth = frame.depth + 1;
    message.gas = given + stipend;
    message.caller_gas_left = gas;
    message.gas_floor = message.gas - (gas + message.gas - frame.gas_floor);
    if constexpr (kind == MessageKind::delegatecall) {
        message.caller = frame.caller;
        message.recipient = frame.self;
        message.value = frame.value;
    } else {
        message.caller = frame.self;
        message.recipient = kind == MessageKind::callcode ? frame.self : target;
        message.value = value;
    }
    message.moves_value = kind == MessageKind::call;
    message.code_account = target;
    if (!input_size.is_zero()) {
        message.input = {frame.memory + input_offset.low64(), input_size.low64()};
    }
    message.memory = frame.memory + frame.memory_size;
    message.stack = sp;
    const MessageEnd end = run_call(message);
    if (unwinds(end.status)) {
        return {0, end.status};
    }
    const std::size_t copied = std::min<std::uint64_t>(
        output_size.is_zero() ? 0 : output_size.low64(), return_data_.size());
    if (copied != 0) {
        std::memcpy(frame.memory + output_offset.low64(), return_data_.data(), copied);
    }
    result = end.status == Status::success ? 1 : 0;
    return {gas + end.gas_left, Status::success};
}

template <class Host, class TracerPolicy>
template <MessageKind kind>
auto Machine<Host, TracerPolicy>::op_create(Frame& frame, Uint256* sp, std::int64_t gas) -> Step
{
    if (frame.is_static) {
        return {0, Status::static_violation};
    }
    const Revision rules = revision();
    const Uint256 value = sp[-1];
    const Uint256 offset = sp[-2];
    const Uint256 size = sp[-3];
    Uint256& result = sp[kind == MessageKind::create2 ? -4 : -3];
    const Step grown = use_memory(frame, offset, size, gas);
    if (grown.status != Status::success) {
        return grown;
    }
    gas = grown.gas;
    const std::int64_t words = words_of(size.low64());
    if (rules >= Revision::shanghai) {
        if (size > Uint256{max_init_code_size}) {
            return {0, Status::init_code_too_large};
        }
        gas -= gas::init_code_word * words;
    }
    if (kind == MessageKind::create2) {
        gas -= gas::keccak_word * words;
    }
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    if (gas < frame.gas_floor || stop_.stop_requested()) {
        return {0, stop_.stop_requested() ? Status::cancelled : Status::gas_ceiling};
    }
    const Uint256 salt = kind == MessageKind::create2 ? sp[-4] : Uint256{};
    return_data_.clear();
    result = {};
    if (frame.depth >= max_depth || (!value.is_zero() && !host_->covers(frame.self, value))) {
        return {gas, host_->aborted() ? Status::state_unavailable : Status::success};
    }
    const std::uint64_t nonce = host_->nonce(frame.self);
    if (host_->aborted()) {
        return {0, Status::state_unavailable};
    }
    if (nonce == ~std::uint64_t{0}) {
        return {gas, Status::success};
    }
    host_->set_nonce(frame.self, nonce + 1);

    Message message;
    message.kind = kind;
    message.depth = frame.depth + 1;
    message.gas = rules >= Revision::tangerine_whistle ? gas - gas / 64 : gas;
    gas -= message.gas;
    message.caller_gas_left = gas;
    message.gas_floor = message.gas - (gas + message.gas - frame.gas_floor);
    if (!size.is_zero()) {
        message.input = {frame.memory + offset.low64(), size.low64()};
    }
    const Address creator = host_->address(frame.self);
    const Address created = kind == MessageKind::create2
                                ? create2_address(creator, salt, message.input)
                                : create_address(creator, nonce);
    message.caller = frame.self;
    message.recipient = host_->account(created);
    message.code_account = message.recipient;
    message.value = value;
    if (rules >= Revision::berlin) {
        host_->access_account(message.recipient);
    }
    message.memory = frame.memory + frame.memory_size;
    message.stack = sp;
    const MessageEnd end = run_create(message);
    if (unwinds(end.status)) {
        return {0, end.status};
    }
    if (end.status == Status::success) {
        result = word_of(created);
    }
    return {gas + end.gas_left, Status::success};
}

/// SELFDESTRUCT: EIP-150, EIP-161, EIP-2929, EIP-3529, EIP-6780.
template <class Host, class TracerPolicy>
auto Machine<Host, TracerPolicy>::op_selfdestruct(Frame& frame, Uint256* sp, std::int64_t gas)
    -> Step
{
    if (frame.is_static) {
        return {0, Status::static_violation};
    }
    const Revision rules = revision();
    const std::uint32_t heir = host_->account(address_of(sp[-1]));
    if (rules >= Revision::berlin && !host_->access_account(heir)) {
        gas -= gas::cold_account;
        if (gas < 0) {
            return {0, Status::out_of_gas};
        }
    }
    const Uint256 balance = host_->balance(frame.self);
    if (rules >= Revision::spurious_dragon) {
        if (!balance.is_zero() && host_->is_empty(heir)) {
            gas -= gas::new_account;
        }
    } else if (rules >= Revision::tangerine_whistle && !host_->exists(heir)) {
        gas -= gas::new_account;
    }
    if (host_->aborted()) {
        return {0, Status::state_unavailable};
    }
    if (gas < 0) {
        return {0, Status::out_of_gas};
    }
    const bool deletes = rules < Revision::cancun || host_->entry(frame.self).created;
    if (heir != frame.self) {
        if (rules < Revision::spurious_dragon) {
            host_->make_exist(heir);
        }
        transfer(frame.self, heir, balance);
    } else if (deletes) {
        host_->set_balance(frame.self, {});
    }
    if (deletes && !host_->mark_destructed(frame.self) && rules < Revision::london) {
        host_->add_refund(24000);
    }
    return {gas, host_->aborted() ? Status::state_unavailable : Status::success};
}

}  // namespace lanescope::evm
