// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/packing.h"

#include <zlib.h>

namespace lanescope::store {

namespace {

enum class Codec : std::uint8_t { plain, deflated };

/// Higher levels take two to five times as long for a tenth less.
constexpr int compression_level = 2;
/// Shorter ones do not shrink.
constexpr std::size_t least_worth_compressing = 64;
/// Deflate cannot do better than one byte for 1032 (zlib's documentation).
constexpr std::uint64_t best_ratio = 1032;
/// No chunk comes near it; a length beyond it is damage.
constexpr std::uint64_t most_bytes = std::uint64_t{1} << 30;

std::uint32_t checksum(ByteView packed, std::string_view place)
{
    uLong sum = crc32_z(0, reinterpret_cast<const Bytef*>(place.data()), place.size());
    sum = crc32_z(sum, packed.data(), packed.size());
    return static_cast<std::uint32_t>(sum);
}

Error damaged(std::string_view place, const char* what)
{
    return {ErrorCode::malformed, std::string(place) + ": " + what};
}

}  // namespace

Error not_ours(std::string_view part)
{
    return damaged(part, "its content cannot be");
}

Bytes seal(ByteView packed, std::string_view place)
{
    Bytes content;
    Codec codec = Codec::plain;
    if (packed.size() >= least_worth_compressing) {
        uLongf size = compressBound(packed.size());
        content.resize(size);
        if (compress2(content.data(), &size, packed.data(), packed.size(), compression_level) ==
                Z_OK &&
            size < packed.size()) {
            content.resize(size);
            codec = Codec::deflated;
        }
    }
    Packer head;
    head.choice(codec, Codec::deflated);
    const std::uint32_t sum = checksum(packed, place);
    for (unsigned shift = 0; shift < 32; shift += 8) {
        head.byte(static_cast<std::uint8_t>(sum >> shift));
    }
    head.number(packed.size());
    Bytes sealed = head.packed();
    if (codec == Codec::plain) {
        sealed.insert(sealed.end(), packed.begin(), packed.end());
    } else {
        sealed.insert(sealed.end(), content.begin(), content.end());
    }
    return sealed;
}

Result<Bytes> unseal(ByteView sealed, std::string_view place)
{
    Unpacker head(sealed);
    Codec codec = Codec::plain;
    head.choice(codec, Codec::deflated);
    std::uint32_t sum = 0;
    for (unsigned shift = 0; shift < 32; shift += 8) {
        std::uint8_t part = 0;
        head.byte(part);
        sum |= std::uint32_t{part} << shift;
    }
    std::uint64_t size = 0;
    head.number(size);
    const ByteView content = head.rest();
    if (head.failed() || size > most_bytes) {
        return damaged(place, "its head is damaged");
    }
    Bytes packed;
    if (codec == Codec::plain) {
        if (size != content.size()) {
            return damaged(place, "its length is not what its head says");
        }
        packed.assign(content.begin(), content.end());
    } else {
        if (size > content.size() * best_ratio) {
            return damaged(place, "its length is not what its head says");
        }
        packed.resize(static_cast<std::size_t>(size));
        uLongf written = packed.size();
        if (uncompress(packed.data(), &written, content.data(), content.size()) != Z_OK ||
            written != packed.size()) {
            return damaged(place, "it cannot be decompressed");
        }
    }
    if (checksum(packed, place) != sum) {
        return damaged(place, "its checksum is wrong");
    }
    return packed;
}

}  // namespace lanescope::store
