// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/prefetch.h"
#include "base/table_allocator.h"

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <cstdint>
#include <new>
#include <utility>
#include <vector>

namespace lanescope {

/// Open-addressing table from keys to a dense array of entries in order of insertion. An entry keeps
/// its index until clear(), which costs one store, not a walk. There is no erase: callers mark
/// entries instead, because their undo logs name indices.
template <class Key, class Value, class Hasher>
class DenseMap {
public:
    struct Entry {
        explicit Entry(const Key& of) : key(of) {}
        Key key;
        Value value{};
    };

    explicit DenseMap(std::size_t expected = 16) { reserve_slots(expected); }
    /// With as much room as `other` has: what was there to grow into still is.
    DenseMap(const DenseMap& other)
        : slots_(other.slots_), mask_(other.mask_), generation_(other.generation_)
    {
        entries_.reserve(other.entries_.capacity());
        entries_ = other.entries_;
    }
    DenseMap(DenseMap&&) noexcept = default;
    DenseMap& operator=(const DenseMap& other)
    {
        if (this != &other) {
            *this = DenseMap(other);
        }
        return *this;
    }
    DenseMap& operator=(DenseMap&&) noexcept = default;
    ~DenseMap() = default;

    static constexpr std::uint32_t none = ~0u;

    [[nodiscard]] std::uint32_t find(const Key& key) const noexcept
    {
        const std::uint64_t hash = Hasher{}(key);
        const std::uint32_t stamp = stamp_of(hash);
        for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
            const Slot slot = slots_[at];
            if (slot.stamp() == stamp && entries_[slot.index()].key == key) {
                return slot.index();
            }
            if (!is_taken(slot)) {
                return none;
            }
        }
    }

    /// Index of the entry of `key`, which is made with a default value when it was missing.
    [[nodiscard]] std::pair<std::uint32_t, bool> find_or_insert(const Key& key)
    {
        const std::uint64_t hash = Hasher{}(key);
        const std::uint32_t stamp = stamp_of(hash);
        for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
            const Slot slot = slots_[at];
            if (slot.stamp() == stamp && entries_[slot.index()].key == key) {
                return {slot.index(), false};
            }
            if (!is_taken(slot)) {
                return {insert(key, at, stamp), true};
            }
        }
    }

    /// Starts to load what find() reads first. Waits for nothing.
    void prefetch_slot(const Key& key) const noexcept
    {
        const std::uint64_t hash = Hasher{}(key);
        prefetch_line(&slots_[hash & mask_]);
    }
    /// Starts to load what find() reads next, as what will be written; waits for the slot unless
    /// prefetch_slot() brought it.
    void prefetch_entry(const Key& key) const noexcept
    {
        const std::uint64_t hash = Hasher{}(key);
        const std::uint32_t stamp = stamp_of(hash);
        for (std::size_t at = hash & mask_; is_taken(slots_[at]); at = (at + 1) & mask_) {
            if (slots_[at].stamp() == stamp) {
                prefetch_to_write(&entries_[slots_[at].index()], 0, sizeof(Entry));
                return;
            }
        }
    }

    [[nodiscard]] Entry& operator[](std::uint32_t index) noexcept { return entries_[index]; }
    [[nodiscard]] const Entry& operator[](std::uint32_t index) const noexcept
    {
        return entries_[index];
    }
    [[nodiscard]] std::size_t size() const noexcept { return entries_.size(); }
    [[nodiscard]] auto begin() const noexcept { return entries_.begin(); }
    [[nodiscard]] auto end() const noexcept { return entries_.end(); }
    [[nodiscard]] auto begin() noexcept { return entries_.begin(); }
    [[nodiscard]] auto end() noexcept { return entries_.end(); }

    /// Makes room for so many entries in all.
    void reserve(std::size_t count)
    {
        if (count > entries_.capacity()) {
            entries_.reserve(std::max(count, entries_.capacity() * 2));
        }
        if (count * 2 > slots_.size()) {
            grow(count);
        }
    }

    /// Room for entries that several threads put in at once.
    struct Extension {
        std::uint32_t first = 0;        ///< index of the first new entry
        std::uint32_t settle_from = 0;  ///< all from this index on are to be settled
    };
    /// Room for `count` more entries. The map is good again once each has been made, and they, and if the
    /// table had to grow all others, have been settled.
    [[nodiscard]] Extension extend(std::size_t count)
    {
        const std::size_t first = entries_.size();
        const std::size_t total = first + count;
        if (total > entries_.capacity()) {
            entries_.reserve(std::max(total, entries_.capacity() * 2));
        }
        entries_.resize(total);
        const bool grows = total * 2 > slots_.size();
        if (grows) {
            enlarge(total);
        }
        return {static_cast<std::uint32_t>(first), grows ? 0 : static_cast<std::uint32_t>(first)};
    }
    /// Makes one of those that extend() made room for. Any thread, each with other entries.
    Entry& make(std::uint32_t index, const Key& key) noexcept
    {
        return *::new (static_cast<void*>(&entries_[index])) Entry(key);
    }
    /// Makes an entry, whose key no other one has, findable. Any thread, each with other entries.
    void settle(std::uint32_t index) noexcept
    {
        const std::uint64_t hash = Hasher{}(entries_[index].key);
        const Slot own(stamp_of(hash), index);
        for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
            const std::atomic_ref<std::uint64_t> slot(slots_[at].bits);
            Slot found;
            found.bits = slot.load(std::memory_order_relaxed);
            // Who has lost it to another thread goes on to the next.
            if (!is_taken(found) &&
                slot.compare_exchange_strong(found.bits, own.bits, std::memory_order_relaxed)) {
                return;
            }
        }
    }

    void clear() noexcept
    {
        entries_.clear();
        if (++generation_ == 0) {
            slots_.assign(slots_.size(), Slot{});
            generation_ = 1;
        }
    }

private:
    /// The stamp is generation and sixteen bits of the hash: one comparison tells most other keys
    /// and all of before the last clear(). One word, so that settle() can take it at once.
    struct Slot {
        std::uint64_t bits = 0;

        Slot() = default;
        Slot(std::uint32_t stamp, std::uint32_t index) noexcept
            : bits(std::uint64_t{stamp} << 32 | index)
        {
        }
        [[nodiscard]] std::uint32_t stamp() const noexcept
        {
            return static_cast<std::uint32_t>(bits >> 32);
        }
        [[nodiscard]] std::uint32_t index() const noexcept
        {
            return static_cast<std::uint32_t>(bits);
        }
    };

    /// Writes nothing where a vector gets longer: several threads make what comes there.
    template <class T>
    struct EntryAllocator : TableAllocator<T> {
        EntryAllocator() noexcept = default;
        template <class U>
        EntryAllocator(const EntryAllocator<U>&) noexcept
        {
        }
        template <class U>
        void construct(U*) noexcept
        {
        }
        template <class U, class... From>
        void construct(U* at, From&&... from)
        {
            ::new (static_cast<void*>(at)) U(std::forward<From>(from)...);
        }
    };

    [[nodiscard]] std::uint32_t stamp_of(std::uint64_t hash) const noexcept
    {
        return static_cast<std::uint32_t>(generation_) << 16 |
               static_cast<std::uint32_t>(hash >> 48);
    }
    [[nodiscard]] bool is_taken(Slot slot) const noexcept
    {
        return slot.stamp() >> 16 == generation_;
    }

    std::uint32_t insert(const Key& key, std::size_t at, std::uint32_t stamp)
    {
        const auto index = static_cast<std::uint32_t>(entries_.size());
        entries_.emplace_back(key);
        slots_[at] = {stamp, index};
        if (entries_.size() * 2 > slots_.size()) {
            grow(entries_.size());
        }
        return index;
    }

    void reserve_slots(std::size_t expected)
    {
        std::size_t count = 16;
        while (count < expected * 2) {
            count *= 2;
        }
        slots_.assign(count, Slot{});
        mask_ = count - 1;
    }

    /// Leaves no entry findable.
    void enlarge(std::size_t expected)
    {
        std::size_t count = slots_.size() * 2;
        while (count < expected * 2) {
            count *= 2;
        }
        slots_.assign(count, Slot{});
        mask_ = count - 1;
    }
    void grow(std::size_t expected)
    {
        enlarge(expected);
        for (std::uint32_t index = 0; index < entries_.size(); ++index) {
            settle(index);
        }
    }

    std::vector<Slot, TableAllocator<Slot>> slots_;
    std::vector<Entry, EntryAllocator<Entry>> entries_;
    std::size_t mask_ = 0;
    std::uint16_t generation_ = 1;
};

}  // namespace lanescope
