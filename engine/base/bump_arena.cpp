// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/bump_arena.h"

#include "base/page_pool.h"

#include <algorithm>

namespace lanescope {

BumpArena::~BumpArena()
{
    for (const Block& block : blocks_) {
        PagePool::get().give_back(block.data, block.size);
    }
}

BumpArena::Block BumpArena::get_block(std::size_t bytes) const
{
    const std::size_t size = first_block << std::min<std::size_t>(blocks_.size(), 5);
    const std::size_t whole = PagePool::rounded(std::max(size, bytes));
    return {PagePool::get().take(whole), whole};
}

void* BumpArena::take_from_next_block(std::size_t bytes)
{
    while (current_ < blocks_.size() && blocks_[current_].size < bytes) {
        ++current_;
    }
    if (current_ == blocks_.size()) {
        blocks_.push_back(get_block(bytes));
    }
    const Block& block = blocks_[current_++];
    next_ = block.data + bytes;
    end_ = block.data + block.size;
    return block.data;
}

void BumpArena::reset() noexcept
{
    next_ = end_ = nullptr;
    current_ = 0;
}

}  // namespace lanescope
