// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/table_allocator.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <type_traits>
#include <vector>

namespace lanescope {

/// A given number of places for values that are made one by one, when each is first needed: memory of the
/// others is not touched. Threads may make and use values at once, each another one.
template <class T>
class LazyArray {
public:
    explicit LazyArray(std::size_t size) : places_(Allocator{}.allocate(size)), is_made_(size) {}
    LazyArray(const LazyArray&) = delete;
    LazyArray& operator=(const LazyArray&) = delete;
    ~LazyArray()
    {
        if constexpr (!std::is_trivially_destructible_v<T>) {
            for (std::size_t at = 0; at < is_made_.size(); ++at) {
                if (is_made_[at] != 0) {
                    std::destroy_at(places_ + at);
                }
            }
        }
        Allocator{}.deallocate(places_, is_made_.size());
    }

    /// The value, made as by default if it is not there yet.
    T& make(std::size_t at)
    {
        if (is_made_[at] == 0) {
            std::construct_at(places_ + at);
            is_made_[at] = 1;
        }
        return places_[at];
    }
    /// Only of one that has been made.
    [[nodiscard]] T& operator[](std::size_t at) noexcept { return places_[at]; }
    [[nodiscard]] const T& operator[](std::size_t at) const noexcept { return places_[at]; }

private:
    using Allocator = TableAllocator<T>;
    T* places_;
    std::vector<std::uint8_t> is_made_;
};

}  // namespace lanescope
