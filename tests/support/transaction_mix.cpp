// SPDX-License-Identifier: GPL-3.0-or-later
#include "support/transaction_mix.h"

#include "base/rlp.h"
#include "evm/calls.h"
#include "execution/transaction_rules.h"
#include "support/contracts.h"
#include "support/precompile_inputs.h"

#include <algorithm>
#include <utility>

namespace lanescope::test {

namespace {

constexpr std::uint64_t chain_id = 31337;  // Anvil's
constexpr std::uint64_t gwei = 1'000'000'000;
/// A collision takes all gas but a 64th (EIP-684, EIP-150): enough to store what happened.
constexpr std::uint64_t collision_gas = 5'000'000;
constexpr std::size_t blob_size = 131072;
constexpr std::size_t cells_of_blob = 128;  // EIP-7594

/// The empty code of EIP-7702's clearing authorization is the zero address.
constexpr Address nobody{};

Bytes word_of(const Address& address)
{
    Bytes word(32);
    std::copy(address.bytes.begin(), address.bytes.end(), word.begin() + 12);
    return word;
}

Bytes words_of(std::initializer_list<Uint256> numbers)
{
    Bytes words(32 * numbers.size());
    std::uint8_t* place = words.data();
    for (const Uint256& number : numbers) {
        store_big_endian(place, number);
        place += 32;
    }
    return words;
}

Bytes point_at_infinity()
{
    Bytes point(48);
    point[0] = 0xc0;
    return point;
}

Hash hash_of_zero_blob()
{
    Bytes output;
    (void)run_precompile(PrecompileId::sha256, point_at_infinity(), output, Revision::cancun);
    output[0] = 1;
    return Hash::from(output);
}

/// EIP-4844's network form, from Osaka on EIP-7594's. Every blob is the zero polynomial, whose
/// commitment and proofs are the point at infinity.
Bytes with_sidecar(const Transaction& transaction, Revision revision)
{
    const bool cell_proofs = revision >= Revision::osaka;
    const std::size_t blobs = transaction.blob_hashes.size();
    const auto list_of = [](const Bytes& item, std::size_t count) {
        rlp::Encoder items;
        for (std::size_t i = 0; i < count; ++i) {
            items.bytes(item);
        }
        return items;
    };
    const Bytes plain = encode(transaction);
    rlp::Encoder fields;
    fields.raw(ByteView(plain).subspan(1));
    if (cell_proofs) {
        fields.number(std::uint64_t{1});
    }
    fields.list(list_of(Bytes(blob_size), blobs));
    fields.list(list_of(point_at_infinity(), blobs));
    fields.list(list_of(point_at_infinity(), cell_proofs ? blobs * cells_of_blob : blobs));
    rlp::Encoder envelope;
    envelope.raw(ByteView(plain).first(1));
    envelope.list(fields);
    return std::move(envelope).take();
}

}  // namespace

TransactionMix::TransactionMix(Revision revision, std::uint64_t seed)
    : revision_(revision), dice_(seed), contract_key_(seed << 8 | 0xff)
{
    for (std::uint64_t i = 0; i < 12; ++i) {
        const Signer signer(seed << 8 | i);
        senders_.push_back({signer, signer.address()});
    }
    for (std::uint64_t i = 100; i < 112; ++i) {
        const Signer signer(seed << 8 | i);
        authorities_.push_back({signer, signer.address()});
    }
}

Address TransactionMix::place(const Bytes& code)
{
    const auto address = dice_.fixed<Address>();
    plan_.code[address] = code;
    all_contracts_.push_back(address);
    return address;
}

void TransactionMix::set_up()
{
    const auto add = [this](const std::string& purpose, const Code& code) {
        contracts_[purpose].push_back(place(code.bytes()));
    };
    for (const auto* kind : {"CALL", "CALLCODE", "DELEGATECALL", "STATICCALL"}) {
        add("call", calling_contract(kind));
        add("relay", relaying_contract(kind, "RETURN"));
        add("relay", relaying_contract(kind, "REVERT"));
    }
    add("inspect", inspecting_contract());
    add("environment", environment_contract());
    add("pay", paying_contract());
    add("destroy", destroying_contract());
    add("log", logging_contract());
    add("transient", transient_contract());
    add("store", storing_contract());
    add("create", creating_contract("CREATE"));
    add("create2", creating_contract("CREATE2"));
    add("fail", op("INVALID"));
    add("fail",
        ops({"CALLDATASIZE", "PUSH0", "PUSH0", "CALLDATACOPY", "CALLDATASIZE", "PUSH0", "REVERT"}));
    add("fail", repeat(push(1)));                          // out of gas
    add("fail", op("POP"));                                // stack underflow
    add("fail", push(7) + op("JUMP"));                     // no such place
    add("fail", repeat(ops({"CALLER", "PUSH0", "NOT"})));  // stack overflow
    add("fail", push(Uint256{1} << 40) + op("MLOAD"));     // memory
    add("fail", ops({"PUSH0", "PUSH0"}) + push(1) + op("RETURNDATACOPY"));
    add("fail", push(1) + op("PUSH0") + op("PUSH0") + op("RETURNDATACOPY"));  // past the data's end
    plan_.code[contract_key_.address()] = op("STOP").bytes();
}

BlockPlan TransactionMix::next_block(const std::function<std::uint64_t(const Address&)>& nonce_of)
{
    plan_ = {};
    if (contracts_.empty()) {
        set_up();
    }
    for (auto* accounts : {&senders_, &authorities_}) {
        for (Account& account : *accounts) {
            account.nonce = nonce_of(account.address);
            account.may_send = true;
            plan_.funded.push_back(account.address);
        }
    }
    contracts_["random"].clear();
    for (int i = 0; i < 16; ++i) {
        std::vector<Address> named = all_contracts_;
        named.push_back(address_of(static_cast<PrecompileId>(dice_.between(1, 17))));
        contracts_["random"].push_back(place(random_program(dice_, named).bytes()));
    }
    switch (dice_.below(4)) {
    case 0:
        plan_.beneficiary = dice_.fixed<Address>();
        break;
    case 1:
        plan_.beneficiary = dice_.pick(senders_).address;
        break;
    case 2:
        plan_.beneficiary = authority().address;
        break;
    default:
        plan_.beneficiary = dice_.pick(all_contracts_);
    }
    // A contract where a transaction is about to create one.
    plan_.code[evm::create_address(senders_[0].address, senders_[0].nonce)] = op("STOP").bytes();
    Transaction colliding;
    colliding.gas_limit = 200'000;
    colliding.data = deployment(op("ADDRESS"));
    send("creation at a contract's address", senders_[0], colliding);

    // First of all those for which an account must not have been named in the block.
    std::vector<Maker> makers;
    const auto add = [&makers](std::size_t count, Maker maker) {
        makers.insert(makers.end(), count, maker);
    };
    add(3, &TransactionMix::delegate_oneself);
    add(4, &TransactionMix::send_from_delegated);
    add(2, &TransactionMix::transfer);
    dice_.shuffle(makers);
    for (const Maker maker : std::exchange(makers, {})) {
        (this->*maker)();
    }
    add(6, &TransactionMix::transfer);
    add(8, &TransactionMix::create);
    add(8, &TransactionMix::inspect);
    add(3, &TransactionMix::read_environment);
    add(5, &TransactionMix::pay_beneficiary);
    add(2 * precompile_count, &TransactionMix::call_precompile);
    add(4, &TransactionMix::send_to_precompile);
    add(12, &TransactionMix::call_nested);
    add(10, &TransactionMix::create_in_contract);
    add(5, &TransactionMix::create_again);
    add(6, &TransactionMix::destroy);
    add(4, &TransactionMix::log);
    add(4, &TransactionMix::use_transient);
    add(6, &TransactionMix::churn_storage);
    add(6, &TransactionMix::fail);
    add(16, &TransactionMix::run_random);
    add(12, &TransactionMix::delegate);
    add(10, &TransactionMix::call_delegated);
    add(5, &TransactionMix::pay_floor);
    add(2, &TransactionMix::carry_blobs);
    dice_.shuffle(makers);
    for (const Maker maker : makers) {
        (this->*maker)();
    }
    return std::move(plan_);
}

TransactionMix::Account& TransactionMix::sender()
{
    return senders_[dice_.below(senders_.size())];
}

TransactionMix::Account& TransactionMix::authority()
{
    Account& account = authorities_[dice_.below(authorities_.size())];
    account.may_send = false;
    return account;
}

Address TransactionMix::anybody()
{
    switch (dice_.below(8)) {
    case 0:
        return dice_.fixed<Address>();
    case 1:
        return sender().address;
    case 2:
        return authority().address;
    case 3:
        return address_of(static_cast<PrecompileId>(dice_.between(1, precompile_count)));
    case 4:
        return plan_.beneficiary;
    case 5:
        return nobody;
    default:
        return dice_.pick(all_contracts_);
    }
}

Bytes TransactionMix::any_init_code()
{
    static const Code first_byte_ef =
        push(0xef) + ops({"PUSH0", "MSTORE8"}) + push(1) + ops({"PUSH0", "RETURN"});  // EIP-3541
    switch (dice_.below(12)) {
    case 0:
        return {};
    case 1:
        return first_byte_ef.bytes();
    case 2:  // EIP-170: one byte too long, or just not
        return (push(24576 + dice_.below(2)) + ops({"PUSH0", "RETURN"})).bytes();
    case 3:
        return (ops({"CALLER", "PUSH0", "MSTORE"}) + push(20) + ops({"PUSH0", "REVERT"})).bytes();
    case 4:
        return op("INVALID").bytes();
    case 5:
        return ops({"CALLER", "SELFDESTRUCT"}).bytes();
    case 6:
        return (push(1) + ops({"PUSH0", "SSTORE", "ADDRESS", "SELFDESTRUCT"})).bytes();
    case 7:
        return random_program(dice_, all_contracts_).bytes();
    case 8:
        return deployment(ops({"CALLER", "SELFDESTRUCT"}), push(5) + push(5) + op("SSTORE"));
    case 9:
        return deployment(ops({"ADDRESS", "SELFDESTRUCT"}), push(6) + push(6) + op("SSTORE"));
    case 10:
        return deployment(ops({"COINBASE", "SELFDESTRUCT"}));
    default:
        return deployment(transient_contract(), push(dice_.number()) + push(1) + op("SSTORE"));
    }
}

Bytes TransactionMix::input_for(const Address& contract)
{
    const auto is_one_of = [&](const char* purpose) {
        const auto& all = contracts_[purpose];
        return std::find(all.begin(), all.end(), contract) != all.end();
    };
    if (is_one_of("inspect") || is_one_of("destroy")) {
        return word_of(anybody());
    }
    if (is_one_of("store")) {
        return words_of({dice_.below(5), dice_.below(3), dice_.below(5), dice_.below(3)});
    }
    if (is_one_of("call") || is_one_of("relay")) {
        return nested_call(1);
    }
    if (is_one_of("create") || is_one_of("create2")) {
        return call_data(CreationOrder{dice_.below(4), dice_.below(2), dice_.chance(50),
                                       dice_.chance(50), any_init_code()});
    }
    return dice_.bytes(dice_.below(200));
}

Bytes TransactionMix::nested_call(unsigned depth)
{
    CallOrder order;
    order.value = Uint256{dice_.chance(30) ? dice_.below(3) : 0};
    order.gas = dice_.chance(70) ? Uint256::max() : Uint256{dice_.below(60'000)};
    order.slot = Uint256{16 * dice_.below(8)};
    if (depth > 0 && dice_.chance(75)) {
        order.target = dice_.pick(contracts_[dice_.chance(70) ? "relay" : "call"]);
        order.input = nested_call(depth - 1);
    } else {
        order.target = anybody();
        order.input = depth > 4 ? dice_.bytes(40) : input_for(order.target);
    }
    return call_data(order);
}

void TransactionMix::send(const std::string& kind, Account& from, Transaction transaction)
{
    transaction.nonce = from.nonce++;
    transaction.chain_id = chain_id;
    transaction.max_fee_per_gas = Uint256{dice_.between(20, 60) * gwei};
    transaction.max_priority_fee_per_gas = Uint256{dice_.below(20) * gwei + dice_.below(3)};
    if (transaction.type == TransactionType::legacy) {
        transaction.type = static_cast<TransactionType>(dice_.below(3));
    }
    if (transaction.type <= TransactionType::access_list) {
        transaction.max_priority_fee_per_gas = transaction.max_fee_per_gas;
    }
    if (transaction.type == TransactionType::legacy && dice_.chance(20)) {
        transaction.chain_id.reset();  // as before EIP-155
    }
    if (transaction.type != TransactionType::legacy && dice_.chance(50)) {
        for (auto entries = dice_.between(1, 3); entries > 0; --entries) {
            AccessListEntry entry{dice_.chance(40) && transaction.to ? *transaction.to : anybody(),
                                  {}};
            for (auto keys = dice_.below(4); keys > 0; --keys) {
                Hash key;
                key.bytes[31] = static_cast<std::uint8_t>(dice_.below(20));
                entry.storage_keys.push_back(key);
            }
            transaction.access_list.push_back(std::move(entry));
        }
    }
    // The least gas that is allowed, just more, or plenty.
    const std::int64_t least =
        std::max(intrinsic_gas(transaction, revision_), floor_gas(transaction, revision_));
    const bool plenty = std::exchange(plenty_of_gas_, false);
    const std::uint64_t more = plenty             ? transaction.gas_limit
                               : dice_.chance(5)  ? 0
                               : dice_.chance(10) ? dice_.below(40'000)
                                                  : transaction.gas_limit;
    transaction.gas_limit = static_cast<std::uint64_t>(least) + more;
    from.signer.sign(transaction);
    Bytes raw = transaction.type == TransactionType::blob ? with_sidecar(transaction, revision_)
                                                          : encode(transaction);
    plan_.transactions.push_back({kind, std::move(transaction), std::move(raw)});
}

void TransactionMix::call(const std::string& kind, const Address& to, Bytes data,
                          std::uint64_t value, std::uint64_t gas)
{
    Transaction transaction;
    transaction.to = to;
    transaction.value = Uint256{value};
    transaction.data = std::move(data);
    transaction.gas_limit = gas;
    send(kind, sender(), std::move(transaction));
}

void TransactionMix::transfer()
{
    call("transfer", anybody(), {}, dice_.below(3) * 1000);
}

void TransactionMix::create()
{
    Transaction transaction;
    transaction.gas_limit = dice_.chance(20) ? 6'000'000 : 800'000;
    transaction.value = Uint256{dice_.below(3)};
    transaction.data = any_init_code();
    send("creation", sender(), std::move(transaction));
}

void TransactionMix::inspect()
{
    call("inspection", contracts_["inspect"][0],
         word_of(dice_.chance(30) ? plan_.beneficiary : anybody()));
}

void TransactionMix::read_environment()
{
    call("environment", contracts_["environment"][0], dice_.bytes(dice_.below(9)), dice_.below(9));
}

void TransactionMix::pay_beneficiary()
{
    call("payment to the beneficiary", contracts_["pay"][0], {}, dice_.below(4));
}

void TransactionMix::call_precompile()
{
    // In turn, so that each has its good and its spoilt input in every block.
    const std::uint64_t turn = precompile_calls_++;
    const auto id = static_cast<PrecompileId>(1 + turn % precompile_count);
    const bool good = turn / precompile_count % 2 == 0;
    CallOrder order;
    order.target = address_of(id);
    order.value = Uint256{!good && dice_.chance(20) ? dice_.below(3) : 0};
    order.gas = good || dice_.chance(70) ? Uint256::max() : Uint256{dice_.below(100'000)};
    // Where no other transaction of the block writes what is looked for when it has been mined.
    order.slot = (Uint256{1} << 200) + Uint256{4 * turn};
    order.input = good ? good_input(dice_, id) : spoilt_input(dice_, id);
    plenty_of_gas_ = good;
    call("precompile " + std::string(name_of(id)) + (good ? ", good input" : ", spoilt input"),
         dice_.pick(contracts_["call"]), call_data(order), dice_.below(3));
}

void TransactionMix::send_to_precompile()
{
    const auto id = static_cast<PrecompileId>(dice_.between(1, precompile_count));
    call("transaction to a precompile", address_of(id),
         dice_.chance(60) ? good_input(dice_, id) : spoilt_input(dice_, id), dice_.below(3));
}

void TransactionMix::call_nested()
{
    call("nested calls", dice_.pick(contracts_["call"]),
         nested_call(static_cast<unsigned>(dice_.between(1, 4))), dice_.below(3));
}

void TransactionMix::create_in_contract()
{
    const CreationOrder order{dice_.below(3), dice_.below(2), dice_.chance(60), dice_.chance(50),
                              any_init_code()};
    call("creation in a contract", contracts_[dice_.chance(70) ? "create2" : "create"][0],
         call_data(order), dice_.below(2), collision_gas);
}

void TransactionMix::create_again()
{
    // One salt and one init code, whose child destroys itself when called: it is there for the rest
    // of the transaction, and the next transaction finds its place free.
    const CreationOrder order{
        Uint256{7777}, dice_.below(2), dice_.chance(70), dice_.chance(50),
        deployment(ops({"CALLER", "SELFDESTRUCT"}), push(5) + ops({"DUP1", "SSTORE"}))};
    call("creation and destruction at one address", contracts_["create2"][0], call_data(order), 1,
         collision_gas);
}

void TransactionMix::destroy()
{
    const Address destroyer = contracts_["destroy"][0];
    call("destruction", destroyer, word_of(dice_.chance(25) ? destroyer : anybody()),
         dice_.below(3));
}

void TransactionMix::log()
{
    call("logs", contracts_["log"][0], dice_.bytes(dice_.below(300)));
}

void TransactionMix::use_transient()
{
    call("transient storage", contracts_["transient"][0], dice_.bytes(dice_.below(2)));
}

void TransactionMix::churn_storage()
{
    Bytes data;
    for (auto pairs = dice_.between(1, 12); pairs > 0; --pairs) {
        const Bytes pair = words_of({dice_.below(5), dice_.below(3)});
        data.insert(data.end(), pair.begin(), pair.end());
    }
    call("storage", contracts_["store"][0], data);
}

void TransactionMix::fail()
{
    call("failure", dice_.pick(contracts_["fail"]), dice_.bytes(dice_.below(40)), dice_.below(2));
}

void TransactionMix::run_random()
{
    call("random program", dice_.pick(contracts_["random"]), dice_.bytes(dice_.below(100)),
         dice_.below(2));
}

Authorization TransactionMix::authorization(Account& account, const Address& target,
                                            const Uint256& chain)
{
    account.may_send = false;
    Authorization result;
    result.chain_id = chain;
    result.address = target;
    result.nonce = account.nonce++;
    account.signer.sign(result);
    return result;
}

/// No authority is absent from the state: Anvil 1.7.1 takes an absent account for one that exists, and
/// refunds what EIP-7702 refunds only for an authority that is not empty (step 7).
Authorization TransactionMix::any_authorization()
{
    Account& account = authority();
    const Uint256 chain{dice_.chance(30) ? 0 : chain_id};
    switch (dice_.below(12)) {
    case 0:
        return authorization(account, nobody, chain);  // clears
    case 1:
        return authorization(
            account, address_of(static_cast<PrecompileId>(dice_.between(1, precompile_count))),
            chain);
    case 2:  // chained: the second designator is not followed
        return authorization(account, authority().address, chain);
    case 3:
        return authorization(account, account.address, chain);
    case 4: {
        Authorization wrong = authorization(account, anybody(), Uint256{1});  // another chain
        --account.nonce;
        return wrong;
    }
    case 5: {
        account.nonce += 3;
        Authorization wrong = authorization(account, anybody(), chain);
        account.nonce -= 4;
        return wrong;
    }
    case 6: {
        Authorization wrong = authorization(account, anybody(), chain);
        --account.nonce;
        switch (dice_.below(4)) {
        case 0:
            wrong.y_parity += 2;
            break;
        case 1:
            wrong.s = Uint256::max() - wrong.s;
            break;
        case 2:
            wrong.r = {};
            break;
        default:
            wrong.r = Uint256{5};  // no x of the curve
        }
        return wrong;
    }
    case 7: {
        Authorization wrong;
        wrong.chain_id = chain;
        wrong.address = anybody();
        contract_key_.sign(wrong);
        return wrong;
    }
    default:
        return authorization(account, dice_.pick(all_contracts_), chain);
    }
}

void TransactionMix::delegate()
{
    Transaction transaction;
    transaction.type = TransactionType::set_code;
    transaction.gas_limit = 700'000;
    for (auto entries = dice_.between(1, 4); entries > 0; --entries) {
        transaction.authorizations.push_back(any_authorization());
    }
    transaction.to = dice_.chance(60) ? authority().address : anybody();
    transaction.value = Uint256{dice_.below(3)};
    transaction.data = input_for(dice_.pick(all_contracts_));
    send("delegation", sender(), std::move(transaction));
}

void TransactionMix::delegate_oneself()
{
    Account& account = authorities_[dice_.below(authorities_.size())];
    if (!account.may_send) {
        return delegate();
    }
    Transaction transaction;
    transaction.type = TransactionType::set_code;
    transaction.gas_limit = 700'000;
    // The sender's nonce counts up before its authorizations are looked at.
    const std::uint64_t nonce = account.nonce;
    account.nonce += dice_.chance(80) ? 1 : 0;
    transaction.authorizations.push_back(
        authorization(account, dice_.chance(20) ? nobody : dice_.pick(all_contracts_), chain_id));
    if (dice_.chance(40)) {
        transaction.authorizations.push_back(
            authorization(account, dice_.pick(all_contracts_), chain_id));
    }
    const std::uint64_t after = account.nonce;
    transaction.to = dice_.chance(60) ? account.address : anybody();
    transaction.data = input_for(dice_.pick(all_contracts_));
    account.nonce = nonce;
    send("delegation of oneself", account, std::move(transaction));
    account.nonce = after;
}

void TransactionMix::call_delegated()
{
    call("call of a delegated account", authority().address, input_for(dice_.pick(all_contracts_)),
         dice_.below(3));
}

void TransactionMix::send_from_delegated()
{
    Account& account = authorities_[dice_.below(authorities_.size())];
    if (!account.may_send) {
        return call_delegated();
    }
    account.may_send = false;  // a contract that calls its caller runs this account's code
    Transaction transaction;
    transaction.to = anybody();
    transaction.data = input_for(*transaction.to);
    transaction.gas_limit = 600'000;
    send("transaction of a delegated account", account, std::move(transaction));
}

void TransactionMix::pay_floor()
{
    Bytes data = dice_.bytes(dice_.between(500, 20'000));
    if (dice_.chance(30)) {
        std::fill(data.begin(), data.begin() + static_cast<std::ptrdiff_t>(data.size() / 2),
                  std::uint8_t{0});
    }
    call("big call data", dice_.chance(50) ? anybody() : dice_.pick(contracts_["log"]),
         std::move(data));
}

void TransactionMix::carry_blobs()
{
    Transaction transaction;
    transaction.type = TransactionType::blob;
    transaction.gas_limit = 900'000;
    transaction.max_fee_per_blob_gas = Uint256{gwei};
    transaction.blob_hashes.assign(dice_.between(1, 2), hash_of_zero_blob());
    transaction.to = contracts_["environment"][0];
    send("blobs", sender(), std::move(transaction));
}

}  // namespace lanescope::test
