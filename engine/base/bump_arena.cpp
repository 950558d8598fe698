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

BumpArena::Block BumpArena::map(std::size_t bytes)
{
    const std::size_t size = (bytes + block_size - 1) / block_size * block_size;
    void* data = mmap(nullptr, size, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    if (data == MAP_FAILED) {
        throw std::bad_alloc();
    }
    // Only advice: without huge pages it works as well, with more page faults.
    (void)madvise(data, size, MADV_HUGEPAGE);
    return {static_cast<std::uint8_t*>(data), size};
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
        const Block block = map(block_size);
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
