// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/painting.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>

#include <cmath>

namespace lanescope::views {

namespace {

/// Of the base font, in whichever unit that has.
QFont scaled(QFont font, qreal factor)
{
    if (font.pointSizeF() > 0) {
        font.setPointSizeF(font.pointSizeF() * factor);
    } else {
        font.setPixelSize(std::max(1, static_cast<int>(std::lround(font.pixelSize() * factor))));
    }
    return font;
}

}  // namespace

Fonts::Fonts(const QFont& base) : normal(base), small(scaled(base, 0.88)), bold(base)
{
    bold.setWeight(QFont::DemiBold);
    mono = QFontDatabase::systemFont(QFontDatabase::FixedFont);
    if (small.pointSizeF() > 0) {
        mono.setPointSizeF(small.pointSizeF());
    } else {
        mono.setPixelSize(small.pixelSize());
    }
}

void paintEmptyState(QPainter& painter, const QRectF& area, const Palette& palette,
                     const Fonts& fonts, const QString& title, const QString& hint)
{
    const qreal line = QFontMetricsF(fonts.normal).height();
    const QRectF box(area.left() + 16, area.center().y() - line * 1.6,
                     std::max(0.0, area.width() - 32), line * 4);
    painter.setFont(fonts.bold);
    painter.setPen(palette.text);
    painter.drawText(box, Qt::AlignHCenter | Qt::AlignTop, title);
    painter.setFont(fonts.normal);
    painter.setPen(palette.textDim);
    painter.drawText(box.adjusted(0, line * 1.4, 0, 0),
                     Qt::AlignHCenter | Qt::AlignTop | Qt::TextWordWrap, hint);
}

void paintSpanBox(QPainter& painter, const QRectF& area, SpanLook look, const Palette& palette)
{
    painter.fillRect(area, palette.span(look));
    const QColor ink = palette.dark ? QColor(0, 0, 0, 90) : QColor(60, 20, 0, 90);
    if (look == SpanLook::aborted) {
        painter.fillRect(area, QBrush(ink, Qt::BDiagPattern));
    } else if (look == SpanLook::suspended) {
        painter.fillRect(area, QBrush(ink, Qt::Dense6Pattern));
    } else if (look == SpanLook::undecided) {
        painter.setPen(palette.span(SpanLook::useful));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(area.adjusted(0.5, 0.5, -0.5, -0.5));
    }
}

qreal paintLegendEntry(QPainter& painter, QPointF topLeft, qreal height, SpanLook look,
                       const Palette& palette, const QString& name)
{
    const qreal box = 10;
    paintSpanBox(painter, QRectF(topLeft.x(), topLeft.y() + (height - box) / 2, 12, box), look,
                 palette);
    painter.setPen(palette.textDim);
    const qreal width = QFontMetricsF(painter.font()).horizontalAdvance(name);
    painter.drawText(QRectF(topLeft.x() + 18, topLeft.y(), width + 2, height),
                     Qt::AlignLeft | Qt::AlignVCenter, name);
    return 18 + width;
}

}  // namespace lanescope::views
