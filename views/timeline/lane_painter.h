// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/painting.h"
#include "views/timeline/lane_pieces.h"

#include <QImage>
#include <QRgb>

#include <vector>

namespace lanescope::views {

/// Paints the pieces of lanes: into an image line by line, which is quick for tens of thousands, or
/// with a QPainter, for vector devices. Both show the same.
class LanePainter {
public:
    /// `ratio`: device pixels of a pixel.
    LanePainter(const Palette& palette, qreal ratio);

    /// Columns of the pieces count from `left`. All in device pixels; clipped to the image.
    void paint(QImage& image, int left, int top, int width, int height,
               const std::vector<LanePiece>& pieces) const;
    /// The same where a pixel of `ratio` 1 is a unit of the painter.
    void paint(QPainter& painter, const QRectF& lane, const std::vector<LanePiece>& pieces) const;

private:
    void fillLine(QRgb* line, int width, int y, int height, const LanePiece& piece) const;
    /// From this row of a lane down a column has this ink, until its next change.
    struct InkChange {
        int row;
        int column;
        QRgb ink;
    };
    /// Of all dense pieces left of `width`, by row.
    [[nodiscard]] std::vector<InkChange> inkChanges(const std::vector<LanePiece>& pieces, int width,
                                                    int height) const;

    const Palette& m_palette;
    qreal m_ratio;
    int m_unit;  ///< device pixels of a pixel, at least 1
    QRgb m_idle = 0;
    QRgb m_plain[spanLookCount] = {};  ///< where there is no room for a pattern
    QRgb m_fill[spanLookCount] = {};   ///< under a pattern
    QRgb m_mark[spanLookCount] = {};
};

/// The height, of `height`, that the looks of a dense piece take from the bottom up: wasted work first,
/// never less than can be seen. Sums up to `height` with what is idle.
[[nodiscard]] std::array<int, busyLookCount> denseHeights(const LanePiece& piece,
                                                          int height) noexcept;

/// From the bottom up.
inline constexpr std::array<SpanLook, busyLookCount> denseOrder{
    SpanLook::aborted, SpanLook::suspended,  SpanLook::undecided,
    SpanLook::useful,  SpanLook::validation, SpanLook::commit};

}  // namespace lanescope::views
