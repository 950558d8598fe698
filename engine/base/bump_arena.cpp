// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bump_arena.h"

#include <sys/mman.h>
#include <algorithm>

namespace lanescope {

BumpArena::~BumpArena()
{
    for (const Block& block : blocks_) {
        munmap(block.data, block.size);
    }
}

BumpArena::Block BumpArena::map(std::size_t bytes) const
{
    const auto anonymous = [](std::size_t size) {
        void* data =
            mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
        if (data == MAP_FAILED) {
            throw std::bad_alloc();
        }
        return static_cast<std::uint8_t*>(data);
    };
    std::size_t size = first_block << std::min<std::size_t>(blocks_.size(), 5);
    if (size < huge_page && bytes <= size) {
        return {anonymous(size), size};
    }
    // Aligned, so that the kernel can give huge pages, and does as advised; without them it works as
    // well, with more page faults.
    size = (bytes + huge_page - 1) / huge_page * huge_page;
    std::uint8_t* const data = anonymous(size + huge_page);
    std::uint8_t* const end = data + size + huge_page;
    auto* const aligned = reinterpret_cast<std::uint8_t*>(
        (reinterpret_cast<std::uintptr_t>(data) + huge_page - 1) & ~std::uintptr_t{huge_page - 1});
    if (aligned != data) {
        munmap(data, static_cast<std::size_t>(aligned - data));
    }
    if (aligned + size != end) {
        munmap(aligned + size, static_cast<std::size_t>(end - (aligned + size)));
    }
    (void)madvise(aligned, size, MADV_HUGEPAGE);
    return {aligned, size};
}

void* BumpArena::take_from_next_block(std::size_t bytes)
{
    while (current_ < blocks_.size() && blocks_[current_].size < bytes) {
        ++current_;
    }
    if (current_ == blocks_.size()) {
        blocks_.push_back(map(bytes));
    }
    const Block& block = blocks_[current_++];
    used_ += block.size;
    next_ = block.data + bytes;
    end_ = block.data + block.size;
    return block.data;
}

void BumpArena::prefault(std::size_t bytes)
{
    std::size_t have = 0;
    for (const Block& block : blocks_) {
        have += block.size;
    }
    while (have < bytes) {
        const Block block = map(huge_page);
        for (std::size_t at = 0; at < block.size; at += 4096) {
            block.data[at] = 0;
        }
        blocks_.push_back(block);
        have += block.size;
    }
}

void BumpArena::reset() noexcept
{
    next_ = end_ = nullptr;
    current_ = 0;
    used_ = 0;
}

}  // namespace lanescope
