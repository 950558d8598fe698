// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/re_executions/re_executions_view.h"

#include "views/shared/axis_ticks.h"
#include "views/shared/quantity_text.h"
#include "views/shared/run_text.h"

#include <QFontMetricsF>
#include <QKeyEvent>
#include <QMouseEvent>
#include <QPainter>

#include <algorithm>
#include <cmath>

namespace lanescope::views {

namespace {

/// A column too narrow for a pattern tells waste by gaps across it: wide apart for aborted, close
/// together for suspended.
void paintNarrowBox(QPainter& painter, const QRectF& box, SpanLook look, const Palette& palette)
{
    painter.fillRect(box, palette.span(look));
    const double step = look == SpanLook::aborted ? 5 : look == SpanLook::suspended ? 2 : 0;
    for (double y = box.bottom() - step; step > 0 && y >= box.top(); y -= step) {
        painter.fillRect(QRectF(box.left(), std::floor(y), box.width(), 1), palette.panel);
    }
}

}  // namespace

ReExecutionsView::ReExecutionsView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    setAccessibleName(tr("Re-executions"));
    setAccessibleDescription(
        tr("Incarnations per transaction over the block, and their distribution."));
    setFocusPolicy(Qt::StrongFocus);
    setMouseTracking(true);
    connect(&selection, &Selection::changed, this, [this] { update(); });
}

void ReExecutionsView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    std::vector<FactColumn> columns;
    if (picture) {
        const auto executions = [picture](int row) {
            return picture->incarnations.executions_of(static_cast<std::uint32_t>(row));
        };
        columns.push_back({tr("transaction"), tr("index in the block"),
                           [](int row) { return QVariant(static_cast<uint>(row)); }});
        columns.push_back({tr("incarnations"), tr("execution attempts"), [executions](int row) {
                               return QVariant(executions(row).incarnations);
                           }});
        columns.push_back(
            {tr("re-executions"), tr("incarnations after the first"),
             [executions](int row) { return QVariant(executions(row).re_executions()); }});
        columns.push_back({tr("aborted"), tr("incarnations whose validation failed"),
                           [executions](int row) { return QVariant(executions(row).aborted); }});
        columns.push_back({tr("suspended"), tr("incarnations that met an ESTIMATE"),
                           [executions](int row) { return QVariant(executions(row).suspended); }});
    }
    m_table.setFacts(picture ? static_cast<int>(picture->incarnations.transaction_count()) : 0,
                     std::move(columns), [](int row) -> std::optional<FactTable::Target> {
                         return FactTable::Target{static_cast<std::uint32_t>(row), std::nullopt};
                     });
    update();
}

void ReExecutionsView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    update();
}

ReExecutionsLayout ReExecutionsView::layoutFor(const QSizeF& size) const
{
    const QFontMetricsF small(Fonts(font()).small);
    ReExecutionsLayout layout;
    layout.header = {12, 6, std::max(0.0, size.width() - 24), std::ceil(small.height() + 8)};
    const double top = layout.header.bottom() + 6;
    const double height = std::max(1.0, size.height() - top - small.height() - 14);
    const double beside = size.width() > 520 ? std::min(300.0, size.width() * 0.28) : 0;
    layout.bars = {44, top, std::max(1.0, size.width() - 44 - 16 - beside), height};
    if (beside > 0) {
        layout.histogram = {layout.bars.right() + 28, top, beside - 28, height};
    }
    return layout;
}

std::uint32_t ReExecutionsView::mostIncarnations() const
{
    const auto& distribution = m_picture->re_executions.distribution;
    return distribution.empty() ? 1 : distribution.back().re_executions + 1;
}

std::uint32_t ReExecutionsView::worstOf(double first, double last) const
{
    const analysis::Incarnations& all = m_picture->incarnations;
    const std::uint32_t count = all.transaction_count();
    auto at = static_cast<std::uint32_t>(std::max(0.0, first));
    const auto end =
        static_cast<std::uint32_t>(std::clamp(std::ceil(last), 0.0, static_cast<double>(count)));
    std::uint32_t worst = std::min(at, count - 1);
    for (; at < end; ++at) {
        if (all.of(at).size() > all.of(worst).size()) {
            worst = at;
        }
    }
    return worst;
}

std::optional<std::uint32_t> ReExecutionsView::transactionAt(QPointF at) const
{
    const QRectF area = layoutFor(size()).bars;
    if (!m_picture || m_picture->incarnations.transaction_count() == 0 || !area.contains(at)) {
        return std::nullopt;
    }
    const double perPixel = m_picture->incarnations.transaction_count() / area.width();
    const double x = std::floor(at.x() - area.left());
    return perPixel <= 1 ? worstOf(std::floor((at.x() - area.left()) * perPixel),
                                   std::floor((at.x() - area.left()) * perPixel) + 1)
                         : worstOf(std::floor(x * perPixel), (x + 1) * perPixel);
}

void ReExecutionsView::paintBars(QPainter& painter, const QRectF& area) const
{
    const analysis::Incarnations& all = m_picture->incarnations;
    const std::uint32_t count = all.transaction_count();
    const Fonts fonts(font());
    painter.setFont(fonts.small);
    const QFontMetricsF small(fonts.small);
    const std::uint32_t most = mostIncarnations();
    const double unit = area.height() / (most + 0.3);
    const AxisTicks levels = axisTicks(
        0, most,
        std::max(1, std::min(static_cast<int>(most), static_cast<int>(area.height() / 28))));
    for (const double level : levels.at) {
        if (level != std::floor(level)) {
            continue;
        }
        const double y = std::floor(area.bottom() - level * unit) + 0.5;
        painter.setPen(m_palette->grid);
        painter.drawLine(QPointF(area.left(), y), QPointF(area.right(), y));
        painter.setPen(m_palette->textDim);
        painter.drawText(QRectF(0, y - 10, area.left() - 8, 20), Qt::AlignRight | Qt::AlignVCenter,
                         groupedText(static_cast<std::uint64_t>(level)));
    }
    const double width = area.width() / count;
    const double step = std::max(1.0, width);
    const double gap = step >= 4 ? 1 : 0;
    // Columns too narrow for a pattern are painted together with equal neighbours.
    double begin = 0;
    std::optional<std::uint32_t> pending;
    const auto paintUpTo = [&](double end) {
        if (!pending) {
            return;
        }
        const auto one = all.executions_of(*pending);
        double y = area.bottom();
        const auto stack = [&](std::uint32_t count, SpanLook look) {
            for (std::uint32_t i = 0; i < count; ++i) {
                const double edge = unit >= 5 ? 1 : 0;
                const QRectF box(area.left() + begin, y - unit + edge, end - begin - gap,
                                 unit - edge);
                if (box.width() < leastPatternWidth) {
                    paintNarrowBox(painter, box, look, *m_palette);
                } else {
                    paintSpanBox(painter, box, look, *m_palette);
                }
                y -= unit;
            }
        };
        const std::uint32_t wasted = std::min(one.aborted + one.suspended, one.incarnations);
        stack(one.aborted, SpanLook::aborted);
        stack(one.suspended, SpanLook::suspended);
        stack(one.incarnations - wasted,
              *pending < m_picture->totals.committed ? SpanLook::useful : SpanLook::undecided);
    };
    double x = 0;
    for (; x < area.width() - 0.01; x += step) {
        const std::uint32_t transaction =
            worstOf(std::floor(x / width + 1e-6), (x + step) / width - 1e-6);
        if (pending && gap == 0 && all.executions_of(*pending) == all.executions_of(transaction)) {
            continue;
        }
        paintUpTo(x);
        begin = x;
        pending = transaction;
    }
    paintUpTo(std::min(x, area.width()));
    if (const auto selected = selection().current().transaction; selected && *selected < count) {
        const double left = area.left() + *selected * width;
        const double height = unit * static_cast<double>(all.of(*selected).size());
        painter.setPen(QPen(m_palette->text, 1.5));
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(
            QRectF(left - 1.5, area.bottom() - height - 1, std::max(4.0, width + 2), height + 1));
    }
    const AxisTicks marks = axisTicks(0, count, std::max(1, static_cast<int>(area.width() / 90)));
    painter.setPen(m_palette->textDim);
    for (const double mark : marks.at) {
        if (mark >= count) {
            continue;
        }
        const double x = area.left() + mark * width;
        painter.drawText(QRectF(x, area.bottom() + 4, 80, small.height()),
                         Qt::AlignLeft | Qt::AlignTop,
                         mark == 0 ? tr("tx 0") : groupedText(static_cast<std::uint64_t>(mark)));
    }
}

void ReExecutionsView::paintHistogram(QPainter& painter, const QRectF& area) const
{
    const auto& distribution = m_picture->re_executions.distribution;
    const Fonts fonts(font());
    const QFontMetricsF small(fonts.small);
    painter.setFont(fonts.small);
    painter.setPen(m_palette->textDim);
    painter.drawText(QRectF(area.left(), area.top(), area.width(), small.height()),
                     Qt::AlignLeft | Qt::AlignTop, tr("transactions by re-executions"));
    std::uint32_t most = 1;
    for (const auto& one : distribution) {
        most = std::max(most, one.transactions);
    }
    const double row = small.height() + 7;
    const double labels = small.horizontalAdvance(QStringLiteral("000×"));
    const double values = small.horizontalAdvance(groupedText(most)) + 8;
    double y = area.top() + small.height() + 8;
    std::size_t shown = 0;
    for (const auto& one : distribution) {
        if (y + 2 * row > area.bottom() && shown + 1 < distribution.size()) {
            painter.setPen(m_palette->textDim);
            painter.drawText(
                QRectF(area.left(), y, area.width(), row), Qt::AlignLeft | Qt::AlignVCenter,
                tr("and %1 more numbers of re-executions").arg(distribution.size() - shown));
            break;
        }
        ++shown;
        painter.setPen(m_palette->textDim);
        painter.drawText(QRectF(area.left(), y, labels, row), Qt::AlignRight | Qt::AlignVCenter,
                         QStringLiteral("%1×").arg(one.re_executions));
        const double room = std::max(1.0, area.width() - labels - 8 - values);
        const double length =
            std::max(2.0, room * static_cast<double>(one.transactions) / static_cast<double>(most));
        paintSpanBox(painter, QRectF(area.left() + labels + 8, y + 3, length, row - 6),
                     one.re_executions == 0 ? SpanLook::useful : SpanLook::aborted, *m_palette);
        painter.setPen(m_palette->text);
        painter.drawText(QRectF(area.left() + labels + 8 + length + 5, y, values, row),
                         Qt::AlignLeft | Qt::AlignVCenter, groupedText(one.transactions));
        y += row;
    }
}

void ReExecutionsView::paint(QPainter& painter, const QSizeF& size, const QString& title) const
{
    const Fonts fonts(font());
    painter.fillRect(QRectF({0, 0}, size), m_palette->panel);
    if (!m_picture || m_picture->re_executions.executed_transactions == 0) {
        paintEmptyState(
            painter, QRectF({0, 0}, size), *m_palette, fonts,
            m_picture ? tr("No transactions") : tr("No run yet"),
            m_picture ? tr("Nothing was executed in this run.")
                      : tr("After a run, this shows how often each transaction was executed."));
        return;
    }
    const ReExecutionsLayout layout = layoutFor(size);
    QRectF row = layout.header;
    if (!title.isEmpty()) {
        painter.setFont(fonts.bold);
        painter.setPen(m_palette->text);
        painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter, title);
        row.setLeft(row.left() + QFontMetricsF(fonts.bold).horizontalAdvance(title) + 14);
    }
    const analysis::ReExecutions& again = m_picture->re_executions;
    painter.setFont(fonts.small);
    const QFontMetricsF small(fonts.small);
    double legend = 0;
    constexpr SpanLook looks[] = {SpanLook::useful, SpanLook::aborted, SpanLook::suspended};
    for (const SpanLook look : looks) {
        legend += small.horizontalAdvance(tr(nameOf(look))) + 32;
    }
    if (row.width() > legend + 160) {
        double x = row.right() - legend + 14;
        for (const SpanLook look : looks) {
            x += paintLegendEntry(painter, {x, row.top()}, row.height(), look, *m_palette,
                                  tr(nameOf(look))) +
                 14;
        }
        row.setRight(row.right() - legend);
    }
    painter.setPen(m_palette->textDim);
    const QString facts = tr("%1 in %2 of %3 · incarnations of each, over the block")
                              .arg(countedText(again.total, "re-execution"),
                                   groupedText(again.re_executed_transactions),
                                   countedText(again.executed_transactions, "transaction"));
    painter.drawText(row, Qt::AlignLeft | Qt::AlignVCenter,
                     small.elidedText(facts, Qt::ElideRight, row.width()));
    paintBars(painter, layout.bars);
    if (!layout.histogram.isEmpty()) {
        paintHistogram(painter, layout.histogram);
    }
}

void ReExecutionsView::render(QPainter& painter, const QSize& size)
{
    paint(painter, size, m_picture ? runTitle(m_picture->run()) : QString());
}

QString ReExecutionsView::textOf(std::uint32_t transaction) const
{
    const auto one = m_picture->incarnations.executions_of(transaction);
    return tr("tx %1 · %2\n%3 aborted, %4 suspended")
        .arg(groupedText(transaction), countedText(one.incarnations, "incarnation"))
        .arg(one.aborted)
        .arg(one.suspended);
}

void ReExecutionsView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    paint(painter, size(), {});
    if (m_pointer) {
        if (const auto transaction = transactionAt(*m_pointer)) {
            paintBubble(painter, rect(), *m_pointer, textOf(*transaction), *m_palette,
                        Fonts(font()));
        }
    }
    if (hasFocus()) {
        painter.setPen(m_palette->accent);
        painter.setBrush(Qt::NoBrush);
        painter.drawRect(rect().adjusted(0, 0, -1, -1));
    }
}

void ReExecutionsView::mouseMoveEvent(QMouseEvent* event)
{
    m_pointer = event->position();
    update();
}

void ReExecutionsView::mousePressEvent(QMouseEvent* event)
{
    if (event->button() != Qt::LeftButton) {
        return;
    }
    if (const auto transaction = transactionAt(event->position())) {
        selection().selectTransaction(*transaction);
    }
}

void ReExecutionsView::mouseDoubleClickEvent(QMouseEvent* event)
{
    if (transactionAt(event->position())) {
        emit inspectRequested();
    }
}

void ReExecutionsView::leaveEvent(QEvent*)
{
    m_pointer.reset();
    update();
}

void ReExecutionsView::step(int direction)
{
    if (!m_picture) {
        return;
    }
    const analysis::Incarnations& all = m_picture->incarnations;
    const std::ptrdiff_t count = all.transaction_count();
    const auto current = selection().current().transaction;
    std::ptrdiff_t at = current ? static_cast<std::ptrdiff_t>(*current) + direction
                                : (direction > 0 ? 0 : count - 1);
    for (; at >= 0 && at < count; at += direction) {
        if (all.of(static_cast<std::uint32_t>(at)).size() > 1) {
            selection().selectTransaction(static_cast<std::uint32_t>(at));
            return;
        }
    }
}

void ReExecutionsView::selectNext()
{
    step(1);
}

void ReExecutionsView::selectPrevious()
{
    step(-1);
}

void ReExecutionsView::keyPressEvent(QKeyEvent* event)
{
    if (event->key() == Qt::Key_Right) {
        selectNext();
    } else if (event->key() == Qt::Key_Left) {
        selectPrevious();
    } else if (event->key() == Qt::Key_Return || event->key() == Qt::Key_Enter) {
        emit inspectRequested();
    } else if (event->key() == Qt::Key_Escape) {
        selection().clear();
    } else {
        View::keyPressEvent(event);
    }
}

}  // namespace lanescope::views
