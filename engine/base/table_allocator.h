// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <new>

#if defined(__linux__)
#include <sys/mman.h>
#endif

namespace lanescope {

/// Memory of hash tables: begins at a cache line, and once it fills a huge page asks for huge pages.
/// Tables are read at random, so that each of their small pages costs a page fault when it is first
/// written and a walk of the page table when it is read.
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
        if (bytes < huge_page) {
            return static_cast<T*>(::operator new (bytes, std::align_val_t{cache_line}));
        }
        const std::size_t rounded = (bytes + huge_page - 1) / huge_page * huge_page;
        void* memory = ::operator new (rounded, std::align_val_t{huge_page});
#if defined(__linux__)
        madvise(memory, rounded, MADV_HUGEPAGE);
#endif
        return static_cast<T*>(memory);
    }
    void deallocate(T* memory, std::size_t count) noexcept
    {
        const bool is_huge = count * sizeof(T) >= huge_page;
        ::operator delete (memory, std::align_val_t{is_huge ? huge_page : cache_line});
    }

    friend bool operator==(const TableAllocator&, const TableAllocator&) noexcept
    {
        return true;
    }

private:
    static constexpr std::size_t cache_line = 64;
    static constexpr std::size_t huge_page = std::size_t{2} << 20;
    static_assert(alignof(T) <= cache_line);
};

}  // namespace lanescope
