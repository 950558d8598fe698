// SPDX-License-Identifier: GPL-3.0-or-later
#include "strategies/block_stm/versions.h"

namespace lanescope::block_stm {

Version* LocationCell::add_from(std::atomic<Version*>& from, Version& fresh) noexcept
{
    std::atomic<Version*>* link = &from;
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

std::atomic<Version*>& LongLists::far_down(Version& above, std::uint32_t index) noexcept
{
    const LocationId location = above.write.location;
    std::atomic<Version*>& lately = lately_[location.value * 0x9e3779b1u >> 26];
    Version* from = &above;
    // None is ever taken out of a list: what was above the index once still leads to all below.
    if (Version* const kept = lately.load(std::memory_order_acquire);
        kept != nullptr && kept->write.location == location && kept->index() >= index &&
        kept->index() < above.index()) {
        from = kept;
    }
    Version* behind = from;
    std::atomic<Version*>* link = &from->below;
    std::uint32_t steps = 0;
    for (Version* at;
         (at = link->load(std::memory_order_acquire)) != nullptr && at->index() >= index;
         link = &at->below) {
        if (++steps > apart) {
            behind = behind->below.load(std::memory_order_acquire);
        }
    }
    if (steps > 2 * apart) {
        lately.store(behind, std::memory_order_release);
    }
    return *link;
}

Version* LongLists::add(LocationCell& cell, Version& fresh) noexcept
{
    std::atomic<Version*>* link = &cell.newest;
    const std::uint32_t above = fresh.index() + 1;
    for (std::uint32_t steps = 0;; ++steps) {
        Version* const at = link->load(std::memory_order_acquire);
        if (at == nullptr || at->index() < above) {
            return LocationCell::add_from(*link, fresh);
        }
        if (steps == near) {
            return LocationCell::add_from(far_down(*at, above), fresh);
        }
        link = &at->below;
    }
}

}  // namespace lanescope::block_stm
