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

/// What a view shows while there is no run: one line that says so, one that says what to do.
void paintEmptyState(QPainter& painter, const QRectF& area, const Palette& palette,
                     const Fonts& fonts, const QString& title, const QString& hint);

/// One entry of a legend: a box with colour and pattern of `look`, and its name behind it.
/// Gives the width that it took.
qreal paintLegendEntry(QPainter& painter, QPointF topLeft, qreal height, SpanLook look,
                       const Palette& palette, const QString& name);

/// Fills `area` as a span looks: its colour, and on it the pattern, where there is room for one.
void paintSpanBox(QPainter& painter, const QRectF& area, SpanLook look, const Palette& palette);

}  // namespace lanescope::views
