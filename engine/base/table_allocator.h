// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/page_pool.h"

#include <cstddef>
#include <cstdint>
#include <new>

namespace lanescope {

/// Memory of hash tables: begins at a cache line, and but for small ones lies in huge pages. Tables are
/// read at random, so that each of their small pages costs a page fault when it is first written and a
/// walk of the page table when it is read.
template <class T>
struct TableAllocator {
    using value_type = T;

    TableAllocator() noexcept = default;
    template <class U>
    TableAllocator(const TableAllocator<U>&) noexcept
    {
    }

    [[nodiscard]] T* allocate(std::size_t count)
    {
        const std::size_t bytes = count * sizeof(T);
        if (bytes < PagePool::smallest) {
            return static_cast<T*>(::operator new (bytes, std::align_val_t{cache_line}));
        }
        return reinterpret_cast<T*>(PagePool::get().take(bytes));
    }
    void deallocate(T* memory, std::size_t count) noexcept
    {
        const std::size_t bytes = count * sizeof(T);
        if (bytes < PagePool::smallest) {
            ::operator delete (memory, std::align_val_t{cache_line});
        } else {
            PagePool::get().give_back(reinterpret_cast<std::uint8_t*>(memory), bytes);
        }
    }

    friend bool operator==(const TableAllocator&, const TableAllocator&) noexcept { return true; }

private:
    static constexpr std::size_t cache_line = 64;
    static_assert(alignof(T) <= cache_line);
};

}  // namespace lanescope
