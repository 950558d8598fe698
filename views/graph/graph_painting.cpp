// SPDX-License-Identifier: GPL-3.0-or-later
// How a GraphScene looks.
#include "views/graph/graph_scene.h"
#include "views/shared/location_text.h"
#include "views/shared/quantity_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Graph", text);
}

/// More edges than this in sight are drawn without antialiasing and arrows.
constexpr std::size_t manyEdges = 2500;

}  // namespace

void GraphScene::paint(QPainter& painter, const Selected& selected, const GraphHit& hover,
                       std::optional<QPointF> pointer, bool asVector)
{
    if (asVector) {
        painter.fillRect(QRectF({0, 0}, QSizeF(m_size)), m_palette->panel);
        paintBase(painter);
    } else {
        const QSize wanted = m_size * m_ratio;
        if (!m_isBaseGood || m_base.size() != wanted) {
            if (m_base.size() != wanted) {
                m_base = QImage(wanted, QImage::Format_RGB32);
            }
            m_base.setDevicePixelRatio(m_ratio);
            m_base.fill(m_palette->panel);
            QPainter base(&m_base);
            paintBase(base);
            m_isBaseGood = true;
        }
        painter.drawImage(0, 0, m_base);
    }
    if (!m_picture || m_graph.nodes.empty()) {
        return;
    }
    paintOverlay(painter, selected, hover);
    if (pointer && (hover.node || hover.edge)) {
        paintBubble(painter, QRectF({0, 0}, QSizeF(m_size)), *pointer, textOf(hover), *m_palette,
                    m_fonts);
    }
}

void GraphScene::paintBase(QPainter& painter)
{
    const QRectF whole({0, 0}, QSizeF(m_size));
    if (!m_picture) {
        paintEmptyState(painter, whole, *m_palette, m_fonts, tr("No run yet"),
                        tr("After a run, its transactions and their conflicts are drawn here."));
        return;
    }
    paintHeader(painter);
    if (m_graph.nodes.empty()) {
        const bool isRecorded = m_picture->incarnations.has_access_sets();
        paintEmptyState(
            painter, area(), *m_palette, m_fonts,
            isRecorded ? tr("No conflicts") : tr("No access sets"),
            isRecorded ? tr("No transaction depends on another, as far as the filter goes.")
                       : tr("This run recorded no access sets, so there are no dependencies."));
        return;
    }
    painter.save();
    painter.setClipRect(area());
    paintEdges(painter);
    paintPath(painter);
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::uint32_t i = 0; i < m_graph.nodes.size(); ++i) {
        if (area().adjusted(-20, -20, 20, 20).contains(placeOf(i))) {
            paintNode(painter, i);
        }
    }
    paintLabels(painter);
    painter.restore();
    paintFooter(painter);
    paintMinimap(painter);
}

void GraphScene::paintHeader(QPainter& painter) const
{
    QRectF row = header().adjusted(0, 0, -m_headerCover, 0);
    if (!m_title.isEmpty()) {
        painter.setFont(m_fonts.bold);
        painter.setPen(m_palette->text);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, m_title);
        row.setLeft(row.left() + QFontMetricsF(m_fonts.bold).horizontalAdvance(m_title) + 14);
    }
    painter.setFont(m_fonts.small);
    painter.setPen(m_palette->textDim);
    QString text = tr("by depth · %1, %2 in conflict, depth %3")
                       .arg(countedText(m_picture->totals.transactions, "transaction"),
                            groupedText(m_graph.nodes.size()))
                       .arg(m_graph.layers);
    if (m_graph.folded > 0) {
        text += tr(" · %1 without conflict not shown").arg(groupedText(m_graph.folded));
    }
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     QFontMetricsF(m_fonts.small).elidedText(text, Qt::ElideRight, row.width()));
}

void GraphScene::paintFooter(QPainter& painter) const
{
    const QFontMetricsF small(m_fonts.small);
    const QRectF row(12, m_size.height() - small.height() - 8, m_size.width() - 24.0,
                     small.height() + 2);
    painter.save();
    painter.setRenderHint(QPainter::Antialiasing);
    painter.setFont(m_fonts.small);
    double x = row.left();
    const auto entry = [&](const QPen& pen, const QString& text) {
        if (x + 26 + small.horizontalAdvance(text) > row.right()) {
            return;
        }
        painter.setPen(pen);
        painter.drawLine(QPointF(x, row.center().y()), QPointF(x + 18, row.center().y()));
        painter.setPen(m_palette->textDim);
        painter.drawText(QRectF(x + 24, row.top(), row.right() - x, row.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
        x += 24 + small.horizontalAdvance(text) + 18;
    };
    const QString length = m_measure == analysis::Measure::gas
                               ? tr("%1 gas").arg(groupedText(path().length))
                               : durationText(m_picture->microseconds(path().length) * 1e3);
    entry(
        QPen(m_palette->path, 2.5),
        tr("dependency path %1 · %2").arg(length, countedText(path().steps.size(), "transaction")));
    entry(QPen(m_palette->edge, 1.2), tr("dependency, wider with wasted work"));
    entry(QPen(m_palette->cause, 1.5, Qt::DashLine), tr("abort"));
    entry(QPen(m_palette->span(SpanLook::suspended), 1.5, Qt::DotLine), tr("suspension"));
    const QString nodes = m_measure == analysis::Measure::gas ? tr("area of a node: gas")
                                                              : tr("area of a node: time");
    if (x + small.horizontalAdvance(nodes) < row.right()) {
        painter.setPen(m_palette->textDim);
        painter.drawText(QRectF(x, row.top(), row.right() - x, row.height()),
                         Qt::AlignLeft | Qt::AlignVCenter, nodes + tr(" · hatched: re-executed"));
    }
    painter.restore();
}

QPainterPath GraphScene::pathOf(const GraphEdge& edge) const
{
    const QPointF from = placeOf(edge.writer);
    const QPointF to = placeOf(edge.reader);
    const double gap = radiusOf(edge.reader) + 2;
    const bool isBehind = to.x() - from.x() < m_camera.scaleX * 0.5;
    QPainterPath path(from);
    if (isBehind && m_graph.columns != 0 && bandOf(edge.reader) != bandOf(edge.writer)) {
        // Into the next band: out to the right, and in from the left.
        const double reach = std::min(m_camera.scaleX * 0.8, 26.0);
        path.lineTo(from + QPointF(reach, 0));
        path.moveTo(to - QPointF(gap + reach, 0));
        path.lineTo(to - QPointF(gap, 0));
        return path;
    }
    if (isBehind) {
        // Aborts may go within a layer, or back: around, to the right.
        const double bulge = std::max(18.0, m_camera.scaleX * 0.4);
        const QPointF end = to + QPointF(gap * 0.7, 0);
        path.cubicTo(from + QPointF(bulge, 0), end + QPointF(bulge, 0), end);
        return path;
    }
    const double reach = std::min((to.x() - from.x()) * 0.5, m_camera.scaleX * 1.5);
    const QPointF end = to - QPointF(gap, 0);
    // What happened runs beside what depends, so that both are seen.
    const double lift = edge.kind == GraphEdge::Kind::dependency ? 0 : -std::min(14.0, reach * 0.3);
    path.cubicTo(from + QPointF(reach, lift), end - QPointF(reach, -lift), end);
    return path;
}

double GraphScene::widthOf(const GraphEdge& edge) const
{
    const double share = m_graph.mostWasted == 0 ? 0
                                                 : static_cast<double>(edge.wasted) /
                                                       static_cast<double>(m_graph.mostWasted);
    return 1 + 3 * std::sqrt(share);
}

void GraphScene::paintArrow(QPainter& painter, const GraphEdge& edge, const QColor& colour) const
{
    const double gap = radiusOf(edge.reader) + 1;
    const bool isBehind =
        placeOf(edge.reader).x() - placeOf(edge.writer).x() < m_camera.scaleX * 0.5 &&
        bandOf(edge.reader) == bandOf(edge.writer);
    const double direction = isBehind ? -1 : 1;
    const QPointF tip = placeOf(edge.reader) - QPointF(direction * gap * (isBehind ? 0.7 : 1), 0);
    const double size = std::clamp(m_camera.scaleX * 0.1, 3.0, 6.5);
    painter.setPen(Qt::NoPen);
    painter.setBrush(colour);
    painter.drawPolygon(QPolygonF{tip, tip - QPointF(direction * size * 1.3, size * 0.6),
                                  tip - QPointF(direction * size * 1.3, -size * 0.6)});
}

void GraphScene::paintEdges(QPainter& painter) const
{
    const QRectF seen = area().adjusted(-40, -40, 40, 40);
    std::vector<const GraphEdge*> edges;
    for (const GraphEdge& edge : m_graph.edges) {
        const QPointF from = placeOf(edge.writer);
        const QPointF to = placeOf(edge.reader);
        const QRectF box = QRectF(from, to).normalized().adjusted(-30, -30, 30, 30);
        if (box.intersects(seen)) {
            edges.push_back(&edge);
        }
    }
    const bool isCrowded = edges.size() > manyEdges;
    const bool hasArrows = !isCrowded && m_camera.scaleX >= 26;
    painter.setRenderHint(QPainter::Antialiasing, !isCrowded);
    QColor faint = m_palette->edge;
    faint.setAlphaF(edges.size() > 600 ? 0.4f : 0.75f);
    for (const auto kind :
         {GraphEdge::Kind::dependency, GraphEdge::Kind::suspension, GraphEdge::Kind::abort}) {
        const QColor colour = kind == GraphEdge::Kind::dependency ? faint
                              : kind == GraphEdge::Kind::abort
                                  ? m_palette->cause
                                  : m_palette->span(SpanLook::suspended);
        for (const GraphEdge* edge : edges) {
            if (edge->kind != kind) {
                continue;
            }
            painter.setBrush(Qt::NoBrush);
            QPen pen(colour, isCrowded ? 1 : widthOf(*edge));
            if (kind != GraphEdge::Kind::dependency) {
                pen.setWidthF(isCrowded ? 1 : std::min(pen.widthF(), 2.2));
                pen.setStyle(kind == GraphEdge::Kind::abort ? Qt::DashLine : Qt::DotLine);
            }
            painter.setPen(pen);
            painter.drawPath(pathOf(*edge));
            if (hasArrows) {
                paintArrow(painter, *edge, colour);
            }
        }
    }
}

void GraphScene::paintPath(QPainter& painter) const
{
    const auto& steps = path().steps;
    painter.setRenderHint(QPainter::Antialiasing);
    for (std::size_t i = 1; i < steps.size(); ++i) {
        const std::int32_t writer = m_graph.nodeOf[steps[i - 1].transaction];
        const std::int32_t reader = m_graph.nodeOf[steps[i].transaction];
        if (writer < 0 || reader < 0) {
            continue;
        }
        GraphEdge edge;
        edge.writer = static_cast<std::uint32_t>(writer);
        edge.reader = static_cast<std::uint32_t>(reader);
        painter.setBrush(Qt::NoBrush);
        painter.setPen(QPen(m_palette->path, m_camera.scaleX < 12 ? 2 : 3));
        painter.drawPath(pathOf(edge));
        if (m_camera.scaleX >= 20) {
            paintArrow(painter, edge, m_palette->path);
        }
    }
}

void GraphScene::paintNode(QPainter& painter, std::uint32_t node) const
{
    const std::uint32_t transaction = m_graph.nodes[node].transaction;
    const auto executions = m_picture->incarnations.executions_of(transaction);
    const SpanLook look = executions.aborted > 0                      ? SpanLook::aborted
                          : executions.suspended > 0                  ? SpanLook::suspended
                          : transaction < m_picture->totals.committed ? SpanLook::useful
                                                                      : SpanLook::undecided;
    const SpanInk ink = inkOf(look, *m_palette);
    const QPointF at = placeOf(node);
    const double radius = radiusOf(node);
    painter.setPen(m_isOnPath[node] ? QPen(m_palette->path, 2) : QPen(m_palette->panel, 1));
    painter.setBrush(look == SpanLook::suspended ? m_palette->span(look) : ink.fill);
    painter.drawEllipse(at, radius, radius);
    if (radius < 4) {
        return;
    }
    if (look == SpanLook::aborted) {
        painter.save();
        painter.setPen(QPen(ink.mark, 1.3));
        for (double offset = -radius; offset <= radius; offset += 4) {
            // Chords at 45°.
            const double half = std::sqrt(std::max(0.0, radius * radius - offset * offset)) * 0.9;
            const QPointF middle = at + QPointF(offset, offset) * M_SQRT1_2;
            const QPointF along(M_SQRT1_2 * half, -M_SQRT1_2 * half);
            painter.drawLine(middle - along, middle + along);
        }
        painter.restore();
    } else if (look == SpanLook::suspended) {
        painter.setPen(Qt::NoPen);
        painter.setBrush(m_palette->panel);
        painter.drawEllipse(at, radius * 0.3, radius * 0.3);
    }
}

void GraphScene::paintLabels(QPainter& painter) const
{
    const QFontMetricsF small(m_fonts.small);
    if (m_camera.scaleY < small.height() * 1.1 || m_camera.scaleX < 52) {
        return;
    }
    painter.setFont(m_fonts.small);
    // Under a node where its row has the height for both, else beside it.
    const double widest = widestRadius();
    const bool isUnder = m_camera.scaleY >= 2 * widest + small.height() + 3;
    const double room = m_camera.scaleX - 10 - (isUnder ? 0 : 2 * widest + 3);
    for (std::uint32_t i = 0; i < m_graph.nodes.size(); ++i) {
        const QPointF at = placeOf(i);
        if (!area().contains(at)) {
            continue;
        }
        const std::uint32_t transaction = m_graph.nodes[i].transaction;
        QString text = QString::number(transaction);
        const QString function =
            functionName(*m_picture, m_picture->run().input->block.transactions[transaction]);
        const double radius = radiusOf(i);
        const auto boxOf = [&](const QString& label) {
            const double width = small.horizontalAdvance(label);
            const QPointF corner = isUnder
                                       ? QPointF(at.x() - width / 2 - 2, at.y() + radius + 1)
                                       : QPointF(at.x() + radius + 3, at.y() - small.height() / 2);
            return QRectF(corner, QSizeF(width + 4, small.height()));
        };
        // A name that runs into the next layer's, or out of sight, is no help.
        const QString named = text + QLatin1Char(' ') + function;
        if (const QRectF box = boxOf(named); !function.isEmpty() && box.width() - 4 < room &&
                                             box.left() >= area().left() &&
                                             box.right() <= area().right()) {
            text = named;
        }
        const QRectF box = boxOf(text);
        QColor back = m_palette->panel;
        back.setAlphaF(0.75f);
        painter.fillRect(box, back);
        painter.setPen(m_isOnPath[i] ? m_palette->text : m_palette->textDim);
        painter.drawText(box, Qt::AlignCenter, text);
    }
}

void GraphScene::paintMinimap(QPainter& painter) const
{
    const QRectF box = minimap();
    if (box.isEmpty()) {
        return;
    }
    painter.fillRect(box, m_palette->raised);
    painter.setPen(m_palette->border);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(box);
    const QRectF map = box.adjusted(6, 6, -6, -6);
    const double columns = m_graph.width;
    for (std::uint32_t i = 0; i < m_graph.nodes.size(); ++i) {
        const GraphNode& node = m_graph.nodes[i];
        painter.fillRect(QRectF(map.left() + node.x / columns * map.width() - 1,
                                map.top() + node.y / m_graph.height * map.height() - 1, 2, 2),
                         m_isOnPath[i] ? m_palette->path : m_palette->edge);
    }
    const QRectF seen = area();
    const auto toMap = [&](QPointF at) {
        const QPointF unit((at.x() - m_camera.origin.x()) / m_camera.scaleX,
                           (at.y() - m_camera.origin.y()) / m_camera.scaleY);
        return QPointF(
            std::clamp(map.left() + unit.x() / columns * map.width(), box.left(), box.right()),
            std::clamp(map.top() + unit.y() / m_graph.height * map.height(), box.top(),
                       box.bottom()));
    };
    painter.setPen(m_palette->accent);
    painter.drawRect(QRectF(toMap(seen.topLeft()), toMap(seen.bottomRight())));
}

void GraphScene::paintOverlay(QPainter& painter, const Selected& selected,
                              const GraphHit& hover) const
{
    painter.save();
    painter.setClipRect(area());
    painter.setRenderHint(QPainter::Antialiasing);
    std::optional<std::uint32_t> chosen;
    if (selected.transaction && *selected.transaction < m_graph.nodeOf.size() &&
        m_graph.nodeOf[*selected.transaction] >= 0) {
        chosen = static_cast<std::uint32_t>(m_graph.nodeOf[*selected.transaction]);
    }
    const auto isNear = [&](const GraphEdge& edge) {
        return (chosen && (edge.reader == *chosen || edge.writer == *chosen)) ||
               (hover.node && (edge.reader == *hover.node || edge.writer == *hover.node));
    };
    for (std::uint32_t i = 0; i < m_graph.edges.size(); ++i) {
        const GraphEdge& edge = m_graph.edges[i];
        if (!isNear(edge) && hover.edge != i) {
            continue;
        }
        const QColor colour =
            edge.kind == GraphEdge::Kind::dependency ? m_palette->text : m_palette->cause;
        QPen pen(colour, std::max(1.8, widthOf(edge)));
        if (edge.kind != GraphEdge::Kind::dependency) {
            pen.setStyle(edge.kind == GraphEdge::Kind::abort ? Qt::DashLine : Qt::DotLine);
        }
        painter.setBrush(Qt::NoBrush);
        painter.setPen(pen);
        painter.drawPath(pathOf(edge));
        paintArrow(painter, edge, colour);
    }
    painter.setBrush(Qt::NoBrush);
    if (hover.node) {
        painter.setPen(QPen(m_palette->text, 1.5));
        painter.drawEllipse(placeOf(*hover.node), radiusOf(*hover.node) + 2,
                            radiusOf(*hover.node) + 2);
    }
    if (chosen) {
        painter.setPen(QPen(m_palette->panel, 5));
        painter.drawEllipse(placeOf(*chosen), radiusOf(*chosen) + 4, radiusOf(*chosen) + 4);
        painter.setPen(QPen(m_palette->accent, 2.5));
        painter.drawEllipse(placeOf(*chosen), radiusOf(*chosen) + 4, radiusOf(*chosen) + 4);
    }
    painter.restore();
}

}  // namespace lanescope::views
