// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <utility>

namespace lanescope {

/// A list that one thread appends to while others read what it has published. Entries never move, so
/// a reference stays good, and a reader never stops the writer. Room that no entry has taken is never
/// touched, so that it takes no memory of the machine's.
template <class T>
class GrowingList {
    static_assert(std::is_trivially_destructible_v<T>, "nobody destroys the entries");

public:
    GrowingList() = default;
    GrowingList(GrowingList&&) = delete;

    /// Appends and publishes. Only the list's one writer calls it.
    T& push_back(T value)
    {
        const std::size_t at = size_.load(std::memory_order_relaxed);
        T& place = *std::construct_at(slot(at), std::move(value));
        size_.store(at + 1, std::memory_order_release);
        return place;
    }
    [[nodiscard]] std::size_t size() const noexcept
    {
        return size_.load(std::memory_order_acquire);
    }
    /// The entries from `at` on that lie side by side in memory, none from `end` on; at least one.
    [[nodiscard]] std::span<const T> stretch(std::size_t at, std::size_t end) const noexcept
    {
        const std::size_t chunk = chunk_of(at);
        return {chunks_[chunk].get() + (at - capacity_before(chunk)),
                std::min(end, capacity_before(chunk + 1)) - at};
    }
    [[nodiscard]] const T& operator[](std::size_t at) const noexcept
    {
        const std::size_t chunk = chunk_of(at);
        return chunks_[chunk].get()[at - capacity_before(chunk)];
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
    void ensure(std::size_t chunk)
    {
        if (!chunks_[chunk]) {
            const std::size_t bytes = sizeof(T) << (first_bits + chunk);
            chunks_[chunk].reset(
                static_cast<T*>(::operator new(bytes, std::align_val_t(alignof(T)))));
        }
    }
    T* slot(std::size_t at)
    {
        const std::size_t chunk = chunk_of(at);
        ensure(chunk);
        return chunks_[chunk].get() + (at - capacity_before(chunk));
    }

    struct Free {
        void operator()(T* chunk) const noexcept
        {
            ::operator delete(chunk, std::align_val_t(alignof(T)));
        }
    };

    // A reader looks only at chunks below the size that it has acquired.
    std::array<std::unique_ptr<T, Free>, 40> chunks_;
    std::atomic<std::size_t> size_{0};
};

}  // namespace lanescope
