// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/palette.h"

#include <QStyledItemDelegate>

namespace lanescope::views {

/// One incarnation as two lines behind a stripe with the colour and pattern of what became of it.
class IncarnationDelegate final : public QStyledItemDelegate {
    Q_OBJECT

public:
    enum Role {
        lookRole = Qt::UserRole + 1,  ///< SpanLook, as int
        timeRole,                     ///< text at the right
        whyRole,                      ///< second line
    };
    using QStyledItemDelegate::QStyledItemDelegate;

    void setTheme(const Palette& palette) { m_palette = &palette; }
    void paint(QPainter* painter, const QStyleOptionViewItem& option,
               const QModelIndex& index) const override;
    [[nodiscard]] QSize sizeHint(const QStyleOptionViewItem& option,
                                 const QModelIndex& index) const override;

private:
    const Palette* m_palette = &Palette::darkTheme();
};

}  // namespace lanescope::views
