// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/prefetch.h"
#include "base/table_allocator.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>

namespace lanescope::block_stm {

/// Cells by ordinal, in chunks that double, so that none ever moves. Any thread, each with ordinals of
/// its own to make cells at.
template <class Cell>
class CellChunks {
    static_assert(std::is_trivially_destructible_v<Cell>, "nobody destroys the cells");

public:
    CellChunks() = default;
    CellChunks(const CellChunks&) = delete;
    CellChunks& operator=(const CellChunks&) = delete;
    ~CellChunks()
    {
        for (unsigned chunk = 0; chunk < chunks_.size(); ++chunk) {
            if (std::uint8_t* memory = chunks_[chunk].load(std::memory_order_relaxed)) {
                Allocator{}.deallocate(memory, bytes_of(chunk));
            }
        }
    }

    /// A cell as by default, that has() does not know of yet.
    [[nodiscard]] Cell& make(std::uint32_t ordinal)
    {
        const unsigned chunk = chunk_of(ordinal);
        if (chunks_[chunk].load(std::memory_order_acquire) == nullptr) {
            add_chunk(chunk);
        }
        // Not T(): that would set all bytes to zero first.
        Cell* const cell = ::new (static_cast<void*>(&at(ordinal))) Cell;
        // Who makes one makes more behind it.
        prefetch_to_write(cell, 2 * sizeof(Cell), sizeof(Cell));
        return *cell;
    }
    /// From now on has() knows of it, until it is dropped, or made again.
    void keep(std::uint32_t ordinal) const noexcept { set_stage(ordinal, Stage::kept); }
    void drop(std::uint32_t ordinal) const noexcept { set_stage(ordinal, Stage::none); }
    [[nodiscard]] bool has(std::uint32_t ordinal) const noexcept
    {
        const unsigned chunk = chunk_of(ordinal);
        std::uint8_t* const memory = chunks_[chunk].load(std::memory_order_acquire);
        return memory != nullptr &&
               stage(memory, chunk, ordinal - before(chunk)).load(std::memory_order_acquire) !=
                   Stage::none;
    }
    /// From now on it is one of the marked ones. Not before keep().
    void mark(std::uint32_t ordinal) const noexcept { set_stage(ordinal, Stage::marked); }
    /// Only of an ordinal that has been made.
    [[nodiscard]] Cell& at(std::uint32_t ordinal) const noexcept
    {
        const unsigned chunk = chunk_of(ordinal);
        return reinterpret_cast<Cell*>(
            chunks_[chunk].load(std::memory_order_acquire))[ordinal - before(chunk)];
    }

    /// Cells that lie side by side. `first` is a multiple of `count`, which is a power of two and at most
    /// the size of the smallest chunk.
    class Stretch {
    public:
        [[nodiscard]] bool has(std::uint32_t at) const noexcept { return stage(at) != Stage::none; }
        [[nodiscard]] bool is_marked(std::uint32_t at) const noexcept
        {
            return stage(at) == Stage::marked;
        }
        [[nodiscard]] Cell& operator[](std::uint32_t at) const noexcept { return cells_[at]; }

    private:
        friend CellChunks;
        [[nodiscard]] std::uint8_t stage(std::uint32_t at) const noexcept
        {
            return stages_ == nullptr
                       ? Stage::none
                       : std::atomic_ref(stages_[at]).load(std::memory_order_acquire);
        }
        Cell* cells_ = nullptr;
        std::uint8_t* stages_ = nullptr;
    };
    [[nodiscard]] Stretch stretch(std::uint32_t first) const noexcept
    {
        Stretch stretch;
        const unsigned chunk = chunk_of(first);
        if (std::uint8_t* const memory = chunks_[chunk].load(std::memory_order_acquire)) {
            const std::uint32_t at = first - before(chunk);
            stretch.cells_ = reinterpret_cast<Cell*>(memory) + at;
            stretch.stages_ = memory + cells_of(chunk) * sizeof(Cell) + at;
        }
        return stretch;
    }

private:
    using Allocator = TableAllocator<std::uint8_t>;
    struct Stage {
        static constexpr std::uint8_t none = 0;
        static constexpr std::uint8_t kept = 1;
        static constexpr std::uint8_t marked = 2;
    };
    static constexpr unsigned first_bits = 8;  ///< chunk k holds 2^(8 + k)

    static unsigned chunk_of(std::uint32_t ordinal) noexcept
    {
        return static_cast<unsigned>(std::bit_width((ordinal >> first_bits) + 1)) - 1;
    }
    static std::uint32_t before(unsigned chunk) noexcept
    {
        return ((1u << chunk) - 1) << first_bits;
    }
    static std::size_t cells_of(unsigned chunk) noexcept
    {
        return std::size_t{1} << (first_bits + chunk);
    }
    /// The cells, and behind them the stage of each.
    static std::size_t bytes_of(unsigned chunk) noexcept
    {
        return cells_of(chunk) * (sizeof(Cell) + 1);
    }
    static std::atomic_ref<std::uint8_t> stage(std::uint8_t* memory, unsigned chunk,
                                               std::uint32_t at) noexcept
    {
        return std::atomic_ref(memory[cells_of(chunk) * sizeof(Cell) + at]);
    }
    void set_stage(std::uint32_t ordinal, std::uint8_t to) const noexcept
    {
        const unsigned chunk = chunk_of(ordinal);
        const auto now =
            stage(chunks_[chunk].load(std::memory_order_acquire), chunk, ordinal - before(chunk));
        // Neighbours share the cache line: what is set already is not set again.
        if (now.load(std::memory_order_relaxed) != to) {
            now.store(to, std::memory_order_release);
        }
    }
    void add_chunk(unsigned chunk)
    {
        std::uint8_t* const fresh = Allocator{}.allocate(bytes_of(chunk));
        std::memset(fresh + cells_of(chunk) * sizeof(Cell), 0, cells_of(chunk));
        std::uint8_t* expected = nullptr;
        if (!chunks_[chunk].compare_exchange_strong(expected, fresh, std::memory_order_acq_rel)) {
            Allocator{}.deallocate(fresh, bytes_of(chunk));
        }
    }

    std::array<std::atomic<std::uint8_t*>, 20> chunks_{};
};

}  // namespace lanescope::block_stm
