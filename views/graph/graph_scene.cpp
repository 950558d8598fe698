// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_scene.h"

#include "views/shared/location_text.h"
#include "views/shared/quantity_text.h"
#include "views/shared/run_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainterPath>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Graph", text);
}

constexpr double leastRadius = 2.5;
constexpr double mostRadius = 13;

/// Distance of a point to a line from a to b.
double distanceTo(QPointF point, QPointF a, QPointF b)
{
    const QPointF along = b - a;
    const double length = QPointF::dotProduct(along, along);
    const double part =
        length <= 0 ? 0 : std::clamp(QPointF::dotProduct(point - a, along) / length, 0.0, 1.0);
    const QPointF off = point - (a + along * part);
    return std::sqrt(QPointF::dotProduct(off, off));
}

}  // namespace

void GraphScene::setPicture(const Picture& picture, const GraphChoice& choice)
{
    m_picture = picture;
    m_graph = picture ? layOutGraph(*picture, choice) : GraphLayout{};
    weigh();
    m_isBaseGood = false;
}

std::uint32_t GraphScene::columnsThatFit() const
{
    constexpr double leastColumn = 22;
    return static_cast<std::uint32_t>(std::max(8.0, (area().width() - 66) / leastColumn));
}

void GraphScene::weigh()
{
    m_isOnPath.assign(m_graph.nodes.size(), false);
    if (m_picture) {
        for (const analysis::PathStep& step : path().steps) {
            if (m_graph.nodeOf[step.transaction] >= 0) {
                m_isOnPath[static_cast<std::size_t>(m_graph.nodeOf[step.transaction])] = true;
            }
        }
    }
    m_amounts.assign(m_graph.nodes.size(), 0);
    m_mostAmount = 1;
    for (std::size_t i = 0; i < m_graph.nodes.size(); ++i) {
        const auto all = m_picture->incarnations.of(m_graph.nodes[i].transaction);
        if (!all.empty()) {
            m_amounts[i] = static_cast<double>(all.back().amount(m_measure));
            m_mostAmount = std::max(m_mostAmount, m_amounts[i]);
        }
    }
}

void GraphScene::setMeasure(analysis::Measure measure)
{
    m_measure = measure;
    weigh();
    m_isBaseGood = false;
}

void GraphScene::setPalette(const Palette& palette)
{
    m_palette = &palette;
    m_isBaseGood = false;
}

void GraphScene::setFont(const QFont& font)
{
    m_fonts = Fonts(font);
    m_isBaseGood = false;
}

void GraphScene::setSize(QSize size, qreal ratio)
{
    if (size != m_size || ratio != m_ratio) {
        m_size = size;
        m_ratio = ratio;
        m_isBaseGood = false;
    }
}

void GraphScene::setTitle(const QString& title)
{
    m_title = title;
    m_isBaseGood = false;
}

void GraphScene::setCamera(const Camera& camera)
{
    if (!(camera == m_camera)) {
        m_camera = camera;
        m_isBaseGood = false;
    }
}

QRectF GraphScene::header() const
{
    return {12, 6, std::max(0.0, m_size.width() - 24.0),
            std::ceil(QFontMetricsF(m_fonts.small).height() + 8)};
}

QRectF GraphScene::area() const
{
    const double footer = QFontMetricsF(m_fonts.small).height() + 12;
    return QRectF(QPointF(0, header().bottom() + 4),
                  QPointF(m_size.width(), m_size.height() - footer));
}

GraphScene::Camera GraphScene::fitted() const
{
    QRectF room = area().adjusted(26, 18, -40, -14);
    const double columns = m_graph.width;
    // Where names have room between the layers, they get it beside the outermost, too.
    constexpr double named = 124;
    if (room.width() / columns >= named) {
        room.adjust(named / 2 - 26, 0, 40 - named / 2, 0);
    }
    Camera camera;
    // A unit never grows so large that neighbours lose sight of each other.
    camera.scaleX = std::min(std::max(1.0, room.width()) / columns, 150.0);
    camera.scaleY = std::min(std::max(1.0, room.height()) / m_graph.height, 60.0);
    camera.origin = {room.left() + (room.width() - camera.scaleX * columns) / 2,
                     room.top() + (room.height() - camera.scaleY * m_graph.height) / 2};
    if (m_graph.layers <= 1) {
        camera.origin.setX(room.center().x());
    }
    return camera;
}

GraphScene::Camera GraphScene::around(std::uint32_t node) const
{
    Camera camera = m_camera;
    camera.scaleX = std::max(camera.scaleX, 60.0);
    camera.scaleY = std::max(camera.scaleY, 22.0);
    const GraphNode& there = m_graph.nodes[node];
    camera.origin = area().center() - QPointF(there.x * camera.scaleX, there.y * camera.scaleY);
    return camera;
}

QPointF GraphScene::placeOf(std::uint32_t node) const
{
    const GraphNode& there = m_graph.nodes[node];
    return m_camera.origin + QPointF(there.x * m_camera.scaleX, there.y * m_camera.scaleY);
}

double GraphScene::radiusOf(std::uint32_t node) const
{
    const double room = widestRadius();
    return std::max(leastRadius * std::min(1.0, room / 5),
                    room * std::sqrt(m_amounts[node] / m_mostAmount));
}

double GraphScene::widestRadius() const
{
    // Two neighbours of the largest size do not touch, but where all of them are dots.
    constexpr double dot = 6;
    const double ofRow = std::max(m_camera.scaleY * 0.47, std::min(m_camera.scaleY * 0.75, dot));
    return std::clamp(std::min(m_camera.scaleX * 0.32, ofRow), leastRadius, mostRadius);
}

QRectF GraphScene::minimap() const
{
    const Camera whole = fitted();
    if (m_camera.scaleX <= whole.scaleX * 1.05 && m_camera.scaleY <= whole.scaleY * 1.05) {
        return {};
    }
    const QSizeF size(170, 96);
    return {QPointF(area().right() - size.width() - 12, area().bottom() - size.height() - 8), size};
}

QPointF GraphScene::fromMinimap(QPointF at) const
{
    const QRectF map = minimap().adjusted(6, 6, -6, -6);
    const double columns = m_graph.width;
    return {(at.x() - map.left()) / map.width() * columns,
            (at.y() - map.top()) / map.height() * m_graph.height};
}

GraphHit GraphScene::hitAt(QPointF at) const
{
    GraphHit hit;
    if (!m_picture || !area().contains(at)) {
        return hit;
    }
    double nearest = 5;
    for (std::uint32_t i = 0; i < m_graph.nodes.size(); ++i) {
        const QPointF off = placeOf(i) - at;
        const double distance =
            std::max(0.0, std::sqrt(QPointF::dotProduct(off, off)) - radiusOf(i));
        if (distance < nearest) {
            nearest = distance;
            hit.node = i;
        }
    }
    if (hit.node) {
        return hit;
    }
    nearest = 4;
    for (std::uint32_t i = 0; i < m_graph.edges.size(); ++i) {
        const GraphEdge& edge = m_graph.edges[i];
        const QPointF from = placeOf(edge.writer);
        const QPointF to = placeOf(edge.reader);
        if (at.x() < std::min(from.x(), to.x()) - 30 || at.x() > std::max(from.x(), to.x()) + 30 ||
            at.y() < std::min(from.y(), to.y()) - 30 || at.y() > std::max(from.y(), to.y()) + 30) {
            continue;
        }
        const QPainterPath path = pathOf(edge);
        QPointF before = path.pointAtPercent(0);
        for (int step = 1; step <= 16; ++step) {
            const QPointF next = path.pointAtPercent(step / 16.0);
            const double distance = distanceTo(at, before, next);
            if (distance < nearest) {
                nearest = distance;
                hit.edge = i;
            }
            before = next;
        }
    }
    return hit;
}

QString GraphScene::nodeText(std::uint32_t node) const
{
    const std::uint32_t transaction = m_graph.nodes[node].transaction;
    const analysis::RunAnalysis& run = *m_picture;
    const auto all = run.incarnations.of(transaction);
    const auto executions = run.incarnations.executions_of(transaction);
    QString text =
        tr("tx %1 · depth %2").arg(groupedText(transaction)).arg(m_graph.nodes[node].depth) +
        QLatin1Char('\n') + callText(run, run.run().input->block.transactions[transaction]);
    if (!all.empty()) {
        text += QLatin1Char('\n') +
                tr("%1 gas · %2")
                    .arg(groupedText(all.back().gas),
                         exactDurationText(run.microseconds(all.back().time) * 1e3));
    }
    text += QLatin1Char('\n') + tr("%1: %2 aborted, %3 suspended")
                                    .arg(countedText(executions.incarnations, "incarnation"))
                                    .arg(executions.aborted)
                                    .arg(executions.suspended);
    std::size_t writers = 0;
    std::size_t readers = 0;
    for (const GraphEdge& edge : m_graph.edges) {
        if (edge.kind == GraphEdge::Kind::dependency) {
            writers += edge.reader == node ? 1 : 0;
            readers += edge.writer == node ? 1 : 0;
        }
    }
    text += QLatin1Char('\n') +
            tr("depends on %1; %2 on it")
                .arg(countedText(writers, "transaction"))
                .arg(groupedText(readers) + (readers == 1 ? tr(" depends") : tr(" depend")));
    if (m_isOnPath[node]) {
        text += QLatin1Char('\n') + tr("on the dependency path");
    }
    return text;
}

QString GraphScene::edgeText(const GraphEdge& edge) const
{
    const analysis::RunAnalysis& run = *m_picture;
    const std::uint32_t reader = m_graph.nodes[edge.reader].transaction;
    const std::uint32_t writer = m_graph.nodes[edge.writer].transaction;
    QString text;
    switch (edge.kind) {
    case GraphEdge::Kind::dependency: {
        text = tr("tx %1 depends on tx %2").arg(reader).arg(writer);
        const auto reads = run.graph.reads_of(run.graph.dependencies[edge.source]);
        std::size_t shown = 0;
        for (const auto& read : reads) {
            if (++shown > 4) {
                text += QLatin1Char('\n') + tr("and %1 more").arg(reads.size() - 4);
                break;
            }
            text += QLatin1Char('\n') + QString::fromStdString(run.location_text(read.location));
        }
        break;
    }
    case GraphEdge::Kind::abort: {
        const auto& abort = run.graph.aborts[edge.source];
        text = tr("tx %1 was aborted because of tx %2").arg(reader).arg(writer) +
               QLatin1Char('\n') + QString::fromStdString(run.location_text(abort.location)) +
               QStringLiteral(": ") + QLatin1String(analysis::name_of(abort.cause));
        break;
    }
    case GraphEdge::Kind::suspension:
        text =
            tr("tx %1 waited for tx %2").arg(reader).arg(writer) + QLatin1Char('\n') +
            QString::fromStdString(run.location_text(run.graph.suspensions[edge.source].location));
        break;
    }
    if (edge.wasted > 0) {
        text += QLatin1Char('\n') +
                tr("%1 of wasted work").arg(exactDurationText(run.microseconds(edge.wasted) * 1e3));
    }
    return text;
}

QString GraphScene::textOf(const GraphHit& hit) const
{
    return hit.node   ? nodeText(*hit.node)
           : hit.edge ? edgeText(m_graph.edges[*hit.edge])
                      : QString();
}

}  // namespace lanescope::views
