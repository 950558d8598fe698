// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace lanescope::formats {

/// Whether `text` is a number as RFC 8259 writes it, of any size.
[[nodiscard]] bool is_json_number(std::string_view text);

/// The length of the UTF-8 sequence that `text` begins with; 0 if it begins with none (RFC 3629).
[[nodiscard]] std::size_t utf8_length(std::string_view text);

/// `text` made printable and at most `max_size` bytes, in quotes.
[[nodiscard]] std::string quoted_excerpt(std::string_view text, std::size_t max_size = 48);

struct TextProblem {
    std::size_t offset;
    std::string description;
    bool cut_short;  ///< the rest of the text is missing
};

/// What stops a text from being split into tokens: simdjson says only that something does.
[[nodiscard]] TextProblem find_text_problem(std::string_view text);

}  // namespace lanescope::formats
