// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/slot_foresight.h"

#include <algorithm>
#include <cstring>
#include <optional>

namespace lanescope {

namespace {

constexpr std::size_t selector_size = 4;
constexpr std::size_t word_size = 32;
/// Functions that are kept in mind; when there are more, all are forgotten.
constexpr std::size_t most_functions = 4096;
/// Executions of a function from which what it looks up is learned: others with the same lookups under
/// keys that cannot be foreseen would be looked at again and again.
constexpr std::uint8_t most_lessons = 8;
/// What a transaction needs is computed while one before it executes, and loaded during another one.
constexpr std::size_t needed_ahead = 2;

std::size_t arguments_of(const Transaction& transaction) noexcept
{
    return (transaction.data.size() - selector_size) / word_size;
}

const std::uint8_t* argument(const Transaction& transaction, std::size_t index) noexcept
{
    return transaction.data.data() + selector_size + word_size * index;
}

bool is_call_of_function(const Transaction& transaction) noexcept
{
    return transaction.to && transaction.sender && transaction.data.size() >= selector_size;
}

std::uint32_t selector_of(const Transaction& transaction) noexcept
{
    std::uint32_t selector;
    std::memcpy(&selector, transaction.data.data(), sizeof selector);
    return selector;
}

std::array<std::uint8_t, word_size> word_of(const Address& address) noexcept
{
    std::array<std::uint8_t, word_size> word{};
    std::memcpy(word.data() + word_size - Address::size, address.bytes.data(), Address::size);
    return word;
}

bool is_zero(const std::uint8_t* word) noexcept
{
    return std::all_of(word, word + word_size, [](std::uint8_t byte) { return byte == 0; });
}

}  // namespace

void SlotForesight::foresee(const Transaction& transaction, std::size_t index)
{
    if (functions_.size() == 0 || !is_call_of_function(transaction)) {
        return;
    }
    const auto at = functions_.find({*transaction.to, selector_of(transaction)});
    if (at == functions_.none) {
        return;
    }
    const Lookups& lookups = functions_[at].value;
    const std::size_t arguments = arguments_of(transaction);
    for (std::size_t i = 0; i < lookups.count && noted_ < most_noted; ++i) {
        const Lookup& lookup = lookups.known[i];
        std::uint8_t* const pair = pairs_[noted_].bytes.data();
        if (lookup.argument == Lookup::by_sender) {
            const auto key = word_of(*transaction.sender);
            std::memcpy(pair, key.data(), word_size);
        } else if (lookup.argument < arguments) {
            std::memcpy(pair, argument(transaction, lookup.argument), word_size);
        } else {
            continue;
        }
        std::memcpy(pair + word_size, lookup.mapping.data(), word_size);
        if (noted_ == 0) {
            first_needed_ = index;
        }
        accounts_[noted_++] = lookup.account;
    }
}

template <class Use>
void SlotForesight::with_announced(Use&& use) const
{
    // Most are of one contract.
    for (std::size_t begin = 0; begin < announced_;) {
        std::size_t end = begin + 1;
        while (end < announced_ && announced_accounts_[end] == announced_accounts_[begin]) {
            ++end;
        }
        use(announced_accounts_[begin], std::span(announced_slots_).subspan(begin, end - begin));
        begin = end;
    }
}

void SlotForesight::advance(std::size_t next, StateView& view)
{
    if (announced_ != 0) {
        with_announced([&](const Address& account, std::span<const Uint256> slots) {
            view.prefetch_slots(account, slots);
        });
        announced_ = 0;
    }
    if (noted_ >= together || (noted_ != 0 && first_needed_ <= next + needed_ahead)) {
        compute(std::min(noted_, together), view);
    }
}

void SlotForesight::complete(StateView& view)
{
    while (noted_ != 0) {
        advance(first_needed_, view);
    }
}

void SlotForesight::compute(std::size_t count, StateView& view)
{
    std::array<Hash, together> digests;
    keccak256_of_pairs({pairs_.data(), count}, digests.data());
    for (std::size_t i = 0; i < count; ++i) {
        announced_slots_[i] = load_big_endian(digests[i].bytes.data());
        announced_accounts_[i] = accounts_[i];
        memo_.put(pairs_[i], announced_slots_[i]);
    }
    announced_ = count;
    with_announced([&](const Address& account, std::span<const Uint256> slots) {
        view.announce_slots(account, slots);
    });
    std::copy(pairs_.begin() + count, pairs_.begin() + noted_, pairs_.begin());
    std::copy(accounts_.begin() + count, accounts_.begin() + noted_, accounts_.begin());
    noted_ -= count;
}

void SlotForesight::learn_missed(const Transaction& transaction, const Journal& journal)
{
    if (!is_call_of_function(transaction)) {
        return;
    }
    if (functions_.size() >= most_functions) {
        functions_.clear();
    }
    const auto at = functions_.find_or_insert({*transaction.to, selector_of(transaction)}).first;
    Lookups& lookups = functions_[at].value;
    if (lookups.lessons == most_lessons) {
        return;
    }
    ++lookups.lessons;
    const auto sender = word_of(*transaction.sender);
    // What stands farther behind is seldom a key.
    const std::size_t arguments = std::min<std::size_t>(arguments_of(transaction), 8);
    for (const auto& [pair, account] : memo_.missed()) {
        const std::uint8_t* const key = pair.bytes.data();
        std::optional<std::uint8_t> found;
        if (std::memcmp(key, sender.data(), word_size) == 0) {
            found = Lookup::by_sender;
        } else if (!is_zero(key)) {
            for (std::size_t i = 0; i < arguments && !found; ++i) {
                if (std::memcmp(key, argument(transaction, i), word_size) == 0) {
                    found = static_cast<std::uint8_t>(i);
                }
            }
        }
        if (!found) {
            continue;
        }
        Lookup lookup{journal.address(account), *found, {}};
        std::memcpy(lookup.mapping.data(), key + word_size, word_size);
        const auto known = std::span(lookups.known).first(lookups.count);
        const bool is_known = std::ranges::any_of(known, [&](const Lookup& other) {
            return other.argument == lookup.argument && other.mapping == lookup.mapping;
        });
        if (!is_known && lookups.count < Lookups::most) {
            lookups.known[lookups.count++] = lookup;
        }
    }
}

}  // namespace lanescope
