// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/scenario_list.h"

#include "views/shared/painting.h"
#include "views/shared/quantity_text.h"

#include <QPainter>

namespace lanescope::app {

using workload::Form;

namespace {

constexpr int pictureHeight = 46;
constexpr int margin = 8;

QString text(std::string_view utf8)
{
    return QString::fromUtf8(utf8.data(), static_cast<qsizetype>(utf8.size()));
}

/// Orange for what waits, blue for what goes: told apart by every eye, and named beside.
QColor inkOf(Form form, const views::Palette& palette)
{
    return palette.span(form == Form::naive ? views::SpanLook::aborted : views::SpanLook::useful);
}

}  // namespace

QSize ScenarioDelegate::sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& /*index*/) const
{
    return {width, pictureHeight + option.fontMetrics.lineSpacing() + 3 * margin};
}

void ScenarioDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                             const QModelIndex& index) const
{
    const workload::Scenario& scenario =
        *workload::all_scenarios()[static_cast<std::size_t>(index.row())];
    const bool selected = (option.state & QStyle::State_Selected) != 0;
    const bool hovered = (option.state & QStyle::State_MouseOver) != 0;
    painter->save();
    if (selected || hovered) {
        painter->fillRect(option.rect, selected ? m_palette.selection : m_palette.raised);
    }
    if ((option.state & QStyle::State_HasFocus) != 0) {
        painter->setPen(m_palette.accent);
        painter->drawRect(option.rect.adjusted(0, 0, -1, -1));
    }
    const QRect inner = option.rect.adjusted(margin, margin, -margin, -margin);
    const int line = option.fontMetrics.lineSpacing();
    const views::Fonts fonts(option.font);
    painter->setFont(fonts.bold);
    painter->setPen(m_palette.text);
    const QRect titleLine(inner.left(), inner.top(), inner.width(), line);
    painter->drawText(titleLine, Qt::AlignLeft | Qt::AlignVCenter, text(scenario.title));
    painter->setPen(m_palette.border);
    painter->drawLine(option.rect.bottomLeft(), option.rect.bottomRight());
    const qreal half = (inner.width() - margin) / 2.0;
    for (const Form form : {Form::naive, Form::parallel}) {
        const auto shape = m_shapes.find({index.row(), form});
        if (shape != m_shapes.end()) {
            const QRectF area(inner.left() + (form == Form::naive ? 0 : half + margin),
                              inner.top() + line + margin, half, pictureHeight);
            paintShape(*painter, area, shape->second, inkOf(form, m_palette), m_palette.textDim);
        }
    }
    painter->restore();
}

ShapePair::ShapePair(const views::Palette& palette, QWidget* parent)
    : QWidget(parent), m_palette(palette)
{
    setMinimumHeight(210);
    setAccessibleName(tr("Who waits for whom"));
}

void ShapePair::setScenario(const workload::Scenario& scenario, int row,
                            const ScenarioShapes& shapes)
{
    m_scenario = &scenario;
    m_row = row;
    m_shapes = &shapes;
    update();
}

void ShapePair::paintEvent(QPaintEvent* /*event*/)
{
    if (m_scenario == nullptr) {
        return;
    }
    QPainter painter(this);
    if (!m_scenario->has_forms()) {
        paintForm(painter, rect(), Form::naive);
        return;
    }
    const qreal half = (width() - margin) / 2.0;
    paintForm(painter, QRectF(0, 0, half, height()), Form::naive);
    paintForm(painter, QRectF(half + margin, 0, half, height()), Form::parallel);
}

void ShapePair::paintForm(QPainter& painter, const QRectF& area, Form form) const
{
    painter.save();
    painter.setPen(m_palette.border);
    painter.setBrush(m_palette.panel);
    painter.drawRoundedRect(area.adjusted(0.5, 0.5, -0.5, -0.5), 6, 6);
    const QRectF inner = area.adjusted(14, 10, -14, -10);
    const views::Fonts fonts(font());
    const qreal line = QFontMetricsF(fonts.normal).lineSpacing();
    painter.setFont(fonts.bold);
    painter.setPen(m_palette.text);
    const QString title = !m_scenario->has_forms() ? tr("One form")
                          : form == Form::naive    ? tr("Naive")
                                                   : tr("Parallel-friendly");
    painter.drawText(QRectF(inner.left(), inner.top(), inner.width(), line),
                     Qt::AlignLeft | Qt::AlignVCenter, title);
    painter.setFont(fonts.normal);
    const QRectF words(inner.left(), inner.top() + line + 2, inner.width(), 2 * line);
    painter.drawText(words, Qt::AlignLeft | Qt::AlignTop | Qt::TextWordWrap,
                     text(m_scenario->text_of(form)));
    const auto found = m_shapes->find({m_row, form});
    painter.setPen(m_palette.textDim);
    painter.setFont(fonts.small);
    const QRectF caption(inner.left(), inner.bottom() - line, inner.width(), line);
    if (found == m_shapes->end()) {
        painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter, tr("Being measured …"));
    } else {
        const ScenarioShape& shape = found->second;
        const QRectF picture(inner.left(), words.bottom() + 8, inner.width(),
                             caption.top() - words.bottom() - 14);
        paintShape(painter, picture, shape, inkOf(form, m_palette), m_palette.textDim);
        painter.drawText(caption, Qt::AlignLeft | Qt::AlignVCenter,
                         tr("%1, measured; longest chain of dependencies: %2")
                             .arg(views::countedText(shape.nodes.size(), "transaction"))
                             .arg(shape.longest));
    }
    painter.restore();
}

}  // namespace lanescope::app
