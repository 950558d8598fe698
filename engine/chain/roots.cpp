// SPDX-License-Identifier: GPL-3.0-or-later
#include "chain/roots.h"

#include "base/hex.h"
#include "base/keccak.h"
#include "base/rlp.h"

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <span>

namespace lanescope {

constinit const Hash empty_trie_root{{0x56, 0xe8, 0x1f, 0x17, 0x1b, 0xcc, 0x55, 0xa6,
                                      0xff, 0x83, 0x45, 0xe6, 0x92, 0xc0, 0xf8, 0x6e,
                                      0x5b, 0x48, 0xe0, 0x1b, 0x99, 0x6c, 0xad, 0xc0,
                                      0x01, 0x62, 0x2f, 0xb5, 0xe3, 0x63, 0xb4, 0x21}};

namespace {

struct Entry {
    ByteView key;
    ByteView value;
};
using Entries = std::span<const Entry>;

bool key_before(const Entry& a, const Entry& b) noexcept
{
    const std::size_t shared = std::min(a.key.size(), b.key.size());
    const int order = shared == 0 ? 0 : std::memcmp(a.key.data(), b.key.data(), shared);
    return order != 0 ? order < 0 : a.key.size() < b.key.size();
}

unsigned nibble(ByteView key, std::size_t index) noexcept
{
    return index % 2 == 0 ? key[index / 2] >> 4 : key[index / 2] & 15;
}

/// Builds the trie of sorted entries depth first and keeps no node: each is encoded behind the
/// unfinished payloads of its ancestors in one growing buffer, and then replaced by its reference.
class TrieBuilder {
public:
    Hash root(Entries entries) { return keccak256(finish_node(begin_node(), entries, 0)); }

private:
    static constexpr std::size_t head_room = 9;  ///< the longest RLP head

    std::size_t begin_node()
    {
        const std::size_t start = buffer_.size();
        buffer_.resize(start + head_room);
        return start;
    }

    /// Writes the node's payload and its head in front; valid until the buffer changes.
    ByteView finish_node(std::size_t start, Entries entries, std::size_t depth)
    {
        write_payload(entries, depth);
        const std::size_t size = buffer_.size() - start - head_room;
        std::uint8_t* payload = buffer_.data() + start + head_room;
        std::size_t head = 1;
        if (size <= 55) {
            payload[-1] = static_cast<std::uint8_t>(0xc0 + size);
        } else {
            for (std::size_t rest = size; rest != 0; rest >>= 8) {
                payload[-static_cast<std::ptrdiff_t>(head++)] = static_cast<std::uint8_t>(rest);
            }
            payload[-static_cast<std::ptrdiff_t>(head)] =
                static_cast<std::uint8_t>(0xf7 + head - 1);
        }
        return {payload - head, head + size};
    }

    /// Appends the node itself if it is shorter than a hash, its hash otherwise.
    void write_reference(Entries entries, std::size_t depth)
    {
        const std::size_t start = begin_node();
        const ByteView node = finish_node(start, entries, depth);
        if (node.size() < Hash::size) {
            std::memmove(buffer_.data() + start, node.data(), node.size());
            buffer_.resize(start + node.size());
        } else {
            const Hash hash = keccak256(node);
            buffer_.resize(start);
            write_string(hash.view());
        }
    }

    void write_payload(Entries entries, std::size_t depth)
    {
        const Entry& first = entries.front();
        const std::size_t first_length = 2 * first.key.size();
        if (entries.size() == 1) {
            write_path(first.key, depth, first_length, true);
            write_string(first.value);
            return;
        }
        // Sorted: what the first and the last share, all share.
        const std::size_t shared = shared_until(first.key, entries.back().key, depth);
        if (shared > depth) {
            write_path(first.key, depth, shared, false);
            write_reference(entries, shared);
            return;
        }
        const bool has_value = first_length == depth;
        Entries rest = has_value ? entries.subspan(1) : entries;
        for (unsigned branch = 0; branch < 16; ++branch) {
            const auto end = std::partition_point(
                rest.begin(), rest.end(),
                [&](const Entry& entry) { return nibble(entry.key, depth) <= branch; });
            const auto count = static_cast<std::size_t>(end - rest.begin());
            if (count == 0) {
                write_string({});
            } else {
                write_reference(rest.first(count), depth + 1);
            }
            rest = rest.subspan(count);
        }
        write_string(has_value ? first.value : ByteView{});
    }

    static std::size_t shared_until(ByteView a, ByteView b, std::size_t from) noexcept
    {
        const std::size_t limit = 2 * std::min(a.size(), b.size());
        std::size_t i = from;
        while (i < limit && nibble(a, i) == nibble(b, i)) {
            ++i;
        }
        return i;
    }

    /// Hex-prefix encoding (Yellow Paper, appendix C) of the key's nibbles [from, to).
    void write_path(ByteView key, std::size_t from, std::size_t to, bool leaf)
    {
        path_.clear();
        const unsigned flag = leaf ? 0x20 : 0;
        if ((to - from) % 2 != 0) {
            path_.push_back(static_cast<std::uint8_t>(flag | 0x10 | nibble(key, from++)));
        } else {
            path_.push_back(static_cast<std::uint8_t>(flag));
        }
        for (; from < to; from += 2) {
            path_.push_back(
                static_cast<std::uint8_t>(nibble(key, from) << 4 | nibble(key, from + 1)));
        }
        write_string(path_);
    }

    void write_string(ByteView content)
    {
        if (content.size() <= 55) {
            if (content.size() != 1 || content[0] >= 0x80) {
                buffer_.push_back(static_cast<std::uint8_t>(0x80 + content.size()));
            }
            buffer_.insert(buffer_.end(), content.begin(), content.end());
            return;
        }
        rlp::Encoder encoder;
        encoder.bytes(content);
        buffer_.insert(buffer_.end(), encoder.view().begin(), encoder.view().end());
    }

    Bytes buffer_;
    Bytes path_;
};

/// Sorts and builds; keys must be distinct and values not empty, which is asserted.
Hash root_of(std::vector<Entry>& entries)
{
    if (entries.empty()) {
        return empty_trie_root;
    }
    std::sort(entries.begin(), entries.end(), key_before);
    for (std::size_t i = 0; i < entries.size(); ++i) {
        const bool repeated = i > 0 && std::ranges::equal(entries[i - 1].key, entries[i].key);
        if (repeated || entries[i].value.empty()) {
            std::fprintf(stderr, "lanescope: trie key %s %s\n", to_hex(entries[i].key).c_str(),
                         repeated ? "is given twice" : "has an empty value");
            std::abort();
        }
    }
    return TrieBuilder().root(entries);
}

/// A key and a short value without an allocation of their own.
struct StorageEntry {
    Hash key;
    std::uint8_t value[33];
    std::uint8_t size;
};

Hash storage_root(const std::unordered_map<Hash, Uint256>& storage)
{
    std::vector<StorageEntry> slots;
    slots.reserve(storage.size());
    for (const auto& [slot, value] : storage) {
        if (value.is_zero()) {
            continue;
        }
        StorageEntry& entry = slots.emplace_back();
        entry.key = keccak256(slot.view());
        rlp::Encoder encoder;
        encoder.number(value);
        entry.size = static_cast<std::uint8_t>(encoder.view().size());
        std::memcpy(entry.value, encoder.view().data(), entry.size);
    }
    std::vector<Entry> entries;
    entries.reserve(slots.size());
    for (const StorageEntry& slot : slots) {
        entries.push_back({slot.key.view(), {slot.value, slot.size}});
    }
    return root_of(entries);
}

Bytes encode_account(const GivenAccount& account)
{
    rlp::Encoder fields;
    fields.number(account.nonce);
    fields.number(account.balance);
    fields.fixed(storage_root(account.storage));
    fields.fixed(account.code.empty() ? empty_code_hash : keccak256(account.code));
    rlp::Encoder out;
    out.list(fields);
    return std::move(out).take();
}

template <class Values>
Hash ordered_root_of(const Values& values)
{
    std::vector<Bytes> items;
    items.reserve(values.size());
    for (const auto& value : values) {
        items.push_back(encode(value));
    }
    return ordered_trie_root(items);
}

}  // namespace

Hash trie_root(std::vector<std::pair<Bytes, Bytes>> entries)
{
    std::vector<Entry> views;
    views.reserve(entries.size());
    for (const auto& [key, value] : entries) {
        views.push_back({key, value});
    }
    return root_of(views);
}

Hash ordered_trie_root(const std::vector<Bytes>& items)
{
    std::vector<Bytes> keys;
    keys.reserve(items.size());
    std::vector<Entry> entries;
    entries.reserve(items.size());
    for (std::size_t i = 0; i < items.size(); ++i) {
        rlp::Encoder key;
        key.number(std::uint64_t{i});
        keys.push_back(std::move(key).take());
        entries.push_back({keys.back(), items[i]});
    }
    return root_of(entries);
}

Hash transactions_root(const std::vector<Transaction>& transactions)
{
    return ordered_root_of(transactions);
}

Hash receipts_root(const Receipts& receipts)
{
    return ordered_root_of(receipts);
}

Hash withdrawals_root(const std::vector<Withdrawal>& withdrawals)
{
    return ordered_root_of(withdrawals);
}

Hash state_root(const GivenState& state)
{
    std::vector<std::pair<Hash, Bytes>> accounts;
    accounts.reserve(state.size());
    for (const auto& [address, account] : state) {
        accounts.emplace_back(keccak256(address.view()), encode_account(account));
    }
    std::vector<Entry> entries;
    entries.reserve(accounts.size());
    for (const auto& [key, value] : accounts) {
        entries.push_back({key.view(), value});
    }
    return root_of(entries);
}

}  // namespace lanescope
