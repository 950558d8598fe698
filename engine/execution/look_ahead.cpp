// SPDX-License-Identifier: GPL-3.0-or-later
#include "execution/look_ahead.h"

#include "base/prefetch.h"

#include <algorithm>

namespace lanescope {

namespace {

/// Calls `use` with sender and recipient, as far as there are.
template <class Use>
void with_parties(const Transaction& transaction, Use&& use)
{
    if (transaction.sender) {
        use(std::span(&*transaction.sender, 1));
    }
    if (transaction.to) {
        use(std::span(&*transaction.to, 1));
    }
}

constexpr std::size_t step_ahead = 3;
/// Before that the data of a call is not here yet.
constexpr std::size_t foreseen_ahead = 2 * step_ahead - 1;

void load(const Transaction& transaction) noexcept
{
    constexpr std::size_t cache_line = 64;
    const auto* bytes = reinterpret_cast<const std::uint8_t*>(&transaction);
    for (std::size_t at = 0; at < sizeof(Transaction); at += cache_line) {
        prefetch_line(bytes + at);
    }
}

void announce(const Transaction& transaction, StateView& view)
{
    // All of what most calls have: a selector and two or three words.
    prefetch_line(transaction.data.data());
    prefetch_line(transaction.data.data() + std::min<std::size_t>(transaction.data.size(), 64));
    with_parties(transaction, [&](auto account) { view.announce(account); });
}

void prefetch(const Transaction& transaction, StateView& view)
{
    with_parties(transaction, [&](auto account) { view.prefetch(account); });
}

}  // namespace

void look_ahead(std::span<const Transaction> transactions, std::size_t current, std::size_t end,
                StateView& view, SlotForesight* foresight)
{
    if (current + 3 * step_ahead < end) {
        load(transactions[current + 3 * step_ahead]);
    }
    if (current + 2 * step_ahead < end) {
        announce(transactions[current + 2 * step_ahead], view);
    }
    if (foresight != nullptr) {
        if (current + foreseen_ahead < end) {
            foresight->foresee(transactions[current + foreseen_ahead], current + foreseen_ahead);
        }
        foresight->advance(current, view);
    }
    if (current + step_ahead < end) {
        prefetch(transactions[current + step_ahead], view);
    }
}

void look_at_first(std::span<const Transaction> transactions, std::size_t begin, std::size_t end,
                   StateView& view, SlotForesight* foresight)
{
    const auto first = [&](std::size_t steps) {
        return transactions.subspan(begin, std::min(end - begin, steps * step_ahead));
    };
    for (const Transaction& transaction : first(3)) {
        load(transaction);
    }
    for (const Transaction& transaction : first(2)) {
        announce(transaction, view);
    }
    for (const Transaction& transaction : first(1)) {
        prefetch(transaction, view);
    }
    if (foresight != nullptr) {
        for (std::size_t i = begin; i < std::min(begin + foreseen_ahead, end); ++i) {
            foresight->foresee(transactions[i], i);
        }
        foresight->complete(view);
    }
}

}  // namespace lanescope
