// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/hex.h"
#include "formats/block_file.h"

#include <algorithm>
#include <string_view>

namespace lanescope::formats {
namespace {

/// Writes JSON without any white space. Everything that goes through it is ASCII without quotes.
class JsonWriter {
public:
    void open(char bracket)
    {
        separate();
        out_ += bracket;
        first_ = true;
    }
    void close(char bracket)
    {
        out_ += bracket;
        first_ = false;
    }
    void key(std::string_view name)
    {
        separate();
        out_ += '"';
        out_ += name;
        out_ += "\":";
        first_ = true;
    }
    void string(std::string_view text)
    {
        separate();
        out_ += '"';
        out_ += text;
        out_ += '"';
    }
    void literal(std::string_view text)
    {
        separate();
        out_ += text;
    }

    template <std::size_t N, class Tag>
    void member(std::string_view name, const FixedBytes<N, Tag>& value)
    {
        key(name);
        string(to_hex(value));
    }
    void member(std::string_view name, ByteView value)
    {
        key(name);
        string(to_hex(value));
    }
    void member(std::string_view name, const Uint256& value)
    {
        key(name);
        string(to_hex_quantity(value));
    }
    void member(std::string_view name, std::uint64_t value)
    {
        key(name);
        string(to_hex_quantity(value));
    }
    /// Nothing where there is no value.
    template <class T>
    void member(std::string_view name, const std::optional<T>& value)
    {
        if (value) {
            member(name, *value);
        }
    }
    [[nodiscard]] std::string take() && { return std::move(out_); }

private:
    void separate()
    {
        if (!first_) {
            out_ += ',';
        }
        first_ = false;
    }
    std::string out_;
    bool first_ = true;
};

void write_header_members(JsonWriter& out, const Header& header)
{
    out.member("parentHash", header.parent_hash);
    out.member("sha3Uncles", header.ommers_hash);
    out.member("miner", header.beneficiary);
    out.member("stateRoot", header.state_root);
    out.member("transactionsRoot", header.transactions_root);
    out.member("receiptsRoot", header.receipts_root);
    out.member("logsBloom", header.logs_bloom);
    out.member("difficulty", header.difficulty);
    out.member("number", header.number);
    out.member("gasLimit", header.gas_limit);
    out.member("gasUsed", header.gas_used);
    out.member("timestamp", header.timestamp);
    out.member("extraData", ByteView(header.extra_data));
    out.member("mixHash", header.mix_hash);
    out.member("nonce", ByteView(header.nonce));
    out.member("baseFeePerGas", header.base_fee_per_gas);
    out.member("withdrawalsRoot", header.withdrawals_root);
    out.member("blobGasUsed", header.blob_gas_used);
    out.member("excessBlobGas", header.excess_blob_gas);
    out.member("parentBeaconBlockRoot", header.parent_beacon_block_root);
    out.member("requestsHash", header.requests_hash);
}

void write_signature(JsonWriter& out, const Transaction& transaction)
{
    if (transaction.type != TransactionType::legacy) {
        out.member("yParity", std::uint64_t{transaction.y_parity});
        out.member("v", std::uint64_t{transaction.y_parity});
    } else if (transaction.chain_id) {
        const Uint256 chain_id(*transaction.chain_id);
        out.member("v", chain_id + chain_id + Uint256(35u + transaction.y_parity));
    } else {
        out.member("v", std::uint64_t{27} + transaction.y_parity);
    }
    out.member("r", transaction.r);
    out.member("s", transaction.s);
}

void write_typed_parts(JsonWriter& out, const Transaction& transaction)
{
    out.key("accessList");
    out.open('[');
    for (const AccessListEntry& entry : transaction.access_list) {
        out.open('{');
        out.member("address", entry.address);
        out.key("storageKeys");
        out.open('[');
        for (const Hash& key : entry.storage_keys) {
            out.string(to_hex(key));
        }
        out.close(']');
        out.close('}');
    }
    out.close(']');
    if (transaction.type == TransactionType::blob) {
        out.member("maxFeePerBlobGas", transaction.max_fee_per_blob_gas);
        out.key("blobVersionedHashes");
        out.open('[');
        for (const Hash& hash : transaction.blob_hashes) {
            out.string(to_hex(hash));
        }
        out.close(']');
    }
    if (transaction.type != TransactionType::set_code) {
        return;
    }
    out.key("authorizationList");
    out.open('[');
    for (const Authorization& authorization : transaction.authorizations) {
        out.open('{');
        out.member("chainId", authorization.chain_id);
        out.member("address", authorization.address);
        out.member("nonce", authorization.nonce);
        out.member("yParity", authorization.y_parity);
        out.member("r", authorization.r);
        out.member("s", authorization.s);
        out.close('}');
    }
    out.close(']');
}

void write_transaction(JsonWriter& out, const Transaction& transaction,
                       const std::optional<Hash>& claimed_hash)
{
    out.open('{');
    out.member("hash", claimed_hash);
    out.member("type", static_cast<std::uint64_t>(transaction.type));
    out.member("chainId", transaction.chain_id);
    out.member("from", transaction.sender);
    out.member("nonce", transaction.nonce);
    out.member("gas", transaction.gas_limit);
    if (transaction.type <= TransactionType::access_list) {
        out.member("gasPrice", transaction.max_fee_per_gas);
    } else {
        out.member("maxFeePerGas", transaction.max_fee_per_gas);
        out.member("maxPriorityFeePerGas", transaction.max_priority_fee_per_gas);
    }
    if (transaction.to) {
        out.member("to", *transaction.to);
    } else {
        out.key("to");
        out.literal("null");
    }
    out.member("value", transaction.value);
    out.member("input", ByteView(transaction.data));
    if (transaction.type != TransactionType::legacy) {
        write_typed_parts(out, transaction);
    }
    write_signature(out, transaction);
    out.close('}');
}

void write_block(JsonWriter& out, const BlockFile& file)
{
    const Block& block = file.block;
    out.open('{');
    out.member("hash", block.claimed_hash);
    write_header_members(out, block.header);
    out.key("transactions");
    out.open('[');
    for (std::size_t i = 0; i < block.transactions.size(); ++i) {
        const auto& hashes = file.claimed_transaction_hashes;
        write_transaction(out, block.transactions[i],
                          i < hashes.size() ? hashes[i] : std::optional<Hash>());
    }
    out.close(']');
    out.key("uncles");
    out.open('[');
    for (const Header& ommer : block.ommers) {
        out.open('{');
        write_header_members(out, ommer);
        out.close('}');
    }
    out.close(']');
    if (block.withdrawals) {
        out.key("withdrawals");
        out.open('[');
        for (const Withdrawal& withdrawal : *block.withdrawals) {
            out.open('{');
            out.member("index", withdrawal.index);
            out.member("validatorIndex", withdrawal.validator_index);
            out.member("address", withdrawal.address);
            out.member("amount", withdrawal.amount);
            out.close('}');
        }
        out.close(']');
    }
    out.close('}');
}

void write_storage(JsonWriter& out, const std::unordered_map<Hash, Uint256>& storage)
{
    // In order, so that equal states give equal texts.
    std::vector<std::pair<Hash, Uint256>> slots(storage.begin(), storage.end());
    std::sort(slots.begin(), slots.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    out.open('{');
    for (const auto& [slot, value] : slots) {
        Hash word;
        store_big_endian(word.bytes.data(), value);
        out.member(to_hex(slot), word);
    }
    out.close('}');
}

void write_state(JsonWriter& out, const GivenState& state)
{
    out.open('{');
    for (const auto& [address, account] : state) {
        out.key(to_hex(address));
        out.open('{');
        out.member("balance", account.balance);
        out.key("nonce");
        out.literal(std::to_string(account.nonce));
        if (!account.code.empty()) {
            out.member("code", ByteView(account.code));
        }
        if (!account.storage.empty()) {
            out.key("storage");
            write_storage(out, account.storage);
        }
        out.close('}');
    }
    out.close('}');
}

void write_fork(JsonWriter& out, const Fork& fork, const Header& header)
{
    out.key("chainId");
    out.literal(std::to_string(fork.chain_id));
    Fork implied = mainnet_fork(header.number, header.timestamp);
    if (fork.chain_id != 1 || implied.revision != fork.revision) {
        const std::string_view name = name_of(fork.revision);
        out.key("revision");
        out.string(name);
        implied = fork_by_name(name, header.number, header.timestamp).value_or(Fork{});
    }
    if (implied.blobs != fork.blobs) {
        out.key("blobParameters");
        out.open('{');
        out.member("target", fork.blobs.target);
        out.member("max", fork.blobs.max);
        out.member("baseFeeUpdateFraction", fork.blobs.base_fee_update_fraction);
        out.close('}');
    }
    if (implied.dao_transition != fork.dao_transition) {
        out.key("daoTransition");
        out.literal(fork.dao_transition ? "true" : "false");
    }
}

}  // namespace

std::string write_block_bundle(const BlockFile& file)
{
    JsonWriter out;
    out.open('{');
    write_fork(out, file.fork, file.block.header);
    out.key("block");
    write_block(out, file);
    out.key("prestate");
    write_state(out, file.pre_state ? *file.pre_state : GivenState{});
    if (!file.block_hashes.empty()) {
        out.key("blockHashes");
        out.open('{');
        for (const auto& [number, hash] : file.block_hashes) {
            out.member(to_hex_quantity(number), hash);
        }
        out.close('}');
    }
    if (file.post_state) {
        out.key("poststate");
        write_state(out, *file.post_state);
    }
    if (file.pre_state_is_whole != file.post_state.has_value()) {
        out.key("prestateIsWhole");
        out.literal(file.pre_state_is_whole ? "true" : "false");
    }
    out.close('}');
    return std::move(out).take();
}

Result<std::uint64_t> save_block_bundle(const std::string& path, const BlockFile& file,
                                        std::uint64_t max_bytes)
{
    const std::string json = write_block_bundle(file);
    const ByteView text(reinterpret_cast<const std::uint8_t*>(json.data()), json.size());
    const bool is_packed = path.ends_with(".gz");
    const Bytes packed = is_packed ? gzip(text) : Bytes{};
    const ByteView bytes = is_packed ? ByteView(packed) : text;
    if (bytes.size() > max_bytes) {
        return Error{ErrorCode::limit_exceeded,
                     path + ": it would take " + std::to_string(bytes.size()) + " bytes, and " +
                         std::to_string(max_bytes) + " are left; allow more"};
    }
    if (Status written = write_file(path, bytes); !written) {
        return written.error();
    }
    return std::uint64_t{bytes.size()};
}

}  // namespace lanescope::formats
