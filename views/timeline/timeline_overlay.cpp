// SPDX-License-Identifier: GPL-3.0-or-later
// What a TimelineScene shows over its base: selection, causes, measure, marks, what is under the mouse.
#include "views/shared/quantity_text.h"
#include "views/timeline/timeline_scene.h"

#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

/// Two lines around a span, so that it stands out on any colour.
void paintFrame(QPainter& painter, const QRectF& rect, const QColor& inner, const QColor& outer,
                double width)
{
    painter.setBrush(Qt::NoBrush);
    painter.setPen(QPen(outer, width + 2));
    painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 2, 2);
    painter.setPen(QPen(inner, width));
    painter.drawRoundedRect(rect.adjusted(-1, -1, 1, 1), 2, 2);
}

}  // namespace

void TimelineScene::paintOverlay(QPainter& painter, const Overlay& overlay) const
{
    if (!m_index) {
        return;
    }
    painter.save();
    painter.setClipRect(QRectF(0, layout().overview.top(), m_size.width(), m_size.height()));
    if (overlay.measured) {
        paintMeasure(painter, *overlay.measured);
    }
    paintMarks(painter, overlay.marks);
    if (overlay.crosshair) {
        const double x = std::floor(xOf(*overlay.crosshair)) + 0.5;
        QColor dim = m_palette->textDim;
        dim.setAlphaF(0.5f);
        painter.setPen(QPen(dim, 1, Qt::DotLine));
        painter.drawLine(QPointF(x, layout().axis.bottom()), QPointF(x, layout().lanesBottom()));
    }
    painter.setClipRect(layout().lanes.adjusted(-2, -2, 2, 2));
    painter.setRenderHint(QPainter::Antialiasing);
    if (overlay.hover) {
        QColor glow = m_palette->dark ? Qt::white : Qt::black;
        glow.setAlphaF(0.22f);
        painter.fillRect(overlay.hover->rect, glow);
    }
    if (overlay.selected != nullptr) {
        paintSelection(painter, *overlay.selected);
    }
    painter.restore();
    if (overlay.pointer) {
        const QString text = overlay.hover ? textOf(*overlay.hover) : stripTextAt(*overlay.pointer);
        if (!text.isEmpty()) {
            paintBubble(painter, QRectF({0, 0}, QSizeF(m_size)), *overlay.pointer, text, *m_palette,
                        m_fonts);
        }
    }
}

void TimelineScene::paintSelection(QPainter& painter, const Selected& selected) const
{
    lookUp(selected);
    const QColor outer = m_palette->panel;
    bool isFirst = selected.incarnation.has_value();
    // The others first: the selected incarnation stays on top.
    for (auto place = m_selectedSpans.rbegin(); place != m_selectedSpans.rend(); ++place) {
        const QRectF rect = rectOf(*place);
        if (!rect.intersects(layout().lanes)) {
            continue;
        }
        const bool isSelected = isFirst && place + 1 == m_selectedSpans.rend();
        QRectF seen = rect.intersected(layout().lanes.adjusted(-4, -4, 4, 4));
        seen.setWidth(std::max(seen.width(), 3.0));
        paintFrame(painter, seen, isSelected ? m_palette->text : m_palette->accent, outer,
                   isSelected ? 2 : 1.5);
    }
    for (std::size_t i = m_causes.size(); i-- > 0;) {
        paintCause(painter, m_causes[i]);
    }
}

void TimelineScene::paintCause(QPainter& painter, const Cause& cause) const
{
    const auto index = static_cast<std::size_t>(&cause - m_causes.data());
    if (!m_causeSpans[index] || m_selectedSpans.empty()) {
        return;
    }
    const QRectF reader = rectOf(m_selectedSpans.front());
    const QRectF writer = rectOf(*m_causeSpans[index]);
    if (index > 0 && m_causeSpans[index] == m_causeSpans.front()) {
        return;
    }
    // From the reader's begin, where it read, to the writer's end, where it published.
    const bool isBelow = writer.top() > reader.top();
    const QPointF from(std::clamp(reader.center().x(), -20.0, m_size.width() + 20.0),
                       isBelow ? reader.bottom() : reader.top());
    QPointF to(std::max(writer.left() + 2, writer.right() - 4),
               isBelow ? writer.top() : writer.bottom());
    if (writer.top() == reader.top()) {
        to.setY(reader.top());
    }
    const double bend = writer.top() == reader.top() ? layout().laneHeight * 1.2
                                                     : std::abs(to.y() - from.y()) * 0.6 + 8;
    const double direction = isBelow ? 1 : -1;
    QPainterPath path(from);
    path.cubicTo(from + QPointF(0, direction * bend),
                 to - QPointF(0, direction * bend * (writer.top() == reader.top() ? -1 : 1)), to);
    painter.setBrush(Qt::NoBrush);
    const QColor colour = m_palette->cause;
    painter.setPen(QPen(m_palette->panel, cause.isCharged ? 5 : 3));
    painter.drawPath(path);
    painter.setPen(
        QPen(colour, cause.isCharged ? 2.2 : 1.2, cause.isCharged ? Qt::SolidLine : Qt::DashLine));
    painter.drawPath(path);
    painter.setPen(QPen(m_palette->panel, 1));
    painter.setBrush(colour);
    painter.drawEllipse(from, 3.5, 3.5);
    const double angle = path.angleAtPercent(0.97) * M_PI / 180;
    const QPointF along(std::cos(angle), -std::sin(angle));
    const QPointF across(-along.y(), along.x());
    const double size = cause.isCharged ? 9 : 7;
    painter.drawPolygon(QPolygonF{to + along * 2, to - along * size + across * size * 0.55,
                                  to - along * size - across * size * 0.55});
    if (cause.isCharged) {
        paintFrame(painter, writer.intersected(layout().lanes.adjusted(-4, -4, 4, 4)), colour,
                   m_palette->panel, 1.5);
    }
}

void TimelineScene::paintMeasure(QPainter& painter, const TimeRange& range) const
{
    const double begin =
        std::clamp(xOf(static_cast<double>(range.begin)), layout().left(), layout().lanes.right());
    const double end =
        std::clamp(xOf(static_cast<double>(range.end)), layout().left(), layout().lanes.right());
    if (end <= begin) {
        return;
    }
    const QRectF area(begin, layout().axis.bottom(), end - begin,
                      layout().lanesBottom() - layout().axis.bottom());
    QColor veil = m_palette->accent;
    veil.setAlphaF(0.14f);
    painter.fillRect(area, veil);
    painter.setPen(QPen(m_palette->accent, 1));
    painter.drawLine(area.topLeft(), area.bottomLeft());
    painter.drawLine(area.topRight(), area.bottomRight());
    const QString text =
        durationText(m_index->nanoseconds(static_cast<double>(range.end - range.begin)));
    painter.setFont(m_fonts.bold);
    const double width = QFontMetricsF(m_fonts.bold).horizontalAdvance(text) + 12;
    const double height = QFontMetricsF(m_fonts.bold).height() + 2;
    QRectF flag(area.center().x() - width / 2, area.top() + 2, width, height);
    flag.moveLeft(std::clamp(flag.left(), layout().left(), layout().lanes.right() - width));
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setPen(Qt::NoPen);
    painter.setBrush(m_palette->accent);
    painter.drawRoundedRect(flag, 3, 3);
    painter.setPen(m_palette->onAccent);
    painter.drawText(flag, Qt::AlignCenter, text);
    painter.setRenderHint(QPainter::Antialiasing, false);
}

void TimelineScene::paintMarks(QPainter& painter, const std::vector<double>& marks) const
{
    painter.setFont(m_fonts.small);
    int number = 0;
    for (const double mark : marks) {
        ++number;
        const double x = std::floor(xOf(mark)) + 0.5;
        if (x < layout().left() || x > layout().lanes.right()) {
            continue;
        }
        painter.setPen(QPen(m_palette->warning, 1, Qt::DashLine));
        painter.drawLine(QPointF(x, layout().axis.bottom() - 4),
                         QPointF(x, layout().lanesBottom()));
        const QRectF flag(x, layout().axis.bottom() - 4, 15, 13);
        painter.fillRect(flag, m_palette->warning);
        painter.setPen(m_palette->panel);
        painter.drawText(flag, Qt::AlignCenter, QString::number(number));
    }
}

}  // namespace lanescope::views
