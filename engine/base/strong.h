// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <compare>
#include <cstddef>
#include <cstdint>
#include <functional>

namespace lanescope {

/// An integer that means one thing: an index is no gas amount is no time.
template <class Rep, class Tag>
struct Strong {
    Rep value{};
    constexpr Strong() = default;
    constexpr explicit Strong(Rep initial) : value(initial) {}
    friend constexpr bool operator==(Strong, Strong) = default;
    friend constexpr auto operator<=>(Strong, Strong) = default;
};

/// Position of a transaction in its block, from 0.
using TxIndex = Strong<std::uint32_t, struct TxIndexTag>;

}  // namespace lanescope

template <class Rep, class Tag>
struct std::hash<lanescope::Strong<Rep, Tag>> {
    std::size_t operator()(lanescope::Strong<Rep, Tag> strong) const noexcept
    {
        return std::hash<Rep>{}(strong.value);
    }
};
