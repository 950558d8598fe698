// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/lane_painter.h"

#include <QPainter>

#include <algorithm>
#include <cmath>
#include <numeric>

namespace lanescope::views {

namespace {

/// Pieces from this width on, in pixels, keep a line of background to their right.
constexpr int leastGapWidth = 4;
/// And from this width on have softened corners.
constexpr int leastCornerWidth = 7;

}  // namespace

std::array<int, busyLookCount> denseHeights(const LanePiece& piece, int height) noexcept
{
    std::array<int, busyLookCount> heights{};
    int left = height;
    for (const SpanLook look : denseOrder) {
        const auto at = static_cast<std::size_t>(look);
        if (piece.shares[at] == 0) {
            continue;
        }
        const bool isWaste = look == SpanLook::aborted || look == SpanLook::suspended;
        const int least = isWaste ? std::max(2, height / 10) : 0;
        const int wanted = (piece.shares[at] * height + 127) / 255;
        heights[at] = std::min(left, std::max(least, wanted));
        left -= heights[at];
    }
    return heights;
}

LanePainter::LanePainter(const Palette& palette, qreal ratio)
    : m_palette(palette),
      m_ratio(ratio),
      m_unit(std::max(1, static_cast<int>(std::lround(ratio)))),
      m_idle(palette.span(SpanLook::idle).rgb())
{
    for (int i = 0; i < spanLookCount; ++i) {
        const SpanInk ink = inkOf(static_cast<SpanLook>(i), palette);
        m_fill[i] = ink.fill.rgb();
        m_mark[i] = ink.mark.rgb();
        m_plain[i] = palette.span(static_cast<SpanLook>(i)).rgb();
    }
}

std::vector<LanePainter::InkChange> LanePainter::inkChanges(const std::vector<LanePiece>& pieces,
                                                            int width, int height) const
{
    std::vector<InkChange> found;
    std::vector<std::size_t> places(static_cast<std::size_t>(height) + 1);
    for (const LanePiece& piece : pieces) {
        if (!piece.isDense || piece.begin >= width) {
            continue;
        }
        const auto heights = denseHeights(piece, height);
        int row = height;
        for (const SpanLook look : denseOrder) {
            const int own = heights[static_cast<std::size_t>(look)];
            if (own > 0) {
                row -= own;
                found.push_back({row, piece.begin, m_plain[static_cast<int>(look)]});
                ++places[static_cast<std::size_t>(row) + 1];
            }
        }
    }
    std::partial_sum(places.begin(), places.end(), places.begin());
    std::vector<InkChange> byRow(found.size());
    for (const InkChange& change : found) {
        byRow[places[static_cast<std::size_t>(change.row)]++] = change;
    }
    return byRow;
}

void LanePainter::fillLine(QRgb* line, int width, int y, int height, const LanePiece& piece) const
{
    const int inset = insetOf(piece.look, height);
    if (y < inset || y >= height - inset) {
        return;
    }
    const int begin = std::max(0, piece.begin);
    int end = std::min(width, piece.end);
    const int pixels = piece.width() / m_unit;
    if (pixels >= leastGapWidth && piece.end <= width) {
        end -= m_unit;
    }
    const bool isCorner = y < inset + m_unit || y >= height - inset - m_unit;
    const int corner = isCorner && pixels >= leastCornerWidth && height >= 10 * m_unit ? m_unit : 0;
    const int look = static_cast<int>(piece.look);
    std::fill(line + begin + corner, line + std::max(begin + corner, end - corner),
              pixels < leastPatternWidth ? m_plain[look] : m_fill[look]);
    if (pixels < leastPatternWidth) {
        return;
    }
    if (piece.look == SpanLook::aborted || piece.look == SpanLook::suspended) {
        const int row = y / m_unit;
        for (int x = begin + corner; x < end - corner; ++x) {
            if (isMarked(piece.look, (x - piece.begin) / m_unit, row)) {
                line[x] = m_mark[look];
            }
        }
    } else if (piece.look == SpanLook::undecided) {
        if (isCorner) {
            std::fill(line + begin + corner, line + end - corner, m_mark[look]);
        } else {
            std::fill(line + begin, line + begin + m_unit, m_mark[look]);
            std::fill(line + end - m_unit, line + end, m_mark[look]);
        }
    }
}

void LanePainter::paint(QImage& image, int left, int top, int width, int height,
                        const std::vector<LanePiece>& pieces) const
{
    width = std::min(width, image.width() - left);
    const int from = std::max(0, -top);
    const int to = std::min(height, image.height() - top);
    if (width <= 0) {
        return;
    }
    // Most pieces look the same in every line but for their insets: those lines are made once.
    std::vector<QRgb> lines[3];
    const int insets[3] = {0, insetOf(SpanLook::validation, height),
                           insetOf(SpanLook::commit, height)};
    std::vector<const LanePiece*> patterned;
    std::vector<const LanePiece*> cornered;
    for (std::vector<QRgb>& line : lines) {
        line.assign(static_cast<std::size_t>(width), m_idle);
    }
    for (const LanePiece& piece : pieces) {
        if (piece.isDense || piece.begin >= width) {
            continue;
        }
        const int pixels = piece.width() / m_unit;
        const bool isPatterned =
            piece.look != SpanLook::useful && piece.look != SpanLook::validation;
        if (pixels >= leastPatternWidth && isPatterned) {
            patterned.push_back(&piece);
            continue;
        }
        if (pixels >= leastCornerWidth) {
            cornered.push_back(&piece);
        }
        for (int i = 0; i < 3; ++i) {
            fillLine(lines[i].data(), width, std::max(insets[i], height / 2 - 1), height, piece);
            if (insets[i] < insetOf(piece.look, height)) {
                std::fill(lines[i].begin() + piece.begin,
                          lines[i].begin() + std::min(width, piece.end), m_idle);
            }
        }
    }
    // From one row to the next few dense columns change.
    const std::vector<InkChange> changes = inkChanges(pieces, width, height);
    auto change = changes.begin();
    for (int y = from; y < to; ++y) {
        for (; change != changes.end() && change->row <= y; ++change) {
            for (std::vector<QRgb>& each : lines) {
                each[static_cast<std::size_t>(change->column)] = change->ink;
            }
        }
        QRgb* line = reinterpret_cast<QRgb*>(image.scanLine(top + y)) + left;
        const int fromEdge = std::min(y, height - 1 - y);
        const auto& made = lines[fromEdge >= insets[2] ? 2 : fromEdge >= insets[1] ? 1 : 0];
        std::copy(made.begin(), made.end(), line);
        for (const LanePiece* piece : patterned) {
            fillLine(line, width, y, height, *piece);
        }
        // Corners of plain pieces: their columns are cleared in the lines at the edge.
        for (const LanePiece* piece : cornered) {
            const int inset = insetOf(piece->look, height);
            if (fromEdge >= inset && fromEdge < inset + m_unit) {
                std::fill(line + piece->begin, line + std::min(width, piece->end), m_idle);
                fillLine(line, width, y, height, *piece);
            }
        }
    }
}

void LanePainter::paint(QPainter& painter, const QRectF& lane,
                        const std::vector<LanePiece>& pieces) const
{
    painter.fillRect(lane, m_palette.span(SpanLook::idle));
    for (const LanePiece& piece : pieces) {
        const qreal gap = piece.width() >= leastGapWidth * m_ratio ? 1 : 0;
        const QRectF box(lane.left() + piece.begin / m_ratio, lane.top(),
                         piece.width() / m_ratio - gap, lane.height());
        if (!piece.isDense) {
            paintSpanBox(painter, box, piece.look, m_palette);
            continue;
        }
        const auto heights = denseHeights(piece, static_cast<int>(lane.height()));
        qreal bottom = box.bottom();
        for (const SpanLook look : denseOrder) {
            const int height = heights[static_cast<std::size_t>(look)];
            if (height > 0) {
                painter.fillRect(QRectF(box.left(), bottom - height, box.width(), height),
                                 m_palette.span(look));
                bottom -= height;
            }
        }
    }
}

}  // namespace lanescope::views
