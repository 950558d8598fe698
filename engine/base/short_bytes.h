// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <initializer_list>
#include <utility>

namespace lanescope {

/// Bytes that lie in place as long as they fit into one word of the EVM, so that most of them cost no
/// memory of their own.
class ShortBytes {
public:
    static constexpr std::size_t in_place = 32;

    ShortBytes() = default;
    ShortBytes(ByteView bytes) { assign(bytes); }
    ShortBytes(const Bytes& bytes) { assign(bytes); }
    ShortBytes(std::initializer_list<std::uint8_t> bytes)
    {
        assign(ByteView(bytes.begin(), bytes.size()));
    }
    ShortBytes(const ShortBytes& other) { assign(other); }
    ShortBytes(ShortBytes&& other) noexcept { take(other); }
    ShortBytes& operator=(const ShortBytes& other)
    {
        if (this != &other) {
            assign(other);
        }
        return *this;
    }
    ShortBytes& operator=(ShortBytes&& other) noexcept
    {
        if (this != &other) {
            clear();
            take(other);
        }
        return *this;
    }
    ~ShortBytes() { clear(); }

    /// `bytes` must not be this one's own.
    void assign(ByteView bytes)
    {
        clear();
        if (bytes.size() > in_place) {
            far_ = new std::uint8_t[bytes.size()];
        }
        size_ = bytes.size();
        if (!bytes.empty()) {
            std::memcpy(place(), bytes.data(), bytes.size());
        }
    }
    void clear() noexcept
    {
        if (size_ > in_place) {
            delete[] far_;
        }
        size_ = 0;
    }

    [[nodiscard]] std::size_t size() const noexcept { return size_; }
    [[nodiscard]] bool empty() const noexcept { return size_ == 0; }
    [[nodiscard]] const std::uint8_t* data() const noexcept
    {
        return size_ > in_place ? far_ : near_;
    }
    [[nodiscard]] const std::uint8_t* begin() const noexcept { return data(); }
    [[nodiscard]] const std::uint8_t* end() const noexcept { return data() + size_; }

    friend bool operator==(const ShortBytes& a, const ShortBytes& b) noexcept
    {
        return std::equal(a.begin(), a.end(), b.begin(), b.end());
    }

private:
    [[nodiscard]] std::uint8_t* place() noexcept { return size_ > in_place ? far_ : near_; }
    void take(ShortBytes& other) noexcept
    {
        std::memcpy(near_, other.near_, in_place);  // or what is far
        size_ = std::exchange(other.size_, 0);
    }

    std::size_t size_ = 0;
    union {
        std::uint8_t near_[in_place] = {};
        std::uint8_t* far_;
    };
};

}  // namespace lanescope
