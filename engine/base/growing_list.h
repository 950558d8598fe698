// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <algorithm>
#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <utility>

namespace lanescope {

/// A list that one thread appends to while others read what it has published. Entries never move, so
/// a reference stays good, and a reader never stops the writer.
template <class T>
class GrowingList {
public:
    GrowingList() = default;
    GrowingList(GrowingList&&) = delete;

    /// Appends and publishes. Only the list's one writer calls it.
    T& push_back(T value)
    {
        const std::size_t at = size_.load(std::memory_order_relaxed);
        T& place = slot(at);
        place = std::move(value);
        size_.store(at + 1, std::memory_order_release);
        return place;
    }
    /// Makes room, touched and therefore in memory, for so many entries. The writer's too.
    void reserve(std::size_t count)
    {
        for (std::size_t chunk = 0; chunk < chunks_.size() && capacity_before(chunk) < count;
             ++chunk) {
            ensure(chunk);
        }
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
            chunks_[chunk] = std::make_unique<T[]>(std::size_t{1} << (first_bits + chunk));
        }
    }
    T& slot(std::size_t at)
    {
        const std::size_t chunk = chunk_of(at);
        ensure(chunk);
        return chunks_[chunk].get()[at - capacity_before(chunk)];
    }

    // A reader looks only at chunks below the size that it has acquired.
    std::array<std::unique_ptr<T[]>, 40> chunks_;
    std::atomic<std::size_t> size_{0};
};

}  // namespace lanescope
