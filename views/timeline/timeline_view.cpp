// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timeline_view.h"

#include "views/shared/background.h"
#include "views/shared/run_text.h"
#include "views/timeline/timeline_table.h"

#include <QAccessible>
#include <QPaintEngine>
#include <QPainter>
#include <QResizeEvent>
#include <QScrollBar>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

TimelineView::TimelineView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    setAccessibleName(tr("Timeline"));
    setAccessibleDescription(tr("A lane a worker: what each worker did, when."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    setAttribute(Qt::WA_OpaquePaintEvent);
    m_clock.start();
    m_scene.setFont(font());
    m_scrollBar = new QScrollBar(Qt::Vertical, this);
    m_scrollBar->setAccessibleName(tr("Lanes"));
    m_scrollBar->hide();
    connect(m_scrollBar, &QScrollBar::valueChanged, this, [this](int value) {
        m_scene.setScroll(value);
        update();
    });
    connect(&selection, &Selection::changed, this, &TimelineView::onSelection);
}

TimelineView::~TimelineView() = default;

void TimelineView::setPicture(const RunPicture& picture)
{
    const std::uint64_t generation = ++m_generation;
    if (!picture) {
        take(nullptr);
        return;
    }
    std::shared_ptr<const TimelineIndex> before =
        m_scene.index() != nullptr && &m_scene.index()->picture().run() == &picture->run()
            ? m_scene.sharedIndex()
            : nullptr;
    const std::size_t known = before ? before->spanCount() : 0;
    if (spanCountOf(picture->recording()) < known + mostSpansAtOnce &&
        known < mostSpansAtOnce * 10) {
        take(std::make_shared<TimelineIndex>(picture, before.get()));
        return;
    }
    inBackground(
        this,
        [picture, before] { return std::make_shared<const TimelineIndex>(picture, before.get()); },
        [this, generation](const std::shared_ptr<const TimelineIndex>& index) {
            if (generation == m_generation) {
                take(index);
            }
        });
}

void TimelineView::setPictureNow(const RunPicture& picture)
{
    ++m_generation;
    take(picture ? std::make_shared<const TimelineIndex>(picture) : nullptr);
}

void TimelineView::take(std::shared_ptr<const TimelineIndex> index)
{
    const bool sameRun = index && m_scene.index() != nullptr &&
                         &m_scene.index()->picture().run() == &index->picture().run();
    const bool sawAll = m_scene.visible() == wholeRun(duration());
    m_scene.setIndex(index);
    m_hover.reset();
    if (!sameRun) {
        m_history.clear();
        m_marks.clear();
        m_trail.clear();
        m_measured.reset();
        if (index) {
            showWithoutHistory(wholeRun(duration()));
        }
    } else if (sawAll) {
        showWithoutHistory(wholeRun(duration()));
    }
    fillTimelineTable(m_table, index);
    updateSize();
    if (m_pointer) {
        hover(*m_pointer);
    }
    update();
}

void TimelineView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    m_scene.setPalette(palette);
    update();
}

double TimelineView::duration() const
{
    return m_scene.index() == nullptr ? 1 : static_cast<double>(m_scene.index()->duration());
}

TimelineScene::Overlay TimelineView::overlay() const
{
    TimelineScene::Overlay overlay;
    overlay.selected = &selection().current();
    overlay.marks = m_marks;
    overlay.measured = m_measured;
    if (m_pointer && m_drag != Drag::pan) {
        overlay.hover = m_hover;
        overlay.pointer = m_pointer;
        if (m_scene.layout().lanes.contains(*m_pointer) ||
            m_scene.layout().busy.contains(*m_pointer) ||
            m_scene.layout().commits.contains(*m_pointer)) {
            overlay.crosshair = m_scene.timeAt(m_pointer->x());
        }
    }
    return overlay;
}

void TimelineView::render(QPainter& painter, const QSize& size)
{
    TimelineScene scene;
    scene.setFont(font());
    scene.setPalette(*m_palette);
    scene.setIndex(m_scene.sharedIndex());
    const auto* engine = painter.paintEngine();
    const bool asVector = engine != nullptr && engine->type() != QPaintEngine::Raster;
    const qreal ratio = painter.device() == nullptr ? 1 : painter.device()->devicePixelRatioF();
    scene.setSize(size, asVector ? 1 : ratio, true);
    scene.setVisible(m_scene.visible());
    if (scene.index() != nullptr) {
        const RunRecord& run = scene.index()->picture().run();
        scene.setTitle(runTitle(run));
    }
    TimelineScene::Overlay shown = overlay();
    shown.hover.reset();
    shown.pointer.reset();
    shown.crosshair.reset();
    if (asVector) {
        scene.paintVector(painter, shown);
    } else {
        scene.paint(painter, shown);
    }
}

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    m_scene.paint(painter, overlay());
    if (hasFocus()) {
        painter.setPen(m_palette->accent);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

bool TimelineView::event(QEvent* event)
{
    if (event->type() == QEvent::FocusIn || event->type() == QEvent::FocusOut) {
        update();
    }
    return View::event(event);
}

void TimelineView::resizeEvent(QResizeEvent* event)
{
    View::resizeEvent(event);
    updateSize();
}

void TimelineView::changeEvent(QEvent* event)
{
    View::changeEvent(event);
    if (event->type() == QEvent::FontChange) {
        m_scene.setFont(font());
        updateSize();
        update();
    }
}

void TimelineView::updateSize()
{
    m_scene.setSize(size(), devicePixelRatioF());
    const TimelineLayout& layout = m_scene.layout();
    const int most = static_cast<int>(std::ceil(layout.mostScroll));
    m_scrollBar->setVisible(most > 0);
    m_scrollBar->setRange(0, most);
    m_scrollBar->setPageStep(static_cast<int>(layout.lanes.height()));
    m_scrollBar->setSingleStep(static_cast<int>(layout.lanePitch()));
    m_scrollBar->setGeometry(width() - 12, static_cast<int>(layout.lanes.top()), 12,
                             static_cast<int>(layout.lanes.height()));
}

void TimelineView::showWithoutHistory(const VisibleTime& visible)
{
    if (visible == m_scene.visible()) {
        return;
    }
    m_scene.setVisible(visible);
    if (m_pointer) {
        m_hover = m_scene.hitAt(*m_pointer);
    }
    update();
    emit visibleTimeChanged(visible.begin, visible.end);
}

void TimelineView::show(const VisibleTime& visible)
{
    if (m_scene.index() != nullptr && !(visible == m_scene.visible())) {
        m_history.leave(m_scene.visible(), ZoomHistory::Moment(m_clock.elapsed()));
        showWithoutHistory(visible);
    }
}

void TimelineView::fitAll()
{
    show(wholeRun(duration()));
}

void TimelineView::fitSelection()
{
    if (m_measured) {
        show(fitted(static_cast<double>(m_measured->begin), static_cast<double>(m_measured->end),
                    duration()));
    } else if (const auto place = selectedSpan()) {
        const Span& span = m_scene.index()->span(*place);
        show(fitted(static_cast<double>(span.begin), static_cast<double>(span.end), duration()));
    } else {
        fitAll();
    }
}

void TimelineView::zoomIn()
{
    const double anchor =
        m_pointer ? m_scene.timeAt(m_pointer->x()) : (visibleTime().begin + visibleTime().end) / 2;
    show(zoomed(visibleTime(), 1 / 1.4, anchor, duration()));
}

void TimelineView::zoomOut()
{
    const double anchor =
        m_pointer ? m_scene.timeAt(m_pointer->x()) : (visibleTime().begin + visibleTime().end) / 2;
    show(zoomed(visibleTime(), 1.4, anchor, duration()));
}

void TimelineView::panLeft()
{
    show(panned(visibleTime(), -visibleTime().span() * 0.12, duration()));
}

void TimelineView::panRight()
{
    show(panned(visibleTime(), visibleTime().span() * 0.12, duration()));
}

void TimelineView::undoZoom()
{
    if (const auto before = m_history.undo(visibleTime())) {
        showWithoutHistory(*before);
    }
}

void TimelineView::redoZoom()
{
    if (const auto next = m_history.redo(visibleTime())) {
        showWithoutHistory(*next);
    }
}

std::optional<SpanPlace> TimelineView::selectedSpan() const
{
    const TimelineIndex* index = m_scene.index();
    const Selected& current = selection().current();
    if (index == nullptr || !current.transaction ||
        *current.transaction >= index->picture().incarnations.transaction_count()) {
        return std::nullopt;
    }
    if (current.incarnation) {
        return index->find({*current.transaction, *current.incarnation});
    }
    const auto all = index->picture().incarnations.of(*current.transaction);
    return all.empty() ? std::nullopt : index->find(all.back().version);
}

void TimelineView::showSpan(SpanPlace place)
{
    const Span& span = m_scene.index()->span(place);
    const auto begin = static_cast<double>(span.begin);
    const auto end = static_cast<double>(span.end);
    VisibleTime visible = visibleTime();
    // Wide enough to be seen, and inside.
    if (end - begin < visible.span() / m_scene.layout().plotWidth() * 3) {
        const double wanted = std::max((end - begin) * m_scene.layout().plotWidth() / 12, 1.0);
        visible = {(begin + end - wanted) / 2, (begin + end + wanted) / 2};
    } else if (begin < visible.begin || end > visible.end) {
        const double centre = (begin + end) / 2;
        const double span_ = std::max(visible.span(), (end - begin) * 1.5);
        visible = {centre - span_ / 2, centre + span_ / 2};
    }
    show(clamped(visible, duration()));
    const TimelineLayout& layout = m_scene.layout();
    const QRectF lane = layout.lane(static_cast<int>(place.lane));
    if (lane.top() < layout.lanes.top()) {
        m_scrollBar->setValue(static_cast<int>(layout.scroll + lane.top() - layout.lanes.top()));
    } else if (lane.bottom() > layout.lanes.bottom()) {
        m_scrollBar->setValue(
            static_cast<int>(std::ceil(layout.scroll + lane.bottom() - layout.lanes.bottom())));
    }
}

void TimelineView::selectSpan(SpanPlace place)
{
    const Span& span = m_scene.index()->span(place);
    Selected next = selection().current();
    next.worker = place.lane;
    next.transaction.reset();
    next.incarnation.reset();
    if (span.kind == SpanKind::execution || span.kind == SpanKind::validation) {
        next.transaction = span.version.index;
        next.incarnation = span.version.incarnation;
    }
    m_isOwnSelection = true;
    selection().set(next);
    m_isOwnSelection = false;
}

void TimelineView::onSelection(const Selected& now, const Selected& before)
{
    if (!m_isFollowing) {
        m_trail.clear();
    }
    m_measured = now.time;
    const bool moved =
        now.transaction != before.transaction || now.incarnation != before.incarnation;
    const auto place = moved ? selectedSpan() : std::nullopt;
    if (place && !m_isOwnSelection) {
        showSpan(*place);
    }
    if (place) {
        setAccessibleDescription(m_scene.textOf({place->lane, *place, 1, {}}));
        QAccessibleEvent changed(this, QAccessible::DescriptionChanged);
        QAccessible::updateAccessibility(&changed);
    }
    update();
}

void TimelineView::followCause()
{
    const auto version = selection().version();
    if (m_scene.index() == nullptr || !version) {
        return;
    }
    if (const auto cause = causeOf(m_scene.index()->picture(), *version)) {
        m_trail.push_back(*version);
        m_isFollowing = true;
        selection().selectVersion(*cause);
        m_isFollowing = false;
    }
}

void TimelineView::followBack()
{
    const auto version = selection().version();
    if (m_scene.index() == nullptr || !version) {
        return;
    }
    std::optional<TxVersion> back;
    if (!m_trail.empty()) {
        back = m_trail.back();
        m_trail.pop_back();
    } else {
        back = victimOf(m_scene.index()->picture(), *version);
    }
    if (back) {
        m_isFollowing = true;
        selection().selectVersion(*back);
        m_isFollowing = false;
    }
}

void TimelineView::toggleMark()
{
    if (m_scene.index() == nullptr) {
        return;
    }
    double time = (visibleTime().begin + visibleTime().end) / 2;
    if (m_pointer && m_pointer->x() >= m_scene.layout().left()) {
        time = m_scene.timeAt(m_pointer->x());
    } else if (const auto place = selectedSpan()) {
        time = static_cast<double>(m_scene.index()->span(*place).begin);
    }
    const double near = m_scene.scale().timePerPixel() * 5;
    const auto there = std::find_if(m_marks.begin(), m_marks.end(),
                                    [&](double mark) { return std::abs(mark - time) <= near; });
    if (there != m_marks.end()) {
        m_marks.erase(there);
    } else {
        m_marks.push_back(time);
    }
    update();
}

void TimelineView::clearMarks()
{
    m_marks.clear();
    update();
}

}  // namespace lanescope::views
