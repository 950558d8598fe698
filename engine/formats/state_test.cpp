// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/state_test.h"

#include "formats/chain_json.h"
#include "formats/json.h"
#include "formats/reading.h"

namespace lanescope::formats {
namespace {

/// Excess blob gas after a parent with `excess` and `used` (EIP-4844, calc_excess_blob_gas).
std::uint64_t next_excess_blob_gas(std::uint64_t excess, std::uint64_t used, std::uint64_t target)
{
    const Uint256 sum = Uint256(excess) + Uint256(used);
    const Uint256 target_gas = Uint256(target) * Uint256(gas_per_blob);
    const Uint256 result = sum < target_gas ? Uint256{} : sum - target_gas;
    return result.fits64() ? result.low64() : ~std::uint64_t{0};
}

Header read_environment(Reading& reading, JsonValue env, const std::string& fork_name)
{
    Header header;
    if (!reading.expect_object(env, "the environment")) {
        return header;
    }
    header.beneficiary = reading.address(reading.required(env, "currentCoinbase"));
    header.number = reading.quantity64(reading.required(env, "currentNumber"));
    header.timestamp = reading.quantity64(reading.required(env, "currentTimestamp"));
    header.gas_limit = reading.quantity64(reading.required(env, "currentGasLimit"));
    header.difficulty = reading.optional_quantity(env, "currentDifficulty").value_or(Uint256{});
    header.parent_hash = reading.optional_hash(env, "previousHash").value_or(Hash{});
    if (const auto random = reading.optional_quantity(env, "currentRandom")) {
        store_big_endian(header.mix_hash.bytes.data(), *random);
    }
    header.base_fee_per_gas = reading.optional_quantity(env, "currentBaseFee");
    header.blob_gas_used = reading.optional_quantity64(env, "currentBlobGasUsed");
    header.excess_blob_gas = reading.optional_quantity64(env, "currentExcessBlobGas");
    header.parent_beacon_block_root = reading.optional_hash(env, "parentBeaconBlockRoot");
    header.withdrawals_root = reading.optional_hash(env, "currentWithdrawalsRoot");
    const auto parent_excess = reading.optional_quantity64(env, "parentExcessBlobGas");
    const auto parent_used = reading.optional_quantity64(env, "parentBlobGasUsed");
    if (!header.excess_blob_gas && parent_excess) {
        const Fork fork = fork_by_name(fork_name, header.number, header.timestamp).value_or(Fork{});
        header.excess_blob_gas =
            next_excess_blob_gas(*parent_excess, parent_used.value_or(0), fork.blobs.target);
    }
    return header;
}

/// `0x:bigint 0x1000…` stands for a value that no 256-bit word holds.
std::optional<Uint256> read_value(Reading& reading, JsonValue json)
{
    constexpr std::string_view mark = "0x:bigint ";
    if (!json.is_string() || !json.text().starts_with(mark)) {
        return reading.quantity(json);
    }
    const std::string_view digits = json.text().substr(mark.size());
    const bool is_hex =
        digits.starts_with("0x") && digits.size() > 2 &&
        digits.find_first_not_of("0123456789abcdefABCDEF", 2) == std::string_view::npos;
    if (!is_hex) {
        reading.fail(json, "hex digits after \"0x:bigint 0x\"", "write the number in hex");
    }
    return quantity_from(digits);
}

void read_access_lists(Reading& reading, JsonValue json, StateTest& test)
{
    if (!json.is_given() || !reading.expect_list(json, "access lists by data index")) {
        return;
    }
    for (const JsonValue item : json) {
        auto& list = test.access_lists.emplace_back();
        if (item.is_given()) {
            list = read_access_list(reading, item);
        }
        if (reading.failed()) {
            return;
        }
    }
    if (test.access_lists.size() != test.data.size()) {
        reading.fail_plainly(json,
                             "expected as many access lists as there are data, " +
                                 std::to_string(test.data.size()) + ", found " +
                                 std::to_string(test.access_lists.size()),
                             "give one, or null, for each data");
    }
}

void read_fees(Reading& reading, JsonValue json, StateTest& test)
{
    Transaction& transaction = test.transaction;
    test.gas_price_given = reading.optional_quantity(json, "gasPrice");
    const auto max_fee = reading.optional_quantity(json, "maxFeePerGas");
    const auto priority_fee = reading.optional_quantity(json, "maxPriorityFeePerGas");
    if (max_fee) {
        transaction.type = TransactionType::dynamic_fee;
        transaction.max_fee_per_gas = *max_fee;
        transaction.max_priority_fee_per_gas = priority_fee.value_or(Uint256{});
    } else if (test.gas_price_given) {
        transaction.max_fee_per_gas = *test.gas_price_given;
        transaction.max_priority_fee_per_gas = *test.gas_price_given;
    } else {
        (void)reading.required(json, {"maxFeePerGas", "gasPrice"});
    }
}

void read_typed_parts(Reading& reading, JsonValue json, StateTest& test)
{
    Transaction& transaction = test.transaction;
    read_access_lists(reading, reading.optional(json, "accessLists"), test);
    if (!test.access_lists.empty() && transaction.type == TransactionType::legacy) {
        transaction.type = TransactionType::access_list;
    }
    const JsonValue blob_fee = reading.optional(json, "maxFeePerBlobGas");
    const JsonValue blob_hashes = reading.optional(json, "blobVersionedHashes");
    if (blob_fee.is_given() || blob_hashes.is_given()) {
        transaction.type = TransactionType::blob;
        if (blob_fee.is_given()) {
            transaction.max_fee_per_blob_gas = reading.quantity(blob_fee);
        }
        if (blob_hashes.is_given()) {
            transaction.blob_hashes = read_hashes(reading, blob_hashes);
        }
    }
    if (const JsonValue list = reading.optional(json, "authorizationList"); list.is_given()) {
        transaction.type = TransactionType::set_code;
        transaction.authorizations = read_authorizations(reading, list);
    }
}

void read_transaction_template(Reading& reading, JsonValue json, StateTest& test)
{
    if (!reading.expect_object(json, "the transaction")) {
        return;
    }
    Transaction& transaction = test.transaction;
    transaction.nonce = reading.quantity64(reading.required(json, "nonce"));
    const JsonValue to = reading.optional(json, "to");
    if (to.is_given() && !(to.is_string() && (to.text().empty() || to.text() == "0x"))) {
        transaction.to = reading.address(to);
    }
    transaction.sender = reading.optional_address(json, "sender");
    if (const auto key = reading.optional_quantity(json, "secretKey")) {
        store_big_endian(test.secret_key.emplace().bytes.data(), *key);
    }
    if (!transaction.sender && !test.secret_key) {
        (void)reading.required(json, {"sender", "secretKey"});
    }
    const JsonValue data = reading.required(json, "data");
    if (reading.expect_list(data, "data")) {
        for (const JsonValue item : data) {
            const bool empty = item.is_string() && item.text().empty();
            test.data.push_back(empty ? Bytes() : reading.bytes(item));
        }
    }
    const JsonValue gas_limits = reading.required(json, "gasLimit");
    if (reading.expect_list(gas_limits, "gas limits")) {
        for (const JsonValue item : gas_limits) {
            test.gas_limits.push_back(reading.quantity64(item));
        }
    }
    const JsonValue values = reading.required(json, "value");
    if (reading.expect_list(values, "values")) {
        for (const JsonValue item : values) {
            test.values.push_back(read_value(reading, item));
        }
    }
    read_fees(reading, json, test);
    read_typed_parts(reading, json, test);
    if (!reading.failed()) {
        transaction.chain_id = reading.optional_quantity64(json, "chainId");
    }
}

std::size_t read_index(Reading& reading, JsonValue indexes, std::string_view key, std::size_t count)
{
    const JsonValue json = reading.required(indexes, key);
    const std::uint64_t index = reading.quantity64(json);
    if (!reading.failed() && index >= count) {
        reading.fail(json, "an index below " + std::to_string(count),
                     "give the transaction what the index means, or correct it");
    }
    return index;
}

void read_expectation(Reading& reading, JsonValue json, std::string_view fork, StateTest& test)
{
    if (!reading.expect_object(json, "an expectation")) {
        return;
    }
    StateTestExpectation expectation;
    expectation.fork_name = fork;
    const JsonValue indexes = reading.required(json, "indexes");
    expectation.data_index = read_index(reading, indexes, "data", test.data.size());
    expectation.gas_index = read_index(reading, indexes, "gas", test.gas_limits.size());
    expectation.value_index = read_index(reading, indexes, "value", test.values.size());
    expectation.state_root = reading.hash(reading.required(json, "hash"));
    expectation.logs_hash = reading.hash(reading.required(json, "logs"));
    if (const JsonValue exception = reading.optional(json, "expectException");
        exception.is_given()) {
        expectation.expected_exception = reading.string(exception);
    }
    if (const JsonValue encoded = reading.optional(json, "txbytes"); encoded.is_given()) {
        expectation.transaction_bytes = reading.bytes(encoded);
    }
    if (const JsonValue state = reading.optional(json, "state"); state.is_given()) {
        expectation.post_state = read_state(reading, state);
    }
    test.expectations.push_back(std::move(expectation));
}

StateTest read_test(Reading& reading, JsonValue json)
{
    StateTest test;
    test.name = json.key();
    if (!reading.expect_object(json, "a state test")) {
        return test;
    }
    const JsonValue post = reading.required(json, "post");
    if (!reading.expect_object(post, "the expectations by fork")) {
        return test;
    }
    const std::string first_fork(post.size() > 0 ? (*post.begin()).key() : std::string_view());
    test.environment = read_environment(reading, reading.required(json, "env"), first_fork);
    test.pre_state = read_state(reading, reading.required(json, "pre"));
    read_transaction_template(reading, reading.required(json, "transaction"), test);
    if (const JsonValue config = reading.optional(json, "config"); config.is_given()) {
        test.chain_id = reading.optional_quantity64(config, "chainid");
        test.blob_schedule = read_blob_schedule(reading, reading.optional(config, "blobSchedule"));
    }
    for (const JsonValue fork : post) {
        if (!reading.expect_list(fork, "a fork's expectations")) {
            return test;
        }
        for (const JsonValue item : fork) {
            read_expectation(reading, item, fork.key(), test);
            if (reading.failed()) {
                return test;
            }
        }
    }
    return test;
}

}  // namespace

Result<std::vector<StateTest>> read_state_tests(ByteView json, const std::string& name)
{
    const auto document = JsonDocument::parse(json, name);
    if (!document) {
        return document.error();
    }
    Reading reading(name);
    std::vector<StateTest> tests;
    if (reading.expect_object(document->root(), "state tests by name")) {
        for (const JsonValue test : document->root()) {
            tests.push_back(read_test(reading, test));
            if (reading.failed()) {
                break;
            }
        }
    }
    if (reading.failed()) {
        return reading.error();
    }
    return tests;
}

}  // namespace lanescope::formats
