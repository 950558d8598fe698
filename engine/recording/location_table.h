// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/ordinal_chunks.h"
#include "chain/location.h"
#include "recording/access_set.h"

#include <atomic>
#include <cstdint>

namespace lanescope {

/// What the LocationIds of one block stand for. Workers name new locations at the same time, each
/// from a range of ordinals of its own; whoever learned an id through a published record may look it
/// up, at any time.
class LocationTable {
public:
    /// With `names` false it only gives ordinals, and knows of none what it stands for: a run that
    /// nobody records asks for no more.
    explicit LocationTable(bool names = true) : names_(names) {}

    struct Slot {
        std::uint32_t account = 0;  ///< ordinal
        Uint256 key;
    };

    /// Ordinals that belong to one worker until they are used up.
    struct Range {
        std::uint32_t next = 0;
        std::uint32_t end = 0;
    };

    /// The next ordinal of the worker's range, named; given again until keep() takes it.
    [[nodiscard]] std::uint32_t name_account(Range& range, const Address& address)
    {
        const std::uint32_t ordinal = accounts_.next(range);
        if (names_) {
            accounts_.name(ordinal, address);
        }
        return ordinal;
    }
    [[nodiscard]] std::uint32_t name_slot(Range& range, std::uint32_t account, const Uint256& key)
    {
        const std::uint32_t ordinal = slots_.next(range);
        if (names_) {
            slots_.name(ordinal, {account, key});
        }
        return ordinal;
    }
    static void keep(Range& range) noexcept { ++range.next; }

    /// Names a given ordinal, for a table that is read back from a file: by one thread, before any
    /// other sees the table.
    void restore_account(std::uint32_t ordinal, const Address& address)
    {
        accounts_.restore(ordinal, address);
    }
    void restore_slot(std::uint32_t ordinal, const Slot& slot) { slots_.restore(ordinal, slot); }

    [[nodiscard]] const Address& account(std::uint32_t ordinal) const noexcept
    {
        return accounts_.at(ordinal);
    }
    [[nodiscard]] const Slot& slot(std::uint32_t ordinal) const noexcept
    {
        return slots_.at(ordinal);
    }
    /// What `id` stands for.
    [[nodiscard]] Location location(LocationId id) const noexcept
    {
        if (id.is_slot()) {
            const Slot& named = slot(id.ordinal());
            return {LocationKind::storage_slot, account(named.account), named.key};
        }
        return {id.kind(), account(id.ordinal()), {}};
    }
    /// One past the highest ordinal that may be in use; some below may be unused.
    [[nodiscard]] std::uint32_t account_limit() const noexcept { return accounts_.limit(); }
    [[nodiscard]] std::uint32_t slot_limit() const noexcept { return slots_.limit(); }
    [[nodiscard]] bool has_account(std::uint32_t ordinal) const noexcept
    {
        return names_ && accounts_.is_named(ordinal);
    }
    [[nodiscard]] bool has_slot(std::uint32_t ordinal) const noexcept
    {
        return names_ && slots_.is_named(ordinal);
    }

    /// A worker gets so many ordinals at a time, and uses the first at once.
    static constexpr std::uint32_t range_size = 64;

private:
    static constexpr std::uint8_t named = 1;  ///< the stage of what has a name

    /// The names of one kind of location.
    template <class T>
    class Names {
    public:
        /// The next ordinal of the range, or of a new one.
        std::uint32_t next(Range& range)
        {
            if (range.next == range.end) {
                range.next = limit_.fetch_add(range_size, std::memory_order_relaxed);
                range.end = range.next + range_size;
            }
            return range.next;
        }
        void name(std::uint32_t ordinal, const T& value)
        {
            values_.make(ordinal) = value;
            values_.set_stage(ordinal, named);
        }
        void restore(std::uint32_t ordinal, const T& value)
        {
            const std::uint32_t limit = (ordinal / range_size + 1) * range_size;
            if (limit > limit_.load(std::memory_order_relaxed)) {
                limit_.store(limit, std::memory_order_release);
            }
            name(ordinal, value);
        }
        [[nodiscard]] const T& at(std::uint32_t ordinal) const noexcept
        {
            return values_.at(ordinal);
        }
        [[nodiscard]] bool is_named(std::uint32_t ordinal) const noexcept
        {
            return values_.stage(ordinal) == named;
        }
        [[nodiscard]] std::uint32_t limit() const noexcept
        {
            return limit_.load(std::memory_order_acquire);
        }

    private:
        OrdinalChunks<T> values_;
        alignas(64) std::atomic<std::uint32_t> limit_{0};  ///< apart: all workers move it
    };

    const bool names_;
    Names<Address> accounts_;
    Names<Slot> slots_;
};

}  // namespace lanescope
