// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/input_coding.h"

#include "base/keccak.h"
#include "store/chunks.h"
#include "store/fields.h"

#include <algorithm>

namespace lanescope::store {

namespace {

/// Accounts share code in the file, but not in memory; what would fill the memory is damage.
constexpr std::uint64_t most_code_bytes = std::uint64_t{4} << 30;

/// Everything of an input but transactions and pre-state.
template <class Archive, class Input, class Flag>
void pack_head(Archive& archive, Input& input, Flag& has_state)
{
    archive.text(input.name);
    pack_fork(archive, input.fork);
    pack_header(archive, input.block.header);
    pack_list(archive, input.block.ommers, 400, [&](auto& ommer) { pack_header(archive, ommer); });
    archive.optional(input.block.withdrawals, [&](auto& list) {
        pack_list(archive, list, 23,
                  [&](auto& withdrawal) { pack_withdrawal(archive, withdrawal); });
    });
    archive.optional(input.block.claimed_hash, [&](auto& hash) { archive.fixed(hash); });
    archive.flag(input.pre_state_is_whole);
    archive.flag(has_state);
    if constexpr (Archive::reads) {
        const std::size_t count = archive.count(33);
        for (std::size_t i = 0; i < count && !archive.failed(); ++i) {
            std::uint64_t number = 0;
            Hash hash;
            archive.number(number);
            archive.fixed(hash);
            input.block_hashes.emplace_hint(input.block_hashes.end(), number, hash);
        }
    } else {
        archive.number(input.block_hashes.size());
        for (const auto& [number, hash] : input.block_hashes) {
            archive.number(number);
            archive.fixed(hash);
        }
    }
}

/// One account as it lies in the file. `code` counts from 1 in the list of codes; 0: none.
struct PackedAccount {
    Address address;
    std::uint64_t nonce = 0;
    Uint256 balance;
    std::uint64_t code = 0;
    std::vector<std::pair<Uint256, Uint256>> storage;  ///< in order of key
};

template <class Archive, class Account>
void pack_account(Archive& archive, Account& account)
{
    archive.fixed(account.address);
    archive.number(account.nonce);
    archive.word(account.balance);
    archive.number(account.code);
    pack_list(archive, account.storage, 2, [&](auto& slot) {
        archive.word(slot.first);
        archive.word(slot.second);
    });
}

std::vector<std::pair<Uint256, Uint256>> in_order(const GivenAccount& account)
{
    std::vector<std::pair<Uint256, Uint256>> slots;
    slots.reserve(account.storage.size());
    for (const auto& [key, value] : account.storage) {
        slots.emplace_back(load_big_endian(key.bytes.data()), value);
    }
    std::sort(slots.begin(), slots.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return slots;
}

Result<std::shared_ptr<const GivenState>> unpack_state(const PackedInput& packed)
{
    std::vector<Bytes> codes;
    for (const Bytes& chunk : packed.code) {
        const bool read = unpack_chunk<Bytes>(
            chunk, [](Unpacker& in, Bytes& code, const Bytes&) { in.bytes(code); },
            [&](Bytes&& code) {
                codes.push_back(std::move(code));
                return true;
            });
        if (!read) {
            return not_ours("code");
        }
    }
    auto state = std::make_shared<GivenState>();
    std::uint64_t code_bytes = 0;
    const auto take = [&](PackedAccount&& account) {
        if ((!state->empty() && account.address <= state->rbegin()->first) ||
            account.code > codes.size()) {
            return false;
        }
        GivenAccount given;
        given.balance = account.balance;
        given.nonce = account.nonce;
        if (account.code > 0) {
            given.code = codes[static_cast<std::size_t>(account.code - 1)];
            code_bytes += given.code.size();
        }
        given.storage.reserve(account.storage.size());
        for (std::size_t i = 0; i < account.storage.size(); ++i) {
            const auto& [key, value] = account.storage[i];
            if (i > 0 && !(account.storage[i - 1].first < key)) {
                return false;
            }
            Hash slot;
            store_big_endian(slot.bytes.data(), key);
            given.storage.emplace(slot, value);
        }
        state->emplace_hint(state->end(), account.address, std::move(given));
        return code_bytes <= most_code_bytes;
    };
    for (const Bytes& chunk : packed.state) {
        const bool read = unpack_chunk<PackedAccount>(
            chunk,
            [](Unpacker& in, PackedAccount& account, const PackedAccount&) {
                pack_account(in, account);
            },
            take);
        if (!read) {
            return not_ours("state");
        }
    }
    return std::shared_ptr<const GivenState>(std::move(state));
}

}  // namespace

Hash PackedInput::content_hash() const
{
    Bytes hashes;
    const auto add = [&](ByteView part) {
        const Hash hash = keccak256(part);
        hashes.insert(hashes.end(), hash.bytes.begin(), hash.bytes.end());
    };
    add(head);
    for (const auto* list : {&transactions, &code, &state}) {
        add({});
        for (const Bytes& chunk : *list) {
            add(chunk);
        }
    }
    return keccak256(hashes);
}

PackedInput pack_input(const BlockInput& input)
{
    PackedInput packed;
    Packer head;
    const bool has_state = input.pre_state != nullptr;
    pack_head(head, input, has_state);
    packed.head = head.packed();

    const std::vector<Transaction>& transactions = input.block.transactions;
    packed.transactions = pack_chunks<Transaction>(
        transactions.size(), [&](std::size_t i) -> const Transaction& { return transactions[i]; },
        [](Packer& out, const Transaction& transaction, const Transaction&) {
            pack_transaction(out, transaction);
        });
    if (!input.pre_state) {
        return packed;
    }

    std::unordered_map<Hash, std::uint64_t> numbers;
    std::vector<const Bytes*> codes;
    auto account = input.pre_state->begin();
    PackedAccount current;
    packed.state = pack_chunks<PackedAccount>(
        input.pre_state->size(),
        [&](std::size_t) -> const PackedAccount& {
            const auto& [address, given] = *account++;
            current = {address, given.nonce, given.balance, 0, in_order(given)};
            if (!given.code.empty()) {
                const auto [place, fresh] =
                    numbers.try_emplace(keccak256(given.code), codes.size() + 1);
                if (fresh) {
                    codes.push_back(&given.code);
                }
                current.code = place->second;
            }
            return current;
        },
        [](Packer& out, const PackedAccount& one, const PackedAccount&) {
            pack_account(out, one);
        });
    packed.code = pack_chunks<Bytes>(
        codes.size(), [&](std::size_t i) -> const Bytes& { return *codes[i]; },
        [](Packer& out, const Bytes& code, const Bytes&) { out.bytes(code); });
    return packed;
}

Result<std::shared_ptr<const BlockInput>> unpack_input(const PackedInput& packed)
{
    auto input = std::make_shared<BlockInput>();
    bool has_state = false;
    Unpacker head(packed.head);
    pack_head(head, *input, has_state);
    if (!head.complete()) {
        return not_ours("head");
    }
    for (const Bytes& chunk : packed.transactions) {
        const bool read = unpack_chunk<Transaction>(
            chunk,
            [](Unpacker& in, Transaction& transaction, const Transaction&) {
                pack_transaction(in, transaction);
            },
            [&](Transaction&& transaction) {
                input->block.transactions.push_back(std::move(transaction));
                return true;
            });
        if (!read) {
            return not_ours("transactions");
        }
    }
    if (has_state) {
        auto state = unpack_state(packed);
        if (!state) {
            return state.error();
        }
        input->pre_state = std::move(state).value();
    }
    return std::shared_ptr<const BlockInput>(std::move(input));
}

Places::Places(const GivenState* state)
{
    if (state == nullptr) {
        return;
    }
    accounts_.reserve(state->size());
    for (const auto& [address, account] : *state) {
        accounts_.emplace(address, places_.size());
        places_.push_back({&address, {}, account.storage.size(), false});
        for (const auto& slot : in_order(account)) {
            places_.push_back({&address, slot.first, 0, true});
        }
    }
}

std::size_t Places::account(const Address& address) const
{
    const auto found = accounts_.find(address);
    return found == accounts_.end() ? none : found->second;
}

std::size_t Places::slot(std::size_t account, const Uint256& key) const
{
    if (account == none) {
        return none;
    }
    const auto begin = places_.begin() + static_cast<std::ptrdiff_t>(account) + 1;
    const auto end = begin + static_cast<std::ptrdiff_t>(places_[account].slot_count);
    const auto found = std::lower_bound(
        begin, end, key,
        [](const Place& place, const Uint256& wanted) { return place.key < wanted; });
    return found != end && found->key == key ? static_cast<std::size_t>(found - places_.begin())
                                             : none;
}

}  // namespace lanescope::store
