// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/runtime_code.h"

#include "base/hex.h"

#include <algorithm>
#include <array>
#include <string>

namespace lanescope::names {

namespace {

/// CBOR in metadata: the text "ipfs" and the head of a byte string of 34.
constexpr std::array<std::uint8_t, 7> ipfs_head{0x64, 'i', 'p', 'f', 's', 0x58, 0x22};
constexpr std::size_t ipfs_size = 34;

bool equal(ByteView a, ByteView b, CodeRange range) noexcept
{
    return std::equal(a.begin() + static_cast<std::ptrdiff_t>(range.begin),
                      a.begin() + static_cast<std::ptrdiff_t>(range.begin + range.size),
                      b.begin() + static_cast<std::ptrdiff_t>(range.begin));
}

}  // namespace

ByteView without_metadata(ByteView code) noexcept
{
    if (code.size() < 4) {
        return code;
    }
    const std::size_t length =
        static_cast<std::size_t>(code[code.size() - 2]) << 8 | code[code.size() - 1];
    if (length < 2 || length + 2 > code.size()) {
        return code;
    }
    // A map of at most 23 entries, whose first key is a short text.
    const ByteView map = code.subspan(code.size() - 2 - length, length);
    const bool is_map = map[0] > 0xa0 && map[0] < 0xb8 && map[1] >= 0x61 && map[1] < 0x78;
    return is_map ? code.first(code.size() - 2 - length) : code;
}

RuntimeCode::RuntimeCode(Bytes code, std::vector<CodeRange> holes) : code_(std::move(code))
{
    size_ = without_metadata(code_).size();
    // A library's code begins with its own address, which deployment writes: PUSH20, ADDRESS, EQ.
    if (code_.size() > 23 && code_[0] == 0x73 && code_[21] == 0x30 && code_[22] == 0x14) {
        holes.push_back({1, 20});
    }
    for (auto at = code_.begin();; ++at) {
        at = std::search(at, code_.end(), ipfs_head.begin(), ipfs_head.end());
        if (at == code_.end()) {
            break;
        }
        holes.push_back(
            {static_cast<std::size_t>(at - code_.begin()) + ipfs_head.size(), ipfs_size});
    }
    std::sort(holes.begin(), holes.end(),
              [](CodeRange a, CodeRange b) { return a.begin < b.begin; });
    std::size_t at = 0;
    for (const CodeRange& hole : holes) {
        if (hole.begin >= size_) {
            break;
        }
        if (hole.begin > at) {
            compared_.push_back({at, hole.begin - at});
        }
        at = std::max(at, hole.begin + std::min(hole.size, size_ - hole.begin));
    }
    if (at < size_) {
        compared_.push_back({at, size_ - at});
    }
}

std::size_t RuntimeCode::compared_size() const noexcept
{
    std::size_t size = 0;
    for (const CodeRange& range : compared_) {
        size += range.size;
    }
    return size;
}

bool RuntimeCode::matches(ByteView deployed) const noexcept
{
    if (compared_.empty() || without_metadata(deployed).size() != size_) {
        return false;
    }
    return std::all_of(compared_.begin(), compared_.end(),
                       [&](CodeRange range) { return equal(code_, deployed, range); });
}

bool RuntimeCode::matches_exactly(ByteView deployed) const noexcept
{
    return matches(deployed) && deployed.size() == code_.size() &&
           equal(code_, deployed, {size_, code_.size() - size_});
}

std::optional<Bytes> unlinked_code(std::string_view hex, std::vector<CodeRange>& holes)
{
    constexpr std::size_t placeholder = 2 * Address::size;
    if (hex.starts_with("0x") || hex.starts_with("0X")) {
        hex.remove_prefix(2);
    }
    std::string digits(hex);
    for (std::size_t at = digits.find("__"); at != std::string::npos;
         at = digits.find("__", at + placeholder)) {
        if (at % 2 != 0 || digits.size() - at < placeholder) {
            return std::nullopt;
        }
        std::fill_n(digits.begin() + static_cast<std::ptrdiff_t>(at), placeholder, '0');
        holes.push_back({at / 2, Address::size});
    }
    return bytes_from_hex(digits);
}

}  // namespace lanescope::names
