// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/abi_type.h"

#include <algorithm>
#include <charconv>

namespace lanescope::names {

namespace {

constexpr std::uint64_t largest_head = std::uint64_t{1} << 32;

std::optional<std::uint32_t> number_of(std::string_view digits)
{
    std::uint32_t number = 0;
    const auto [end, error] = std::from_chars(digits.data(), digits.data() + digits.size(), number);
    if (digits.empty() || digits.front() == '0' || error != std::errc{} ||
        end != digits.data() + digits.size()) {
        return std::nullopt;
    }
    return number;
}

AbiType scalar(AbiType::Kind kind, std::uint32_t size = 0)
{
    AbiType type;
    type.kind = kind;
    type.size = size;
    return type;
}

/// Reads a type from the front of a signature.
class Parser {
public:
    explicit Parser(std::string_view text, std::vector<AbiParameter> components)
        : text_(text), components_(std::move(components))
    {
    }

    [[nodiscard]] std::optional<AbiType> whole()
    {
        auto type = next(0);
        return type && at_ == text_.size() ? type : std::nullopt;
    }

private:
    std::optional<AbiType> next(std::size_t depth)
    {
        if (depth > max_abi_depth) {
            return std::nullopt;
        }
        auto type = at_ < text_.size() && text_[at_] == '(' ? tuple(depth) : named();
        while (type && at_ < text_.size() && text_[at_] == '[') {
            const std::size_t close = text_.find(']', at_);
            if (close == std::string_view::npos || ++depth > max_abi_depth) {
                return std::nullopt;
            }
            AbiType array;
            array.kind = AbiType::Kind::array;
            if (close > at_ + 1) {
                array.length = number_of(text_.substr(at_ + 1, close - at_ - 1));
                if (!array.length) {
                    return std::nullopt;
                }
            }
            array.parts.push_back({{}, *std::move(type)});
            type = std::move(array);
            at_ = close + 1;
        }
        return type;
    }

    std::optional<AbiType> tuple(std::size_t depth)
    {
        AbiType type = scalar(AbiType::Kind::tuple);
        ++at_;
        if (at_ < text_.size() && text_[at_] == ')') {
            ++at_;
            return type;
        }
        for (;;) {
            auto part = next(depth + 1);
            if (!part || at_ == text_.size()) {
                return std::nullopt;
            }
            type.parts.push_back({{}, *std::move(part)});
            const char after = text_[at_++];
            if (after == ')') {
                return type;
            }
            if (after != ',') {
                return std::nullopt;
            }
        }
    }

    std::optional<AbiType> named()
    {
        const std::size_t end = std::min(text_.find_first_of("[](),", at_), text_.size());
        const std::string_view name = text_.substr(at_, end - at_);
        at_ = end;
        using Kind = AbiType::Kind;
        if (name == "tuple") {
            AbiType type = scalar(Kind::tuple);
            type.parts = std::move(components_);
            return type;
        }
        if (name == "address" || name == "contract") {
            return scalar(Kind::address, 160);
        }
        if (name == "bool") {
            return scalar(Kind::boolean, 8);
        }
        if (name == "string") {
            return scalar(Kind::string);
        }
        if (name == "bytes") {
            return scalar(Kind::bytes);
        }
        if (name == "function") {
            return scalar(Kind::function, 24);
        }
        if (name.starts_with("bytes")) {
            const auto size = number_of(name.substr(5));
            return size && *size <= 32 ? std::optional(scalar(Kind::fixed_bytes, *size))
                                       : std::nullopt;
        }
        const bool is_signed = name.starts_with("int");
        if (!is_signed && !name.starts_with("uint")) {
            return std::nullopt;
        }
        const std::string_view digits = name.substr(is_signed ? 3 : 4);
        const auto bits = digits.empty() ? std::optional(256u) : number_of(digits);
        if (!bits || *bits > 256 || *bits % 8 != 0) {
            return std::nullopt;
        }
        return scalar(is_signed ? Kind::signed_number : Kind::unsigned_number, *bits);
    }

    std::string_view text_;
    std::vector<AbiParameter> components_;
    std::size_t at_ = 0;
};

}  // namespace

std::optional<AbiType> parse_abi_type(std::string_view text, std::vector<AbiParameter> components)
{
    return Parser(text, std::move(components)).whole();
}

std::string AbiType::canonical() const
{
    switch (kind) {
    case Kind::unsigned_number:
        return "uint" + std::to_string(size);
    case Kind::signed_number:
        return "int" + std::to_string(size);
    case Kind::address:
        return "address";
    case Kind::boolean:
        return "bool";
    case Kind::fixed_bytes:
        return "bytes" + std::to_string(size);
    case Kind::bytes:
        return "bytes";
    case Kind::string:
        return "string";
    case Kind::function:
        return "function";
    case Kind::array:
        return parts.front().type.canonical() + "[" + (length ? std::to_string(*length) : "") + "]";
    case Kind::tuple:
        break;
    }
    std::string text = "(";
    for (const AbiParameter& part : parts) {
        text += (text.size() > 1 ? "," : "") + part.type.canonical();
    }
    return text + ")";
}

bool AbiType::is_dynamic() const
{
    switch (kind) {
    case Kind::bytes:
    case Kind::string:
        return true;
    case Kind::array:
        return !length || parts.front().type.is_dynamic();
    case Kind::tuple:
        return std::any_of(parts.begin(), parts.end(),
                           [](const AbiParameter& part) { return part.type.is_dynamic(); });
    default:
        return false;
    }
}

std::uint64_t AbiType::head_size() const
{
    if (is_dynamic()) {
        return 32;
    }
    std::uint64_t size_of_all = 32;
    if (kind == Kind::array) {
        size_of_all = std::min(parts.front().type.head_size(), largest_head) * *length;
    } else if (kind == Kind::tuple) {
        size_of_all = 0;
        for (const AbiParameter& part : parts) {
            size_of_all = std::min(size_of_all + part.type.head_size(), largest_head);
        }
    }
    return std::min(size_of_all, largest_head);
}

}  // namespace lanescope::names
