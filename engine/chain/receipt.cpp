// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/receipt.h"

#include "base/keccak.h"
#include "base/rlp.h"

namespace lanescope {

namespace {

/// Sets three of the 2048 bits: the low eleven bits of the first three pairs of bytes of the hash.
void add_to_bloom(Bloom& bloom, ByteView item) noexcept
{
    const Hash hash = keccak256(item);
    for (const std::size_t i : {0u, 2u, 4u}) {
        const unsigned bit = (static_cast<unsigned>(hash.bytes[i]) << 8 | hash.bytes[i + 1]) & 2047;
        bloom.bytes[Bloom::size - 1 - bit / 8] |= static_cast<std::uint8_t>(1u << (bit % 8));
    }
}

/// The logs as the items of an RLP list.
rlp::Encoder encode_logs(const Logs& logs)
{
    rlp::Encoder items;
    for (const Log& log : logs) {
        rlp::Encoder topics;
        for (const Hash& topic : log.topics) {
            topics.fixed(topic);
        }
        rlp::Encoder fields;
        fields.fixed(log.address);
        fields.list(topics);
        fields.bytes(log.data);
        items.list(fields);
    }
    return items;
}

}  // namespace

void add_to_bloom(Bloom& bloom, const Log& log) noexcept
{
    add_to_bloom(bloom, log.address.view());
    for (const Hash& topic : log.topics) {
        add_to_bloom(bloom, topic.view());
    }
}

Bloom bloom_of(const Logs& logs) noexcept
{
    Bloom bloom;
    for (const Log& log : logs) {
        add_to_bloom(bloom, log);
    }
    return bloom;
}

Hash hash_of_logs(const Logs& logs)
{
    rlp::Encoder list;
    list.list(encode_logs(logs));
    return keccak256(list.view());
}

Bytes encode(const Receipt& receipt)
{
    rlp::Encoder fields;
    if (receipt.state_root) {
        fields.fixed(*receipt.state_root);
    } else {
        fields.number(std::uint64_t{receipt.success});
    }
    fields.number(receipt.cumulative_gas_used);
    fields.fixed(receipt.bloom ? *receipt.bloom : bloom_of(receipt.logs));
    fields.list(encode_logs(receipt.logs));

    rlp::Encoder out;
    if (receipt.type != TransactionType::legacy) {
        const auto type = static_cast<std::uint8_t>(receipt.type);
        out.raw({&type, 1});
    }
    out.list(fields);
    return std::move(out).take();
}

}  // namespace lanescope
