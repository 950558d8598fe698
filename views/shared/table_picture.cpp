// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/table_picture.h"

#include <QAbstractItemModel>
#include <QFontMetrics>
#include <QPainter>

#include <algorithm>
#include <vector>

namespace lanescope::views {

void paintTable(QPainter& painter, const QSize& size, const QAbstractItemModel& model,
                const Palette& palette, const QFont& font)
{
    constexpr int margin = 12;
    constexpr int gap = 16;
    const QFontMetrics metrics(font);
    const int lineHeight = metrics.height() + 8;
    const int rows =
        std::min(model.rowCount(), std::max(0, (size.height() - 2 * margin) / lineHeight - 1));
    painter.fillRect(QRect(QPoint(), size), palette.panel);
    painter.setFont(font);
    int x = margin;
    for (int column = 0; column < model.columnCount() && x < size.width() - margin; ++column) {
        const QString head = model.headerData(column, Qt::Horizontal).toString();
        int width = metrics.horizontalAdvance(head);
        for (int row = 0; row < rows; ++row) {
            width = std::max(width,
                             metrics.horizontalAdvance(model.index(row, column).data().toString()));
        }
        width = std::min(width, size.width() - margin - x);
        const auto cell = [&](int line) {
            return QRect(x, margin + line * lineHeight, width, lineHeight);
        };
        painter.setPen(palette.textDim);
        painter.drawText(cell(0), Qt::AlignLeft | Qt::AlignVCenter,
                         metrics.elidedText(head, Qt::ElideRight, width));
        painter.setPen(palette.text);
        for (int row = 0; row < rows; ++row) {
            const QModelIndex index = model.index(row, column);
            const QVariant aligned = index.data(Qt::TextAlignmentRole);
            const auto alignment = aligned.isValid() ? Qt::Alignment(aligned.toInt())
                                                     : Qt::AlignLeft | Qt::AlignVCenter;
            painter.drawText(cell(row + 1), static_cast<int>(alignment),
                             metrics.elidedText(index.data().toString(), Qt::ElideMiddle, width));
        }
        x += width + gap;
    }
    painter.setPen(palette.border);
    painter.drawLine(margin, margin + lineHeight, size.width() - margin, margin + lineHeight);
}

}  // namespace lanescope::views
