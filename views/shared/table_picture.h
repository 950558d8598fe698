// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/palette.h"

#include <QFont>

class QAbstractItemModel;
class QPainter;
class QSize;

namespace lanescope::views {

/// Paints a table's heads and as many rows as fit: what PNG and SVG export of a table show.
void paintTable(QPainter& painter, const QSize& size, const QAbstractItemModel& model,
                const Palette& palette, const QFont& font);

}  // namespace lanescope::views
