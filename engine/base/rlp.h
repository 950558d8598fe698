// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"
#include "base/uint256.h"

#include <cstdint>

namespace lanescope::rlp {

/// Appends RLP (Yellow Paper, appendix B) to a byte string. Lists are written by content: build the
/// payload in its own Encoder, then `list(payload)`.
class Encoder {
public:
    void bytes(ByteView content);
    /// Big-endian without leading zeros; zero is the empty string.
    void number(const Uint256& value);
    void number(std::uint64_t value);
    template <std::size_t N, class Tag>
    void fixed(const FixedBytes<N, Tag>& value)
    {
        bytes(value.view());
    }
    /// A list whose items are already encoded in `payload`.
    void list(ByteView payload);
    void list(const Encoder& payload) { list(payload.view()); }
    /// Already encoded bytes, as they are.
    void raw(ByteView encoded);

    [[nodiscard]] ByteView view() const noexcept { return out_; }
    [[nodiscard]] Bytes take() && noexcept { return std::move(out_); }

private:
    void head(std::uint8_t short_base, std::size_t size);
    Bytes out_;
};

/// One RLP item inside a larger buffer; a view, valid while the buffer is.
struct Item {
    bool is_list = false;
    ByteView payload;  ///< string content, or the encoded items of a list
    ByteView encoded;  ///< head and payload
};

/// Reads the items of a buffer one after the other, strictly: shortest heads, no bytes past the end.
/// Every failure is an Error that names the byte offset from the start of the whole input.
class Decoder {
public:
    explicit Decoder(ByteView input, std::size_t base_offset = 0) noexcept
        : rest_(input), offset_(base_offset)
    {
    }
    [[nodiscard]] bool at_end() const noexcept { return rest_.empty(); }
    [[nodiscard]] std::size_t offset() const noexcept { return offset_; }

    [[nodiscard]] Result<Item> item();
    /// The next item, which must be a string.
    [[nodiscard]] Result<ByteView> string();
    /// The next item, which must be a list; reads its items.
    [[nodiscard]] Result<Decoder> list();
    /// A string of at most `max_bytes` without leading zeros.
    [[nodiscard]] Result<Uint256> number(std::size_t max_bytes = 32);
    [[nodiscard]] Result<std::uint64_t> number64();
    template <class Fixed>
    [[nodiscard]] Result<Fixed> fixed()
    {
        auto content = fixed_bytes(Fixed::size);
        if (!content) {
            return content.error();
        }
        return Fixed::from(*content);
    }
    /// Success if nothing is left.
    [[nodiscard]] Status finish() const;

private:
    [[nodiscard]] Result<ByteView> fixed_bytes(std::size_t size);
    ByteView rest_;
    std::size_t offset_ = 0;
};

/// The one item that fills `input` completely.
[[nodiscard]] Result<Item> decode_single(ByteView input);

}  // namespace lanescope::rlp
