// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/painting.h"

#include <QFontDatabase>
#include <QFontMetricsF>
#include <QPainter>
#include <QStringList>

#include <algorithm>
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

SpanInk inkOf(SpanLook look, const Palette& palette)
{
    const QColor fill = palette.span(look);
    switch (look) {
    case SpanLook::aborted:
        return {fill, palette.dark ? fill.darker(165) : fill.darker(135)};
    case SpanLook::suspended:
        return palette.dark ? SpanInk{fill.darker(185), fill.lighter(115)}
                            : SpanInk{fill.lighter(125), fill.darker(150)};
    case SpanLook::undecided:
        return {fill, palette.span(SpanLook::useful)};
    default:
        return {fill, fill};
    }
}

void paintSpanBox(QPainter& painter, const QRectF& area, SpanLook look, const Palette& palette)
{
    const SpanInk ink = inkOf(look, palette);
    const qreal inset = insetOf(look, static_cast<int>(area.height()));
    const QRectF box = area.adjusted(0, inset, 0, -inset);
    if (box.width() < leastPatternWidth) {
        painter.fillRect(box, palette.span(look));
        return;
    }
    painter.fillRect(box, ink.fill);
    if (look == SpanLook::aborted) {
        painter.save();
        painter.setClipRect(box, Qt::IntersectClip);
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(ink.mark, 1.5));
        for (qreal x = box.left(); x < box.right() + box.height(); x += 6) {
            painter.drawLine(QPointF(x, box.top()), QPointF(x - box.height(), box.bottom()));
        }
        painter.restore();
    } else if (look == SpanLook::suspended) {
        for (int x = 1; x + 1 < box.width(); x += 4) {
            for (int y = x / 4 % 2 == 0 ? 1 : 3; y + 1 <= box.height(); y += 4) {
                painter.fillRect(QRectF(box.left() + x, box.top() + y, 1.2, 1.2), ink.mark);
            }
        }
    } else if (look == SpanLook::undecided) {
        painter.setPen(ink.mark);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(box.adjusted(0.5, 0.5, -0.5, -0.5));
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

void paintBubble(QPainter& painter, const QRectF& area, QPointF at, const QString& text,
                 const Palette& palette, const Fonts& fonts)
{
    const QStringList lines = text.split(QLatin1Char('\n'));
    const QFontMetricsF bold(fonts.bold);
    const QFontMetricsF small(fonts.small);
    qreal width = 0;
    for (qsizetype i = 0; i < lines.size(); ++i) {
        width = std::max(width, (i == 0 ? bold : small).horizontalAdvance(lines[i]));
    }
    const qreal line = small.height() + 2;
    const QSizeF size(width + 20, bold.height() + line * static_cast<qreal>(lines.size() - 1) + 14);
    QRectF box(at + QPointF(14, 16), size);
    if (box.right() > area.right() - 4) {
        box.moveRight(std::max(area.left() + 4 + size.width(), area.right() - 4));
    }
    if (box.bottom() > area.bottom() - 4) {
        box.moveBottom(at.y() - 10);
    }
    if (box.top() < area.top() + 4) {
        box.moveTop(area.top() + 4);
    }
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(palette.border);
    painter.setBrush(palette.raised);
    painter.drawRoundedRect(box, 5, 5);
    QPointF pen = box.topLeft() + QPointF(10, 6);
    for (qsizetype i = 0; i < lines.size(); ++i) {
        painter.setFont(i == 0 ? fonts.bold : fonts.small);
        painter.setPen(i == 0 ? palette.text : palette.textDim);
        const qreal height = i == 0 ? bold.height() + 2 : line;
        painter.drawText(QRectF(pen, QSizeF(width + 4, height)), Qt::AlignLeft | Qt::AlignVCenter,
                         lines[i]);
        pen.ry() += height;
    }
    painter.restore();
}

}  // namespace lanescope::views
