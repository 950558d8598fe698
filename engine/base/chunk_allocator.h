// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/page_pool.h"

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>

namespace lanescope {

/// Memory for small things that one thread makes and another one drops, all about the same time: cut off
/// chunk by chunk, without a lock, and never written to when it is given back. A chunk is free again when
/// the last piece of it is: what is kept for long keeps a whole chunk.
class ChunkMemory {
public:
    static constexpr std::size_t chunk = std::size_t{64} << 10;
    static constexpr std::size_t largest = chunk / 8;  ///< of what is cut off

    [[nodiscard]] static void* take(std::size_t bytes)
    {
        constexpr std::size_t boundary = alignof(std::max_align_t);
        bytes = (bytes + boundary - 1) & ~(boundary - 1);
        Current& now = current();
        if (now.next + bytes > now.end) [[unlikely]] {
            now.begin();
        }
        void* const piece = reinterpret_cast<void*>(now.next);
        now.next += bytes;
        ++now.pieces;
        return piece;
    }
    /// From any thread.
    static void give_back(void* piece) noexcept
    {
        const auto address = reinterpret_cast<std::uintptr_t>(piece);
        drop(*reinterpret_cast<Header*>(address & ~std::uintptr_t{chunk - 1}), 1);
    }

private:
    struct alignas(64) Header {
        /// Pieces that nobody has given back; of a chunk that is still cut from, `in_use` more or less.
        std::atomic<std::int64_t> left;
    };
    static constexpr std::int64_t in_use = std::int64_t{1} << 40;

    /// What this thread cuts from.
    struct Current {
        std::uintptr_t next = 0;
        std::uintptr_t end = 0;
        Header* header = nullptr;
        std::int64_t pieces = 0;

        void begin()
        {
            finish();
            std::uint8_t* const memory = PagePool::get().take(chunk);
            header = new (memory) Header{in_use};
            next = reinterpret_cast<std::uintptr_t>(memory) + sizeof(Header);
            end = reinterpret_cast<std::uintptr_t>(memory) + chunk;
        }
        void finish() noexcept
        {
            if (header != nullptr) {
                drop(*header, in_use - pieces);
                header = nullptr;
                next = end = 0;
                pieces = 0;
            }
        }
        ~Current() { finish(); }
    };
    [[nodiscard]] static Current& current() noexcept
    {
        static thread_local Current now;
        return now;
    }
    static void drop(Header& header, std::int64_t count) noexcept
    {
        if (header.left.fetch_sub(count, std::memory_order_acq_rel) == count) {
            PagePool::get().give_back(reinterpret_cast<std::uint8_t*>(&header), chunk);
        }
    }
};

/// ChunkMemory for containers.
template <class T>
struct ChunkAllocator {
    using value_type = T;
    static_assert(alignof(T) <= alignof(std::max_align_t));

    ChunkAllocator() noexcept = default;
    template <class U>
    ChunkAllocator(const ChunkAllocator<U>&) noexcept
    {
    }

    [[nodiscard]] T* allocate(std::size_t count)
    {
        const std::size_t bytes = count * sizeof(T);
        return static_cast<T*>(bytes <= ChunkMemory::largest ? ChunkMemory::take(bytes)
                                                             : ::operator new(bytes));
    }
    void deallocate(T* memory, std::size_t count) noexcept
    {
        if (count * sizeof(T) <= ChunkMemory::largest) {
            ChunkMemory::give_back(memory);
        } else {
            ::operator delete(memory);
        }
    }

    friend bool operator==(const ChunkAllocator&, const ChunkAllocator&) noexcept { return true; }
};

}  // namespace lanescope
