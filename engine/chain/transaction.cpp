// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/transaction.h"

#include "base/keccak.h"
#include "base/rlp.h"

#include <string>

namespace lanescope {

namespace {

constexpr std::uint8_t authorization_magic = 0x05;  // EIP-7702, MAGIC
constexpr std::uint8_t first_list_head = 0xc0;

void write_to(rlp::Encoder& out, const std::optional<Address>& to)
{
    if (to) {
        out.fixed(*to);
    } else {
        out.bytes({});
    }
}

void write_access_list(rlp::Encoder& out, const std::vector<AccessListEntry>& access_list)
{
    rlp::Encoder entries;
    for (const AccessListEntry& entry : access_list) {
        rlp::Encoder keys;
        for (const Hash& key : entry.storage_keys) {
            keys.fixed(key);
        }
        rlp::Encoder fields;
        fields.fixed(entry.address);
        fields.list(keys);
        entries.list(fields);
    }
    out.list(entries);
}

void write_blob_hashes(rlp::Encoder& out, const std::vector<Hash>& hashes)
{
    rlp::Encoder items;
    for (const Hash& hash : hashes) {
        items.fixed(hash);
    }
    out.list(items);
}

void write_authorizations(rlp::Encoder& out, const std::vector<Authorization>& authorizations)
{
    rlp::Encoder items;
    for (const Authorization& authorization : authorizations) {
        rlp::Encoder fields;
        fields.number(authorization.chain_id);
        fields.fixed(authorization.address);
        fields.number(authorization.nonce);
        fields.number(authorization.y_parity);
        fields.number(authorization.r);
        fields.number(authorization.s);
        items.list(fields);
    }
    out.list(items);
}

/// The fields before the signature, in the order of the type's EIP.
void write_unsigned_fields(rlp::Encoder& out, const Transaction& transaction)
{
    const bool has_two_fees = transaction.type >= TransactionType::dynamic_fee;
    if (transaction.type != TransactionType::legacy) {
        out.number(transaction.chain_id.value_or(0));
    }
    out.number(transaction.nonce);
    if (has_two_fees) {
        out.number(transaction.max_priority_fee_per_gas);
    }
    out.number(transaction.max_fee_per_gas);
    out.number(transaction.gas_limit);
    write_to(out, transaction.to);
    out.number(transaction.value);
    out.bytes(transaction.data);
    if (transaction.type != TransactionType::legacy) {
        write_access_list(out, transaction.access_list);
    }
    if (transaction.type == TransactionType::blob) {
        out.number(transaction.max_fee_per_blob_gas);
        write_blob_hashes(out, transaction.blob_hashes);
    }
    if (transaction.type == TransactionType::set_code) {
        write_authorizations(out, transaction.authorizations);
    }
}

/// Type byte, if the type has one, and the list.
Bytes with_type(TransactionType type, const rlp::Encoder& fields)
{
    rlp::Encoder out;
    if (type != TransactionType::legacy) {
        const auto byte = static_cast<std::uint8_t>(type);
        out.raw({&byte, 1});
    }
    out.list(fields);
    return std::move(out).take();
}

/// Reads field after field and keeps the first failure, with the name of its field; what comes
/// after a failure reads as empty.
class FieldReader {
public:
    explicit FieldReader(rlp::Decoder fields) : fields_(fields) {}

    Uint256 number(const char* name) { return keep(name, fields_.number(), Uint256{}); }
    std::uint64_t number64(const char* name)
    {
        return keep(name, fields_.number64(), std::uint64_t{});
    }
    Bytes bytes(const char* name)
    {
        const ByteView content = keep(name, fields_.string(), ByteView{});
        return {content.begin(), content.end()};
    }
    template <class Fixed>
    Fixed fixed(const char* name)
    {
        return keep(name, fields_.fixed<Fixed>(), Fixed{});
    }
    std::optional<Address> address_or_nothing(const char* name)
    {
        const ByteView content = keep(name, fields_.string(), ByteView{});
        if (content.empty()) {
            return std::nullopt;
        }
        if (content.size() != Address::size) {
            fail(name, "an address has 20 bytes, or none: this one has " +
                           std::to_string(content.size()));
            return std::nullopt;
        }
        return Address::from(content);
    }
    FieldReader list(const char* name)
    {
        return FieldReader(keep(name, fields_.list(), rlp::Decoder({})));
    }

    [[nodiscard]] bool more() const { return !error_ && !fields_.at_end(); }
    void finish(const char* name) { keep(name, fields_.finish(), Success{}); }
    void fail(const char* name, const std::string& what)
    {
        if (!error_) {
            error_ = Error{ErrorCode::malformed, std::string(name) + ": " + what};
        }
    }
    /// Takes over the failure of a list's reader, which must be at its end.
    void absorb(const char* name, FieldReader& inner)
    {
        inner.finish(name);
        if (!error_) {
            error_ = inner.error_;
        }
    }
    [[nodiscard]] const std::optional<Error>& error() const { return error_; }

private:
    template <class T>
    T keep(const char* name, Result<T> result, T fallback)
    {
        if (error_) {
            return fallback;
        }
        if (!result) {
            fail(name, result.error().message);
            return fallback;
        }
        return std::move(result).value();
    }
    rlp::Decoder fields_;
    std::optional<Error> error_;
};

std::vector<Hash> read_hashes(FieldReader& in, const char* name)
{
    std::vector<Hash> hashes;
    FieldReader items = in.list(name);
    while (items.more()) {
        hashes.push_back(items.fixed<Hash>(name));
    }
    in.absorb(name, items);
    return hashes;
}

std::vector<AccessListEntry> read_access_list(FieldReader& in)
{
    std::vector<AccessListEntry> access_list;
    FieldReader items = in.list("access list");
    while (items.more()) {
        FieldReader fields = items.list("access list entry");
        AccessListEntry entry;
        entry.address = fields.fixed<Address>("access list address");
        entry.storage_keys = read_hashes(fields, "access list storage keys");
        items.absorb("access list entry", fields);
        access_list.push_back(std::move(entry));
    }
    in.absorb("access list", items);
    return access_list;
}

std::vector<Authorization> read_authorizations(FieldReader& in)
{
    std::vector<Authorization> authorizations;
    FieldReader items = in.list("authorization list");
    while (items.more()) {
        FieldReader fields = items.list("authorization");
        Authorization authorization;
        authorization.chain_id = fields.number("authorization chain id");
        authorization.address = fields.fixed<Address>("authorization address");
        authorization.nonce = fields.number64("authorization nonce");
        authorization.y_parity = fields.number64("authorization y parity");
        if (authorization.y_parity > 255) {
            fields.fail("authorization y parity", "more than one byte (EIP-7702)");
        }
        authorization.r = fields.number("authorization r");
        authorization.s = fields.number("authorization s");
        items.absorb("authorization", fields);
        authorizations.push_back(authorization);
    }
    in.absorb("authorization list", items);
    return authorizations;
}

/// Splits a legacy v into y parity and the chain id of EIP-155.
void read_legacy_v(FieldReader& in, Transaction& transaction)
{
    const Uint256 v = in.number("v");
    if (v == Uint256{27} || v == Uint256{28}) {
        transaction.y_parity = static_cast<std::uint8_t>(v.low64() - 27);
        return;
    }
    const Uint256 doubled = v - 35;
    const Uint256 chain_id = doubled >> 1;
    if (v < Uint256{35} || !chain_id.fits64()) {
        in.fail("v", "neither 27, 28 nor 35 + 2 · chain id + y parity (EIP-155)");
        return;
    }
    transaction.y_parity = static_cast<std::uint8_t>(doubled.low64() & 1);
    transaction.chain_id = chain_id.low64();
}

void read_y_parity(FieldReader& in, Transaction& transaction)
{
    const std::uint64_t parity = in.number64("v");
    if (parity > 1) {
        in.fail("v",
                "the y parity of a typed transaction is 0 or 1, not " + std::to_string(parity));
    }
    transaction.y_parity = static_cast<std::uint8_t>(parity);
}

/// The fields of write_unsigned_fields() and the signature.
void read_fields(FieldReader& in, Transaction& transaction)
{
    const TransactionType type = transaction.type;
    if (type != TransactionType::legacy) {
        transaction.chain_id = in.number64("chain id");
    }
    transaction.nonce = in.number64("nonce");
    if (type >= TransactionType::dynamic_fee) {
        transaction.max_priority_fee_per_gas = in.number("max priority fee per gas");
        transaction.max_fee_per_gas = in.number("max fee per gas");
    } else {
        transaction.max_fee_per_gas = in.number("gas price");
        transaction.max_priority_fee_per_gas = transaction.max_fee_per_gas;
    }
    transaction.gas_limit = in.number64("gas limit");
    transaction.to = in.address_or_nothing("to");
    if (!transaction.to && type >= TransactionType::blob) {
        in.fail("to", "a transaction of this type cannot create a contract");
    }
    transaction.value = in.number("value");
    transaction.data = in.bytes("data");
    if (type != TransactionType::legacy) {
        transaction.access_list = read_access_list(in);
    }
    if (type == TransactionType::blob) {
        transaction.max_fee_per_blob_gas = in.number("max fee per blob gas");
        transaction.blob_hashes = read_hashes(in, "blob versioned hashes");
    }
    if (type == TransactionType::set_code) {
        transaction.authorizations = read_authorizations(in);
    }
    if (type == TransactionType::legacy) {
        read_legacy_v(in, transaction);
    } else {
        read_y_parity(in, transaction);
    }
    transaction.r = in.number("r");
    transaction.s = in.number("s");
    in.finish("transaction");
}

Uint256 legacy_v(const Transaction& transaction)
{
    if (!transaction.chain_id) {
        return Uint256{27u + transaction.y_parity};
    }
    return (Uint256{*transaction.chain_id} << 1) + Uint256{35u + transaction.y_parity};
}

}  // namespace

bool supports(Revision revision, TransactionType type) noexcept
{
    switch (type) {
    case TransactionType::legacy:
        return true;
    case TransactionType::access_list:
        return revision >= Revision::berlin;
    case TransactionType::dynamic_fee:
        return revision >= Revision::london;
    case TransactionType::blob:
        return revision >= Revision::cancun;
    case TransactionType::set_code:
        return revision >= Revision::prague;
    }
    return false;
}

Bytes encode(const Transaction& transaction)
{
    rlp::Encoder fields;
    write_unsigned_fields(fields, transaction);
    if (transaction.type == TransactionType::legacy) {
        fields.number(legacy_v(transaction));
    } else {
        fields.number(std::uint64_t{transaction.y_parity});
    }
    fields.number(transaction.r);
    fields.number(transaction.s);
    return with_type(transaction.type, fields);
}

Result<Transaction> decode_transaction(ByteView encoded)
{
    if (encoded.empty()) {
        return Error{ErrorCode::malformed, "transaction: no bytes"};
    }
    Transaction transaction;
    std::size_t offset = 0;
    if (encoded[0] < first_list_head) {
        if (encoded[0] < 1 || encoded[0] > 4) {
            return Error{ErrorCode::unsupported,
                         "transaction: type " + std::to_string(encoded[0]) + " is none of 1 to 4"};
        }
        transaction.type = static_cast<TransactionType>(encoded[0]);
        offset = 1;
    }
    rlp::Decoder outside(encoded.subspan(offset), offset);
    auto list = outside.list();
    if (!list) {
        return Error{list.error().code, "transaction: " + list.error().message};
    }
    if (const auto end = outside.finish(); !end) {
        return Error{end.error().code, "transaction: " + end.error().message};
    }
    FieldReader fields(*list);
    read_fields(fields, transaction);
    if (fields.error()) {
        return Error{fields.error()->code, "transaction: " + fields.error()->message};
    }
    return transaction;
}

Hash transaction_hash(const Transaction& transaction)
{
    return keccak256(encode(transaction));
}

Hash signing_hash(const Transaction& transaction)
{
    rlp::Encoder fields;
    write_unsigned_fields(fields, transaction);
    if (transaction.type == TransactionType::legacy && transaction.chain_id) {
        fields.number(*transaction.chain_id);
        fields.number(std::uint64_t{0});
        fields.number(std::uint64_t{0});
    }
    return keccak256(with_type(transaction.type, fields));
}

Hash signing_hash(const Authorization& authorization)
{
    rlp::Encoder fields;
    fields.number(authorization.chain_id);
    fields.fixed(authorization.address);
    fields.number(authorization.nonce);
    rlp::Encoder message;
    message.raw({&authorization_magic, 1});
    message.list(fields);
    return keccak256(message.view());
}

}  // namespace lanescope
