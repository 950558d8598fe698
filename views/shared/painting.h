// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/palette.h"

#include <QFont>
#include <QRectF>
#include <QString>

class QPainter;

namespace lanescope::views {

/// Sizes of text that all pictures share, made from a widget's font.
struct Fonts {
    explicit Fonts(const QFont& base);

    QFont normal;
    QFont small;  ///< axes, legends
    QFont bold;   ///< headings
    QFont mono;   ///< labels on spans; digits of one width
};

/// The two colours of a look: what a span is filled with, and its pattern.
struct SpanInk {
    QColor fill;
    QColor mark;
};
[[nodiscard]] SpanInk inkOf(SpanLook look, const Palette& palette);

/// Spans narrower than so many pixels have no pattern, which would be noise there.
inline constexpr int leastPatternWidth = 5;

/// Whether this pixel of a span, counted from its corner in units of a pixel of 1/96 inch, belongs to
/// the pattern: diagonal lines for aborted, dots for suspended.
[[nodiscard]] constexpr bool isMarked(SpanLook look, int x, int y) noexcept
{
    return look == SpanLook::aborted     ? (x + y) % 6 < 2
           : look == SpanLook::suspended ? x % 4 == 1 && (y + (x / 4 % 2) * 2) % 4 == 1
                                         : false;
}

/// Validation is seen by its height too: the part of a lane's height above and below it.
[[nodiscard]] constexpr int insetOf(SpanLook look, int height) noexcept
{
    return look == SpanLook::validation ? height / 6 : look == SpanLook::commit ? height / 3 : 0;
}

/// Fills `area` as a span looks, fit for vector devices.
void paintSpanBox(QPainter& painter, const QRectF& area, SpanLook look, const Palette& palette);

/// What a view shows while there is no run: one line that says so, one that says what to do.
void paintEmptyState(QPainter& painter, const QRectF& area, const Palette& palette,
                     const Fonts& fonts, const QString& title, const QString& hint);

/// One entry of a legend: a box with colour and pattern of `look`, and its name behind it.
/// Gives the width that it took.
qreal paintLegendEntry(QPainter& painter, QPointF topLeft, qreal height, SpanLook look,
                       const Palette& palette, const QString& name);

/// Lines of a tooltip; a `\n` begins the next, the first stands out. Painted near `at`, within `area`.
void paintBubble(QPainter& painter, const QRectF& area, QPointF at, const QString& text,
                 const Palette& palette, const Fonts& fonts);

}  // namespace lanescope::views
