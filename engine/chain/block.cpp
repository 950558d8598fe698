// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/block.h"

#include "base/keccak.h"

#include <string>

namespace lanescope {

namespace {

Error in(const std::string& place, const Error& error)
{
    return {error.code, place + ": " + error.message};
}

/// Assigns what was read; false, and the failure named in `failure`, if nothing was.
template <class Target, class T>
bool take(Target& target, Result<T> read, const char* name, std::optional<Error>& failure)
{
    if (!read) {
        failure = in(name, read.error());
        return false;
    }
    target = std::move(read).value();
    return true;
}

using Nonce = FixedBytes<8, struct NonceTag>;

/// The fields from their forks on, each there only if the one before it is.
bool take_optional_fields(rlp::Decoder& fields, Header& header, std::optional<Error>& failure)
{
    const auto ends = [&fields] { return fields.at_end(); };
    return ends() ||
           (take(header.base_fee_per_gas, fields.number(), "base fee per gas", failure) &&
            (ends() ||
             (take(header.withdrawals_root, fields.fixed<Hash>(), "withdrawals root", failure) &&
              (ends() ||
               (take(header.blob_gas_used, fields.number64(), "blob gas used", failure) &&
                take(header.excess_blob_gas, fields.number64(), "excess blob gas", failure) &&
                take(header.parent_beacon_block_root, fields.fixed<Hash>(),
                     "parent beacon block root", failure) &&
                (ends() ||
                 take(header.requests_hash, fields.fixed<Hash>(), "requests hash", failure)))))));
}

Result<std::vector<Transaction>> decode_transactions(rlp::Decoder items)
{
    std::vector<Transaction> transactions;
    while (!items.at_end()) {
        const std::string place = "transaction " + std::to_string(transactions.size());
        const auto item = items.item();
        if (!item) {
            return in(place, item.error());
        }
        // Legacy stands as a list in the block, every other type as a string.
        const ByteView encoded = item->is_list ? item->encoded : item->payload;
        if (!item->is_list && !encoded.empty() && encoded[0] >= 0xc0) {
            return Error{ErrorCode::malformed, place + ": a legacy transaction stands as a string"};
        }
        auto transaction = decode_transaction(encoded);
        if (!transaction) {
            return in(place, transaction.error());
        }
        transactions.push_back(std::move(transaction).value());
    }
    return transactions;
}

Result<std::vector<Header>> decode_ommers(rlp::Decoder items)
{
    std::vector<Header> ommers;
    while (!items.at_end()) {
        const std::string place = "ommer " + std::to_string(ommers.size());
        const auto fields = items.list();
        if (!fields) {
            return in(place, fields.error());
        }
        auto header = decode_header(*fields);
        if (!header) {
            return in(place, header.error());
        }
        ommers.push_back(std::move(header).value());
    }
    return ommers;
}

Result<std::vector<Withdrawal>> decode_withdrawals(rlp::Decoder items)
{
    std::vector<Withdrawal> withdrawals;
    while (!items.at_end()) {
        const std::string place = "withdrawal " + std::to_string(withdrawals.size());
        auto fields = items.list();
        if (!fields) {
            return in(place, fields.error());
        }
        Withdrawal withdrawal;
        std::optional<Error> failure;
        if (!take(withdrawal.index, fields->number64(), "index", failure) ||
            !take(withdrawal.validator_index, fields->number64(), "validator index", failure) ||
            !take(withdrawal.address, fields->fixed<Address>(), "address", failure) ||
            !take(withdrawal.amount, fields->number64(), "amount", failure)) {
            return in(place, *failure);
        }
        if (const auto end = fields->finish(); !end) {
            return in(place, end.error());
        }
        withdrawals.push_back(withdrawal);
    }
    return withdrawals;
}

}  // namespace

Bytes encode(const Header& header)
{
    rlp::Encoder fields;
    fields.fixed(header.parent_hash);
    fields.fixed(header.ommers_hash);
    fields.fixed(header.beneficiary);
    fields.fixed(header.state_root);
    fields.fixed(header.transactions_root);
    fields.fixed(header.receipts_root);
    fields.fixed(header.logs_bloom);
    fields.number(header.difficulty);
    fields.number(header.number);
    fields.number(header.gas_limit);
    fields.number(header.gas_used);
    fields.number(header.timestamp);
    fields.bytes(header.extra_data);
    fields.fixed(header.mix_hash);
    fields.bytes(header.nonce);
    if (header.base_fee_per_gas) {
        fields.number(*header.base_fee_per_gas);
    }
    if (header.withdrawals_root) {
        fields.fixed(*header.withdrawals_root);
    }
    if (header.blob_gas_used) {
        fields.number(*header.blob_gas_used);
    }
    if (header.excess_blob_gas) {
        fields.number(*header.excess_blob_gas);
    }
    if (header.parent_beacon_block_root) {
        fields.fixed(*header.parent_beacon_block_root);
    }
    if (header.requests_hash) {
        fields.fixed(*header.requests_hash);
    }
    rlp::Encoder out;
    out.list(fields);
    return std::move(out).take();
}

Hash header_hash(const Header& header)
{
    return keccak256(encode(header));
}

Bytes encode(const Withdrawal& withdrawal)
{
    rlp::Encoder fields;
    fields.number(withdrawal.index);
    fields.number(withdrawal.validator_index);
    fields.fixed(withdrawal.address);
    fields.number(withdrawal.amount);
    rlp::Encoder out;
    out.list(fields);
    return std::move(out).take();
}

Result<Header> decode_header(rlp::Decoder fields)
{
    Header header;
    Nonce nonce;
    std::optional<Error> failure;
    ByteView extra_data;
    if (!take(header.parent_hash, fields.fixed<Hash>(), "parent hash", failure) ||
        !take(header.ommers_hash, fields.fixed<Hash>(), "ommers hash", failure) ||
        !take(header.beneficiary, fields.fixed<Address>(), "beneficiary", failure) ||
        !take(header.state_root, fields.fixed<Hash>(), "state root", failure) ||
        !take(header.transactions_root, fields.fixed<Hash>(), "transactions root", failure) ||
        !take(header.receipts_root, fields.fixed<Hash>(), "receipts root", failure) ||
        !take(header.logs_bloom, fields.fixed<Bloom>(), "logs bloom", failure) ||
        !take(header.difficulty, fields.number(), "difficulty", failure) ||
        !take(header.number, fields.number64(), "number", failure) ||
        !take(header.gas_limit, fields.number64(), "gas limit", failure) ||
        !take(header.gas_used, fields.number64(), "gas used", failure) ||
        !take(header.timestamp, fields.number64(), "timestamp", failure) ||
        !take(extra_data, fields.string(), "extra data", failure) ||
        !take(header.mix_hash, fields.fixed<Hash>(), "mix hash", failure) ||
        !take(nonce, fields.fixed<Nonce>(), "nonce", failure) ||
        !take_optional_fields(fields, header, failure)) {
        return in("header", *failure);
    }
    if (const auto end = fields.finish(); !end) {
        return in("header", end.error());
    }
    header.extra_data.assign(extra_data.begin(), extra_data.end());
    header.nonce = nonce.bytes;
    return header;
}

Result<Block> decode_block(ByteView encoded)
{
    rlp::Decoder outside(encoded);
    auto parts = outside.list();
    if (!parts) {
        return in("block", parts.error());
    }
    if (const auto end = outside.finish(); !end) {
        return in("block", end.error());
    }
    const auto list = [&parts](auto decode, const char* name, auto& target) -> Status {
        const auto items = parts->list();
        if (!items) {
            return in(name, items.error());
        }
        auto decoded = decode(*items);
        if (!decoded) {
            return decoded.error();
        }
        target = std::move(decoded).value();
        return Success{};
    };
    Block block;
    if (const auto read = list(decode_header, "header", block.header); !read) {
        return in("block", read.error());
    }
    if (const auto read = list(decode_transactions, "transactions", block.transactions); !read) {
        return in("block", read.error());
    }
    if (const auto read = list(decode_ommers, "ommers", block.ommers); !read) {
        return in("block", read.error());
    }
    if (!parts->at_end()) {
        if (const auto read = list(decode_withdrawals, "withdrawals", block.withdrawals); !read) {
            return in("block", read.error());
        }
    }
    if (const auto end = parts->finish(); !end) {
        return in("block", end.error());
    }
    return block;
}

}  // namespace lanescope
