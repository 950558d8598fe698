// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/lane_index.h"

#include <algorithm>

namespace lanescope::views {

namespace {

Ticks lengthOf(const Span& span) noexcept
{
    return span.end > span.begin ? span.end - span.begin : 0;
}

}  // namespace

SpanLook lookOf(const Span& span, const analysis::Incarnations& incarnations)
{
    switch (span.kind) {
    case SpanKind::validation:
        return SpanLook::validation;
    case SpanKind::commit:
        return SpanLook::commit;
    case SpanKind::wait:
    case SpanKind::state_wait:
        return SpanLook::idle;
    case SpanKind::execution:
        break;
    }
    if (span.outcome == SpanOutcome::suspended) {
        return SpanLook::suspended;
    }
    switch (incarnations.fate_of(span.version)) {
    case analysis::Fate::committed:
        return SpanLook::useful;
    case analysis::Fate::aborted:
        return SpanLook::aborted;
    case analysis::Fate::suspended:
        return SpanLook::suspended;
    case analysis::Fate::undecided:
        break;
    }
    return SpanLook::undecided;
}

void LaneIndex::update(const analysis::Incarnations& incarnations, std::size_t worker)
{
    const Recording& recording = incarnations.recording();
    m_spans.emplace(recording.spans(worker));
    m_open = recording.open_span(worker);
    m_closed = m_spans->size();

    const std::size_t block = std::min(m_settled, m_closed) / blockSize;
    const std::size_t count = m_closed + (m_open ? 1 : 0);
    LookTimes sum = timesBefore(block * blockSize);
    m_looks.cutTo(block * blockSize);
    m_begins.resize(block);
    m_before.resize(block);
    m_looks.reserve(count);
    m_begins.reserve(count / blockSize + 1);
    m_before.reserve(count / blockSize + 1);

    bool settled = true;
    for (std::size_t i = block * blockSize; i < count; ++i) {
        const Span& one = span(i);
        if (i % blockSize == 0) {
            m_begins.push_back(one.begin);
            m_before.push_back(sum);
        }
        const SpanLook look = lookOf(one, incarnations);
        m_looks.push_back(look);
        sum.add(look, lengthOf(one));
        if (settled && (look == SpanLook::undecided || isOpen(i))) {
            settled = false;
            m_settled = i;
        }
    }
    if (settled) {
        m_settled = count;
    }
}

std::size_t LaneIndex::firstBlockAt(Ticks time, std::size_t low) const noexcept
{
    // Gallops: the next pixel's spans are near this pixel's.
    std::size_t high = low + 1;
    for (std::size_t step = 1; high < m_begins.size() && m_begins[high] < time; step *= 2) {
        low = high;
        high += step;
    }
    const auto first = m_begins.begin();
    const auto block = std::lower_bound(
        first + static_cast<std::ptrdiff_t>(std::min(low + 1, m_begins.size())),
        first + static_cast<std::ptrdiff_t>(std::min(high, m_begins.size())), time);
    return static_cast<std::size_t>(block - first);
}

std::size_t LaneIndex::blockBeginningBefore(Ticks time, std::size_t from) const noexcept
{
    return (firstBlockAt(time + 1, from / blockSize) - 1) * blockSize;
}

std::size_t LaneIndex::firstBeginningAt(Ticks time, std::size_t from) const noexcept
{
    const std::size_t next = firstBlockAt(time, from / blockSize);
    std::size_t low = std::max(from, next == 0 ? 0 : (next - 1) * blockSize);
    std::size_t high = std::max(low, std::min(next * blockSize, size()));
    while (low < high) {
        const std::size_t middle = low + (high - low) / 2;
        if (span(middle).begin < time) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low;
}

std::size_t LaneIndex::firstEndingAfter(Ticks time) const noexcept
{
    const std::size_t next = firstBeginningAt(time);
    return next > 0 && span(next - 1).end > time ? next - 1 : next;
}

LaneIndex::Walk LaneIndex::walkUntil(Ticks time, std::size_t from) const noexcept
{
    // Idle time is summed up too, and dropped in the end: the loop has no branch for it.
    std::array<Ticks, spanLookCount> sums{};
    std::size_t at = from;
    for (bool goesOn = true; goesOn && at < m_closed;) {
        for (const Span& one : m_spans->stretch(at)) {
            if (one.begin >= time) {
                goesOn = false;
                break;
            }
            sums[static_cast<std::size_t>(m_looks[at])] += one.end - one.begin;
            ++at;
        }
    }
    if (at == m_closed && at < size() && m_open->begin < time) {
        sums[static_cast<std::size_t>(m_looks[at])] += lengthOf(*m_open);
        ++at;
    }
    Walk walk{at, {}};
    std::copy_n(sums.begin(), busyLookCount, walk.times.of.begin());
    return walk;
}

LaneIndex::Walk LaneIndex::allUntil(Ticks time, std::size_t from) const noexcept
{
    const std::size_t next = firstBlockAt(time, from / blockSize);
    const std::size_t block = next - 1;
    if (next >= m_begins.size() || (next + 1) * blockSize > m_closed ||
        time < m_begins[block] + (m_begins[next] - m_begins[block]) / 2) {
        Walk walk = walkUntil(time, block * blockSize);
        walk.times = walk.times + m_before[block];
        return walk;
    }
    // The end of the block is nearer.
    std::array<Ticks, spanLookCount> sums{};
    std::size_t at = next * blockSize;
    while (at > block * blockSize) {
        const Span& one = (*m_spans)[at - 1];
        if (one.begin < time) {
            break;
        }
        --at;
        sums[static_cast<std::size_t>(m_looks[at])] += one.end - one.begin;
    }
    Walk walk{at, {}};
    std::copy_n(sums.begin(), busyLookCount, walk.times.of.begin());
    walk.times = m_before[next] - walk.times;
    return walk;
}

void LaneIndex::prefetchSpans(std::size_t at) const noexcept
{
    prefetch(at);
    const std::size_t block = at - at % blockSize;
    if (block + 2 * blockSize > m_closed) {
        return;
    }
    m_looks.prefetch(at);
    // From the nearer end of the block, and a little beyond the guess.
    constexpr std::size_t spansALine = 64 / sizeof(Span);
    const bool isFirstHalf = at - block < blockSize / 2;
    const std::size_t first = isFirstHalf ? block : at - spansALine;
    const std::size_t last = isFirstHalf ? at + spansALine : block + blockSize;
    for (std::size_t i = first; i < last; i += spansALine) {
        __builtin_prefetch(&(*m_spans)[i]);
    }
}

LookTimes LaneIndex::timesBefore(std::size_t at) const noexcept
{
    if (m_before.empty()) {
        return {};
    }
    const std::size_t block = std::min(at / blockSize, m_before.size() - 1);
    LookTimes sum = m_before[block];
    for (std::size_t i = block * blockSize; i < at; ++i) {
        sum.add(m_looks[i], lengthOf(span(i)));
    }
    return sum;
}

std::optional<std::size_t> LaneIndex::find(TxVersion version) const noexcept
{
    for (std::size_t i = 0; i < size(); ++i) {
        const Span& one = span(i);
        if (one.version == version && one.kind == SpanKind::execution) {
            return i;
        }
    }
    return std::nullopt;
}

}  // namespace lanescope::views
