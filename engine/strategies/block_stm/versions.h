// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/access_set.h"

#include <array>
#include <atomic>
#include <cstdint>
#include <type_traits>

namespace lanescope::block_stm {

/// One incarnation's write of one location, which is also what the recording keeps of it.
///
/// The versions of a location are a list from the highest transaction down. Of one transaction's the
/// latest comes first, and the others mean nothing. None is ever taken out, so that readers need no lock:
/// what is gone is marked. A cache line, so that a reader who has found a version has its value.
struct alignas(64) Version {
    WriteRecord write;  ///< never changes once the version is in a list
    std::atomic<Version*> below{nullptr};
    std::atomic<bool> is_estimate{false};
    std::atomic<bool> is_removed{false};
    /// Not an incarnation's: the balance that a committed amount came to, so that nobody need add up what
    /// is below.
    bool is_total = false;
    bool is_replaced = false;  ///< by a later incarnation; known to who executes the transaction
    /// MultiVersionMemory::is_put_at_commit() of its location.
    bool is_put_at_commit = false;

    /// The version that has the write in it. Only of writes that lie in one.
    [[nodiscard]] static Version* of(const WriteRecord& write) noexcept
    {
        return reinterpret_cast<Version*>(const_cast<WriteRecord*>(&write));
    }
    [[nodiscard]] std::uint32_t index() const noexcept { return write.writer.index; }

    /// Of `version` and those below, the first that has not been removed, or null.
    [[nodiscard]] static const Version* first_present(const Version* version) noexcept
    {
        while (version != nullptr && version->is_removed.load(std::memory_order_acquire)) {
            version = version->below.load(std::memory_order_acquire);
        }
        return version;
    }
    /// The next one below that is of another transaction and has not been removed, or null.
    [[nodiscard]] const Version* next_lower() const noexcept
    {
        const Version* version = below.load(std::memory_order_acquire);
        while (version != nullptr && version->index() == index()) {
            version = version->below.load(std::memory_order_acquire);
        }
        return first_present(version);
    }
};
static_assert(sizeof(Version) == 64);
static_assert(std::is_standard_layout_v<Version>, "its first member stands for it");

/// The versions of one location.
struct LocationCell {
    std::atomic<Version*> newest{nullptr};

    /// The highest version below transaction `index` that has not been removed, or null.
    [[nodiscard]] const Version* below(std::uint32_t index) const noexcept
    {
        const Version* version = newest.load(std::memory_order_acquire);
        while (version != nullptr && version->index() >= index) {
            version = version->below.load(std::memory_order_acquire);
        }
        return Version::first_present(version);
    }
    /// Puts `fresh` before all others of its transaction; gives the one that it comes before, or null.
    Version* add(Version& fresh) noexcept { return add_from(newest, fresh); }
    /// Marks all versions of `version`'s transaction, from it on down.
    static void remove(Version& version) noexcept;

private:
    friend class LongLists;
    static Version* add_from(std::atomic<Version*>& from, Version& fresh) noexcept;
};

/// Finds the way in long lists. In a chain of transactions that all write one location, whoever works on the
/// lowest would walk past all that others have written ahead of it, each time. So it is kept, for some
/// locations, where such a walk came near its end: the next ones begin there. Any thread.
class LongLists {
public:
    /// LocationCell::below().
    [[nodiscard]] const Version* below(const LocationCell& cell, std::uint32_t index) noexcept
    {
        Version* version = cell.newest.load(std::memory_order_acquire);
        for (std::uint32_t steps = 0; version != nullptr && version->index() >= index; ++steps) {
            // Where the link leads to meanwhile is looked at, too.
            const std::atomic<Version*>& link =
                steps == near ? far_down(*version, index) : version->below;
            version = link.load(std::memory_order_acquire);
        }
        return Version::first_present(version);
    }
    /// LocationCell::add().
    Version* add(LocationCell& cell, Version& fresh) noexcept;

private:
    static constexpr std::uint32_t near = 8;    ///< steps that are as fast as looking here
    static constexpr std::uint32_t apart = 16;  ///< the next walks will be for higher ones

    /// The link that led to the first version below transaction `index`, in the list of `above`, which is
    /// none; others may have been put there since.
    [[nodiscard]] std::atomic<Version*>& far_down(Version& above, std::uint32_t index) noexcept;

    std::array<std::atomic<Version*>, 64> lately_{};  ///< by bits of the location
};

}  // namespace lanescope::block_stm
