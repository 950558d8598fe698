// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/incarnations.h"

#include <array>
#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::analysis {

/// Time and gas of incarnations that were aborted or suspended, and how many those were.
struct WastedWork {
    Ticks time = 0;
    std::uint64_t gas = 0;
    std::uint32_t aborts = 0;
    std::uint32_t suspensions = 0;

    void add(const Incarnation& incarnation) noexcept;
    [[nodiscard]] std::uint64_t amount(Measure measure) const noexcept
    {
        return measure == Measure::time ? time : gas;
    }
    friend bool operator==(const WastedWork&, const WastedWork&) = default;
};

/// The wasted work of a whole recording.
[[nodiscard]] WastedWork wasted_work(const Incarnations& incarnations);

struct HotLocation {
    LocationId location;
    WastedWork wasted;
    std::uint32_t readers = 0;  ///< transactions whose committed incarnation read it
    std::uint32_t writers = 0;  ///< or wrote it
};

/// Every location that wasted work is charged to.
struct HotLocations {
    std::vector<HotLocation> ranked;  ///< most wasted first
    WastedWork total;                 ///< of the recording: of all locations, and `uncharged`
    WastedWork uncharged;             ///< whose location is not known
};
[[nodiscard]] HotLocations hot_locations(const Incarnations& incarnations, Measure measure);

/// The first four bytes of a transaction's call data.
using Selector = std::array<std::uint8_t, 4>;

/// The wasted work of transactions that have `Key` in common.
template <class Key>
struct WastedBy {
    Key key;
    WastedWork wasted;
    std::uint32_t transactions = 0;  ///< that have wasted work
};

/// Wasted work by contract and by function, most wasted first; definition::contract.
struct WastedByContract {
    std::vector<WastedBy<std::optional<Address>>> called;  ///< nothing: creations
    std::vector<WastedBy<Address>> causing;                ///< account of the charged location
    std::vector<WastedBy<std::optional<Selector>>>
        selectors;  ///< nothing: no four bytes of call data
};
[[nodiscard]] WastedByContract wasted_by_contract(const Incarnations& incarnations,
                                                  Measure measure);

/// Nothing for a creation, whose data are code, and for less than four bytes.
[[nodiscard]] std::optional<Selector> selector_of(const Transaction& transaction);

}  // namespace lanescope::analysis
