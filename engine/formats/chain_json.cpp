// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/chain_json.h"

#include "base/hex.h"

#include <algorithm>

namespace lanescope::formats {
namespace {

TransactionType read_type(Reading& reading, JsonValue json)
{
    const std::uint64_t type = reading.optional_quantity64(json, "type").value_or(0);
    if (!reading.failed() && type > static_cast<std::uint64_t>(TransactionType::set_code)) {
        const JsonValue hash = json.member("hash");
        const std::string which =
            hash.is_string() ? "transaction " + std::string(hash.text().substr(0, 66)) : "this one";
        reading.fail_plainly(
            json.member("type"),
            which + " is of type " + to_hex_quantity(type) + ", which only other chains have",
            "open a block of Ethereum: its transactions are of types 0x0 to 0x4",
            ErrorCode::unsupported);
    }
    return static_cast<TransactionType>(type);
}

/// `yParity`, or `v` where a node does not give it, of a transaction that is not legacy.
std::uint8_t read_parity(Reading& reading, JsonValue json)
{
    const JsonValue value = reading.required(json, {"yParity", "v"});
    const std::uint64_t parity = reading.quantity64(value);
    if (!reading.failed() && parity > 1) {
        reading.fail(value, "a parity of 0 or 1", "fetch the transaction again");
    }
    return static_cast<std::uint8_t>(parity);
}

/// Parity and EIP-155 chain of a legacy transaction, out of `v`.
void read_legacy_signature(Reading& reading, JsonValue json, Transaction& transaction)
{
    const JsonValue value = reading.required(json, {"v", "yParity"});
    const Uint256 v = reading.quantity(value);
    if (v <= Uint256(1)) {
        transaction.y_parity = static_cast<std::uint8_t>(v.low64());
        transaction.chain_id = reading.optional_quantity64(json, "chainId");
    } else if (v == Uint256(27) || v == Uint256(28)) {
        transaction.y_parity = static_cast<std::uint8_t>(v.low64() - 27);
    } else if (v >= Uint256(35)) {
        const Uint256 chain_id = (v - Uint256(35)) >> 1;
        transaction.y_parity = static_cast<std::uint8_t>((v.low64() - 35) & 1);
        transaction.chain_id = chain_id.low64();
        if (!chain_id.fits64()) {
            reading.fail(value, "a v whose chain id fits 64 bits", "fetch the transaction again",
                         ErrorCode::unsupported);
        }
    } else {
        reading.fail(value, "a v of 0, 1, 27, 28, or 35 and more", "fetch the transaction again");
    }
    if (const JsonValue parity = reading.optional(json, "yParity"); parity.is_given()) {
        transaction.y_parity = read_parity(reading, json);
    }
}

void read_fees(Reading& reading, JsonValue json, Transaction& transaction)
{
    if (transaction.type <= TransactionType::access_list) {
        transaction.max_fee_per_gas = reading.quantity(reading.required(json, "gasPrice"));
        transaction.max_priority_fee_per_gas = transaction.max_fee_per_gas;
    } else {
        transaction.max_fee_per_gas = reading.quantity(reading.required(json, "maxFeePerGas"));
        transaction.max_priority_fee_per_gas =
            reading.quantity(reading.required(json, "maxPriorityFeePerGas"));
    }
}

void read_recipient(Reading& reading, JsonValue json, Transaction& transaction)
{
    const JsonValue to = reading.optional(json, "to");
    if (to.is_given() && !(to.is_string() && (to.text().empty() || to.text() == "0x"))) {
        transaction.to = reading.address(to);
    } else if (transaction.type >= TransactionType::blob) {
        reading.fail_plainly(
            json, "a transaction of type 3 or 4 creates no contract, but \"to\" is missing",
            "fetch the transaction again");
    }
}

void read_typed_parts(Reading& reading, JsonValue json, Transaction& transaction)
{
    if (const JsonValue list = reading.optional(json, "accessList"); list.is_given()) {
        transaction.access_list = read_access_list(reading, list);
    }
    if (transaction.type == TransactionType::blob) {
        transaction.max_fee_per_blob_gas =
            reading.quantity(reading.required(json, "maxFeePerBlobGas"));
        transaction.blob_hashes =
            read_hashes(reading, reading.required(json, "blobVersionedHashes"));
    }
    if (transaction.type == TransactionType::set_code) {
        transaction.authorizations =
            read_authorizations(reading, reading.required(json, "authorizationList"));
    }
}

GivenAccount read_account(Reading& reading, JsonValue json)
{
    GivenAccount account;
    if (!reading.expect_object(json, "an account")) {
        return account;
    }
    account.balance = reading.optional_quantity(json, "balance").value_or(Uint256{});
    account.nonce = reading.optional_quantity64(json, "nonce").value_or(0);
    if (const JsonValue code = reading.optional(json, "code"); code.is_given()) {
        account.code = reading.bytes(code);
    }
    const JsonValue storage = reading.optional(json, "storage");
    if (!storage.is_given() || !reading.expect_object(storage, "an account's storage")) {
        return account;
    }
    account.storage.reserve(storage.size());
    for (const JsonValue slot : storage) {
        Hash key;
        store_big_endian(key.bytes.data(), reading.quantity_key(slot));
        const Uint256 value = reading.quantity(slot);
        if (reading.failed()) {
            return account;
        }
        if (!account.storage.emplace(key, value).second) {
            reading.fail_plainly(slot, "this slot stands twice in its account",
                                 "delete one of the two");
        }
    }
    return account;
}

void read_withdrawals(Reading& reading, JsonValue json, Block& block)
{
    if (!json.is_given() || !reading.expect_list(json, "withdrawals")) {
        return;
    }
    auto& withdrawals = block.withdrawals.emplace();
    for (const JsonValue item : json) {
        if (!reading.expect_object(item, "a withdrawal")) {
            return;
        }
        Withdrawal withdrawal;
        withdrawal.index = reading.quantity64(reading.required(item, "index"));
        withdrawal.validator_index = reading.quantity64(reading.required(item, "validatorIndex"));
        withdrawal.address = reading.address(reading.required(item, "address"));
        withdrawal.amount = reading.quantity64(reading.required(item, "amount"));
        withdrawals.push_back(withdrawal);
    }
}

void read_ommers(Reading& reading, JsonValue json, Block& block)
{
    if (!json.is_given() || !reading.expect_list(json, "uncles")) {
        return;
    }
    for (const JsonValue item : json) {
        if (item.is_string()) {
            // A hash says that there is an ommer, but not what is in it.
            (void)reading.hash(item);
        } else {
            block.ommers.push_back(read_header(reading, item));
        }
        if (reading.failed()) {
            return;
        }
    }
    if (!block.ommers.empty() && block.ommers.size() != json.size()) {
        reading.fail_plainly(json, "some uncles are hashes and some are headers",
                             "give all of them as headers, or all as hashes");
    }
}

}  // namespace

Header read_header(Reading& reading, JsonValue json)
{
    Header header;
    if (!reading.expect_object(json, "a block header")) {
        return header;
    }
    if (json.member("number").kind() == JsonKind::null) {
        reading.fail_plainly(json.member("number"), "the block is pending and has no number",
                             "fetch a block that is mined");
    }
    header.parent_hash = reading.hash(reading.required(json, "parentHash"));
    header.ommers_hash = reading.hash(reading.required(json, {"sha3Uncles", "uncleHash"}));
    header.beneficiary = reading.address(reading.required(json, {"miner", "coinbase"}));
    header.state_root = reading.hash(reading.required(json, "stateRoot"));
    header.transactions_root =
        reading.hash(reading.required(json, {"transactionsRoot", "transactionsTrie"}));
    header.receipts_root = reading.hash(reading.required(json, {"receiptsRoot", "receiptTrie"}));
    header.logs_bloom = reading.bloom(reading.required(json, {"logsBloom", "bloom"}));
    header.difficulty = reading.quantity(reading.required(json, "difficulty"));
    header.number = reading.quantity64(reading.required(json, "number"));
    header.gas_limit = reading.quantity64(reading.required(json, "gasLimit"));
    header.gas_used = reading.quantity64(reading.required(json, "gasUsed"));
    header.timestamp = reading.quantity64(reading.required(json, "timestamp"));
    header.extra_data = reading.bytes(reading.required(json, "extraData"));
    header.mix_hash = reading.hash(reading.required(json, "mixHash"));
    header.nonce = reading.eight_bytes(reading.required(json, "nonce"));
    header.base_fee_per_gas = reading.optional_quantity(json, "baseFeePerGas");
    header.withdrawals_root = reading.optional_hash(json, "withdrawalsRoot");
    header.blob_gas_used = reading.optional_quantity64(json, "blobGasUsed");
    header.excess_blob_gas = reading.optional_quantity64(json, "excessBlobGas");
    header.parent_beacon_block_root = reading.optional_hash(json, "parentBeaconBlockRoot");
    header.requests_hash = reading.optional_hash(json, "requestsHash");
    return header;
}

std::vector<Hash> read_hashes(Reading& reading, JsonValue json)
{
    std::vector<Hash> hashes;
    if (!reading.expect_list(json, "hashes")) {
        return hashes;
    }
    hashes.reserve(json.size());
    for (const JsonValue item : json) {
        hashes.push_back(reading.hash(item));
    }
    return hashes;
}

std::vector<AccessListEntry> read_access_list(Reading& reading, JsonValue json)
{
    std::vector<AccessListEntry> list;
    if (!reading.expect_list(json, "an access list")) {
        return list;
    }
    list.reserve(json.size());
    for (const JsonValue item : json) {
        if (!reading.expect_object(item, "an access list entry")) {
            return list;
        }
        AccessListEntry entry;
        entry.address = reading.address(reading.required(item, "address"));
        if (const JsonValue keys = reading.optional(item, "storageKeys"); keys.is_given()) {
            entry.storage_keys = read_hashes(reading, keys);
        }
        list.push_back(std::move(entry));
    }
    return list;
}

std::vector<Authorization> read_authorizations(Reading& reading, JsonValue json)
{
    std::vector<Authorization> list;
    if (!reading.expect_list(json, "an authorization list")) {
        return list;
    }
    list.reserve(json.size());
    for (const JsonValue item : json) {
        if (!reading.expect_object(item, "an authorization")) {
            return list;
        }
        Authorization authorization;
        authorization.chain_id = reading.quantity(reading.required(item, "chainId"));
        authorization.address = reading.address(reading.required(item, "address"));
        authorization.nonce = reading.quantity64(reading.required(item, "nonce"));
        const Uint256 parity = reading.quantity(reading.required(item, {"yParity", "v"}));
        authorization.y_parity = parity > Uint256(255) ? 255 : parity.low64();
        authorization.r = reading.quantity(reading.required(item, "r"));
        authorization.s = reading.quantity(reading.required(item, "s"));
        list.push_back(authorization);
    }
    return list;
}

ReadTransaction read_transaction(Reading& reading, JsonValue json,
                                 std::optional<std::uint64_t> default_chain_id)
{
    ReadTransaction result;
    if (json.is_string()) {
        reading.fail(json, "a transaction as an object",
                     "ask the node for full transactions: eth_getBlockByNumber with true as second "
                     "parameter");
    }
    if (!reading.expect_object(json, "a transaction")) {
        return result;
    }
    Transaction& transaction = result.transaction;
    transaction.type = read_type(reading, json);
    transaction.nonce = reading.quantity64(reading.required(json, "nonce"));
    read_fees(reading, json, transaction);
    transaction.gas_limit = reading.quantity64(reading.required(json, {"gas", "gasLimit"}));
    read_recipient(reading, json, transaction);
    transaction.value = reading.quantity(reading.required(json, "value"));
    transaction.data = reading.bytes(reading.required(json, {"input", "data"}));
    transaction.r = reading.quantity(reading.required(json, "r"));
    transaction.s = reading.quantity(reading.required(json, "s"));
    transaction.sender = reading.optional_address(json, "from");
    result.claimed_hash = reading.optional_hash(json, "hash");
    if (transaction.type == TransactionType::legacy) {
        read_legacy_signature(reading, json, transaction);
    } else {
        transaction.chain_id = reading.optional_quantity64(json, "chainId");
        if (!transaction.chain_id) {
            transaction.chain_id = default_chain_id;
        }
        if (!transaction.chain_id) {
            (void)reading.required(json, "chainId");
        }
        transaction.y_parity = read_parity(reading, json);
        read_typed_parts(reading, json, transaction);
    }
    const bool reduced_v = transaction.type == TransactionType::legacy && transaction.chain_id &&
                           quantity_from(json.member("v").text()).value_or(0) <= Uint256(1);
    if (!reading.failed() && reduced_v && result.claimed_hash &&
        transaction_hash(transaction) != *result.claimed_hash) {
        Transaction unprotected = transaction;
        unprotected.chain_id.reset();
        if (transaction_hash(unprotected) == *result.claimed_hash) {
            transaction = std::move(unprotected);
        }
    }
    return result;
}

ReadBlock read_block(Reading& reading, JsonValue json,
                     std::optional<std::uint64_t> default_chain_id)
{
    ReadBlock result;
    result.block.header = read_header(reading, json);
    result.block.claimed_hash = reading.optional_hash(json, "hash");
    const JsonValue transactions = reading.required(json, "transactions");
    if (!reading.expect_list(transactions, "transactions")) {
        return result;
    }
    result.block.transactions.reserve(transactions.size());
    for (const JsonValue item : transactions) {
        ReadTransaction read = read_transaction(reading, item, default_chain_id);
        if (reading.failed()) {
            return result;
        }
        result.block.transactions.push_back(std::move(read.transaction));
        result.claimed_transaction_hashes.push_back(read.claimed_hash);
    }
    read_ommers(reading, reading.optional(json, "uncles"), result.block);
    read_withdrawals(reading, reading.optional(json, "withdrawals"), result.block);
    return result;
}

GivenState read_state(Reading& reading, JsonValue json)
{
    GivenState state;
    if (!reading.expect_object(json, "accounts")) {
        return state;
    }
    for (const JsonValue member : json) {
        const Address address = reading.address_key(member);
        GivenAccount account = read_account(reading, member);
        if (reading.failed()) {
            return state;
        }
        if (!state.try_emplace(address, std::move(account)).second) {
            reading.fail_plainly(member, "this account stands twice", "delete one of the two");
        }
    }
    return state;
}

BlobParameters read_blob_parameters(Reading& reading, JsonValue json)
{
    BlobParameters parameters;
    if (reading.expect_object(json, "blob parameters")) {
        parameters.target = reading.quantity64(reading.required(json, "target"));
        parameters.max = reading.quantity64(reading.required(json, "max"));
        parameters.base_fee_update_fraction =
            reading.quantity64(reading.required(json, "baseFeeUpdateFraction"));
    }
    return parameters;
}

std::map<std::string, BlobParameters> read_blob_schedule(Reading& reading, JsonValue json)
{
    std::map<std::string, BlobParameters> schedule;
    if (!json.is_given() || !reading.expect_object(json, "a blob schedule")) {
        return schedule;
    }
    for (const JsonValue member : json) {
        const BlobParameters parameters = read_blob_parameters(reading, member);
        if (!schedule.emplace(std::string(member.key()), parameters).second) {
            reading.fail_plainly(member, "this fork stands twice", "delete one of the two");
        }
    }
    return schedule;
}

}  // namespace lanescope::formats
