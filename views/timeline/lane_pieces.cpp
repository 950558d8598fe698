// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/lane_pieces.h"

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

/// From so many spans in one column on, only sums of blocks are looked at: two blocks at least, so that
/// a border is never off by a column.
constexpr std::size_t mostWalked = 32;
/// From so many on, sums of blocks spare a walk through all of them.
constexpr std::size_t leastSummed = 16;

bool isWaste(SpanLook look) noexcept
{
    return look == SpanLook::aborted || look == SpanLook::suspended;
}

/// The one that a column of few spans shows: the worst, then the widest.
int rank(SpanLook look) noexcept
{
    return look == SpanLook::aborted ? 2 : look == SpanLook::suspended ? 1 : 0;
}

class LaneLayout {
public:
    LaneLayout(const LaneIndex& lane, const TimeScale& scale, std::vector<LanePiece>& pieces,
               Load& load)
        : m_lane(lane),
          m_scale(scale),
          m_pieces(pieces),
          m_load(load),
          m_width(static_cast<int>(scale.width)),
          m_perColumn(scale.timePerPixel())
    {
    }

    void run()
    {
        std::size_t at = m_lane.firstEndingAfter(m_scale.firstTickFrom(0));
        int column = 0;
        while (at < m_lane.size() && column < m_width) {
            // As a rule the next span begins in the next column, which takes no division to see.
            const auto begin = static_cast<double>(m_lane.beginOf(at));
            if (begin >= timeAt(column + 1)) {
                const double x = m_scale.xOf(begin);
                if (x >= m_width) {
                    break;
                }
                column = std::max(column, static_cast<int>(x));
            }
            const Ticks next = firstTickFrom(column + 1);
            if (m_lane.hasMany(mostWalked, at, next)) {
                const std::size_t block = m_lane.blockBeginningBefore(next, at);
                addBlocks(at, block, column);
                at = m_blocksEnd = block;
                ++column;
                continue;
            }
            const LaneIndex::Walk walk = m_lane.hasMany(leastSummed, at, next)
                                             ? walkBySums(next, at)
                                             : m_lane.walkUntil(next, at);
            const std::size_t end = std::max(walk.end, at + 1);
            if (end - at == 1) {
                column = addSingle(at, column);
                at = end;
                continue;
            }
            const bool goesOn = static_cast<double>(m_lane.span(end - 1).end) >= timeAt(column + 2);
            if (addSeveral(at, end, walk.times, column, goesOn)) {
                column = addSingle(end - 1, column);
                at = end;
            } else {
                at = goesOn ? end - 1 : end;
                ++column;
            }
        }
    }

private:
    /// As TimeScale's, by a multiplication: it is asked for each column.
    [[nodiscard]] double timeAt(int column) const
    {
        return m_scale.visible.begin + m_perColumn * column;
    }
    [[nodiscard]] Ticks firstTickFrom(int column) const
    {
        const double time = timeAt(column);
        if (time <= 0) {
            return 0;
        }
        const auto ticks = static_cast<Ticks>(time);
        return static_cast<double>(ticks) < time ? ticks + 1 : ticks;
    }
    /// As LaneIndex::walkUntil().
    LaneIndex::Walk walkBySums(Ticks time, std::size_t from)
    {
        const LookTimes before = sumsBefore(from);
        const LaneIndex::Walk all = m_lane.allUntil(time, from);
        m_sums = all.times;
        m_sumsAt = all.end;
        m_lane.prefetchSpans(2 * all.end - from);
        return {all.end, all.times - before};
    }
    /// As a rule the column before has asked for them already.
    [[nodiscard]] LookTimes sumsBefore(std::size_t at) const
    {
        return m_sumsAt == at ? m_sums : m_lane.timesBefore(at);
    }

    /// One span from this column on. Gives the next free column.
    int addSingle(std::size_t at, int column)
    {
        const Span& span = m_lane.span(at);
        const SpanLook look = m_lane.look(at);
        const double x = m_scale.xOf(static_cast<double>(span.end));
        const int end = x >= m_width ? m_width : std::max(column + 1, static_cast<int>(x));
        if (look != SpanLook::idle && span.end > span.begin) {
            addLoad(std::max(timeAt(column), static_cast<double>(span.begin)),
                    static_cast<double>(span.end), column, look);
            m_pieces.push_back({column, end, static_cast<std::uint32_t>(at), 1, look, false, {}});
        }
        return end;
    }

    /// Several spans in one column. True, and nothing is added: the last is what counts, and it goes
    /// on to the right.
    bool addSeveral(std::size_t begin, std::size_t end, const LookTimes& times, int column,
                    bool goesOn)
    {
        const double left = timeAt(column);
        const double right = timeAt(column + 1);
        LanePiece piece{column,
                        column + 1,
                        static_cast<std::uint32_t>(begin),
                        static_cast<std::uint32_t>(end - begin),
                        SpanLook::idle,
                        false,
                        {}};
        if (end - begin < denseSpans) {
            double widest = 0;
            std::size_t winner = begin;
            int worst = -1;
            for (std::size_t i = begin; i < end; ++i) {
                const SpanLook look = m_lane.look(i);
                const double length = clippedLength(i, left, right);
                if (look == SpanLook::idle || length <= 0) {
                    continue;
                }
                if (rank(look) > worst || (rank(look) == worst && length > widest)) {
                    worst = rank(look);
                    widest = length;
                    winner = i;
                    piece.look = look;
                }
            }
            if (piece.look != SpanLook::idle && goesOn && winner == end - 1) {
                for (std::size_t i = begin; i + 1 < end; ++i) {
                    addClipped(i, left, right, column);
                }
                return true;
            }
            for (std::size_t i = begin; i < end; ++i) {
                addClipped(i, left, right, column);
            }
            piece.first = static_cast<std::uint32_t>(piece.look == SpanLook::idle ? begin : winner);
            piece.count = piece.look == SpanLook::idle ? piece.count : 1;
        } else {
            addShares(piece, times, left, right);
            piece.look = SpanLook::idle;
        }
        if (!goesOn) {
            addSpill(end - 1, right, column + 1);
        }
        if (piece.look != SpanLook::idle) {
            m_pieces.push_back(piece);
        }
        return false;
    }

    /// So many spans that the column may as well begin and end with a block of them: nothing but sums
    /// is looked at, and each span still counts in one column.
    void addBlocks(std::size_t begin, std::size_t end, int column)
    {
        const LookTimes before = sumsBefore(begin);
        m_lane.prefetch(2 * end - begin);
        m_sums = m_lane.timesBefore(end);
        m_sumsAt = end;
        const LookTimes times = m_sums - before;
        const auto first = static_cast<double>(m_lane.beginOf(begin));
        const double covered = static_cast<double>(m_lane.beginOf(end)) - first;
        // What is left of them in the column is the spill of the column before, or idle.
        const double part = timeAt(column + 1) - std::max(timeAt(column), first);
        addDense({column,
                  column + 1,
                  static_cast<std::uint32_t>(begin),
                  static_cast<std::uint32_t>(end - begin),
                  SpanLook::idle,
                  true,
                  {}},
                 times, covered, part / std::max(covered, 1.0));
    }

    void addShares(LanePiece piece, LookTimes times, double left, double right)
    {
        const std::size_t begin = piece.first;
        const std::size_t end = begin + piece.count;
        const Span& first = m_lane.span(begin);
        const Span& last = m_lane.span(end - 1);
        if (begin == m_blocksEnd) {
            // The column before ended with a block: this one has what lies between.
            left = std::min(left, static_cast<double>(first.begin));
        }
        // What its first and last span have outside of the column.
        if (static_cast<double>(first.begin) < left) {
            times.remove(m_lane.look(begin),
                         std::min(static_cast<Ticks>(left), first.end) - first.begin);
        }
        if (static_cast<double>(last.end) > right) {
            times.remove(m_lane.look(end - 1),
                         last.end - std::max(static_cast<Ticks>(right), last.begin));
        }
        addDense(piece, times, right - left, m_perColumn / (right - left));
    }

    /// `covered`: time that the sums are of; they count `factor` times in the load.
    void addDense(LanePiece piece, const LookTimes& times, double covered, double factor)
    {
        piece.isDense = true;
        const double whole = std::max(covered, static_cast<double>(times.sum()));
        const double perTick = 255 / whole;
        Ticks most = 0;
        for (int i = 0; i < busyLookCount; ++i) {
            const auto look = static_cast<SpanLook>(i);
            const Ticks time = times[look];
            if (time == 0) {
                continue;
            }
            const auto share = static_cast<int>(static_cast<double>(time) * perTick + 0.5);
            piece.shares[static_cast<std::size_t>(i)] =
                static_cast<std::uint8_t>(std::clamp(share, 1, 255));
            if (time > most) {
                most = time;
                piece.look = look;
            }
        }
        const auto column = static_cast<std::size_t>(piece.begin);
        const double part = factor / m_perColumn;
        m_load.busy[column] += static_cast<float>(static_cast<double>(times.sum()) * part);
        m_load.wasted[column] += static_cast<float>(static_cast<double>(times.wasted()) * part);
        if (most > 0) {
            m_pieces.push_back(piece);
        }
    }

    [[nodiscard]] double clippedLength(std::size_t at, double left, double right) const
    {
        const Span& span = m_lane.span(at);
        return std::min(right, static_cast<double>(span.end)) -
               std::max(left, static_cast<double>(span.begin));
    }
    void addClipped(std::size_t at, double left, double right, int column)
    {
        const double length = clippedLength(at, left, right);
        if (length > 0) {
            addToColumn(column, length, m_lane.look(at));
        }
    }
    /// What a span that no later column shows has right of its own column.
    void addSpill(std::size_t at, double right, int column)
    {
        const double length = static_cast<double>(m_lane.span(at).end) - right;
        if (length > 0 && column < m_width) {
            addToColumn(column, std::min(length, m_perColumn), m_lane.look(at));
        }
    }
    void addLoad(double begin, double end, int column, SpanLook look)
    {
        for (; column < m_width; ++column) {
            const double right = timeAt(column + 1);
            addToColumn(column, std::min(right, end) - begin, look);
            if (end <= right) {
                return;
            }
            begin = right;
        }
    }
    void addToColumn(int column, double time, SpanLook look)
    {
        if (look == SpanLook::idle) {
            return;
        }
        const auto part = static_cast<float>(time / m_perColumn);
        m_load.busy[static_cast<std::size_t>(column)] += part;
        if (isWaste(look)) {
            m_load.wasted[static_cast<std::size_t>(column)] += part;
        }
    }

    const LaneIndex& m_lane;
    const TimeScale& m_scale;
    std::vector<LanePiece>& m_pieces;
    Load& m_load;
    int m_width;
    double m_perColumn;
    LookTimes m_sums;  ///< of all spans before m_sumsAt
    std::size_t m_sumsAt = ~std::size_t{0};
    std::size_t m_blocksEnd = ~std::size_t{0};  ///< where addBlocks() last ended
};

}  // namespace

void layOutLane(const LaneIndex& lane, const TimeScale& scale, std::vector<LanePiece>& pieces,
                Load& load)
{
    pieces.clear();
    if (lane.size() > 0 && scale.width >= 1) {
        LaneLayout(lane, scale, pieces, load).run();
    }
}

const LanePiece* pieceAt(const std::vector<LanePiece>& pieces, int column) noexcept
{
    const auto after =
        std::upper_bound(pieces.begin(), pieces.end(), column,
                         [](int wanted, const LanePiece& piece) { return wanted < piece.end; });
    return after != pieces.end() && after->begin <= column ? &*after : nullptr;
}

}  // namespace lanescope::views
