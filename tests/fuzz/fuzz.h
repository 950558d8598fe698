// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstdio>
#include <cstdlib>
#include <string>
#include <string_view>

namespace lanescope::fuzz {

/// Stops the fuzzer with `what` unless `holds`.
inline void require(bool holds, const char* what)
{
    if (!holds) {
        std::fprintf(stderr, "broken: %s\n", what);
        std::abort();
    }
}

/// An Error must say something, and name the file that it is about.
template <class T>
void require_named_error(const Result<T>& result, std::string_view name)
{
    require(result.has_value() || result.error().message.starts_with(std::string(name) + ": "),
            "an error names its file");
}

inline ByteView view(std::string_view text)
{
    return {reinterpret_cast<const std::uint8_t*>(text.data()), text.size()};
}

}  // namespace lanescope::fuzz
