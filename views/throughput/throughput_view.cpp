// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/throughput/throughput_view.h"

#include "views/shared/painting.h"

#include <QPainter>

namespace lanescope::views {

ThroughputView::ThroughputView(Selection& selection, QWidget* parent) : View(selection, parent)
{
    setAccessibleName(tr("Throughput"));
    setFocusPolicy(Qt::StrongFocus);
}

void ThroughputView::setPicture(const RunPicture& picture)
{
    m_picture = picture;
    update();
}

void ThroughputView::setTheme(const Palette& palette)
{
    m_palette = &palette;
    update();
}

void ThroughputView::render(QPainter& painter, const QSize& size)
{
    const QRectF area({0, 0}, QSizeF(size));
    painter.fillRect(area, m_palette->panel);
    paintEmptyState(painter, area, *m_palette, Fonts(font()), tr("No run yet"),
                    tr("Press Run, or open a recording."));
}

void ThroughputView::paintEvent(QPaintEvent*)
{
    QPainter painter(this);
    render(painter, size());
}

}  // namespace lanescope::views
