// SPDX-License-Identifier: GPL-3.0-or-later
#include "evm/arena.h"

#include <new>

#include <sys/mman.h>

namespace lanescope::evm {

Arena::Arena(std::size_t bytes) : size_(bytes)
{
    void* mapped = mmap(nullptr, bytes, PROT_READ | PROT_WRITE,
                        MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
    if (mapped == MAP_FAILED) {
        throw std::bad_alloc();
    }
    data_ = static_cast<std::uint8_t*>(mapped);
}

Arena::~Arena()
{
    munmap(data_, size_);
}

void Arena::shrink(std::size_t keep) noexcept
{
    if (keep < size_) {
        madvise(data_ + keep, size_ - keep, MADV_DONTNEED);
    }
}

}  // namespace lanescope::evm
