// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of the conflict graph.
#include "views/graph/graph_view.h"

#include "views/shared/picture_keys.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

void GraphView::wheelEvent(QWheelEvent* event)
{
    zoom(std::pow(1.25, event->angleDelta().y() / 120.0), event->position());
    event->accept();
}

void GraphView::centreMinimap(QPointF at)
{
    const QPointF unit = m_scene.fromMinimap(at);
    GraphScene::Camera camera = m_scene.camera();
    camera.origin =
        m_scene.area().center() - QPointF(unit.x() * camera.scaleX, unit.y() * camera.scaleY);
    show(camera);
}

void GraphView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton) {
        m_pressed = event->position();
        m_pressedCamera = m_scene.camera();
        m_isOnMinimap = m_scene.minimap().contains(event->position());
        if (m_isOnMinimap) {
            centreMinimap(event->position());
        }
    }
}

void GraphView::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position();
    if (m_isOnMinimap) {
        centreMinimap(event->position());
        return;
    }
    if (m_pressed && (m_isPanning || (event->position() - *m_pressed).manhattanLength() > 4)) {
        m_isPanning = true;
        setCursor(Qt::ClosedHandCursor);
        GraphScene::Camera camera = m_pressedCamera;
        camera.origin += event->position() - *m_pressed;
        show(camera);
        return;
    }
    const GraphHit hit = m_scene.minimap().contains(event->position())
                             ? GraphHit{}
                             : m_scene.hitAt(event->position());
    if (!(hit == m_hover) || hit.node || hit.edge) {
        m_hover = hit;
        update();
    }
    setCursor(hit.node ? Qt::PointingHandCursor : Qt::ArrowCursor);
}

void GraphView::mouseReleaseEvent(QMouseEvent* event)
{
    if (event->button() == Qt::LeftButton && m_pressed && !m_isPanning && !m_isOnMinimap) {
        const GraphHit hit = m_scene.hitAt(event->position());
        m_isOwnSelection = true;
        if (hit.node) {
            selection().selectTransaction(m_scene.graph().nodes[*hit.node].transaction);
        } else if (hit.edge) {
            const GraphEdge& edge = m_scene.graph().edges[*hit.edge];
            Selected next = selection().current();
            next.transaction = m_scene.graph().nodes[edge.reader].transaction;
            next.incarnation.reset();
            const analysis::ConflictGraph& graph = m_picture->graph;
            next.location = edge.kind == GraphEdge::Kind::abort ? graph.aborts[edge.source].location
                            : edge.kind == GraphEdge::Kind::suspension
                                ? graph.suspensions[edge.source].location
                                : graph.reads_of(graph.dependencies[edge.source]).front().location;
            selection().set(next);
        } else {
            selection().clear();
        }
        m_isOwnSelection = false;
    }
    m_pressed.reset();
    m_isPanning = m_isOnMinimap = false;
    setCursor(Qt::ArrowCursor);
    update();
}

void GraphView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (m_scene.hitAt(event->position()).node) {
        fitSelection();
        emit inspectRequested();
    } else {
        fitAll();
    }
}

void GraphView::leaveEvent(QEvent*)
{
    m_pointer.reset();
    m_hover = {};
    update();
}

void GraphView::focusInEvent(QFocusEvent* event)
{
    View::focusInEvent(event);
    update();
}

void GraphView::focusOutEvent(QFocusEvent* event)
{
    View::focusOutEvent(event);
    update();
}

void GraphView::keyPressEvent(QKeyEvent* event)
{
    const auto key = pictureKeyOf(*event);
    const bool withShift = event->modifiers() & Qt::ShiftModifier;
    if (!key) {
        if (event->key() == Qt::Key_U &&
            !(event->modifiers() & (Qt::ControlModifier | Qt::AltModifier | Qt::MetaModifier))) {
            setShowsAll(!m_showsAll);
        } else {
            View::keyPressEvent(event);
        }
        return;
    }
    constexpr double step = 60;
    switch (*key) {
    case PictureKey::left:
        return withShift ? selectWriter() : pan({step, 0});
    case PictureKey::right:
        return withShift ? selectReader() : pan({-step, 0});
    case PictureKey::up:
        return pan({0, step});
    case PictureKey::down:
        return pan({0, -step});
    case PictureKey::panLeft:
        return pan({step, 0});
    case PictureKey::panRight:
        return pan({-step, 0});
    case PictureKey::zoomIn:
        return zoomIn();
    case PictureKey::zoomOut:
        return zoomOut();
    case PictureKey::fitSelection:
        return fitSelection();
    case PictureKey::fitAll:
        return fitAll();
    case PictureKey::followCause:
        return selectWriter();
    case PictureKey::followBack:
        return selectReader();
    case PictureKey::inspect:
        emit inspectRequested();
        return;
    case PictureKey::clearSelection:
        selection().clear();
        return;
    }
}

}  // namespace lanescope::views
