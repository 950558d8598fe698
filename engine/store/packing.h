// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"

#include <algorithm>
#include <array>
#include <bit>
#include <concepts>
#include <cstdint>
#include <limits>
#include <optional>
#include <string>
#include <string_view>

namespace lanescope::store {

// Packer and Unpacker have the same functions, so that one template says how a value is written and
// how it is read: FORMAT.md, "Packed values", names each.

/// Writes packed values.
class Packer {
public:
    static constexpr bool reads = false;

    /// Unsigned, 7 bits a byte, lowest first (LEB128).
    void number(std::uint64_t value)
    {
        while (value >= 0x80) {
            out_.push_back(static_cast<std::uint8_t>(value | 0x80));
            value >>= 7;
        }
        out_.push_back(static_cast<std::uint8_t>(value));
    }
    /// value - base as a signed number that wraps: zigzag, then number().
    void difference(std::uint64_t value, std::uint64_t base)
    {
        const std::uint64_t delta = value - base;
        number(delta << 1 ^ (0 - (delta >> 63)));
    }
    void byte(std::uint8_t value) { out_.push_back(value); }
    void flag(bool value) { byte(value ? 1 : 0); }
    template <class Enum>
    void choice(Enum value, Enum)
    {
        byte(static_cast<std::uint8_t>(value));
    }
    /// Eight bytes, lowest first.
    void real(double value)
    {
        const auto bits = std::bit_cast<std::uint64_t>(value);
        for (unsigned shift = 0; shift < 64; shift += 8) {
            byte(static_cast<std::uint8_t>(bits >> shift));
        }
    }
    template <std::size_t N, class Tag>
    void fixed(const FixedBytes<N, Tag>& value)
    {
        raw(value.view());
    }
    void fixed(const std::array<std::uint8_t, 8>& value) { raw(value); }
    /// Count of bytes, and the bytes, highest first and without leading zeros.
    void word(const Uint256& value)
    {
        std::uint8_t bytes[32];
        store_big_endian(bytes, value);
        const unsigned width = value.byte_width();
        byte(static_cast<std::uint8_t>(width));
        raw({bytes + 32 - width, width});
    }
    void bytes(ByteView value)
    {
        number(value.size());
        raw(value);
    }
    void text(std::string_view value)
    {
        bytes({reinterpret_cast<const std::uint8_t*>(value.data()), value.size()});
    }
    /// A flag, and the value where there is one.
    template <class T, class Each>
    void optional(const std::optional<T>& value, Each each)
    {
        flag(value.has_value());
        if (value) {
            each(*value);
        }
    }

    [[nodiscard]] std::size_t size() const noexcept { return out_.size(); }
    [[nodiscard]] const Bytes& packed() const noexcept { return out_; }
    void clear() noexcept { out_.clear(); }

private:
    void raw(ByteView bytes) { out_.insert(out_.end(), bytes.begin(), bytes.end()); }
    Bytes out_;
};

/// Reads packed values, from bytes that anybody may have written. After the first thing that cannot
/// be, all reads as zero or empty and failed() tells so.
class Unpacker {
public:
    static constexpr bool reads = true;

    explicit Unpacker(ByteView packed) : rest_(packed) {}

    template <std::unsigned_integral T>
    void number(T& value)
    {
        const std::uint64_t wide = number64();
        if (wide > std::numeric_limits<T>::max()) {
            fail();
        }
        value = failed_ ? T{} : static_cast<T>(wide);
    }
    template <std::unsigned_integral T>
    void difference(T& value, std::uint64_t base)
    {
        const std::uint64_t zigzag = number64();
        const std::uint64_t wide = base + (zigzag >> 1 ^ (0 - (zigzag & 1)));
        if (wide > std::numeric_limits<T>::max()) {
            fail();
        }
        value = failed_ ? T{} : static_cast<T>(wide);
    }
    void byte(std::uint8_t& value)
    {
        const ByteView one = take(1);
        value = one.empty() ? std::uint8_t{0} : one[0];
    }
    void flag(bool& value)
    {
        std::uint8_t read = 0;
        byte(read);
        if (read > 1) {
            fail();
        }
        value = read == 1;
    }
    /// `last`: the highest that it may be.
    template <class Enum>
    void choice(Enum& value, Enum last)
    {
        std::uint8_t read = 0;
        byte(read);
        if (read > static_cast<std::uint8_t>(last)) {
            fail();
            read = 0;
        }
        value = static_cast<Enum>(read);
    }
    void real(double& value)
    {
        std::uint64_t bits = 0;
        for (unsigned shift = 0; shift < 64; shift += 8) {
            std::uint8_t part = 0;
            byte(part);
            bits |= std::uint64_t{part} << shift;
        }
        value = std::bit_cast<double>(bits);
    }
    template <std::size_t N, class Tag>
    void fixed(FixedBytes<N, Tag>& value)
    {
        const ByteView read = take(N);
        value = read.empty() ? FixedBytes<N, Tag>{} : FixedBytes<N, Tag>::from(read);
    }
    void fixed(std::array<std::uint8_t, 8>& value)
    {
        const ByteView read = take(value.size());
        value = {};
        std::copy(read.begin(), read.end(), value.begin());
    }
    void word(Uint256& value)
    {
        std::uint8_t width = 0;
        byte(width);
        if (width > 32) {
            fail();
        }
        const ByteView read = take(failed_ ? 0 : width);
        value = load_big_endian(read.data(), read.size());
    }
    void bytes(Bytes& value)
    {
        const ByteView read = view();
        value.assign(read.begin(), read.end());
    }
    void text(std::string& value)
    {
        const ByteView read = view();
        value.assign(read.begin(), read.end());
    }
    template <class T, class Each>
    void optional(std::optional<T>& value, Each each)
    {
        bool there = false;
        flag(there);
        value.reset();
        if (there && !failed_) {
            each(value.emplace());
        }
    }

    /// How many things follow, each of at least `least_bytes`: never more than there are bytes for.
    [[nodiscard]] std::size_t count(std::size_t least_bytes)
    {
        std::uint64_t read = number64();
        if (read > rest_.size() / least_bytes) {
            fail();
            read = 0;
        }
        return static_cast<std::size_t>(read);
    }
    /// What was read cannot be.
    void fail() noexcept
    {
        failed_ = true;
        rest_ = {};
    }
    [[nodiscard]] bool failed() const noexcept { return failed_; }
    /// What has not been read.
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] ByteView rest() const noexcept { return rest_; }
    /// Nothing failed, and nothing is left.
    [[nodiscard]] bool complete() const noexcept { return !failed_ && rest_.empty(); }

private:
    std::uint64_t number64()
    {
        std::uint64_t value = 0;
        for (unsigned shift = 0; shift < 64; shift += 7) {
            std::uint8_t part = 0;
            byte(part);
            if (failed_ || (shift == 63 && part > 1)) {
                break;
            }
            value |= std::uint64_t{part & 0x7fu} << shift;
            if (part < 0x80) {
                return value;
            }
        }
        fail();
        return 0;
    }
    ByteView view()
    {
        const std::uint64_t size = number64();
        return take(size);
    }
    ByteView take(std::uint64_t size)
    {
        if (size > rest_.size()) {
            fail();
            return {};
        }
        const ByteView taken = rest_.first(static_cast<std::size_t>(size));
        rest_ = rest_.subspan(static_cast<std::size_t>(size));
        return taken;
    }
    ByteView rest_;
    bool failed_ = false;
};

/// Packs how many there are and then each, and reads them back.
template <class List, class Each>
void pack_list(Packer& out, const List& list, std::size_t, Each each)
{
    out.number(list.size());
    for (const auto& item : list) {
        each(item);
    }
}
template <class List, class Each>
void pack_list(Unpacker& in, List& list, std::size_t least_bytes, Each each)
{
    const std::size_t count = in.count(least_bytes);
    list.clear();
    for (std::size_t i = 0; i < count && !in.failed(); ++i) {
        each(list.emplace_back());
    }
}

/// The Error, malformed, of a part that says what no packing here writes.
[[nodiscard]] Error not_ours(std::string_view part);

/// Packed values as they lie in the file: compressed where that pays, with a checksum over content
/// and `place`, so that a blob in the wrong row is found out too.
[[nodiscard]] Bytes seal(ByteView packed, std::string_view place);
/// What was sealed. Error malformed: names `place` and what is wrong with it.
[[nodiscard]] Result<Bytes> unseal(ByteView sealed, std::string_view place);

}  // namespace lanescope::store
