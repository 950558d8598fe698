// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace lanescope {

/// Huge pages that one owner has given back and the next one takes: a stream of blocks does not have
/// the kernel clear the same memory for each of them. Of the whole process; any thread may call.
class PagePool {
public:
    static constexpr std::size_t page = std::size_t{2} << 20;
    /// `bytes` in whole pages.
    [[nodiscard]] static constexpr std::size_t rounded(std::size_t bytes) noexcept
    {
        return (bytes + page - 1) / page * page;
    }

    [[nodiscard]] static PagePool& get();
    /// Whole pages that follow one another and begin at the boundary of one, with anything in them.
    /// Throws std::bad_alloc.
    [[nodiscard]] std::uint8_t* take(std::size_t bytes);
    /// `bytes` as taken.
    void give_back(std::uint8_t* memory, std::size_t bytes) noexcept;
    /// Bytes kept for the next one.
    [[nodiscard]] std::size_t kept() const noexcept;

private:
    PagePool() { pages_.reserve(most_kept); }
    /// What a run of one gigagas of small transactions takes, some two times.
    static constexpr std::size_t most_bytes_kept = std::size_t{256} << 20;
    static constexpr std::size_t most_kept = most_bytes_kept / page;

    struct Kept {
        std::uint8_t* memory;
        std::size_t bytes;
    };
    mutable std::mutex mutex_;
    std::vector<Kept> pages_;  ///< room for most_kept from the beginning
    std::size_t kept_ = 0;
};

}  // namespace lanescope
