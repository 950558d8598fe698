// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ordinal_chunks.h"
#include "base/prefetch.h"
#include "base/table_allocator.h"

#include <algorithm>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::block_stm {

/// Finds cells by the hash of what they are of: a table that any thread adds to without locks, and that
/// nothing is ever taken out of.
///
/// Open addressing: an entry has the cell's ordinal and a few bits of its hash, so that a search hardly
/// ever looks into a cell that it is not after; such a cell is seldom in the cache, and may be in another
/// core's. What finds no place in its window lies in a chain, through `Cell::next`.
///
/// `ordinal_bits`: of an entry; what has more lies in a chain.
template <class Cell, unsigned ordinal_bits = 24>
class CellIndex {
    static_assert(ordinal_bits < 32);

public:
    /// Made for `expected` cells; more lengthen the chains.
    explicit CellIndex(std::size_t expected)
        : mask_(std::bit_ceil(std::max(expected + expected / 2, 2 * window)) - 1),
          entries_(mask_ + 1),
          chains_((mask_ + 1) / entries_of_a_chain)
    {
    }

    /// Where a search that found nothing came to its end.
    struct End {
        std::atomic<std::uint32_t>* place = nullptr;
        std::uint32_t seen = 0;
        bool is_chain = false;
    };

    /// The cell for which `is_same(cell, ordinal)`, or null; then add() takes `end`.
    template <class IsSame>
    [[nodiscard]] Cell* find(const OrdinalChunks<Cell>& cells, std::uint64_t hash, IsSame&& is_same,
                             End& end) const noexcept
    {
        const std::uint32_t tag = tag_of(hash);
        std::size_t at = home_of(hash);
        for (std::size_t left = window; left != 0; --left, at = (at + 1) & mask_) {
            const std::uint32_t entry = entries_[at].load(std::memory_order_acquire);
            if (entry == 0) {
                end = {&entries_[at], 0, false};
                return nullptr;
            }
            if (entry == in_chain) {
                break;
            }
            if ((entry & ~ordinal_mask) == tag) {
                const std::uint32_t ordinal = (entry & ordinal_mask) - 1;
                Cell& cell = cells.at(ordinal);
                if (is_same(cell, ordinal)) {
                    return &cell;
                }
            }
        }
        std::atomic<std::uint32_t>& chain = chain_of(hash);
        const std::uint32_t first = chain.load(std::memory_order_acquire);
        for (std::uint32_t next = first; next != 0;) {
            Cell& cell = cells.at(next - 1);
            if (is_same(cell, next - 1)) {
                return &cell;
            }
            next = cell.next.load(std::memory_order_relaxed);
        }
        end = {&chain, first, true};
        return nullptr;
    }

    /// Adds what find() ended without. Where another thread has added the same since, gives its cell, and
    /// `fresh` is not in the table.
    template <class IsSame>
    [[nodiscard]] Cell& add(const OrdinalChunks<Cell>& cells, std::uint64_t hash, Cell& fresh,
                            End end, IsSame&& is_same)
    {
        const std::uint32_t link = fresh.ordinal + 1;
        const bool fits = link < ordinal_mask;
        for (;;) {
            if (end.is_chain) {
                fresh.next.store(end.seen, std::memory_order_relaxed);
            }
            const std::uint32_t entry = end.is_chain ? link : fits ? tag_of(hash) | link : in_chain;
            if (end.place->compare_exchange_strong(end.seen, entry, std::memory_order_acq_rel) &&
                (end.is_chain || fits)) {
                return fresh;
            }
            if (Cell* const first = find(cells, hash, is_same, end)) {
                return *first;
            }
        }
    }

    /// Starts to load where a search begins.
    void announce(std::uint64_t hash) const noexcept { prefetch_line(&entries_[home_of(hash)]); }
    /// The same of a search that will most likely add.
    void announce_new(std::uint64_t hash) const noexcept
    {
        prefetch_to_write(&entries_[home_of(hash)], 0, sizeof(std::uint32_t));
    }
    /// Starts to load what a search reads next: the cell, if by its hash there is one, and gives its
    /// ordinal; or where it is to be added.
    std::optional<std::uint32_t> prefetch(const OrdinalChunks<Cell>& cells,
                                          std::uint64_t hash) const noexcept
    {
        constexpr std::size_t line = 64;
        const std::uint32_t tag = tag_of(hash);
        std::size_t at = home_of(hash);
        for (std::size_t left = window; left != 0; --left, at = (at + 1) & mask_) {
            const std::uint32_t entry = entries_[at].load(std::memory_order_acquire);
            if (entry == 0) {
                prefetch_to_write(&entries_[at], 0, sizeof entry);
                return std::nullopt;
            }
            if ((entry & ~ordinal_mask) == tag && entry != in_chain) {
                const std::uint32_t ordinal = (entry & ordinal_mask) - 1;
                const auto* const cell = reinterpret_cast<const std::uint8_t*>(&cells.at(ordinal));
                for (std::size_t byte = 0; byte < sizeof(Cell); byte += line) {
                    prefetch_line(cell + byte);
                }
                return ordinal;
            }
        }
        return std::nullopt;
    }

private:
    static constexpr std::size_t window = 32;  ///< entries that a search looks at: two cache lines
    static constexpr std::size_t entries_of_a_chain = 4;
    static constexpr std::uint32_t ordinal_mask = (1u << ordinal_bits) - 1;
    /// Here, and behind it, one was to be added whose ordinal is too large for an entry.
    static constexpr std::uint32_t in_chain = ordinal_mask;

    /// Not of those bits that home_of() takes.
    [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) noexcept
    {
        return static_cast<std::uint32_t>(hash >> 8) & ~ordinal_mask;
    }
    [[nodiscard]] std::size_t home_of(std::uint64_t hash) const noexcept
    {
        return static_cast<std::size_t>(hash ^ hash >> 40) & mask_;
    }
    [[nodiscard]] std::atomic<std::uint32_t>& chain_of(std::uint64_t hash) const noexcept
    {
        return chains_[home_of(hash) / entries_of_a_chain];
    }

    using Places =
        std::vector<std::atomic<std::uint32_t>, TableAllocator<std::atomic<std::uint32_t>>>;
    std::size_t mask_;
    // Mutable as what they lead to is: looking up is no change of the table.
    mutable Places entries_;  ///< 0 for none, or part of the hash, and one past the ordinal
    mutable Places chains_;   ///< one past the ordinal of the first; 0 for none
};

}  // namespace lanescope::block_stm
