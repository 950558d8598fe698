// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/header_rules.h"

#include "base/hex.h"
#include "base/keccak.h"
#include "chain/roots.h"

#include <algorithm>
#include <string_view>

namespace lanescope {

namespace {

constexpr std::uint64_t elasticity = 2;               ///< EIP-1559
constexpr std::uint64_t base_fee_change_divisor = 8;  ///< EIP-1559
constexpr std::uint64_t initial_base_fee = 1'000'000'000;
constexpr std::uint64_t gas_limit_divisor = 1024;
constexpr std::uint64_t least_gas_limit = 5000;
constexpr std::size_t most_extra_data = 32;
constexpr std::uint64_t least_difficulty = 131072;
constexpr std::uint64_t blob_base_cost = 1 << 13;                 ///< EIP-7918
constexpr std::size_t most_block_bytes = 10'485'760 - 2'097'152;  ///< EIP-7934
constexpr std::string_view dao_extra_data = "dao-hard-fork";

Error wrong(const std::string& field, const std::string& expected, const std::string& found)
{
    return {ErrorCode::invalid_block,
            "header " + field + ": expected " + expected + ", found " + found};
}

Error wrong(const std::string& field, const Uint256& expected, const Uint256& found)
{
    return wrong(field, to_hex_quantity(expected), to_hex_quantity(found));
}

/// By how many blocks the difficulty bomb has been put off.
std::uint64_t bomb_delay(const Fork& fork, std::uint64_t number) noexcept
{
    if (fork.revision >= Revision::london) {
        return number >= 15'050'000   ? 11'400'000  // EIP-5133
               : number >= 13'773'000 ? 10'700'000  // EIP-4345
                                      : 9'700'000;  // EIP-3554
    }
    if (fork.revision >= Revision::istanbul && number >= 9'200'000) {
        return 9'000'000;  // EIP-2384
    }
    return fork.revision >= Revision::constantinople ? 5'000'000  // EIP-1234
           : fork.revision >= Revision::byzantium    ? 3'000'000  // EIP-649
                                                     : 0;
}

Status check_gas_limit(const Header& header, const Header& parent)
{
    const std::uint64_t base = header.base_fee_per_gas && !parent.base_fee_per_gas
                                   ? parent.gas_limit * elasticity
                                   : parent.gas_limit;
    const std::uint64_t change =
        header.gas_limit > base ? header.gas_limit - base : base - header.gas_limit;
    if (change >= base / gas_limit_divisor || header.gas_limit < least_gas_limit ||
        header.gas_limit > 0x7fffffffffffffff) {
        return wrong("gasLimit", "within 1/1024 of " + std::to_string(base) + " and at least 5000",
                     std::to_string(header.gas_limit));
    }
    if (header.gas_used > header.gas_limit) {
        return wrong("gasUsed", "at most " + std::to_string(header.gas_limit),
                     std::to_string(header.gas_used));
    }
    return Success{};
}

/// Each optional field is there from its fork on, and not before.
Status check_presence(const Header& header, Revision revision)
{
    const auto fits = [&](bool present, Revision since) { return present == (revision >= since); };
    if (!fits(header.base_fee_per_gas.has_value(), Revision::london)) {
        return wrong("baseFeePerGas", "a field from London on", "otherwise");
    }
    if (!fits(header.withdrawals_root.has_value(), Revision::shanghai)) {
        return wrong("withdrawalsRoot", "a field from Shanghai on", "otherwise");
    }
    if (!fits(header.blob_gas_used.has_value(), Revision::cancun) ||
        !fits(header.excess_blob_gas.has_value(), Revision::cancun) ||
        !fits(header.parent_beacon_block_root.has_value(), Revision::cancun)) {
        return wrong("blob fields and parentBeaconBlockRoot", "fields from Cancun on", "otherwise");
    }
    if (!fits(header.requests_hash.has_value(), Revision::prague)) {
        return wrong("requestsHash", "a field from Prague on", "otherwise");
    }
    return Success{};
}

Status check_seal(const Header& header, const Header& parent, const Fork& fork)
{
    if (fork.revision < Revision::paris) {
        const Uint256 expected = next_difficulty(parent, header, fork);
        return header.difficulty == expected
                   ? Status{Success{}}
                   : Status{wrong("difficulty", expected, header.difficulty)};
    }
    if (!header.difficulty.is_zero()) {
        return wrong("difficulty", Uint256{}, header.difficulty);
    }
    if (header.nonce != std::array<std::uint8_t, 8>{}) {
        return wrong("nonce", "0x0000000000000000", to_hex(ByteView{header.nonce}));
    }
    if (header.ommers_hash != empty_ommers_hash) {
        return wrong("sha3Uncles", to_hex(empty_ommers_hash), to_hex(header.ommers_hash));
    }
    return Success{};
}

}  // namespace

Uint256 next_base_fee(const Header& parent)
{
    if (!parent.base_fee_per_gas) {
        return initial_base_fee;
    }
    const Uint256 fee = *parent.base_fee_per_gas;
    const std::uint64_t target = parent.gas_limit / elasticity;
    if (parent.gas_used == target || target == 0) {
        return fee;
    }
    const std::uint64_t distance =
        parent.gas_used > target ? parent.gas_used - target : target - parent.gas_used;
    const Uint256 change =
        fee * Uint256{distance} / Uint256{target} / Uint256{base_fee_change_divisor};
    if (parent.gas_used > target) {
        return fee + std::max(change, Uint256{1});
    }
    return fee - change;
}

std::uint64_t next_excess_blob_gas(const Header& parent, const Fork& fork)
{
    const std::uint64_t excess = parent.excess_blob_gas.value_or(0);
    const std::uint64_t used = parent.blob_gas_used.value_or(0);
    const std::uint64_t target = fork.blobs.target * gas_per_blob;
    if (excess + used < target) {
        return 0;
    }
    if (fork.revision >= Revision::osaka && fork.blobs.max != 0) {
        const Uint256 reserve =
            Uint256{blob_base_cost} * parent.base_fee_per_gas.value_or(Uint256{});
        if (reserve > Uint256{gas_per_blob} * blob_base_fee(excess, fork.blobs)) {
            return excess + used * (fork.blobs.max - fork.blobs.target) / fork.blobs.max;
        }
    }
    return excess + used - target;
}

Uint256 next_difficulty(const Header& parent, const Header& header, const Fork& fork)
{
    const std::uint64_t elapsed = header.timestamp - parent.timestamp;
    std::int64_t steps;
    if (fork.revision >= Revision::byzantium) {
        const std::int64_t base = parent.ommers_hash == empty_ommers_hash ? 1 : 2;
        steps = std::max<std::int64_t>(
            base - static_cast<std::int64_t>(std::min<std::uint64_t>(elapsed / 9, 1000)), -99);
    } else if (fork.revision >= Revision::homestead) {
        steps = std::max<std::int64_t>(
            1 - static_cast<std::int64_t>(std::min<std::uint64_t>(elapsed / 10, 1000)), -99);
    } else {
        steps = elapsed < 13 ? 1 : -1;
    }
    const Uint256 unit = parent.difficulty >> 11;
    Uint256 difficulty = parent.difficulty;
    if (steps >= 0) {
        difficulty += unit * Uint256{static_cast<std::uint64_t>(steps)};
    } else {
        const Uint256 fall = unit * Uint256{static_cast<std::uint64_t>(-steps)};
        difficulty = fall > difficulty ? Uint256{} : difficulty - fall;
    }
    difficulty = std::max(difficulty, Uint256{least_difficulty});
    const std::uint64_t delay = bomb_delay(fork, header.number);
    const std::uint64_t period = (header.number < delay ? 0 : header.number - delay) / 100'000;
    if (period > 1) {
        difficulty += Uint256{1} << static_cast<unsigned>(std::min<std::uint64_t>(period - 2, 255));
    }
    return difficulty;
}

Status check_header(const Header& header, const Header& parent, const Fork& fork)
{
    if (header.number != parent.number + 1) {
        return wrong("number", Uint256{parent.number + 1}, Uint256{header.number});
    }
    if (header.timestamp <= parent.timestamp) {
        return wrong("timestamp", "after " + std::to_string(parent.timestamp),
                     std::to_string(header.timestamp));
    }
    if (header.extra_data.size() > most_extra_data) {
        return wrong("extraData", "at most 32 bytes", std::to_string(header.extra_data.size()));
    }
    if (fork.dao_extra_data && !std::equal(header.extra_data.begin(), header.extra_data.end(),
                                           dao_extra_data.begin(), dao_extra_data.end())) {
        return wrong("extraData", "\"dao-hard-fork\" (EIP-779)", to_hex(header.extra_data));
    }
    if (Status presence = check_presence(header, fork.revision); !presence) {
        return presence;
    }
    if (Status gas = check_gas_limit(header, parent); !gas) {
        return gas;
    }
    if (header.base_fee_per_gas && *header.base_fee_per_gas != next_base_fee(parent)) {
        return wrong("baseFeePerGas", next_base_fee(parent), *header.base_fee_per_gas);
    }
    if (header.excess_blob_gas) {
        const std::uint64_t expected = next_excess_blob_gas(parent, fork);
        if (*header.excess_blob_gas != expected) {
            return wrong("excessBlobGas", Uint256{expected}, Uint256{*header.excess_blob_gas});
        }
        if (*header.blob_gas_used > fork.blobs.max * gas_per_blob ||
            *header.blob_gas_used % gas_per_blob != 0) {
            return wrong("blobGasUsed",
                         "at most " + std::to_string(fork.blobs.max) + " whole blobs",
                         std::to_string(*header.blob_gas_used));
        }
    }
    return check_seal(header, parent, fork);
}

Status check_body(const Block& block, const Fork& fork, std::size_t encoded_size)
{
    const Header& header = block.header;
    if (fork.revision >= Revision::osaka && encoded_size > most_block_bytes) {
        return Error{ErrorCode::invalid_block,
                     "block: expected at most " + std::to_string(most_block_bytes) +
                         " bytes (EIP-7934), found " + std::to_string(encoded_size)};
    }
    if (const Hash root = transactions_root(block.transactions); root != header.transactions_root) {
        return wrong("transactionsRoot", to_hex(root), to_hex(header.transactions_root));
    }
    rlp::Encoder ommers;
    for (const Header& ommer : block.ommers) {
        ommers.raw(encode(ommer));
    }
    rlp::Encoder list;
    list.list(ommers);
    if (const Hash hash = keccak256(list.view()); hash != header.ommers_hash) {
        return wrong("sha3Uncles", to_hex(hash), to_hex(header.ommers_hash));
    }
    if (header.withdrawals_root.has_value() != block.withdrawals.has_value()) {
        return wrong("withdrawalsRoot", "together with withdrawals", "one without the other");
    }
    if (block.withdrawals) {
        if (const Hash root = withdrawals_root(*block.withdrawals);
            root != *header.withdrawals_root) {
            return wrong("withdrawalsRoot", to_hex(root), to_hex(*header.withdrawals_root));
        }
    }
    return Success{};
}

}  // namespace lanescope
