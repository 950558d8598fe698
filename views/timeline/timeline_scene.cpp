// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timeline_scene.h"

#include "views/shared/quantity_text.h"

#include <QCoreApplication>
#include <QFontMetricsF>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Timeline", text);
}

}  // namespace

void TimelineScene::setIndex(std::shared_ptr<const TimelineIndex> index)
{
    m_index = std::move(index);
    m_layout.reset();
    m_lookedUp.reset();
    m_overview = {};
    m_isLaidOut = m_isBaseGood = false;
}

void TimelineScene::setPalette(const Palette& palette)
{
    m_palette = &palette;
    m_overview = {};
    m_isBaseGood = false;
}

void TimelineScene::setFont(const QFont& font)
{
    m_fonts = Fonts(font);
    m_layout.reset();
    m_overview = {};
    m_ground.reset();
    m_isLaidOut = m_isBaseGood = false;
}

void TimelineScene::setSize(QSize size, qreal ratio, bool fitsLanes)
{
    if (size != m_size || ratio != m_ratio || fitsLanes != m_fitsLanes) {
        m_size = size;
        m_ratio = ratio;
        m_fitsLanes = fitsLanes;
        m_layout.reset();
        m_overview = {};
        m_isLaidOut = m_isBaseGood = false;
    }
}

void TimelineScene::setVisible(const VisibleTime& visible)
{
    if (!(visible == m_visible)) {
        m_visible = visible;
        m_isLaidOut = m_isBaseGood = false;
    }
}

void TimelineScene::setScroll(double scroll)
{
    if (scroll != m_scroll) {
        m_scroll = scroll;
        m_layout.reset();
        m_isBaseGood = false;
    }
}

void TimelineScene::setTitle(const QString& title)
{
    m_title = title;
    m_isBaseGood = false;
}

const TimelineLayout& TimelineScene::layout() const
{
    if (!m_layout) {
        const QFontMetricsF small(m_fonts.small);
        const int lanes = m_index ? static_cast<int>(m_index->lanes().size()) : 0;
        m_layout = layOutTimeline(m_size, lanes, small.height(),
                                  small.horizontalAdvance(tr("committed")), m_scroll, m_fitsLanes);
    }
    return *m_layout;
}

TimeScale TimelineScene::scale() const
{
    return {m_visible, layout().plotWidth()};
}

double TimelineScene::timeAt(double x) const
{
    return scale().timeAt(x - layout().left());
}

double TimelineScene::xOf(double time) const
{
    return layout().left() + scale().xOf(time);
}

TimeScale TimelineScene::overviewScale() const
{
    return {wholeRun(m_index ? static_cast<double>(m_index->duration()) : 1),
            layout().overview.width()};
}

Load TimelineScene::wholeLoad() const
{
    const int width = static_cast<int>(std::lround(layout().overview.width() * m_ratio));
    Load load(width);
    std::vector<LanePiece> pieces;
    const TimeScale whole{overviewScale().visible, static_cast<double>(width)};
    for (const LaneIndex& lane : m_index->lanes()) {
        layOutLane(lane, whole, pieces, load);
    }
    return load;
}

void TimelineScene::layOutLanes() const
{
    if (m_isLaidOut) {
        return;
    }
    m_isLaidOut = true;
    const int width = static_cast<int>(std::lround(layout().plotWidth() * m_ratio));
    m_load = Load(width);
    const std::size_t lanes = m_index ? m_index->lanes().size() : 0;
    m_pieces.resize(lanes);
    const TimeScale columns{m_visible, static_cast<double>(width)};
    for (std::size_t i = 0; i < lanes; ++i) {
        layOutLane(m_index->lanes()[i], columns, m_pieces[i], m_load);
    }
}

const std::vector<LanePiece>& TimelineScene::pieces(std::size_t lane) const
{
    layOutLanes();
    return m_pieces[lane];
}

std::optional<TimelineHit> TimelineScene::hitAt(QPointF at) const
{
    const TimelineLayout& places = layout();
    const int lane = m_index ? places.laneAt(at.y()) : -1;
    if (lane < 0 || at.x() < places.left() || at.x() >= places.lanes.right()) {
        return std::nullopt;
    }
    const int column = static_cast<int>(std::floor((at.x() - places.left()) * m_ratio));
    const LanePiece* piece = pieceAt(pieces(static_cast<std::size_t>(lane)), column);
    const QRectF row = places.lane(lane);
    if (piece == nullptr || at.y() >= row.bottom()) {
        return std::nullopt;
    }
    const auto index = static_cast<std::uint32_t>(lane);
    return TimelineHit{
        index,
        {index, piece->first},
        piece->count,
        {row.left() + piece->begin / m_ratio, row.top(), piece->width() / m_ratio, row.height()}};
}

QRectF TimelineScene::rectOf(SpanPlace place) const
{
    const Span& span = m_index->span(place);
    const QRectF row = layout().lane(static_cast<int>(place.lane));
    const double begin = std::floor(xOf(static_cast<double>(span.begin)));
    const double end = std::floor(xOf(static_cast<double>(span.end)));
    return {begin, row.top(), std::max(1.0, end - begin), row.height()};
}

void TimelineScene::lookUp(const Selected& selected) const
{
    if (m_lookedUp == selected) {
        return;
    }
    m_lookedUp = selected;
    m_selectedSpans.clear();
    m_causes.clear();
    m_causeSpans.clear();
    if (!m_index || !selected.transaction) {
        return;
    }
    const analysis::RunAnalysis& run = m_index->picture();
    const auto add = [&](TxVersion version) {
        if (const auto place = m_index->find(version)) {
            m_selectedSpans.push_back(*place);
        }
    };
    if (*selected.transaction >= run.incarnations.transaction_count()) {
        return;
    }
    if (selected.incarnation) {
        const TxVersion version{*selected.transaction, *selected.incarnation};
        add(version);
        m_causes = causesOf(run, version);
        // The charged one on top of the others; too many lines would say nothing.
        m_causes.resize(std::min<std::size_t>(m_causes.size(), 12));
        for (const Cause& cause : m_causes) {
            m_causeSpans.push_back(m_index->find(cause.writer));
        }
    }
    for (const analysis::Incarnation& one : run.incarnations.of(*selected.transaction)) {
        if (one.version.incarnation != selected.incarnation) {
            add(one.version);
        }
    }
}

QString TimelineScene::nameOf(SpanPlace place) const
{
    const Span& span = m_index->span(place);
    const SpanLook look = m_index->look(place);
    const QString version = tr("tx %1 · incarnation %2")
                                .arg(groupedText(span.version.index))
                                .arg(span.version.incarnation);
    switch (span.kind) {
    case SpanKind::execution:
        return version + QStringLiteral(" — ") +
               (look == SpanLook::useful ? tr("committed") : tr(views::nameOf(look)));
    case SpanKind::validation:
        return tr("validation of %1 — %2")
            .arg(version, span.outcome == SpanOutcome::aborted ? tr("failed")
                          : span.outcome == SpanOutcome::valid ? tr("passed")
                                                               : tr("undecided"));
    case SpanKind::commit:
        return tr("commit of %1").arg(countedText(span.detail, "transaction"));
    case SpanKind::wait:
        return tr("idle: no task was there");
    case SpanKind::state_wait:
        break;
    }
    return tr("idle: waiting for state");
}

QString TimelineScene::textOf(const TimelineHit& hit) const
{
    if (hit.count > 1) {
        return denseText(hit);
    }
    const Span& span = m_index->span(hit.place);
    const bool isOpen = m_index->lanes()[hit.lane].isOpen(hit.place.at);
    QString text = nameOf(hit.place);
    text +=
        QLatin1Char('\n') +
        tr("worker %1 · %2 – %3 · %4")
            .arg(hit.lane)
            .arg(exactDurationText(m_index->nanoseconds(static_cast<double>(span.begin))),
                 isOpen ? tr("goes on")
                        : exactDurationText(m_index->nanoseconds(static_cast<double>(span.end))),
                 exactDurationText(
                     m_index->nanoseconds(static_cast<double>(span.end - span.begin))));
    if (span.kind != SpanKind::execution) {
        return text;
    }
    const analysis::RunAnalysis& run = m_index->picture();
    if (const auto incarnation = run.incarnations.find(span.version)) {
        text += QLatin1Char('\n') + tr("%1 gas").arg(groupedText(incarnation->gas));
    }
    for (const Cause& cause : causesOf(run, span.version)) {
        const QString where = QString::fromStdString(run.location_text(cause.location));
        const QString who =
            QStringLiteral("%1·%2").arg(cause.writer.index).arg(cause.writer.incarnation);
        text += QLatin1Char('\n') +
                (cause.isSuspension ? tr("met the ESTIMATE of tx %1 in %2").arg(who, where)
                 : cause.kind == MismatchKind::removed_write
                     ? tr("its read of %2 no longer held: tx %1 no longer wrote it").arg(who, where)
                     : tr("its read of %2 no longer held: tx %1 wrote it later").arg(who, where));
        if (cause.isCharged) {
            text += QLatin1Char('\n') + tr("] follows to that incarnation");
            break;
        }
    }
    return text;
}

QString TimelineScene::denseText(const TimelineHit& hit) const
{
    const LaneIndex& lane = m_index->lanes()[hit.lane];
    std::array<std::uint64_t, spanLookCount> counts{};
    for (std::size_t i = hit.place.at; i < hit.place.at + hit.count; ++i) {
        ++counts[static_cast<std::size_t>(lane.look(i))];
    }
    const LookTimes times =
        lane.timesBefore(hit.place.at + hit.count) - lane.timesBefore(hit.place.at);
    QString text = tr("%1 spans of worker %2").arg(groupedText(hit.count)).arg(hit.lane);
    for (int i = 0; i < busyLookCount; ++i) {
        const auto look = static_cast<SpanLook>(i);
        if (counts[static_cast<std::size_t>(i)] > 0) {
            text +=
                QStringLiteral("\n%1 %2, %3")
                    .arg(groupedText(counts[static_cast<std::size_t>(i)]), tr(views::nameOf(look)),
                         durationText(m_index->nanoseconds(static_cast<double>(times[look]))));
        }
    }
    return text + QLatin1Char('\n') + tr("zoom in to tell them apart");
}

QString TimelineScene::stripTextAt(QPointF at) const
{
    if (!m_index || at.x() < layout().left() || at.x() >= layout().lanes.right()) {
        return {};
    }
    const double time = timeAt(at.x());
    const QString when = durationText(m_index->nanoseconds(time));
    if (layout().busy.contains(at)) {
        layOutLanes();
        const auto column = static_cast<std::size_t>((at.x() - layout().left()) * m_ratio);
        if (column < m_load.busy.size()) {
            return tr("%1 of %2 workers at work\n%3 of them on work that was wasted\nat %4")
                .arg(decimalText(static_cast<double>(m_load.busy[column]), 2))
                .arg(m_index->lanes().size())
                .arg(decimalText(static_cast<double>(m_load.wasted[column]), 2), when);
        }
    }
    if (layout().commits.contains(at)) {
        return tr("%1 of %2 transactions committed\nat %3")
            .arg(groupedText(m_index->committedAt(time)),
                 groupedText(m_index->picture().incarnations.transaction_count()), when);
    }
    return {};
}

}  // namespace lanescope::views
