// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/re_executions/re_executions_view.h"

#include "views/shared/painting.h"

#include <QPainter>

namespace lanescope::views {

ReExecutionsView::ReExecutionsView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    setAccessibleName(tr("Re-executions"));
    setFocusPolicy(Qt::StrongFocus);
}

void ReExecutionsView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    update();
}

void ReExecutionsView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    update();
}

void ReExecutionsView::render(QPainter& painter, const QSize& size)
{
    const QRectF area({0, 0}, QSizeF(size));
    painter.fillRect(area, m_palette->panel);
    paintEmptyState(painter, area, *m_palette, Fonts(font()), tr("No run yet"),
                    tr("Press Run, or open a recording."));
}

void ReExecutionsView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    render(painter, size());
}

}  // namespace lanescope::views
