// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <cstddef>
#include <cstdint>
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
        Key key;
        Value value;
    };

    explicit DenseMap(std::size_t expected = 16) { reserve_slots(expected); }

    static constexpr std::uint32_t none = ~0u;

    [[nodiscard]] std::uint32_t find(const Key& key) const noexcept
    {
        const std::uint64_t hash = Hasher{}(key);
        for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
            const Slot& slot = slots_[at];
            if (slot.generation != generation_) {
                return none;
            }
            if (slot.tag == tag_of(hash) && entries_[slot.index].key == key) {
                return slot.index;
            }
        }
    }

    /// Index of the entry of `key`, which is made with a default value when it was missing.
    [[nodiscard]] std::pair<std::uint32_t, bool> find_or_insert(const Key& key)
    {
        if ((entries_.size() + 1) * 2 > slots_.size()) {
            grow();
        }
        const std::uint64_t hash = Hasher{}(key);
        for (std::size_t at = hash & mask_;; at = (at + 1) & mask_) {
            Slot& slot = slots_[at];
            if (slot.generation != generation_) {
                const auto index = static_cast<std::uint32_t>(entries_.size());
                slot = {generation_, tag_of(hash), index};
                entries_.push_back(Entry{key, Value{}});
                return {index, true};
            }
            if (slot.tag == tag_of(hash) && entries_[slot.index].key == key) {
                return {slot.index, false};
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

    void clear() noexcept
    {
        entries_.clear();
        if (++generation_ == 0) {
            slots_.assign(slots_.size(), Slot{});
            generation_ = 1;
        }
    }

private:
    struct Slot {
        std::uint32_t generation = 0;
        std::uint32_t tag = 0;
        std::uint32_t index = 0;
    };

    [[nodiscard]] static std::uint32_t tag_of(std::uint64_t hash) noexcept
    {
        return static_cast<std::uint32_t>(hash >> 32);
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

    void grow()
    {
        slots_.assign(slots_.size() * 2, Slot{});
        mask_ = slots_.size() - 1;
        for (std::uint32_t index = 0; index < entries_.size(); ++index) {
            const std::uint64_t hash = Hasher{}(entries_[index].key);
            std::size_t at = hash & mask_;
            while (slots_[at].generation == generation_) {
                at = (at + 1) & mask_;
            }
            slots_[at] = {generation_, tag_of(hash), index};
        }
    }

    std::vector<Slot> slots_;
    std::vector<Entry> entries_;
    std::size_t mask_ = 0;
    std::uint32_t generation_ = 1;
};

}  // namespace lanescope
