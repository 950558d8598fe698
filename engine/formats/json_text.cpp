// SPDX-License-Identifier: GPL-3.0-or-later
#include "formats/json_text.h"

#include <algorithm>

namespace lanescope::formats {

bool is_json_number(std::string_view text)
{
    std::size_t at = 0;
    const auto digits = [&] {
        const std::size_t first = at;
        while (at < text.size() && text[at] >= '0' && text[at] <= '9') {
            ++at;
        }
        return at - first;
    };
    if (text.starts_with('-')) {
        ++at;
    }
    const bool leading_zero = at < text.size() && text[at] == '0';
    const std::size_t whole = digits();
    if (whole == 0 || (leading_zero && whole > 1)) {
        return false;
    }
    if (at < text.size() && text[at] == '.') {
        ++at;
        if (digits() == 0) {
            return false;
        }
    }
    if (at < text.size() && (text[at] == 'e' || text[at] == 'E')) {
        ++at;
        if (at < text.size() && (text[at] == '+' || text[at] == '-')) {
            ++at;
        }
        if (digits() == 0) {
            return false;
        }
    }
    return at == text.size();
}

std::size_t utf8_length(std::string_view text)
{
    const auto byte = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
    const auto continues = [&](std::size_t i) {
        return i < text.size() && (byte(i) & 0xc0) == 0x80;
    };
    if (text.empty()) {
        return 0;
    }
    const unsigned first = byte(0);
    if (first < 0x80) {
        return 1;
    }
    if (first >= 0xc2 && first <= 0xdf) {
        return continues(1) ? 2 : 0;
    }
    if (first >= 0xe0 && first <= 0xef && continues(1) && continues(2)) {
        const bool overlong = first == 0xe0 && byte(1) < 0xa0;
        const bool surrogate = first == 0xed && byte(1) >= 0xa0;
        return overlong || surrogate ? 0 : 3;
    }
    if (first >= 0xf0 && first <= 0xf4 && continues(1) && continues(2) && continues(3)) {
        const bool overlong = first == 0xf0 && byte(1) < 0x90;
        const bool too_large = first == 0xf4 && byte(1) >= 0x90;
        return overlong || too_large ? 0 : 4;
    }
    return 0;
}

std::string quoted_excerpt(std::string_view text, std::size_t max_size)
{
    std::string result = "\"";
    bool cut = false;
    while (!text.empty()) {
        const std::size_t length = utf8_length(text);
        const bool printable = length > 1 || (length == 1 && text[0] >= 0x20 && text[0] != 0x7f);
        const std::size_t taken = std::max<std::size_t>(length, 1);
        if (result.size() + taken > max_size + 1) {
            cut = true;
            break;
        }
        result += printable ? text.substr(0, length) : std::string_view("?");
        text.remove_prefix(taken);
    }
    return result + (cut ? "…\"" : "\"");
}

TextProblem find_text_problem(std::string_view text)
{
    bool in_string = false;
    std::size_t string_start = 0;
    for (std::size_t at = 0; at < text.size();) {
        const std::size_t length = utf8_length(text.substr(at));
        if (length == 0) {
            return {at, "expected UTF-8 text, found another byte", false};
        }
        const char c = text[at];
        if (in_string && c == '\\') {
            at += 2;
            continue;
        }
        if (in_string && static_cast<unsigned char>(c) < 0x20) {
            return {at, "expected the rest of a string, found a control character", false};
        }
        if (c == '"') {
            in_string = !in_string;
            string_start = at;
        }
        at += length;
    }
    if (in_string) {
        return {string_start, "the text ends inside the string that begins here", true};
    }
    return {text.size(), "the text ends before what it holds is complete", true};
}

}  // namespace lanescope::formats
