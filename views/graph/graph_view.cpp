// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/graph/graph_view.h"

#include "views/shared/painting.h"

#include <QPainter>

namespace lanescope::views {

GraphView::GraphView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    setAccessibleName(tr("Conflict graph"));
    setFocusPolicy(Qt::StrongFocus);
}

void GraphView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    update();
}

void GraphView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    update();
}

void GraphView::render(QPainter& painter, const QSize& size)
{
    const QRectF area({0, 0}, QSizeF(size));
    painter.fillRect(area, m_palette->panel);
    paintEmptyState(painter, area, *m_palette, Fonts(font()), tr("No run yet"),
                    tr("Press Run, or open a recording."));
}

void GraphView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    render(painter, size());
}

}  // namespace lanescope::views
