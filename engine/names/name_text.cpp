// SPDX-License-Identifier: GPL-3.0-or-later
#include "names/name_text.h"

#include "base/hex.h"

#include <algorithm>
#include <string_view>

namespace lanescope::names {

namespace {

constexpr std::string_view guess_mark = " (guess)";

/// As much of the paths as they share, up to a dot.
std::size_t common_prefix(const std::vector<StorageField>& fields)
{
    const std::string& first = fields.front().path;
    std::size_t shared = first.size();
    for (const StorageField& field : fields) {
        const auto differs =
            std::mismatch(first.begin(), first.end(), field.path.begin(), field.path.end());
        shared = std::min(shared, static_cast<std::size_t>(differs.first - first.begin()));
    }
    const std::size_t dot = first.rfind('.', shared);
    return dot == std::string::npos ? 0 : dot + 1;
}

}  // namespace

std::string address_hex(const Address& address, NameStyle style)
{
    const std::string hex = to_hex(address);
    return style == NameStyle::whole ? hex : hex.substr(0, 6) + "…" + hex.substr(hex.size() - 4);
}

std::string StorageName::text() const
{
    std::string path;
    if (fields.size() == 1) {
        path = fields.front().path;
    } else if (!fields.empty()) {
        const std::size_t shared = common_prefix(fields);
        path = fields.front().path.substr(0, shared) + "{";
        for (std::size_t i = 0; i < fields.size(); ++i) {
            path += (i == 0 ? "" : ", ") + fields[i].path.substr(shared);
        }
        path += "}";
    }
    std::string text = has_contract ? contract + "." + path : path + " of " + contract;
    if (is_guess) {
        text += guess_mark;
    }
    return text;
}

std::string DecodedName::text() const
{
    return decoded.text() + std::string(is_guess ? guess_mark : "");
}

std::string DecodedName::name() const
{
    return decoded.name + std::string(is_guess ? guess_mark : "");
}

}  // namespace lanescope::names
