// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/versions.h"

namespace lanescope::block_stm {

Version* LocationCell::add(Version& fresh) noexcept
{
    std::atomic<Version*>* link = &newest;
    const std::uint32_t index = fresh.index();
    for (;;) {
        Version* at = link->load(std::memory_order_acquire);
        while (at != nullptr && at->index() > index) {
            link = &at->below;
            at = link->load(std::memory_order_acquire);
        }
        fresh.below.store(at, std::memory_order_relaxed);
        // Another writer may have linked in here meanwhile: go on from the same link.
        Version* expected = at;
        if (link->compare_exchange_strong(expected, &fresh, std::memory_order_acq_rel)) {
            return at != nullptr && at->index() == index ? at : nullptr;
        }
    }
}

void LocationCell::remove(Version& version) noexcept
{
    for (Version* at = &version; at != nullptr && at->index() == version.index();
         at = at->below.load(std::memory_order_acquire)) {
        at->is_removed.store(true, std::memory_order_release);
    }
}

}  // namespace lanescope::block_stm
