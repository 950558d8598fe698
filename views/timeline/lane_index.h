// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/incarnations.h"
#include "views/shared/palette.h"

#include <array>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <vector>

namespace lanescope::views {

/// Looks that count as work; all but idle.
inline constexpr int busyLookCount = 6;

/// Ticks of work by SpanLook.
struct LookTimes {
    std::array<Ticks, busyLookCount> of{};

    void add(SpanLook look, Ticks time) noexcept
    {
        if (look != SpanLook::idle) {
            of[static_cast<std::size_t>(look)] += time;
        }
    }
    void remove(SpanLook look, Ticks time) noexcept
    {
        if (look != SpanLook::idle) {
            of[static_cast<std::size_t>(look)] -= time;
        }
    }
    [[nodiscard]] Ticks operator[](SpanLook look) const noexcept
    {
        return of[static_cast<std::size_t>(look)];
    }
    [[nodiscard]] Ticks sum() const noexcept
    {
        Ticks total = 0;
        for (const Ticks one : of) {
            total += one;
        }
        return total;
    }
    [[nodiscard]] Ticks wasted() const noexcept
    {
        return (*this)[SpanLook::aborted] + (*this)[SpanLook::suspended];
    }
    friend LookTimes operator+(LookTimes a, const LookTimes& b) noexcept
    {
        for (std::size_t i = 0; i < a.of.size(); ++i) {
            a.of[i] += b.of[i];
        }
        return a;
    }
    friend LookTimes operator-(LookTimes a, const LookTimes& b) noexcept
    {
        for (std::size_t i = 0; i < a.of.size(); ++i) {
            a.of[i] -= b.of[i];
        }
        return a;
    }
};

/// What a span is to a person, given what became of its incarnation.
[[nodiscard]] SpanLook lookOf(const Span& span, const analysis::Incarnations& incarnations);

/// The looks of spans, two in a byte.
class PackedLooks {
public:
    [[nodiscard]] std::size_t size() const noexcept { return m_size; }
    [[nodiscard]] SpanLook operator[](std::size_t at) const noexcept
    {
        return static_cast<SpanLook>(m_pairs[at / 2] >> at % 2 * 4 & 15);
    }
    void push_back(SpanLook look)
    {
        if (m_size % 2 == 0) {
            m_pairs.push_back(static_cast<std::uint8_t>(look));
        } else {
            m_pairs.back() =
                static_cast<std::uint8_t>(m_pairs.back() | static_cast<std::uint8_t>(look) << 4);
        }
        ++m_size;
    }
    /// Forgets what lies above an even number of them.
    void cutTo(std::size_t even)
    {
        m_pairs.resize(even / 2);
        m_size = even;
    }
    void reserve(std::size_t count) { m_pairs.reserve(count / 2 + 1); }
    void prefetch(std::size_t at) const noexcept { __builtin_prefetch(&m_pairs[at / 2]); }
    [[nodiscard]] std::size_t bytes() const noexcept { return m_pairs.capacity(); }

private:
    std::vector<std::uint8_t> m_pairs;
    std::size_t m_size = 0;
};

/// An index over one worker's spans, which stay where the recording has them: what each looks like, and
/// sums and first times of blocks of spans, so that any stretch of time is found and summed up without
/// walking through its spans. Some 4 bytes a span. The recording must outlive it.
class LaneIndex {
public:
    /// Takes in what is there of `worker`, more than the last time as a rule. Only spans from the
    /// first whose fate was open on are looked at.
    void update(const analysis::Incarnations& incarnations, std::size_t worker);

    /// With the one that is open, if any, as the last.
    [[nodiscard]] std::size_t size() const noexcept { return m_looks.size(); }
    [[nodiscard]] const Span& span(std::size_t at) const noexcept
    {
        return at < m_closed ? (*m_spans)[at] : *m_open;
    }
    [[nodiscard]] SpanLook look(std::size_t at) const noexcept { return m_looks[at]; }
    [[nodiscard]] bool isOpen(std::size_t at) const noexcept { return at >= m_closed; }

    /// The first span at `from` or later that begins at `time` or later; size() if there is none.
    [[nodiscard]] std::size_t firstBeginningAt(Ticks time, std::size_t from = 0) const noexcept;
    /// The last block of spans that begins at or before `time`, by its first span; for stretches of
    /// so many spans that a block more or less does not count.
    [[nodiscard]] std::size_t blockBeginningBefore(Ticks time, std::size_t from) const noexcept;
    /// Whether at least `count` spans from `from` on begin before `time`; looks at blocks only, so that
    /// it may say no to some more.
    [[nodiscard]] bool hasMany(std::size_t count, std::size_t from, Ticks time) const noexcept
    {
        const std::size_t block = (from + count + blockSize - 1) / blockSize;
        return block < m_begins.size() && m_begins[block] < time;
    }
    /// When this span begins; of the first of a block without a look at the span.
    [[nodiscard]] Ticks beginOf(std::size_t at) const noexcept
    {
        return at % blockSize == 0 ? m_begins[at / blockSize] : span(at).begin;
    }
    /// The span that lasts at `time`, or else the first after it.
    [[nodiscard]] std::size_t firstEndingAfter(Ticks time) const noexcept;
    /// The spans from `from` on that begin before `time`: the first that does not, and their sums.
    struct Walk {
        std::size_t end = 0;
        LookTimes times;
    };
    [[nodiscard]] Walk walkUntil(Ticks time, std::size_t from) const noexcept;
    /// Of all spans below `at`.
    [[nodiscard]] LookTimes timesBefore(std::size_t at) const noexcept;
    /// The first span that does not begin before `time`, and the sums of all spans below it; some from
    /// `from` on do. Walks through half a block as a rule, however many there are.
    [[nodiscard]] Walk allUntil(Ticks time, std::size_t from) const noexcept;
    /// Somebody will ask for the sums before span `at`, a guess, soon.
    void prefetch(std::size_t at) const noexcept
    {
        const std::size_t block = at / blockSize;
        if (block < m_before.size()) {
            __builtin_prefetch(&m_before[block]);
        }
    }
    /// Somebody will ask allUntil() of a time near the begin of span `at`, a guess, soon.
    void prefetchSpans(std::size_t at) const noexcept;
    /// The first span of this incarnation's execution. Walks through all spans.
    [[nodiscard]] std::optional<std::size_t> find(TxVersion version) const noexcept;

    /// Bytes that the index holds, the recording's left out.
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return m_looks.bytes() + m_begins.capacity() * sizeof(Ticks) +
               m_before.capacity() * sizeof(LookTimes);
    }

private:
    static constexpr std::size_t blockSize = 16;

    /// The first block after `low` that begins at `time` or later.
    [[nodiscard]] std::size_t firstBlockAt(Ticks time, std::size_t low) const noexcept;

    std::optional<Recording::Range<Span>> m_spans;
    std::optional<Span> m_open;
    std::size_t m_closed = 0;
    std::size_t m_settled = 0;  ///< the fates of all spans below are known for good
    PackedLooks m_looks;
    std::vector<Ticks> m_begins;      ///< of the first span of each block
    std::vector<LookTimes> m_before;  ///< of all spans before each block
};

}  // namespace lanescope::views
