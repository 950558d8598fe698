// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/prefetch.h"
#include "base/table_allocator.h"
#include "chain/location.h"
#include "recording/access_set.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstdint>
#include <cstring>
#include <memory>
#include <type_traits>

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
        const std::uint32_t ordinal = accounts_.next(range, names_);
        if (names_) {
            accounts_.name(ordinal, address);
        }
        return ordinal;
    }
    [[nodiscard]] std::uint32_t name_slot(Range& range, std::uint32_t account, const Uint256& key)
    {
        const std::uint32_t ordinal = slots_.next(range, names_);
        if (names_) {
            slots_.name(ordinal, {account, key});
        }
        return ordinal;
    }
    static void keep(Range& range) noexcept { ++range.next; }

    /// Names a given ordinal, for a table that is read back from a file: by one thread, before any
    /// other sees the table. Takes memory for all ordinals below.
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
    template <class T>
    class Ordinals {
    public:
        static_assert(std::is_trivially_destructible_v<T>, "nobody destroys the names");

        Ordinals() = default;
        Ordinals(const Ordinals&) = delete;
        Ordinals& operator=(const Ordinals&) = delete;
        ~Ordinals()
        {
            for (unsigned chunk = 0; chunk < chunks_.size(); ++chunk) {
                if (std::uint8_t* memory = chunks_[chunk].load(std::memory_order_relaxed)) {
                    Allocator{}.deallocate(memory, bytes_of(chunk));
                }
            }
        }
        std::uint32_t next(Range& range, bool named)
        {
            if (range.next == range.end) {
                range.next = limit_.fetch_add(range_size, std::memory_order_relaxed);
                range.end = range.next + range_size;
                if (named) {
                    ensure(chunk_of(range.next));
                }
            }
            return range.next;
        }
        void name(std::uint32_t ordinal, const T& value) noexcept
        {
            const unsigned chunk = chunk_of(ordinal);
            std::uint8_t* const memory = chunks_[chunk].load(std::memory_order_acquire);
            const std::uint32_t at = ordinal - before(chunk);
            T* const place = std::construct_at(reinterpret_cast<T*>(memory) + at, value);
            prefetch_to_write(place, 3 * sizeof(T), 1);  // who names one names more behind it
            memory[names_of(chunk) * sizeof(T) + at] = 1;
        }
        void restore(std::uint32_t ordinal, const T& value)
        {
            for (unsigned chunk = 0; chunk <= chunk_of(ordinal); ++chunk) {
                ensure(chunk);
            }
            const std::uint32_t limit = (ordinal / range_size + 1) * range_size;
            if (limit > limit_.load(std::memory_order_relaxed)) {
                limit_.store(limit, std::memory_order_release);
            }
            name(ordinal, value);
        }
        [[nodiscard]] const T& at(std::uint32_t ordinal) const noexcept
        {
            const unsigned chunk = chunk_of(ordinal);
            return reinterpret_cast<const T*>(
                chunks_[chunk].load(std::memory_order_acquire))[ordinal - before(chunk)];
        }
        [[nodiscard]] bool is_named(std::uint32_t ordinal) const noexcept
        {
            const unsigned chunk = chunk_of(ordinal);
            return chunks_[chunk].load(std::memory_order_acquire)[names_of(chunk) * sizeof(T) +
                                                                  ordinal - before(chunk)] != 0;
        }
        [[nodiscard]] std::uint32_t limit() const noexcept
        {
            return limit_.load(std::memory_order_acquire);
        }

    private:
        static constexpr unsigned first_bits = 8;  ///< chunk k holds 2^(8 + k)

        static unsigned chunk_of(std::uint32_t ordinal) noexcept
        {
            return static_cast<unsigned>(std::bit_width((ordinal >> first_bits) + 1)) - 1;
        }
        static std::uint32_t before(unsigned chunk) noexcept
        {
            return ((1u << chunk) - 1) << first_bits;
        }
        static std::size_t names_of(unsigned chunk) noexcept
        {
            return std::size_t{1} << (first_bits + chunk);
        }
        /// The names, and behind them of each whether it is one.
        static std::size_t bytes_of(unsigned chunk) noexcept
        {
            return names_of(chunk) * (sizeof(T) + 1);
        }
        void ensure(unsigned chunk)
        {
            if (chunks_[chunk].load(std::memory_order_acquire) != nullptr) {
                return;
            }
            std::uint8_t* const fresh = Allocator{}.allocate(bytes_of(chunk));
            std::memset(fresh + names_of(chunk) * sizeof(T), 0, names_of(chunk));
            std::uint8_t* expected = nullptr;
            if (!chunks_[chunk].compare_exchange_strong(expected, fresh,
                                                        std::memory_order_acq_rel)) {
                Allocator{}.deallocate(fresh, bytes_of(chunk));
            }
        }

        using Allocator = TableAllocator<std::uint8_t>;
        std::array<std::atomic<std::uint8_t*>, 20> chunks_{};
        std::atomic<std::uint32_t> limit_{0};
    };

    const bool names_;
    Ordinals<Address> accounts_;
    Ordinals<Slot> slots_;
};

}  // namespace lanescope
