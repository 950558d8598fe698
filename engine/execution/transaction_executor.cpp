// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/transaction_executor.h"

#include "evm/calls.h"
#include "evm/precompiles/precompiles.h"
#include "execution/system_contracts.h"

#include <algorithm>
#include <limits>

namespace lanescope {

namespace {

constexpr std::int64_t authorization_refund = 25000 - 12500;  ///< EIP-7702

/// What the sender must own at most: gas at the price cap, blobs at theirs, and the value. Nothing if
/// it passes 2^256, which nobody owns.
std::optional<Uint256> most_to_pay(const Transaction& transaction)
{
    Uint256 cost, blobs;
    if (multiply_overflows(transaction.max_fee_per_gas, transaction.gas_limit, cost) ||
        multiply_overflows(transaction.max_fee_per_blob_gas, blob_gas(transaction), blobs) ||
        add_overflows(cost, blobs, cost) || add_overflows(cost, transaction.value, cost)) {
        return std::nullopt;
    }
    return cost;
}

Bytes delegation_designator(const Address& target)
{
    Bytes code(3 + Address::size);
    code[0] = 0xef;
    code[1] = 0x01;
    std::memcpy(code.data() + 3, target.bytes.data(), Address::size);
    return code;
}

}  // namespace

BlockContext::BlockContext(const Header& header, const Fork& block_fork) : fork(block_fork)
{
    environment.revision = fork.revision;
    environment.chain_id = fork.chain_id;
    environment.beneficiary = header.beneficiary;
    environment.number = header.number;
    environment.timestamp = header.timestamp;
    environment.gas_limit = header.gas_limit;
    environment.prev_randao = fork.revision >= Revision::paris
                                  ? load_big_endian(header.mix_hash.bytes.data())
                                  : header.difficulty;
    environment.base_fee = header.base_fee_per_gas.value_or(Uint256{});
    if (fork.revision >= Revision::cancun) {
        environment.blob_base_fee = blob_base_fee(header.excess_blob_gas.value_or(0), fork.blobs);
    }
}

TransactionExecutor::TransactionExecutor(evm::CodeCache& cache, const evm::Limits& limits)
    : cache_(cache), limits_(limits), machine_(cache, limits)
{
}

TransactionExecutor::~TransactionExecutor() = default;

InvalidTransaction TransactionExecutor::check_against_state(const Transaction& transaction,
                                                            AccountIndex sender,
                                                            const BlockContext& block)
{
    const std::uint64_t nonce = journal_.nonce(sender);
    if (transaction.nonce != nonce) {
        return transaction.nonce < nonce ? InvalidTransaction::nonce_too_low
                                         : InvalidTransaction::nonce_too_high;
    }
    journal_.read(sender, AccountFields::existence | AccountFields::balance | AccountFields::code);
    if (journal_.code_hash(sender) != empty_code_hash &&
        (block.fork.revision < Revision::prague ||
         !evm::delegation_target(journal_.code(sender)))) {
        return InvalidTransaction::sender_has_code;
    }
    const auto cost = most_to_pay(transaction);
    if (!cost || journal_.balance(sender) < *cost) {
        return InvalidTransaction::insufficient_funds;
    }
    return InvalidTransaction::none;
}

/// EIP-2929, EIP-2930, EIP-3651.
void TransactionExecutor::warm_up(const Transaction& transaction, const BlockContext& block,
                                  AccountIndex sender)
{
    journal_.access_account(sender);
    if (block.fork.revision >= Revision::shanghai) {
        journal_.access_account(journal_.account(block.environment.beneficiary));
    }
    for (const AccessListEntry& entry : transaction.access_list) {
        const AccountIndex account = journal_.account(entry.address);
        journal_.access_account(account);
        for (const Hash& key : entry.storage_keys) {
            journal_.access_slot(journal_.slot(account, load_big_endian(key.bytes.data())));
        }
    }
}

/// EIP-7702. An authorization that does not hold is skipped, the rest go on.
void TransactionExecutor::apply_authorizations(const Transaction& transaction,
                                               const BlockContext& block)
{
    for (const Authorization& authorization : transaction.authorizations) {
        if (!(authorization.chain_id.is_zero() ||
              authorization.chain_id == Uint256{block.fork.chain_id}) ||
            authorization.nonce == std::numeric_limits<std::uint64_t>::max() ||
            !authorization.authority) {
            continue;
        }
        const AccountIndex authority = journal_.account(*authorization.authority);
        journal_.access_account(authority);
        const Bytes& code = journal_.code(authority);
        if ((!code.empty() && !evm::delegation_target(code)) ||
            journal_.nonce(authority) != authorization.nonce) {
            continue;
        }
        if (journal_.exists(authority)) {
            journal_.add_refund(authorization_refund);
        }
        journal_.set_code(authority, authorization.address.is_zero()
                                         ? Bytes{}
                                         : delegation_designator(authorization.address));
        journal_.set_nonce(authority, authorization.nonce + 1);
    }
}

/// What Machine::call() does for a recipient without code, and without a machine. False when code or
/// a precompile would run: then nothing is done yet.
bool TransactionExecutor::moves_value_only(const evm::Message& message, Revision revision)
{
    const AccountIndex recipient = message.recipient;
    if (is_precompile(journal_.address(recipient), revision)) {
        return false;
    }
    journal_.read(recipient, AccountFields::existence | AccountFields::code);
    if (!journal_.exists(recipient)) {
        if (revision < Revision::spurious_dragon) {
            journal_.make_exist(recipient);
        } else if (message.value.is_zero()) {
            return true;
        }
    }
    if (!journal_.code(recipient).empty()) {
        return false;
    }
    if (!message.value.is_zero()) {
        journal_.subtract_balance(message.caller, message.value);
        journal_.add_balance(recipient, message.value);
    }
    journal_.touch(message.caller);
    journal_.touch(recipient);
    return true;
}

evm::MessageEnd TransactionExecutor::run(const evm::Message& message,
                                         const evm::Environment& environment, StopToken stop,
                                         evm::Tracer* tracer)
{
    const auto with = [&](auto& machine, auto policy) {
        machine.begin(journal_, environment, stop, policy);
        const evm::MessageEnd end = message.kind == evm::MessageKind::create
                                        ? machine.create(message)
                                        : machine.call(message);
        output_ = machine.output();
        return end;
    };
    if (tracer == nullptr) {
        return with(machine_, evm::NoTracer{});
    }
    if (!traced_machine_) {
        traced_machine_ = std::make_unique<TracedMachine>(cache_, limits_);
    }
    return with(*traced_machine_, evm::AnyTracer{tracer});
}

TransactionResult TransactionExecutor::execute(const Transaction& transaction,
                                               const BlockContext& block, StateView& view,
                                               StopToken stop, evm::Tracer* tracer)
{
    TransactionResult result;
    const Revision revision = block.fork.revision;
    const auto invalid = [&](InvalidTransaction reason) {
        result.kind = TransactionResult::Kind::invalid;
        result.reason = reason;
        return std::move(result);
    };
    const auto unwound = [&](evm::Status status) {
        result.kind = TransactionResult::Kind::unwound;
        result.status = status;
        result.gas_used = *journal_.gas_used();
        return std::move(result);
    };

    journal_.begin(view, revision, &is_precompile);
    output_ = {};
    const InvalidTransaction outside = check_without_state(
        transaction, block.fork, block.environment.base_fee, block.environment.blob_base_fee);
    if (outside != InvalidTransaction::none) {
        return invalid(outside);
    }
    const AccountIndex sender = journal_.account(*transaction.sender);
    const InvalidTransaction inside = check_against_state(transaction, sender, block);
    if (journal_.aborted()) {
        return unwound(evm::Status::state_unavailable);
    }
    if (inside != InvalidTransaction::none) {
        return invalid(inside);
    }

    evm::Environment environment = block.environment;
    environment.origin = *transaction.sender;
    environment.gas_price = effective_gas_price(transaction, environment.base_fee, revision);
    environment.blob_hashes = transaction.blob_hashes;

    const auto gas_limit = static_cast<std::int64_t>(transaction.gas_limit);
    journal_.subtract_balance(sender,
                              environment.gas_price * Uint256{transaction.gas_limit} +
                                  environment.blob_base_fee * Uint256{blob_gas(transaction)});
    journal_.touch(sender);
    journal_.set_nonce(sender, transaction.nonce + 1);
    if (revision >= Revision::berlin) {
        warm_up(transaction, block, sender);
    }
    apply_authorizations(transaction, block);

    evm::Message message;
    const std::int64_t intrinsic = intrinsic_gas(transaction, revision);
    journal_.note_gas_before(intrinsic);
    message.gas = gas_limit - intrinsic;
    message.caller = sender;
    message.value = transaction.value;
    message.moves_value = true;
    message.input = transaction.data;
    if (transaction.to) {
        message.kind = evm::MessageKind::call;
        message.recipient = journal_.account(*transaction.to);
    } else {
        message.kind = evm::MessageKind::create;
        result.created = evm::create_address(*transaction.sender, transaction.nonce);
        message.recipient = journal_.account(*result.created);
    }
    message.code_account = message.recipient;
    if (revision >= Revision::berlin) {
        journal_.access_account(message.recipient);
        if (revision >= Revision::prague && transaction.to) {
            if (const auto target = evm::delegation_target(journal_.code(message.recipient))) {
                journal_.access_account(journal_.account(*target));
            }
        }
    }
    journal_.forget_undo();

    const bool is_plain =
        tracer == nullptr && transaction.to && moves_value_only(message, revision);
    const evm::MessageEnd end = is_plain ? evm::MessageEnd{evm::Status::success, message.gas}
                                         : run(message, environment, stop, tracer);
    if (evm::unwinds(end.status) || journal_.aborted()) {
        return unwound(evm::unwinds(end.status) ? end.status : evm::Status::state_unavailable);
    }
    if (foresees_slots_ && !is_plain && tracer == nullptr) {
        foresight_.learn(transaction, journal_);
    }
    result.status = end.status;
    if (end.status != evm::Status::success) {
        result.created.reset();
    }

    const std::int64_t used = gas_limit - end.gas_left;
    const std::int64_t most_refund = used / (revision >= Revision::london ? 5 : 2);
    result.gas_refunded = std::min(journal_.refund(), most_refund);
    result.gas_used = std::max(used - result.gas_refunded, floor_gas(transaction, revision));
    const Uint256 gas_left{static_cast<std::uint64_t>(gas_limit - result.gas_used)};
    if (!gas_left.is_zero()) {
        journal_.add_balance(sender, environment.gas_price * gas_left);
    }
    const Uint256 kept_price = revision >= Revision::london
                                   ? environment.gas_price - environment.base_fee
                                   : environment.gas_price;
    result.beneficiary_fee = kept_price * Uint256{static_cast<std::uint64_t>(result.gas_used)};
    if (pay_beneficiary_) {
        const AccountIndex paid = journal_.account(environment.beneficiary);
        if (!journal_.entry(paid).destructed) {
            journal_.touch(paid);
            journal_.set_balance(paid, journal_.balance(paid) + result.beneficiary_fee);
        }
    }
    journal_.finalise();
    if (journal_.aborted()) {
        return unwound(evm::Status::state_unavailable);
    }
    const AccountIndex beneficiary = journal_.find_account(environment.beneficiary);
    result.beneficiary_destructed =
        beneficiary != Journal::no_account && journal_.entry(beneficiary).destructed;
    result.logs = journal_.take_logs();
    return result;
}

TransactionExecutor::SystemCallResult TransactionExecutor::system_call(const Address& contract,
                                                                       ByteView input,
                                                                       const BlockContext& block,
                                                                       StateView& view,
                                                                       StopToken stop)
{
    SystemCallResult result;
    journal_.begin(view, block.fork.revision, &is_precompile);
    evm::Message message;
    message.gas = system_call_gas;
    message.caller = journal_.account(system_address);
    message.recipient = journal_.account(contract);
    message.code_account = message.recipient;
    message.input = input;
    result.has_code = !journal_.code(message.recipient).empty();
    if (!journal_.aborted() && result.has_code) {
        evm::Environment environment = block.environment;
        environment.origin = system_address;
        environment.gas_price = {};
        result.status = run(message, environment, stop, nullptr).status;
        result.output.assign(output_.begin(), output_.end());
    }
    journal_.finalise();
    if (journal_.aborted()) {
        result.status = evm::Status::state_unavailable;
    }
    return result;
}

}  // namespace lanescope
