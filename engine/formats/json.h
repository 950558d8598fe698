// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>

namespace lanescope::formats {

enum class JsonKind : std::uint8_t { absent, null, boolean, number, string, array, object };

/// One value of a JsonDocument, or none (`absent`). A handle: valid while its document is.
class JsonValue {
public:
    JsonValue() = default;

    [[nodiscard]] JsonKind kind() const noexcept;
    /// Neither absent nor null.
    [[nodiscard]] bool is_given() const noexcept;
    [[nodiscard]] bool is_object() const noexcept { return kind() == JsonKind::object; }
    [[nodiscard]] bool is_array() const noexcept { return kind() == JsonKind::array; }
    [[nodiscard]] bool is_string() const noexcept { return kind() == JsonKind::string; }
    /// The name under which it stands in its object.
    [[nodiscard]] std::string_view key() const noexcept;
    /// A string without its escapes; a number, true, false or null as it is written, so that a
    /// number past 64 bits is not lost.
    [[nodiscard]] std::string_view text() const noexcept;
    /// Members of an object, items of a list; 0 otherwise.
    [[nodiscard]] std::size_t size() const noexcept;
    /// The first member of that name; absent if there is none, or this is no object.
    [[nodiscard]] JsonValue member(std::string_view name) const noexcept;
    [[nodiscard]] bool has(std::string_view name) const noexcept
    {
        return member(name).kind() != JsonKind::absent;
    }

    class Iterator;
    [[nodiscard]] Iterator begin() const noexcept;
    [[nodiscard]] Iterator end() const noexcept;

    /// Where it stands, like `block.transactions[12].gas`; empty for the whole text.
    [[nodiscard]] std::string path() const;
    /// Byte of the text at which it begins.
    [[nodiscard]] std::size_t offset() const noexcept;
    /// What it is, short and printable: `"0xzz"`, `12`, `an object with "a", "b"`, `a list of 3`.
    [[nodiscard]] std::string excerpt() const;

private:
    friend class JsonDocument;
    JsonValue(const class JsonDocument* document, std::uint32_t index) noexcept
        : document_(document), index_(index)
    {
    }
    const class JsonDocument* document_ = nullptr;
    std::uint32_t index_ = 0;
};

/// A JSON text (RFC 8259), read and checked from end to end. Nested at most `max_depth` deep, where the
/// reader does not say otherwise.
class JsonDocument {
public:
    static constexpr std::size_t max_depth = 64;
    static constexpr std::size_t default_max_values = 32'000'000;

    /// Error: names `name`, the byte offset and what is wrong there, or the ceiling that was hit.
    [[nodiscard]] static Result<JsonDocument> parse(ByteView text, const std::string& name,
                                                    std::size_t max_values = default_max_values,
                                                    std::size_t deepest = max_depth);
    JsonDocument(JsonDocument&&) noexcept;
    JsonDocument& operator=(JsonDocument&&) noexcept;
    ~JsonDocument();

    /// An object or a list.
    [[nodiscard]] JsonValue root() const noexcept { return {this, 0}; }

private:
    friend class JsonValue;
    struct Content;
    explicit JsonDocument(std::unique_ptr<Content> content) noexcept;
    std::unique_ptr<Content> content_;
};

/// Walks the members of an object or the items of a list.
class JsonValue::Iterator {
public:
    Iterator(JsonValue value) noexcept : value_(value) {}
    [[nodiscard]] JsonValue operator*() const noexcept { return value_; }
    Iterator& operator++() noexcept;
    [[nodiscard]] bool operator!=(const Iterator& other) const noexcept
    {
        return value_.index_ != other.value_.index_;
    }

private:
    JsonValue value_;
};

}  // namespace lanescope::formats
