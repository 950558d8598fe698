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
    /// With `is_recorded` false it knows of ordinals no more than the keys of slots, by which whoever
    /// names them finds them again: a run that nobody records asks for no more.
    explicit LocationTable(bool is_recorded = true) : is_recorded_(is_recorded) {}

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
        const std::uint32_t ordinal = next(range, account_limit_);
        if (is_recorded_) {
            set_name(ordinal, address);
        }
        return ordinal;
    }
    [[nodiscard]] std::uint32_t name_slot(Range& range, std::uint32_t account, const Uint256& key)
    {
        const std::uint32_t ordinal = next(range, slot_limit_);
        slot_keys_.make(ordinal) = key;
        if (is_recorded_) {
            set_owner(ordinal, account);
        }
        return ordinal;
    }
    static void keep(Range& range) noexcept { ++range.next; }
    /// Takes back the name of an ordinal that keep() has not taken, and nobody has been told of: another
    /// ordinal has the name.
    void drop_account(std::uint32_t ordinal) const noexcept
    {
        if (is_recorded_) {
            accounts_.set_stage(ordinal, 0);
        }
    }
    void drop_slot(std::uint32_t ordinal) const noexcept
    {
        if (is_recorded_) {
            slot_accounts_.set_stage(ordinal, 0);
        }
    }

    /// Names a given ordinal, for a table that is read back from a file: by one thread, before any
    /// other sees the table.
    void restore_account(std::uint32_t ordinal, const Address& address)
    {
        make_room(ordinal, account_limit_);
        set_name(ordinal, address);
    }
    void restore_slot(std::uint32_t ordinal, const Slot& slot)
    {
        make_room(ordinal, slot_limit_);
        slot_keys_.make(ordinal) = slot.key;
        set_owner(ordinal, slot.account);
    }

    [[nodiscard]] const Address& account(std::uint32_t ordinal) const noexcept
    {
        return accounts_.at(ordinal);
    }
    [[nodiscard]] Slot slot(std::uint32_t ordinal) const noexcept
    {
        return {slot_accounts_.at(ordinal), slot_keys_.at(ordinal)};
    }
    /// Known of runs that nobody records, too.
    [[nodiscard]] const Uint256& slot_key(std::uint32_t ordinal) const noexcept
    {
        return slot_keys_.at(ordinal);
    }
    /// What `id` stands for.
    [[nodiscard]] Location location(LocationId id) const noexcept
    {
        if (id.is_slot()) {
            const Slot named = slot(id.ordinal());
            return {LocationKind::storage_slot, account(named.account), named.key};
        }
        return {id.kind(), account(id.ordinal()), {}};
    }
    /// One past the highest ordinal that may be in use; some below may be unused.
    [[nodiscard]] std::uint32_t account_limit() const noexcept
    {
        return account_limit_.load(std::memory_order_acquire);
    }
    [[nodiscard]] std::uint32_t slot_limit() const noexcept
    {
        return slot_limit_.load(std::memory_order_acquire);
    }
    [[nodiscard]] bool has_account(std::uint32_t ordinal) const noexcept
    {
        return accounts_.stage(ordinal) == named;
    }
    [[nodiscard]] bool has_slot(std::uint32_t ordinal) const noexcept
    {
        return slot_accounts_.stage(ordinal) == named;
    }

    /// A worker gets so many ordinals at a time. In its last ones there may be no name, in all others there is.
    static constexpr std::uint32_t range_size = owned_together;

private:
    static constexpr std::uint8_t named = 1;  ///< the stage of what has a name

    /// Moved by all workers: apart from the others.
    struct alignas(64) Limit : std::atomic<std::uint32_t> {};

    /// The next ordinal of the range, or of a new one.
    static std::uint32_t next(Range& range, Limit& limit)
    {
        if (range.next == range.end) {
            range.next = limit.fetch_add(range_size, std::memory_order_relaxed);
            range.end = range.next + range_size;
        }
        return range.next;
    }
    static void make_room(std::uint32_t ordinal, Limit& limit)
    {
        const std::uint32_t enough = (ordinal / range_size + 1) * range_size;
        if (enough > limit.load(std::memory_order_relaxed)) {
            limit.store(enough, std::memory_order_release);
        }
    }

    void set_name(std::uint32_t account, const Address& address)
    {
        accounts_.put(account, address, named);
    }
    /// With it a slot, whose key is here, has its whole name.
    void set_owner(std::uint32_t slot, std::uint32_t account)
    {
        slot_accounts_.put(slot, account, named);
    }

    const bool is_recorded_;
    OrdinalChunks<Address> accounts_;
    // Apart: keys are looked at in every search for a slot, and none lies in two cache lines.
    OrdinalChunks<Uint256> slot_keys_;
    OrdinalChunks<std::uint32_t> slot_accounts_;
    Limit account_limit_;
    Limit slot_limit_;
};

}  // namespace lanescope
