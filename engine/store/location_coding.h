// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/location_table.h"
#include "store/input_coding.h"

#include <vector>

namespace lanescope::store {

/// What the run's LocationIds stand for: chunks of accounts, then chunks of slots.
struct PackedLocations {
    std::vector<Bytes> account_names;
    std::vector<Bytes> slot_names;
};
[[nodiscard]] PackedLocations pack_locations(const LocationTable& table, const Places& places);
/// Into an empty table; `places` as when it was packed. Error malformed: it was not pack_locations() that
/// made this.
[[nodiscard]] Status unpack_locations(const PackedLocations& packed, const Places& places,
                                      LocationTable& table);

}  // namespace lanescope::store
