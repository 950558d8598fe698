// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/prefetch.h"
#include "base/table_allocator.h"

#include <array>
#include <atomic>
#include <bit>
#include <cstddef>
#include <cstdint>
#include <cstring>
#include <new>
#include <type_traits>

namespace lanescope {

/// Ordinals of which one thread has as many, from a multiple on.
inline constexpr std::uint32_t owned_together = 64;

/// Values by ordinal, in chunks that double, so that none ever moves; each with a stage, a byte that says
/// how far it has come, at first 0. Any thread, each with ordinals of its own to make values at. There
/// may be gaps, which take memory that is never touched.
template <class T>
class OrdinalChunks {
    static_assert(std::is_trivially_destructible_v<T>, "nobody destroys the values");

public:
    OrdinalChunks() = default;
    OrdinalChunks(const OrdinalChunks&) = delete;
    OrdinalChunks& operator=(const OrdinalChunks&) = delete;
    ~OrdinalChunks()
    {
        for (unsigned chunk = 0; chunk < chunks_.size(); ++chunk) {
            if (const std::uintptr_t biased = chunks_[chunk].load(std::memory_order_relaxed)) {
                Allocator{}.deallocate(memory_of(biased, chunk), bytes_of(chunk));
            }
        }
    }

    /// A value as by default, which takes what was there, if anything was. Its stage stays.
    [[nodiscard]] T& make(std::uint32_t ordinal)
    {
        return make_in(chunk_to_make_in(chunk_of(ordinal)), ordinal);
    }
    /// Makes a value, and sets its stage.
    void put(std::uint32_t ordinal, const T& value, std::uint8_t to)
    {
        const unsigned chunk = chunk_of(ordinal);
        const std::uintptr_t biased = chunk_to_make_in(chunk);
        make_in(biased, ordinal) = value;
        stage_at(biased, chunk, ordinal).store(to, std::memory_order_release);
    }
    /// Only of an ordinal that has been made.
    [[nodiscard]] T& at(std::uint32_t ordinal) const noexcept
    {
        return *reinterpret_cast<T*>(chunks_[chunk_of(ordinal)].load(std::memory_order_acquire) +
                                     ordinal * sizeof(T));
    }
    /// Of any ordinal; 0 where none was set.
    [[nodiscard]] std::uint8_t stage(std::uint32_t ordinal) const noexcept
    {
        const unsigned chunk = chunk_of(ordinal);
        const std::uintptr_t biased = chunks_[chunk].load(std::memory_order_acquire);
        return biased == 0 ? std::uint8_t{0}
                           : stage_at(biased, chunk, ordinal).load(std::memory_order_acquire);
    }
    /// Only of an ordinal that has been made.
    void set_stage(std::uint32_t ordinal, std::uint8_t to) const noexcept
    {
        const unsigned chunk = chunk_of(ordinal);
        const auto now = stage_at(chunks_[chunk].load(std::memory_order_acquire), chunk, ordinal);
        // Neighbours share the cache line: what is set already is not set again.
        if (now.load(std::memory_order_relaxed) != to) {
            now.store(to, std::memory_order_release);
        }
    }

    /// Values that lie side by side. `first` is a multiple of `count`, which is a power of two and at most
    /// the size of the smallest chunk.
    class Stretch {
    public:
        [[nodiscard]] T& operator[](std::uint32_t at) const noexcept { return values_[at]; }
        [[nodiscard]] std::uint8_t stage(std::uint32_t at) const noexcept
        {
            return stages_ == nullptr
                       ? std::uint8_t{0}
                       : std::atomic_ref(stages_[at]).load(std::memory_order_acquire);
        }

    private:
        friend OrdinalChunks;
        T* values_ = nullptr;
        std::uint8_t* stages_ = nullptr;
    };
    [[nodiscard]] Stretch stretch(std::uint32_t first) const noexcept
    {
        Stretch stretch;
        const unsigned chunk = chunk_of(first);
        if (const std::uintptr_t biased = chunks_[chunk].load(std::memory_order_acquire)) {
            stretch.values_ = reinterpret_cast<T*>(biased + first * sizeof(T));
            stretch.stages_ = stages_of(biased, chunk) + (first - before(chunk));
        }
        return stretch;
    }

private:
    using Allocator = TableAllocator<std::uint8_t>;
    static constexpr unsigned first_bits = 8;  ///< chunk k holds 2^(8 + k)

    static unsigned chunk_of(std::uint32_t ordinal) noexcept
    {
        return 31u ^ static_cast<unsigned>(std::countl_zero((ordinal >> first_bits) + 1));
    }
    static std::uint32_t before(unsigned chunk) noexcept
    {
        return ((1u << chunk) - 1) << first_bits;
    }
    static std::size_t values_of(unsigned chunk) noexcept
    {
        return std::size_t{1} << (first_bits + chunk);
    }
    /// The values, and behind them the stage of each.
    static std::size_t bytes_of(unsigned chunk) noexcept
    {
        return values_of(chunk) * (sizeof(T) + 1);
    }
    static std::uint8_t* memory_of(std::uintptr_t biased, unsigned chunk) noexcept
    {
        return reinterpret_cast<std::uint8_t*>(biased + before(chunk) * sizeof(T));
    }
    static std::uint8_t* stages_of(std::uintptr_t biased, unsigned chunk) noexcept
    {
        return memory_of(biased, chunk) + values_of(chunk) * sizeof(T);
    }
    static std::atomic_ref<std::uint8_t> stage_at(std::uintptr_t biased, unsigned chunk,
                                                  std::uint32_t ordinal) noexcept
    {
        return std::atomic_ref(stages_of(biased, chunk)[ordinal - before(chunk)]);
    }
    std::uintptr_t chunk_to_make_in(unsigned chunk)
    {
        const std::uintptr_t biased = chunks_[chunk].load(std::memory_order_acquire);
        return biased != 0 ? biased : add_chunk(chunk);
    }
    static T& make_in(std::uintptr_t biased, std::uint32_t ordinal)
    {
        // Not T(): that would set all bytes to zero first.
        T* const value = ::new (reinterpret_cast<void*>(biased + ordinal * sizeof(T))) T;
        // Who makes one makes more behind it; but what lies behind its own is another's.
        constexpr std::uint32_t ahead = sizeof(T) < 64 ? 3 : 2;
        if (ordinal % owned_together + ahead < owned_together) {
            prefetch_to_write(value, ahead * sizeof(T), sizeof(T));
        }
        return *value;
    }
    [[gnu::noinline, gnu::cold]] std::uintptr_t add_chunk(unsigned chunk)
    {
        std::uint8_t* const fresh = Allocator{}.allocate(bytes_of(chunk));
        std::memset(fresh + values_of(chunk) * sizeof(T), 0, values_of(chunk));
        const std::uintptr_t biased =
            reinterpret_cast<std::uintptr_t>(fresh) - before(chunk) * sizeof(T);
        std::uintptr_t expected = 0;
        if (!chunks_[chunk].compare_exchange_strong(expected, biased, std::memory_order_acq_rel)) {
            Allocator{}.deallocate(fresh, bytes_of(chunk));
            return expected;
        }
        return biased;
    }

    /// Where a chunk would begin if it began with ordinal 0, which spares a look-up most of its sums; 0 for
    /// none.
    std::array<std::atomic<std::uintptr_t>, 20> chunks_{};
};

}  // namespace lanescope
