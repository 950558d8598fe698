// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <mutex>
#include <vector>

namespace lanescope {

/// Memory in huge pages that one owner has given back and the next one takes: a stream of blocks does not
/// have the kernel clear the same memory for each of them, nor look up many small pages. Of the whole
/// process; any thread may call.
class PagePool {
public:
    static constexpr std::size_t page = std::size_t{2} << 20;
    /// Pieces of a page are given out in powers of two from here on; less is not worth a lock.
    static constexpr std::size_t smallest = std::size_t{16} << 10;

    [[nodiscard]] static PagePool& get();
    /// How much take() gives for so much: whole pages, or a piece of one.
    [[nodiscard]] static std::size_t rounded(std::size_t bytes) noexcept;
    /// Memory that begins at a multiple of its size, or of a page, with anything in it. Throws
    /// std::bad_alloc.
    [[nodiscard]] std::uint8_t* take(std::size_t bytes);
    /// `bytes` as for take().
    void give_back(std::uint8_t* memory, std::size_t bytes) noexcept;
    /// Bytes in whole pages that are kept for the next one.
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
    /// A piece that nobody has begins with this.
    struct Free {
        Free* next;
    };
    [[nodiscard]] static unsigned class_of(std::size_t rounded_bytes) noexcept;
    [[nodiscard]] std::uint8_t* take_pages(std::size_t bytes);
    [[nodiscard]] std::uint8_t* take_piece(std::size_t bytes);

    mutable std::mutex mutex_;
    std::vector<Kept> pages_;  ///< room for most_kept from the beginning
    std::size_t kept_ = 0;
    /// By the logarithm of size / smallest. Pieces are never put together again.
    std::array<Free*, 7> pieces_{};
};

}  // namespace lanescope
