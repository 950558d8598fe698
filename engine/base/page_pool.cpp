// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/page_pool.h"

#include <sys/mman.h>
#include <algorithm>
#include <bit>
#include <new>
#include <utility>

namespace lanescope {

namespace {

/// From the kernel, which is asked for huge pages.

std::uint8_t* map_huge_pages(std::size_t bytes)
{
    constexpr std::size_t page = PagePool::page;
    void* const mapped =
        mmap(nullptr, bytes + page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (mapped == MAP_FAILED) {
        throw std::bad_alloc();
    }
    auto* const data = static_cast<std::uint8_t*>(mapped);
    std::uint8_t* const end = data + bytes + page;
    auto* const aligned = reinterpret_cast<std::uint8_t*>(
        (reinterpret_cast<std::uintptr_t>(data) + page - 1) & ~std::uintptr_t{page - 1});
    if (aligned != data) {
        munmap(data, static_cast<std::size_t>(aligned - data));
    }
    if (aligned + bytes != end) {
        munmap(aligned + bytes, static_cast<std::size_t>(end - (aligned + bytes)));
    }
    // Without huge pages it works as well, with more page faults.
    (void)madvise(aligned, bytes, MADV_HUGEPAGE);
    return aligned;
}

}  // namespace

PagePool& PagePool::get()
{
    // Never destroyed: whoever lives longest may still give back.
    static auto* const pool = new PagePool;
    return *pool;
}

std::size_t PagePool::rounded(std::size_t bytes) noexcept
{
    return bytes <= page / 2 ? std::max(std::bit_ceil(bytes), smallest)
                             : (bytes + page - 1) / page * page;
}

unsigned PagePool::class_of(std::size_t rounded_bytes) noexcept
{
    return static_cast<unsigned>(std::countr_zero(rounded_bytes / smallest));
}

std::uint8_t* PagePool::take(std::size_t bytes)
{
    const std::size_t whole = rounded(bytes);
    return whole < page ? take_piece(whole) : take_pages(whole);
}

std::uint8_t* PagePool::take_pages(std::size_t bytes)
{
    {
        const std::lock_guard guard(mutex_);
        for (std::size_t at = pages_.size(); at-- > 0;) {
            if (pages_[at].bytes == bytes) {
                std::uint8_t* const memory = pages_[at].memory;
                pages_[at] = pages_.back();
                pages_.pop_back();
                kept_ -= bytes;
                return memory;
            }
        }
    }
    return map_huge_pages(bytes);
}

std::uint8_t* PagePool::take_piece(std::size_t bytes)
{
    Free*& first = pieces_[class_of(bytes)];
    {
        const std::lock_guard guard(mutex_);
        if (first != nullptr) {
            return reinterpret_cast<std::uint8_t*>(std::exchange(first, first->next));
        }
    }
    std::uint8_t* const memory = take_pages(page);
    const std::lock_guard guard(mutex_);
    for (std::size_t at = page - bytes; at > 0; at -= bytes) {
        first = new (memory + at) Free{first};
    }
    return memory;
}

void PagePool::give_back(std::uint8_t* memory, std::size_t bytes) noexcept
{
    const std::size_t whole = rounded(bytes);
    {
        const std::lock_guard guard(mutex_);
        if (whole < page) {
            Free*& first = pieces_[class_of(whole)];
            first = new (memory) Free{first};
            return;
        }
        if (kept_ + whole <= most_bytes_kept) {
            pages_.push_back({memory, whole});
            kept_ += whole;
            return;
        }
    }
    munmap(memory, whole);
}

std::size_t PagePool::kept() const noexcept
{
    const std::lock_guard guard(mutex_);
    return kept_;
}

}  // namespace lanescope
