// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/prefetch.h"
#include "base/table_allocator.h"

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace lanescope {

/// A list that one thread appends to while others read what it has published. Entries never move, so
/// a reference stays good, and a reader never stops the writer. Room that no entry has taken is never
/// touched, so that it takes next to no memory of the machine's; and it is kept for the next list.
template <class T>
class GrowingList {
    static_assert(std::is_trivially_destructible_v<T>, "nobody destroys the entries");

public:
    GrowingList() = default;
    GrowingList(GrowingList&&) = delete;
    ~GrowingList()
    {
        for (std::size_t chunk = 0; chunk < chunks_.size() && chunks_[chunk] != nullptr; ++chunk) {
            TableAllocator<T>{}.deallocate(chunks_[chunk], capacity_of(chunk));
        }
    }

    /// Appends and publishes. Only the list's one writer calls it.
    void push_back(const T& value)
    {
        append([&](T& place) { place = value; });
    }
    /// As above; `fill` gets a new entry, in its place.
    template <class Fill>
    void append(Fill&& fill)
    {
        const std::size_t at = size_.load(std::memory_order_relaxed);
        if (next_ == chunk_end_) [[unlikely]] {
            begin_chunk(chunk_of(at));
        }
        fill(*::new (static_cast<void*>(next_)) T);  // not T(): that is zero first
        ++next_;
        size_.store(at + 1, std::memory_order_release);
    }
    /// Starts to load what the next `count` entries will be written to. Only the list's one writer calls it.
    void prefetch_next(std::size_t count) const noexcept
    {
        prefetch_to_write(next_, 0, count * sizeof(T));
    }
    [[nodiscard]] std::size_t size() const noexcept
    {
        return size_.load(std::memory_order_acquire);
    }
    /// The entries from `at` on that lie side by side in memory, none from `end` on; at least one.
    [[nodiscard]] std::span<const T> stretch(std::size_t at, std::size_t end) const noexcept
    {
        const std::size_t chunk = chunk_of(at);
        return {chunks_[chunk] + (at - capacity_before(chunk)),
                std::min(end, capacity_before(chunk + 1)) - at};
    }
    [[nodiscard]] const T& operator[](std::size_t at) const noexcept
    {
        const std::size_t chunk = chunk_of(at);
        return chunks_[chunk][at - capacity_before(chunk)];
    }

private:
    static constexpr std::size_t first_bits = 8;

    // Chunk k holds 2^(first_bits + k) entries.
    static std::size_t chunk_of(std::size_t at) noexcept
    {
        return static_cast<std::size_t>(std::bit_width((at >> first_bits) + 1)) - 1;
    }
    static std::size_t capacity_before(std::size_t chunk) noexcept
    {
        return ((std::size_t{1} << chunk) - 1) << first_bits;
    }
    static std::size_t capacity_of(std::size_t chunk) noexcept
    {
        return std::size_t{1} << (first_bits + chunk);
    }
    [[gnu::noinline, gnu::cold]] void begin_chunk(std::size_t chunk)
    {
        chunks_[chunk] = next_ = TableAllocator<T>{}.allocate(capacity_of(chunk));
        chunk_end_ = next_ + capacity_of(chunk);
    }

    // A reader looks only at chunks below the size that it has acquired.
    std::array<T*, 40> chunks_{};
    // The writer's: where the next entry goes, and where its chunk ends.
    T* next_ = nullptr;
    T* chunk_end_ = nullptr;
    std::atomic<std::size_t> size_{0};
};

}  // namespace lanescope
