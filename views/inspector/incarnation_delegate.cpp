// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/inspector/incarnation_delegate.h"

#include "views/shared/painting.h"

#include <QPainter>

namespace lanescope::views {

void IncarnationDelegate::paint(QPainter* painter, const QStyleOptionViewItem& option,
                                const QModelIndex& index) const
{
    const bool isSelected = option.state.testFlag(QStyle::State_Selected);
    const QRectF area = QRectF(option.rect).adjusted(6, 2, -6, -2);
    painter->save();
    painter->fillRect(area, isSelected ? m_palette->selection : m_palette->raised);
    paintSpanBox(*painter, QRectF(area.left(), area.top(), 6, area.height()),
                 static_cast<SpanLook>(index.data(lookRole).toInt()), *m_palette);
    if (option.state.testFlag(QStyle::State_HasFocus)) {
        painter->setPen(m_palette->accent);
        painter->drawRect(area.adjusted(0, 0, -1, -1));
    }
    const QFontMetrics& metrics = option.fontMetrics;
    const QRectF text = area.adjusted(14, 4, -8, -4);
    const QString time = index.data(timeRole).toString();
    const QString why = index.data(whyRole).toString();
    const double timeWidth = metrics.horizontalAdvance(time) + 8;
    painter->setFont(option.font);
    painter->setPen(m_palette->text);
    const QRectF first(text.left(), text.top(), text.width(), metrics.height());
    painter->drawText(first, Qt::AlignLeft | Qt::AlignVCenter,
                      metrics.elidedText(index.data().toString(), Qt::ElideRight,
                                         static_cast<int>(text.width() - timeWidth)));
    painter->setPen(m_palette->textDim);
    painter->drawText(first, Qt::AlignRight | Qt::AlignVCenter, time);
    if (!why.isEmpty()) {
        painter->drawText(first.translated(0, metrics.height() + 2),
                          Qt::AlignLeft | Qt::AlignVCenter,
                          metrics.elidedText(why, Qt::ElideRight, static_cast<int>(text.width())));
    }
    painter->restore();
}

QSize IncarnationDelegate::sizeHint(const QStyleOptionViewItem& option,
                                    const QModelIndex& index) const
{
    const int lines = index.data(whyRole).toString().isEmpty() ? 1 : 2;
    return {80, lines * (option.fontMetrics.height() + 2) + 12};
}

}  // namespace lanescope::views
