// SPDX-License-Identifier: GPL-3.0-or-later
#include "base/rlp.h"

#include <string>

namespace lanescope::rlp {

namespace {

constexpr std::uint8_t string_base = 0x80;
constexpr std::uint8_t list_base = 0xc0;
constexpr std::size_t longest_short = 55;

Error error_at(std::size_t offset, const std::string& what)
{
    return {ErrorCode::malformed, "RLP at byte " + std::to_string(offset) + ": " + what};
}

}  // namespace

void Encoder::head(std::uint8_t short_base, std::size_t size)
{
    if (size <= longest_short) {
        out_.push_back(static_cast<std::uint8_t>(short_base + size));
        return;
    }
    std::uint8_t big_endian[8];
    std::size_t width = 0;
    for (std::size_t rest = size; rest != 0; rest >>= 8) {
        big_endian[7 - width++] = static_cast<std::uint8_t>(rest);
    }
    out_.push_back(static_cast<std::uint8_t>(short_base + longest_short + width));
    out_.insert(out_.end(), big_endian + 8 - width, big_endian + 8);
}

void Encoder::bytes(ByteView content)
{
    if (content.size() != 1 || content[0] >= string_base) {
        head(string_base, content.size());
    }
    out_.insert(out_.end(), content.begin(), content.end());
}

void Encoder::number(const Uint256& value)
{
    std::uint8_t big_endian[32];
    store_big_endian(big_endian, value);
    const unsigned width = value.byte_width();
    bytes({big_endian + 32 - width, width});
}

void Encoder::number(std::uint64_t value)
{
    number(Uint256{value});
}

void Encoder::list(ByteView payload)
{
    head(list_base, payload.size());
    raw(payload);
}

void Encoder::raw(ByteView encoded)
{
    out_.insert(out_.end(), encoded.begin(), encoded.end());
}

Result<Item> Decoder::item()
{
    if (rest_.empty()) {
        return error_at(offset_, "an item is missing");
    }
    const std::uint8_t first = rest_[0];
    Item item;
    std::size_t head_size = 1;
    std::uint64_t size = 0;
    if (first < string_base) {
        head_size = 0;
        size = 1;
    } else {
        item.is_list = first >= list_base;
        const std::size_t code = first - (item.is_list ? list_base : string_base);
        if (code <= longest_short) {
            size = code;
        } else {
            const std::size_t width = code - longest_short;
            head_size = 1 + width;
            if (rest_.size() < head_size) {
                return error_at(offset_, "the input ends within the size of an item");
            }
            if (rest_[1] == 0) {
                return error_at(offset_, "the size of an item has leading zeros");
            }
            for (std::size_t i = 0; i < width; ++i) {
                size = size << 8 | rest_[1 + i];
            }
            if (size <= longest_short) {
                return error_at(offset_, "a size of " + std::to_string(size) +
                                             " is written in the form for 56 bytes and more");
            }
        }
    }
    if (size > rest_.size() - head_size) {
        return error_at(offset_, "an item of " + std::to_string(size) + " bytes, but only " +
                                     std::to_string(rest_.size() - head_size) + " are left");
    }
    item.payload = rest_.subspan(head_size, size);
    item.encoded = rest_.first(head_size + size);
    if (!item.is_list && head_size == 1 && size == 1 && item.payload[0] < string_base) {
        return error_at(offset_, "a byte below 0x80 is written with a head");
    }
    rest_ = rest_.subspan(head_size + size);
    offset_ += head_size + size;
    return item;
}

Result<ByteView> Decoder::string()
{
    const std::size_t start = offset_;
    auto read = item();
    if (!read) {
        return read.error();
    }
    if (read->is_list) {
        return error_at(start, "a list where a string is expected");
    }
    return read->payload;
}

Result<Decoder> Decoder::list()
{
    const std::size_t start = offset_;
    auto read = item();
    if (!read) {
        return read.error();
    }
    if (!read->is_list) {
        return error_at(start, "a string where a list is expected");
    }
    return Decoder(read->payload, offset_ - read->payload.size());
}

Result<Uint256> Decoder::number(std::size_t max_bytes)
{
    const std::size_t start = offset_;
    auto content = string();
    if (!content) {
        return content.error();
    }
    if (content->size() > max_bytes || content->size() > 32) {
        return error_at(start, "a number of " + std::to_string(content->size()) +
                                   " bytes where at most " + std::to_string(max_bytes) +
                                   " are allowed");
    }
    if (!content->empty() && (*content)[0] == 0) {
        return error_at(start, "a number with leading zeros");
    }
    return load_big_endian(content->data(), content->size());
}

Result<std::uint64_t> Decoder::number64()
{
    auto value = number(8);
    if (!value) {
        return value.error();
    }
    return value->low64();
}

Status Decoder::finish() const
{
    if (!at_end()) {
        return error_at(offset_, std::to_string(rest_.size()) + " bytes too many");
    }
    return Success{};
}

Result<ByteView> Decoder::fixed_bytes(std::size_t size)
{
    const std::size_t start = offset_;
    auto content = string();
    if (content && content->size() != size) {
        return error_at(start, "a string of " + std::to_string(content->size()) + " bytes where " +
                                   std::to_string(size) + " are expected");
    }
    return content;
}

Result<Item> decode_single(ByteView input)
{
    Decoder decoder(input);
    auto item = decoder.item();
    if (!item) {
        return item;
    }
    if (const auto end = decoder.finish(); !end) {
        return end.error();
    }
    return item;
}

}  // namespace lanescope::rlp
