// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/location_table.h"

#include <cstdint>

namespace lanescope::store {

/// What a record may name.
struct KnownNames {
    const LocationTable& locations;
    std::uint32_t transactions = 0;
    std::uint32_t workers = 0;

    [[nodiscard]] bool has(LocationId id) const noexcept
    {
        if (id.is_slot()) {
            return id.ordinal() < locations.slot_limit() && locations.has_slot(id.ordinal());
        }
        return id.kind() < LocationKind::storage_slot && id.ordinal() < locations.account_limit() &&
               locations.has_account(id.ordinal());
    }
};

}  // namespace lanescope::store
