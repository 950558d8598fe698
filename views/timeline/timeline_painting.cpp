// SPDX-License-Identifier: GPL-3.0-or-later
// How a TimelineScene looks.
#include "views/shared/axis_ticks.h"
#include "views/shared/quantity_text.h"
#include "views/timeline/timeline_scene.h"

#include <QCoreApplication>
#include <QFontMetricsF>
#include <QPainter>
#include <QPainterPath>

#include <algorithm>
#include <array>
#include <cmath>

namespace lanescope::views {

namespace {

QString tr(const char* text)
{
    return QCoreApplication::translate("Timeline", text);
}

constexpr SpanLook legendLooks[] = {SpanLook::useful,     SpanLook::aborted,   SpanLook::suspended,
                                    SpanLook::validation, SpanLook::undecided, SpanLook::idle};

/// A text right of the labels' column, centred on a row.
void paintRowLabel(QPainter& painter, const QRectF& row, const QString& text)
{
    painter.drawText(QRectF(0, row.top() - 10, row.left() - 10, row.height() + 20),
                     Qt::AlignRight | Qt::AlignVCenter, text);
}

}  // namespace

void TimelineScene::paint(QPainter& painter, const Overlay& overlay)
{
    const QSize wanted = m_size * m_ratio;
    if (!m_isBaseGood || m_base.size() != wanted) {
        if (m_base.size() != wanted) {
            m_base = QImage(wanted, QImage::Format_RGB32);
            m_ground.reset();
        }
        m_base.setDevicePixelRatio(m_ratio);
        writeLanes();
        QPainter base(&m_base);
        paintBase(base, false);
        m_isBaseGood = true;
    }
    painter.drawImage(0, 0, m_base);
    paintOverlay(painter, overlay);
}

void TimelineScene::paintVector(QPainter& painter, const Overlay& overlay)
{
    painter.fillRect(QRectF({0, 0}, QSizeF(m_size)), m_palette->panel);
    paintBase(painter, true);
    paintOverlay(painter, overlay);
}

void TimelineScene::paintBase(QPainter& painter, bool asVector)
{
    if (!m_index) {
        paintEmptyState(painter, QRectF({0, 0}, QSizeF(m_size)), *m_palette, m_fonts,
                        tr("No run yet"),
                        tr("Press Run to see what each worker does, or open a recording."));
        return;
    }
    layOutLanes();
    paintHeader(painter);
    paintOverview(painter, asVector);
    paintAxis(painter);
    paintStrips(painter, asVector);
    paintLanes(painter, asVector);
}

QString TimelineScene::headline() const
{
    const analysis::RunAnalysis& run = m_index->picture();
    QString text =
        tr("%1 · %2 · %3 of %4 committed")
            .arg(countedText(m_index->lanes().size(), "worker"),
                 durationText(m_index->nanoseconds(static_cast<double>(m_index->duration()))),
                 groupedText(run.totals.committed),
                 countedText(run.totals.transactions, "transaction"));
    const double seen = m_visible.span();
    if (seen < static_cast<double>(m_index->duration()) * 0.995) {
        text += tr(" · showing %1").arg(durationText(m_index->nanoseconds(seen)));
    }
    return text;
}

void TimelineScene::paintHeader(QPainter& painter) const
{
    QRectF row = layout().header;
    painter.setFont(m_fonts.small);
    const QFontMetricsF small(m_fonts.small);
    qreal legend = 0;
    for (const SpanLook look : legendLooks) {
        legend += small.horizontalAdvance(tr(views::nameOf(look))) + 18 + 14;
    }
    const QString facts = headline();
    const bool hasLegend = row.width() > legend + 120;
    if (hasLegend) {
        qreal x = row.right() - legend + 14;
        for (const SpanLook look : legendLooks) {
            x += paintLegendEntry(painter, {x, row.top()}, row.height(), look, *m_palette,
                                  tr(views::nameOf(look))) +
                 14;
        }
        row.setRight(row.right() - legend - 10);
    }
    if (!m_title.isEmpty()) {
        painter.setFont(m_fonts.bold);
        painter.setPen(m_palette->text);
        const QFontMetricsF bold(m_fonts.bold);
        const QString title = bold.elidedText(m_title, Qt::ElideMiddle, row.width() * 0.5);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, title);
        row.setLeft(row.left() + bold.horizontalAdvance(title) + 14);
    }
    painter.setFont(m_fonts.small);
    painter.setPen(m_palette->textDim);
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     small.elidedText(facts, Qt::ElideRight, row.width()));
    const qreal used = small.horizontalAdvance(facts) + 14;
    const QString warning = tr("on %1: spans contain preemption")
                                .arg(countedText(m_index->picture().machine.cores, "core"));
    if (m_index->picture().has_more_workers_than_cores() &&
        row.width() - used > small.horizontalAdvance(warning)) {
        painter.setPen(m_palette->warning);
        painter.drawText(row.adjusted(used, 0, 0, 0), Qt::AlignLeft | Qt::AlignVCenter, warning);
    }
}

void TimelineScene::paintAxis(QPainter& painter) const
{
    const QRectF row = layout().axis;
    const TimeScale time = scale();
    const double unit = m_index->nanoseconds(1);
    const double begin = m_visible.begin * unit;
    const double end = m_visible.end * unit;
    // One unit for the whole axis, so that neighbours compare.
    const double most = std::max(std::abs(begin), std::abs(end));
    const double per = most < 1e3 ? 1 : most < 1e6 ? 1e3 : most < 1e9 ? 1e6 : 1e9;
    const char* name = per == 1 ? " ns" : per == 1e3 ? " µs" : per == 1e6 ? " ms" : " s";
    const AxisTicks ticks =
        axisTicks(begin / per, end / per, std::max(1, static_cast<int>(row.width() / 110)));
    painter.setFont(m_fonts.small);
    const QFontMetricsF small(m_fonts.small);
    for (const double at : ticks.at) {
        if (at < -ticks.step / 2) {
            continue;
        }
        const double x = std::floor(row.left() + time.xOf(at * per / unit)) + 0.5;
        if (x < row.left() || x > row.right()) {
            continue;
        }
        painter.setPen(m_palette->grid);
        painter.drawLine(QPointF(x, row.bottom() - 3), QPointF(x, layout().lanes.top() - 1));
        painter.setPen(m_palette->textDim);
        const QString text =
            decimalText(std::abs(at) < ticks.step / 2 ? 0 : at, decimalsOf(ticks.step)) +
            QString::fromUtf8(name);
        const double width = small.horizontalAdvance(text);
        const double left = std::clamp(x - width / 2, row.left(), row.right() - width);
        painter.drawText(QRectF(left, row.top(), width + 2, row.height() - 3),
                         Qt::AlignLeft | Qt::AlignVCenter, text);
    }
}

void TimelineScene::paintLoad(QPainter& painter, const QRectF& area, const Load& load,
                              bool asVector) const
{
    const auto most = static_cast<double>(m_index->lanes().size());
    if (load.busy.empty()) {
        return;
    }
    QColor work = m_palette->span(SpanLook::useful);
    work.setAlphaF(m_palette->dark ? 0.55f : 0.6f);
    const QColor wasted = m_palette->span(SpanLook::aborted);
    const double column = area.width() / static_cast<double>(load.busy.size());
    if (asVector) {
        const auto outline = [&](const std::vector<float>& values) {
            QPolygonF shape{area.bottomLeft()};
            double x = area.left();
            for (const float value : values) {
                const double y = area.bottom() -
                                 std::min(1.0, static_cast<double>(value) / most) * area.height();
                shape << QPointF(x, y) << QPointF(x + column, y);
                x += column;
            }
            return shape << QPointF(x, area.bottom());
        };
        painter.setPen(Qt::NoPen);
        painter.setBrush(work);
        painter.drawPolygon(outline(load.busy));
        painter.setBrush(wasted);
        painter.drawPolygon(outline(load.wasted));
        return;
    }
    // Line by line: a polygon of thousands of steps takes ten times as long.
    const auto width = static_cast<int>(load.busy.size());
    const int height = static_cast<int>(std::lround(area.height() * m_ratio));
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    const QRgb workInk = qPremultiply(work.rgba());
    const QRgb wastedInk = wasted.rgba();
    for (int y = 0; y < height; ++y) {
        QRgb* line = reinterpret_cast<QRgb*>(image.scanLine(y));
        const auto level = static_cast<float>((height - y - 0.5) / height * most);
        for (int x = 0; x < width; ++x) {
            const auto at = static_cast<std::size_t>(x);
            line[x] = load.wasted[at] > level ? wastedInk : load.busy[at] > level ? workInk : 0;
        }
    }
    painter.drawImage(area, image);
}

void TimelineScene::paintOverview(QPainter& painter, bool asVector)
{
    const QRectF row = layout().overview;
    if (row.isEmpty()) {
        return;
    }
    if (asVector) {
        painter.fillRect(row, m_palette->raised);
        paintLoad(painter, row, wholeLoad(), true);
    } else {
        if (m_overview.isNull()) {
            m_overview = QImage((row.size() * m_ratio).toSize(), QImage::Format_RGB32);
            m_overview.setDevicePixelRatio(m_ratio);
            m_overview.fill(m_palette->raised);
            QPainter overview(&m_overview);
            paintLoad(overview, {{0, 0}, row.size()}, wholeLoad(), false);
        }
        painter.drawImage(row, m_overview);
    }
    painter.setFont(m_fonts.small);
    painter.setPen(m_palette->textDim);
    paintRowLabel(painter, row, tr("all"));

    const TimeScale time = overviewScale();
    const double begin = std::clamp(time.xOf(m_visible.begin), 0.0, row.width() - 2);
    const double end = std::clamp(time.xOf(m_visible.end), begin + 2, row.width());
    const QRectF frame(row.left() + begin, row.top(), end - begin, row.height());
    QColor veil = m_palette->panel;
    veil.setAlphaF(0.6f);
    painter.fillRect(QRectF(row.topLeft(), frame.bottomLeft()), veil);
    painter.fillRect(QRectF(frame.topRight(), row.bottomRight()), veil);
    painter.setPen(m_palette->accent);
    painter.setBrush(Qt::NoBrush);
    painter.drawRect(frame.adjusted(0.5, 0.5, -0.5, -0.5));
    for (const double x : {frame.left(), frame.right() - 4}) {
        painter.fillRect(QRectF(x, frame.center().y() - 7, 4, 14), m_palette->accent);
    }
}

void TimelineScene::paintStrips(QPainter& painter, bool asVector) const
{
    painter.setFont(m_fonts.small);
    const TimelineLayout& places = layout();
    if (!places.busy.isEmpty()) {
        painter.fillRect(places.busy, m_palette->raised);
        paintLoad(painter, places.busy, m_load, asVector);
        painter.setPen(m_palette->textDim);
        paintRowLabel(painter, places.busy, tr("busy"));
    }
    if (places.commits.isEmpty()) {
        return;
    }
    const QRectF row = places.commits;
    painter.fillRect(row, m_palette->raised);
    painter.setPen(m_palette->textDim);
    paintRowLabel(painter, row, tr("committed"));
    paintCommits(painter, row, asVector);
}

void TimelineScene::paintCommits(QPainter& painter, const QRectF& row, bool asVector) const
{
    // In device pixels; of a vector device, in its units.
    const double unit = asVector ? 1 : m_ratio;
    const int width = static_cast<int>(std::lround(row.width() * unit));
    const int height = static_cast<int>(std::lround(row.height() * unit));
    const double all = std::max<double>(1, m_index->picture().incarnations.transaction_count());
    const TimeScale time{m_visible, row.width() * unit};
    const double known = time.xOf(static_cast<double>(m_index->duration()));
    std::vector<double> tops;
    std::size_t committed = 0;
    std::size_t before = 0;
    for (int x = 0; x <= width && x <= known + 1; ++x) {
        // As many again as in the column before, as a rule.
        const std::size_t guess = 2 * committed - before;
        before = committed;
        committed = m_index->committedAt(time.timeAt(x), guess);
        const double share = static_cast<double>(committed) / all;
        tops.push_back(height - unit - share * (height - 3 * unit));
    }
    if (tops.empty()) {
        return;
    }
    constexpr double underAlpha = 0.16;
    constexpr double lineWidth = 1.5;
    QColor ink = m_palette->good;
    if (asVector) {
        QPolygonF line;
        for (std::size_t x = 0; x < tops.size(); ++x) {
            const QPointF next(row.left() + static_cast<double>(x), row.top() + tops[x]);
            // A straight stretch is one line.
            if (line.size() > 1 && line.last().y() == next.y() &&
                line[line.size() - 2].y() == next.y()) {
                line.last() = next;
            } else {
                line << next;
            }
        }
        painter.save();
        painter.setRenderHint(QPainter::Antialiasing);
        painter.setPen(QPen(ink, lineWidth));
        painter.drawPolyline(line);
        line << QPointF(line.last().x(), row.bottom()) << QPointF(line.first().x(), row.bottom());
        ink.setAlphaF(static_cast<float>(underAlpha));
        painter.setPen(Qt::NoPen);
        painter.setBrush(ink);
        painter.drawPolygon(line);
        painter.restore();
        return;
    }
    // By columns: a smooth line of thousands of steps takes many times as long.
    std::array<QRgb, 256> inks{};
    for (int alpha = 0; alpha < 256; ++alpha) {
        ink.setAlpha(alpha);
        inks[static_cast<std::size_t>(alpha)] = qPremultiply(ink.rgba());
    }
    QImage image(width, height, QImage::Format_ARGB32_Premultiplied);
    image.fill(0);
    auto* const pixels = reinterpret_cast<QRgb*>(image.bits());
    const double half = lineWidth * unit / 2;
    const QRgb under = inks[static_cast<std::size_t>(underAlpha * 255)];
    for (std::size_t x = 0; x < tops.size() && x < static_cast<std::size_t>(width); ++x) {
        const double before = tops[x == 0 ? 0 : x - 1];
        const double top = std::min(before, tops[x]) - half;
        const double bottom = std::max(before, tops[x]) + half;
        QRgb* pixel = pixels + x;
        int y = std::max(0, static_cast<int>(top));
        pixel += static_cast<std::ptrdiff_t>(y) * width;
        for (; y < height && y < bottom; ++y, pixel += width) {
            const double line = std::min(y + 1.0, bottom) - std::max<double>(y, top);
            const double alpha = line + (y >= top ? underAlpha * (1 - line) : 0);
            *pixel = inks[static_cast<std::size_t>(std::clamp(alpha, 0.0, 1.0) * 255)];
        }
        for (; y < height; ++y, pixel += width) {
            *pixel = under;
        }
    }
    image.setDevicePixelRatio(m_ratio);
    painter.drawImage(row.topLeft(), image);
}

void TimelineScene::writeLanes()
{
    const auto device = [&](double pixels) {
        return static_cast<int>(std::lround(pixels * m_ratio));
    };
    const TimelineLayout& places = layout();
    const int left = device(places.lanes.left());
    const int top = device(places.lanes.top());
    const QRect area =
        m_index ? QRect(left, top, device(places.lanes.width()), device(places.lanes.height()))
                      .intersected(m_base.rect())
                : QRect();
    const auto part = [&](const QRect& rect) {
        return QImage(m_base.scanLine(rect.top()) + rect.left() * 4, rect.width(), rect.height(),
                      m_base.bytesPerLine(), m_base.format());
    };
    // Lanes cover what they covered before: only what is around them has to be cleared.
    const Ground ground{m_palette, places.laneCount, area, places.laneHeight, places.scroll};
    if (area.isEmpty() || m_ground != ground) {
        m_base.fill(m_palette->panel);
        m_ground = ground;
    } else {
        part({0, 0, m_base.width(), top}).fill(m_palette->panel);
        part({0, top, left, m_base.height() - top}).fill(m_palette->panel);
    }
    if (area.isEmpty()) {
        return;
    }
    layOutLanes();
    QImage lanes = part(area);
    const LanePainter painter(*m_palette, m_ratio);
    for (int i = 0; i < places.laneCount; ++i) {
        const QRectF lane = places.lane(i);
        const int laneTop = device(lane.top() - places.lanes.top());
        const int laneBottom = device(lane.bottom() - places.lanes.top());
        if (laneBottom > 0 && laneTop < lanes.height()) {
            painter.paint(lanes, 0, laneTop, lanes.width(), laneBottom - laneTop,
                          m_pieces[static_cast<std::size_t>(i)]);
        }
    }
}

void TimelineScene::paintLanes(QPainter& painter, bool asVector) const
{
    const TimelineLayout& places = layout();
    painter.save();
    painter.setClipRect(QRectF(0, places.lanes.top(), m_size.width(), places.lanes.height()));
    const QRectF row = places.lanes;
    const bool isNamed = places.laneHeight >= QFontMetricsF(m_fonts.mono).height() * 0.8;
    const LanePainter lanes(*m_palette, m_ratio);
    painter.setFont(m_fonts.mono);
    for (int i = 0; i < places.laneCount; ++i) {
        const QRectF lane = places.lane(i);
        if (lane.bottom() < row.top() || lane.top() > row.bottom()) {
            continue;
        }
        if (asVector) {
            lanes.paint(painter, lane, m_pieces[static_cast<std::size_t>(i)]);
        }
        if (isNamed || i % std::max(1, static_cast<int>(std::ceil(14 / places.lanePitch()))) == 0) {
            painter.setPen(m_palette->textDim);
            paintRowLabel(painter, lane, QStringLiteral("W%1").arg(i));
        }
    }
    painter.setClipRect(row);
    paintLabels(painter);
    painter.restore();
}

void TimelineScene::paintLabels(QPainter& painter) const
{
    const QFontMetricsF mono(m_fonts.mono);
    const double digit = mono.horizontalAdvance(QLatin1Char('0'));
    if (layout().laneHeight < mono.height() * 0.9) {
        return;
    }
    painter.setFont(m_fonts.mono);
    const double baseline = (layout().laneHeight + mono.ascent() - mono.descent()) / 2;
    for (int i = 0; i < layout().laneCount; ++i) {
        const QRectF row = layout().lane(i);
        if (row.bottom() < layout().lanes.top() || row.top() > layout().lanes.bottom()) {
            continue;
        }
        const LaneIndex& lane = m_index->lanes()[static_cast<std::size_t>(i)];
        for (const LanePiece& piece : m_pieces[static_cast<std::size_t>(i)]) {
            const double width = piece.width() / m_ratio - 6;
            if (piece.isDense || width < 2 * digit) {
                continue;
            }
            const Span& span = lane.span(piece.first);
            if (span.kind != SpanKind::execution) {
                continue;
            }
            QString text = QString::number(span.version.index);
            if (span.version.incarnation > 0) {
                text += QStringLiteral("·%1").arg(span.version.incarnation);
            }
            const double needed = digit * static_cast<double>(text.size());
            if (needed > width) {
                continue;
            }
            const QPointF at(row.left() + piece.begin / m_ratio + 3, row.top() + baseline);
            const SpanInk ink = inkOf(piece.look, *m_palette);
            const bool isPatterned =
                piece.look == SpanLook::aborted || piece.look == SpanLook::suspended;
            if (isPatterned) {
                painter.fillRect(
                    QRectF(at.x() - 2, at.y() - mono.ascent(), needed + 4, mono.height()),
                    ink.fill);
            }
            const bool isDeep = ink.fill.lightness() < 120;
            painter.setPen(isDeep ? (m_palette->dark ? m_palette->text : Qt::white)
                                  : m_palette->spanText);
            painter.drawText(at, text);
        }
    }
}

}  // namespace lanescope::views
