// SPDX-License-Identifier: GPL-3.0-or-later
#include "node/node_state.h"

#include "base/hex.h"
#include "base/keccak.h"
#include "formats/reading.h"

#include <algorithm>
#include <optional>

namespace lanescope::node {

namespace {

Hash as_key(const Uint256& slot)
{
    Hash key;
    store_big_endian(key.bytes.data(), slot);
    return key;
}

/// Reads one answer; what does not fit becomes an Error in the client's form.
template <class Value, class Read>
Result<Value> read_answer(const JsonRpcClient& client, const RpcCall& call, const RpcAnswer& answer,
                          Read&& read)
{
    formats::Reading reading("the answer");
    Value value = read(reading, answer.result);
    if (reading.failed()) {
        return client.error(ErrorCode::malformed, call.method + call.parameters,
                            reading.error().message, "ask another node");
    }
    return value;
}

}  // namespace

NodeState::NodeState(JsonRpcClient& client, std::uint64_t number)
    : client_(client), block_(to_hex_quantity(number))
{
}

Answer NodeState::account(const Address& address, AccountFields, AccountRead& out)
{
    const std::lock_guard lock(mutex_);
    const auto found = accounts_.find(address);
    if (found == accounts_.end() || !found->second.is_known) {
        missing_accounts_.insert(address);
        return Answer::uncovered;
    }
    found->second.was_read = true;
    out.value = found->second.value;
    out.filled = AccountFields::all;
    // A node does not say whether an empty account exists; since EIP-161 none does.
    return out.value.is_empty() ? Answer::absent : Answer::value;
}

Answer NodeState::storage(const Address& address, const Uint256& slot, Uint256& out)
{
    const std::lock_guard lock(mutex_);
    const auto account = accounts_.find(address);
    if (account != accounts_.end()) {
        const auto found = account->second.storage.find(slot);
        if (found != account->second.storage.end()) {
            found->second.was_read = true;
            out = found->second.value;
            return out.is_zero() ? Answer::absent : Answer::value;
        }
    }
    missing_slots_.insert({address, slot});
    return Answer::uncovered;
}

const Bytes* NodeState::code(const Hash& code_hash)
{
    const std::lock_guard lock(mutex_);
    const auto found = code_.find(code_hash);
    return found == code_.end() ? nullptr : found->second.get();
}

Answer NodeState::block_hash(std::uint64_t number, Hash& out)
{
    const std::lock_guard lock(mutex_);
    const auto found = block_hashes_.find(number);
    if (found == block_hashes_.end()) {
        missing_hashes_.insert(number);
        return Answer::uncovered;
    }
    found->second.was_read = true;
    out = found->second.hash;
    return Answer::value;
}

bool NodeState::has_storage(const Address& address)
{
    const std::lock_guard lock(mutex_);
    const auto account = accounts_.find(address);
    return account != accounts_.end() &&
           std::any_of(account->second.storage.begin(), account->second.storage.end(),
                       [](const auto& slot) { return !slot.second.value.is_zero(); });
}

Hash NodeState::keep_code(Bytes code)
{
    if (code.empty()) {
        return empty_code_hash;
    }
    const Hash hash = keccak256(code);
    auto& kept = code_[hash];
    if (!kept) {
        kept = std::make_unique<const Bytes>(std::move(code));
    }
    return hash;
}

void NodeState::add(const GivenState& given)
{
    for (const auto& [address, known] : given) {
        Account& account = accounts_[address];
        if (!account.is_known) {
            account.value = {known.balance, known.nonce, keep_code(known.code)};
            account.is_known = true;
        }
        for (const auto& [slot, value] : known.storage) {
            account.storage.try_emplace(load_big_endian(slot.bytes.data()), Slot{value});
        }
    }
}

void NodeState::add_block_hash(std::uint64_t number, const Hash& hash)
{
    block_hashes_.try_emplace(number, BlockHash{hash});
}

void NodeState::want(const Address& address)
{
    const auto found = accounts_.find(address);
    if (found == accounts_.end() || !found->second.is_known) {
        missing_accounts_.insert(address);
    }
}

void NodeState::want_slot(const Address& address, const Hash& slot)
{
    const Uint256 key = load_big_endian(slot.bytes.data());
    if (!accounts_[address].storage.contains(key)) {
        missing_slots_.insert({address, key});
    }
}

void NodeState::begin_pass()
{
    for (auto& [address, account] : accounts_) {
        account.was_read = false;
        for (auto& [slot, kept] : account.storage) {
            kept.was_read = false;
        }
    }
    for (auto& [number, kept] : block_hashes_) {
        kept.was_read = false;
    }
}

bool NodeState::has_missing() const
{
    return missing() != 0;
}

std::size_t NodeState::missing() const
{
    return missing_accounts_.size() + missing_slots_.size() + missing_hashes_.size();
}

Status NodeState::fetch_missing(const std::function<void(std::size_t, std::size_t)>& settled)
{
    std::vector<RpcCall> calls;
    for (const Address& address : missing_accounts_) {
        const std::string parameters = "[\"" + to_hex(address) + "\",\"" + block_ + "\"]";
        for (const char* method : {"eth_getBalance", "eth_getTransactionCount", "eth_getCode"}) {
            calls.push_back({method, parameters});
        }
    }
    for (const auto& [address, slot] : missing_slots_) {
        calls.push_back({"eth_getStorageAt", "[\"" + to_hex(address) + "\",\"" +
                                                 to_hex(as_key(slot)) + "\",\"" + block_ + "\"]"});
    }
    for (const std::uint64_t number : missing_hashes_) {
        calls.push_back({"eth_getBlockByNumber", "[\"" + to_hex_quantity(number) + "\",false]"});
    }
    const auto answers = client_.batch(calls, [&](std::size_t done) {
        if (settled) {
            settled(done, calls.size());
        }
    });
    if (!answers) {
        return answers.error();
    }

    std::size_t at = 0;
    const auto next = [&]<class Value>(Value& value, auto&& read) -> std::optional<Error> {
        auto result = read_answer<Value>(client_, calls[at], (*answers)[at], read);
        ++at;
        if (!result) {
            return result.error();
        }
        value = *std::move(result);
        return std::nullopt;
    };
    const auto quantity = [](formats::Reading& reading, formats::JsonValue json) {
        return reading.quantity(json);
    };
    const auto quantity64 = [](formats::Reading& reading, formats::JsonValue json) {
        return reading.quantity64(json);
    };
    const auto bytes = [](formats::Reading& reading, formats::JsonValue json) {
        return reading.bytes(json);
    };
    const auto hash_of_block = [](formats::Reading& reading, formats::JsonValue json) {
        return reading.hash(reading.required(json, "hash"));
    };
    for (const Address& address : missing_accounts_) {
        AccountValue value;
        Bytes code;
        for (const auto& problem :
             {next(value.balance, quantity), next(value.nonce, quantity64), next(code, bytes)}) {
            if (problem) {
                return *problem;
            }
        }
        Account& account = accounts_[address];
        value.code_hash = keep_code(std::move(code));
        account.value = value;
        account.is_known = true;
    }
    for (const auto& [address, slot] : missing_slots_) {
        Uint256 value;
        if (const auto problem = next(value, quantity)) {
            return *problem;
        }
        accounts_[address].storage[slot] = Slot{value};
    }
    for (const std::uint64_t number : missing_hashes_) {
        Hash hash;
        if (const auto problem = next(hash, hash_of_block)) {
            return *problem;
        }
        block_hashes_[number] = BlockHash{hash};
    }
    missing_accounts_.clear();
    missing_slots_.clear();
    missing_hashes_.clear();
    return Success{};
}

GivenState NodeState::read_state() const
{
    GivenState state;
    for (const auto& [address, account] : accounts_) {
        GivenAccount given;
        bool was_read = account.was_read;
        for (const auto& [slot, kept] : account.storage) {
            if (kept.was_read) {
                was_read = true;
                given.storage[as_key(slot)] = kept.value;
            }
        }
        if (!was_read) {
            continue;
        }
        given.balance = account.value.balance;
        given.nonce = account.value.nonce;
        if (account.value.code_hash != empty_code_hash) {
            given.code = *code_.at(account.value.code_hash);
        }
        state.emplace(address, std::move(given));
    }
    return state;
}

std::map<std::uint64_t, Hash> NodeState::read_block_hashes() const
{
    std::map<std::uint64_t, Hash> hashes;
    for (const auto& [number, kept] : block_hashes_) {
        if (kept.was_read) {
            hashes.emplace(number, kept.hash);
        }
    }
    return hashes;
}

}  // namespace lanescope::node
