// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/prefetch.h"

#include <cstddef>
#include <cstdint>
#include <cstring>
#include <memory>
#include <new>
#include <span>
#include <type_traits>
#include <vector>

namespace lanescope {

/// Memory that is given out piece by piece and taken back all at once. One thread at a time. What is
/// put in must need no destructor.
class BumpArena {
public:
    BumpArena() = default;
    BumpArena(const BumpArena&) = delete;
    BumpArena& operator=(const BumpArena&) = delete;
    ~BumpArena();

    template <class T>
    [[nodiscard]] T* allocate(std::size_t count = 1)
    {
        static_assert(std::is_trivially_destructible_v<T>);
        static_assert(alignof(T) <= alignment);
        return static_cast<T*>(take(sizeof(T) * count, alignof(T)));
    }
    /// Takes back what the last allocation, of `count`, did not need after all: all but the first `used`.
    template <class T>
    void shrink(T* last, std::size_t count, std::size_t used) noexcept
    {
        if (reinterpret_cast<std::uint8_t*>(last + count) == next_) {
            next_ = reinterpret_cast<std::uint8_t*>(last + used);
        }
    }
    /// A copy that lives as long as the arena.
    template <class T>
    [[nodiscard]] std::span<const T> copy(std::span<const T> values)
    {
        static_assert(std::is_trivially_copyable_v<T>);
        if (values.empty()) {
            return {};
        }
        T* place = allocate<T>(values.size());
        std::memcpy(static_cast<void*>(place), values.data(), values.size_bytes());
        return {place, values.size()};
    }
    /// Starts to load the next `bytes`.
    void prefetch(std::size_t bytes) const noexcept { prefetch_to_write(next_, 0, bytes); }
    /// Takes everything back and keeps the memory for the next use.
    void reset() noexcept;

private:
    // Blocks double from small to huge pages: an arena that is hardly used costs hardly anything.
    static constexpr std::size_t alignment = 64;
    static constexpr std::size_t first_block = std::size_t{64} << 10;
    struct Block {
        std::uint8_t* data;
        std::size_t size;
    };

    [[nodiscard]] void* take(std::size_t bytes, std::size_t boundary)
    {
        const auto at = (reinterpret_cast<std::uintptr_t>(next_) + boundary - 1) &
                        ~static_cast<std::uintptr_t>(boundary - 1);
        if (at + bytes > reinterpret_cast<std::uintptr_t>(end_)) [[unlikely]] {
            return take_from_next_block(bytes);
        }
        next_ = reinterpret_cast<std::uint8_t*>(at + bytes);
        return reinterpret_cast<void*>(at);
    }
    void* take_from_next_block(std::size_t bytes);
    Block get_block(std::size_t bytes) const;

    std::uint8_t* next_ = nullptr;
    std::uint8_t* end_ = nullptr;
    std::size_t current_ = 0;  ///< blocks in use
    std::vector<Block> blocks_;
};

}  // namespace lanescope
