// SPDX-License-Identifier: GPL-3.0-or-later
// Mouse and keys of the timeline.
#include "views/shared/picture_keys.h"
#include "views/timeline/timeline_view.h"

#include <QKeyEvent>
#include <QMouseEvent>
#include <QScrollBar>
#include <QWheelEvent>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

/// Moves below so many pixels are a click.
constexpr double clickDistance = 4;

TimeRange ordered(double a, double b)
{
    const double begin = std::max(0.0, std::min(a, b));
    const double end = std::max(begin, std::max(a, b));
    return {static_cast<Ticks>(begin), static_cast<Ticks>(end)};
}

}  // namespace

void TimelineView::wheelEvent(QWheelEvent* event)
{
    if (m_scene.index() == nullptr) {
        return;
    }
    const QPoint delta = event->angleDelta();
    if (event->modifiers() & Qt::ShiftModifier) {
        m_scrollBar->setValue(m_scrollBar->value() - (delta.y() + delta.x()) / 4);
    } else if (std::abs(delta.x()) > std::abs(delta.y())) {
        show(panned(visibleTime(), -delta.x() / 120.0 * visibleTime().span() * 0.08, duration()));
    } else {
        const double anchor =
            m_scene.layout().overview.contains(event->position())
                ? m_scene.overviewScale().timeAt(event->position().x() - m_scene.layout().left())
                : m_scene.timeAt(event->position().x());
        show(zoomed(visibleTime(), std::pow(1.25, -delta.y() / 120.0), anchor, duration()));
    }
    event->accept();
}

TimelineView::Drag TimelineView::overviewGrip(QPointF at) const
{
    const QRectF row = m_scene.layout().overview;
    if (m_scene.index() == nullptr || !row.adjusted(-6, 0, 6, 0).contains(at)) {
        return Drag::none;
    }
    const TimeScale time = m_scene.overviewScale();
    const double begin = row.left() + time.xOf(visibleTime().begin);
    const double end = row.left() + time.xOf(visibleTime().end);
    if (std::abs(at.x() - begin) <= 5 && at.x() < (begin + end) / 2) {
        return Drag::overviewBegin;
    }
    if (std::abs(at.x() - end) <= 5) {
        return Drag::overviewEnd;
    }
    return Drag::overviewPan;
}

void TimelineView::dragOverview(double x)
{
    const TimeScale time = m_scene.overviewScale();
    const double at = time.timeAt(x - m_scene.layout().left());
    VisibleTime next = visibleTime();
    if (m_drag == Drag::overviewBegin) {
        next.begin = std::min(at, next.end - leastVisibleTicks);
    } else if (m_drag == Drag::overviewEnd) {
        next.end = std::max(at, next.begin + leastVisibleTicks);
    } else {
        const double grabbed = time.timeAt(m_pressed.x() - m_scene.layout().left());
        next = {m_pressedVisible.begin + at - grabbed, m_pressedVisible.end + at - grabbed};
    }
    show(clamped(next, duration()));
}

void TimelineView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_scene.index() == nullptr) {
        View::mousePressEvent(event);
        return;
    }
    m_pressed = event->position();
    m_pressedScroll = m_scene.layout().scroll;
    m_drag = overviewGrip(m_pressed);
    if (m_drag == Drag::overviewPan) {
        // A press beside the frame brings it there.
        const double at = m_scene.overviewScale().timeAt(m_pressed.x() - m_scene.layout().left());
        if (at < visibleTime().begin || at > visibleTime().end) {
            show(clamped({at - visibleTime().span() / 2, at + visibleTime().span() / 2},
                         duration()));
        }
    }
    if (m_drag == Drag::none) {
        m_drag = event->modifiers() & Qt::ShiftModifier ? Drag::measure : Drag::press;
    }
    m_pressedVisible = visibleTime();
}

void TimelineView::mouseMoveEvent(QMouseEvent* event)
{
    const QPointF at = event->position();
    switch (m_drag) {
    case Drag::press:
        if ((at - m_pressed).manhattanLength() < clickDistance) {
            break;
        }
        m_drag = Drag::pan;
        setCursor(Qt::ClosedHandCursor);
        [[fallthrough]];
    case Drag::pan: {
        const double ticks = (m_pressed.x() - at.x()) * m_scene.scale().timePerPixel();
        show(clamped({m_pressedVisible.begin + ticks, m_pressedVisible.end + ticks}, duration()));
        m_scrollBar->setValue(static_cast<int>(m_pressedScroll + m_pressed.y() - at.y()));
        break;
    }
    case Drag::measure:
        m_measured = ordered(m_scene.timeAt(m_pressed.x()), m_scene.timeAt(at.x()));
        break;
    case Drag::overviewPan:
    case Drag::overviewBegin:
    case Drag::overviewEnd:
        dragOverview(at.x());
        break;
    case Drag::none:
        updateCursor(at);
        break;
    }
    hover(at);
}

void TimelineView::updateCursor(QPointF at)
{
    const Drag grip = overviewGrip(at);
    setCursor(grip == Drag::overviewBegin || grip == Drag::overviewEnd ? Qt::SizeHorCursor
              : grip == Drag::overviewPan                              ? Qt::OpenHandCursor
                                                                       : Qt::ArrowCursor);
}

void TimelineView::hover(QPointF at)
{
    m_pointer = at;
    m_hover = m_drag == Drag::none || m_drag == Drag::press ? m_scene.hitAt(at) : std::nullopt;
    update();
}

void TimelineView::mouseReleaseEvent(QMouseEvent* event)
{
    const Drag drag = std::exchange(m_drag, Drag::none);
    if (event->button() != Qt::LeftButton || m_scene.index() == nullptr) {
        return;
    }
    if (drag == Drag::measure) {
        Selected next = selection().current();
        next.time = m_measured && m_measured->end > m_measured->begin ? m_measured : std::nullopt;
        selection().set(next);
        m_measured = next.time;
    } else if (drag == Drag::press) {
        if (const auto hit = m_scene.hitAt(event->position())) {
            selectSpan(hit->place);
        } else if (m_scene.layout().lanes.contains(event->position())) {
            Selected none;
            none.location = selection().current().location;
            selection().set(none);
        }
    }
    updateCursor(event->position());
    hover(event->position());
}

void TimelineView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton || m_scene.index() == nullptr) {
        return;
    }
    m_drag = Drag::none;
    if (const auto hit = m_scene.hitAt(event->position())) {
        selectSpan(hit->place);
        const Span& span = m_scene.index()->span(hit->place);
        show(fitted(static_cast<double>(span.begin), static_cast<double>(span.end), duration()));
        emit inspectRequested();
    } else {
        fitAll();
    }
}

void TimelineView::leaveEvent(QEvent*)
{
    m_pointer.reset();
    m_hover.reset();
    update();
}

void TimelineView::step(int direction)
{
    const TimelineIndex* index = m_scene.index();
    if (index == nullptr || index->lanes().empty()) {
        return;
    }
    auto place = selectedSpan();
    if (!place) {
        const double middle = (visibleTime().begin + visibleTime().end) / 2;
        const auto time = static_cast<Ticks>(std::max(0.0, middle));
        place = SpanPlace{0, index->lanes()[0].firstEndingAfter(time)};
        direction = place->at < index->lanes()[0].size() ? 0 : -1;
    }
    const LaneIndex& lane = index->lanes()[place->lane];
    auto at = static_cast<std::ptrdiff_t>(place->at) + direction;
    const auto size = static_cast<std::ptrdiff_t>(lane.size());
    const int onward = direction == 0 ? 1 : direction;
    while (at >= 0 && at < size &&
           lane.span(static_cast<std::size_t>(at)).kind != SpanKind::execution) {
        at += onward;
    }
    if (at >= 0 && at < size) {
        const SpanPlace next{place->lane, static_cast<std::size_t>(at)};
        selectSpan(next);
        showSpan(next);
    }
}

void TimelineView::stepLane(int direction)
{
    const TimelineIndex* index = m_scene.index();
    const auto place = selectedSpan();
    if (index == nullptr || !place) {
        step(0);
        return;
    }
    const Span& from = index->span(*place);
    const Ticks middle = from.begin + (from.end - from.begin) / 2;
    const auto lanes = static_cast<int>(index->lanes().size());
    for (int lane = static_cast<int>(place->lane) + direction; lane >= 0 && lane < lanes;
         lane += direction) {
        const LaneIndex& spans = index->lanes()[static_cast<std::size_t>(lane)];
        std::size_t at = spans.firstEndingAfter(middle);
        while (at < spans.size() && spans.span(at).kind != SpanKind::execution) {
            ++at;
        }
        if (at < spans.size()) {
            const SpanPlace next{static_cast<std::uint32_t>(lane), at};
            selectSpan(next);
            showSpan(next);
            return;
        }
    }
}

void TimelineView::selectNext()
{
    step(1);
}

void TimelineView::selectPrevious()
{
    step(-1);
}

void TimelineView::selectLaneAbove()
{
    stepLane(-1);
}

void TimelineView::selectLaneBelow()
{
    stepLane(1);
}

void TimelineView::keyPressEvent(QKeyEvent* event)
{
    if (event->matches(QKeySequence::Undo)) {
        undoZoom();
        return;
    }
    if (event->matches(QKeySequence::Redo)) {
        redoZoom();
        return;
    }
    const auto key = pictureKeyOf(*event);
    const bool withShift = event->modifiers() & Qt::ShiftModifier;
    if (!key) {
        const bool isMark = event->key() == Qt::Key_M &&
                            !(event->modifiers() & ~(Qt::KeypadModifier | Qt::ShiftModifier));
        if (!isMark) {
            View::keyPressEvent(event);
        } else if (withShift) {
            clearMarks();
        } else {
            toggleMark();
        }
        return;
    }
    switch (*key) {
    case PictureKey::left:
        return withShift ? selectPrevious() : panLeft();
    case PictureKey::right:
        return withShift ? selectNext() : panRight();
    case PictureKey::up:
        return withShift ? selectLaneAbove() : zoomIn();
    case PictureKey::down:
        return withShift ? selectLaneBelow() : zoomOut();
    case PictureKey::panLeft:
        return panLeft();
    case PictureKey::panRight:
        return panRight();
    case PictureKey::zoomIn:
        return zoomIn();
    case PictureKey::zoomOut:
        return zoomOut();
    case PictureKey::fitSelection:
        return fitSelection();
    case PictureKey::fitAll:
        return fitAll();
    case PictureKey::followCause:
        return followCause();
    case PictureKey::followBack:
        return followBack();
    case PictureKey::inspect:
        emit inspectRequested();
        return;
    case PictureKey::clearSelection:
        selection().clear();
        return;
    }
}

}  // namespace lanescope::views
