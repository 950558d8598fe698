// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/abi_values.h"

#include "base/hex.h"

#include <algorithm>

namespace lanescope::names {

namespace {

constexpr std::size_t most_elements = 32;  ///< of a list, as text
constexpr std::size_t most_values = 4096;  ///< of one call, all lists together

Address address_of_word(const Uint256& word)
{
    Hash bytes;
    store_big_endian(bytes.bytes.data(), word);
    return Address::from(bytes.view().last(Address::size));
}

/// Whether it is UTF-8 (RFC 3629) without control characters, those of two bytes among them.
bool is_printable(std::string_view text)
{
    std::size_t following = 0;
    unsigned char before = 0;
    for (const char c : text) {
        const auto byte = static_cast<unsigned char>(c);
        const bool continues = (byte & 0xc0) == 0x80;
        const bool is_bad_second =
            continues && ((before == 0xc2 && byte < 0xa0) || (before == 0xe0 && byte < 0xa0) ||
                          (before == 0xed && byte > 0x9f) || (before == 0xf0 && byte < 0x90) ||
                          (before == 0xf4 && byte > 0x8f));
        if (byte < 0x20 || byte == 0x7f || continues != (following > 0) || byte == 0xc0 ||
            byte == 0xc1 || byte > 0xf4 || is_bad_second) {
            return false;
        }
        following = continues ? following - 1 : byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : byte >= 0xc0;
        before = byte;
    }
    return following == 0;
}

/// Reads values from encoded data. Every read is checked against the data's end; each value that is
/// read counts, so that lists of lists that share their data end soon.
class Decoder {
public:
    Decoder(ByteView data, const AddressText& address_text)
        : data_(data), address_text_(address_text)
    {
    }

    [[nodiscard]] bool failed() const noexcept { return failed_; }

    /// The value at `place`, whose offsets count from `base`.
    std::string value(const AbiType& type, std::uint64_t base, std::uint64_t place,
                      std::size_t depth)
    {
        if (++values_ > most_values || depth > max_abi_depth) {
            failed_ = true;
        }
        if (failed_) {
            return {};
        }
        if (type.is_dynamic()) {
            const Uint256 offset = word(place);
            // Beyond the data nothing can stand; so the sum cannot wrap.
            if (!offset.fits64() || offset.low64() > data_.size()) {
                failed_ = true;
                return {};
            }
            place = base + offset.low64();
        }
        switch (type.kind) {
        case AbiType::Kind::bytes:
        case AbiType::Kind::string:
            return stretch(type, place);
        case AbiType::Kind::array:
            return list(type, place, depth);
        case AbiType::Kind::tuple:
            return tuple(type, place, depth);
        default:
            return word_text(type, word(place), address_text_);
        }
    }

private:
    Uint256 word(std::uint64_t at)
    {
        if (at > data_.size() || data_.size() - at < 32) {
            failed_ = true;
            return {};
        }
        return load_big_endian(data_.data() + at);
    }

    std::string stretch(const AbiType& type, std::uint64_t place)
    {
        const Uint256 length = word(place);
        if (failed_ || !length.fits64() || length.low64() > data_.size() - place - 32) {
            failed_ = true;
            return {};
        }
        const ByteView bytes = data_.subspan(place + 32, length.low64());
        if (type.kind == AbiType::Kind::string) {
            return quoted_text(bytes);
        }
        constexpr std::size_t most = 64;
        return to_hex(bytes.first(std::min(bytes.size(), most))) +
               (bytes.size() > most ? "… (" + std::to_string(bytes.size()) + " bytes)" : "");
    }

    std::string list(const AbiType& type, std::uint64_t place, std::size_t depth)
    {
        std::uint64_t count = type.length.value_or(0);
        if (!type.length) {
            const Uint256 length = word(place);
            place += 32;
            if (!length.fits64()) {
                failed_ = true;
            }
            count = length.low64();
        }
        const AbiType& element = type.parts.front().type;
        const std::uint64_t size = element.head_size();
        if (failed_ || place > data_.size() ||
            (size != 0 && count > (data_.size() - place) / size)) {
            failed_ = true;
            return {};
        }
        std::string text = "[";
        for (std::uint64_t i = 0; i < std::min<std::uint64_t>(count, most_elements); ++i) {
            text += (i == 0 ? "" : ", ") + value(element, place, place + i * size, depth + 1);
        }
        if (count > most_elements) {
            text += ", … (" + std::to_string(count) + ")";
        }
        return text + "]";
    }

    std::string tuple(const AbiType& type, std::uint64_t place, std::size_t depth)
    {
        std::string text = "(";
        std::uint64_t at = place;
        for (const AbiParameter& part : type.parts) {
            text += (text.size() > 1 ? ", " : "") + (part.name.empty() ? "" : part.name + ": ") +
                    value(part.type, place, at, depth + 1);
            at += part.type.head_size();
        }
        return text + ")";
    }

    ByteView data_;
    const AddressText& address_text_;
    std::size_t values_ = 0;
    bool failed_ = false;
};

}  // namespace

std::string decimal_text(Uint256 number)
{
    if (number.is_zero()) {
        return "0";
    }
    constexpr std::uint64_t group = 1'000'000'000'000'000'000;
    std::string text;
    while (!number.is_zero()) {
        const DivisionResult divided = divide(number, Uint256(group));
        std::string digits = std::to_string(divided.remainder.low64());
        number = divided.quotient;
        if (!number.is_zero()) {
            digits.insert(0, 18 - digits.size(), '0');
        }
        text.insert(0, digits);
    }
    return text;
}

std::string quoted_text(ByteView bytes, std::size_t most)
{
    std::string_view text(reinterpret_cast<const char*>(bytes.data()), bytes.size());
    std::string_view shown = text.substr(0, most);
    // A cut falls between characters.
    while (shown.size() < text.size() && !shown.empty() &&
           (static_cast<unsigned char>(text[shown.size()]) & 0xc0) == 0x80) {
        shown.remove_suffix(1);
    }
    if (!is_printable(shown)) {
        return to_hex(bytes.first(std::min(bytes.size(), most))) + (bytes.size() > most ? "…" : "");
    }
    return '"' + std::string(shown) + (shown.size() < text.size() ? "…\"" : "\"");
}

std::string word_text(const AbiType& type, const Uint256& word, const AddressText& address_text)
{
    switch (type.kind) {
    case AbiType::Kind::unsigned_number:
        return decimal_text(word);
    case AbiType::Kind::signed_number:
        return word.is_negative() ? "-" + decimal_text(-word) : decimal_text(word);
    case AbiType::Kind::address: {
        const Address address = address_of_word(word);
        return address_text ? address_text(address) : to_hex(address);
    }
    case AbiType::Kind::boolean:
        return word.is_zero() ? "false" : "true";
    case AbiType::Kind::fixed_bytes:
    case AbiType::Kind::function: {
        Hash bytes;
        store_big_endian(bytes.bytes.data(), word);
        return to_hex(bytes.view().first(std::min<std::size_t>(type.size, Hash::size)));
    }
    default:
        return "…";
    }
}

std::string Decoded::text() const
{
    std::string line = name + "(";
    bool first = true;
    for (const DecodedValue& value : values) {
        line += (first ? "" : ", ") + (value.name.empty() ? "" : value.name + ": ") + value.text;
        first = false;
    }
    return line + ")";
}

std::optional<std::vector<DecodedValue>> decode_values(std::span<const AbiParameter> parameters,
                                                       ByteView data,
                                                       const AddressText& address_text)
{
    Decoder decoder(data, address_text);
    std::vector<DecodedValue> values;
    std::uint64_t at = 0;
    for (const AbiParameter& parameter : parameters) {
        values.push_back(
            {parameter.name, parameter.type.canonical(), decoder.value(parameter.type, 0, at, 0)});
        at += parameter.type.head_size();
        if (decoder.failed()) {
            return std::nullopt;
        }
    }
    return values;
}

std::optional<Decoded> decode_call(const AbiEntry& entry, ByteView data,
                                   const AddressText& address_text)
{
    if (data.size() < Selector::size) {
        return std::nullopt;
    }
    auto values = decode_values(entry.inputs, data.subspan(Selector::size), address_text);
    if (!values) {
        return std::nullopt;
    }
    return Decoded{entry.name, *std::move(values)};
}

std::optional<Decoded> decode_event(const AbiEntry& entry, std::span<const Hash> topics,
                                    ByteView data, const AddressText& address_text)
{
    std::vector<AbiParameter> in_data;
    std::size_t indexed = entry.anonymous ? 0 : 1;
    for (const AbiParameter& input : entry.inputs) {
        if (input.indexed) {
            ++indexed;
        } else {
            in_data.push_back(input);
        }
    }
    // The same event may be declared with other parameters indexed (ERC-20's and ERC-721's Transfer).
    if (indexed != topics.size()) {
        return std::nullopt;
    }
    auto values = decode_values(in_data, data, address_text);
    if (!values) {
        return std::nullopt;
    }
    Decoded decoded{entry.name, {}};
    std::size_t topic = entry.anonymous ? 0 : 1;
    std::size_t at = 0;
    for (const AbiParameter& input : entry.inputs) {
        if (!input.indexed) {
            decoded.values.push_back(std::move((*values)[at++]));
            continue;
        }
        const Hash& word = topics[topic++];
        const bool hashed = input.type.is_dynamic() || input.type.kind == AbiType::Kind::array ||
                            input.type.kind == AbiType::Kind::tuple;
        decoded.values.push_back(
            {input.name, input.type.canonical(),
             hashed ? "keccak256 " + to_hex(word)
                    : word_text(input.type, load_big_endian(word.bytes.data()), address_text)});
    }
    return decoded;
}

}  // namespace lanescope::names
