// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/timeline_view.h"

#include "views/shared/painting.h"

#include <QPainter>

namespace lanescope::views {

TimelineView::TimelineView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    setAccessibleName(tr("Timeline"));
    setFocusPolicy(Qt::StrongFocus);
}

void TimelineView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    update();
}

void TimelineView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    update();
}

void TimelineView::render(QPainter& painter, const QSize& size)
{
    const QRectF area({0, 0}, QSizeF(size));
    painter.fillRect(area, m_palette->panel);
    paintEmptyState(painter, area, *m_palette, Fonts(font()), tr("No run yet"),
                    tr("Press Run, or open a recording."));
}

void TimelineView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    render(painter, size());
}

}  // namespace lanescope::views
