// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/view.h"

#include <QImage>
#include <QString>

class QIODevice;

namespace lanescope::views {

/// The view's picture at this size in pixels; with `ratio` 2 the image has twice as many each way.
[[nodiscard]] QImage imageOf(View& view, const QSize& size, qreal ratio = 1);

/// Writes the view's picture into a file: an SVG if its name says so, otherwise an image of the type that
/// its name says (PNG). Gives what went wrong; empty if nothing did.
[[nodiscard]] QString writePicture(View& view, const QSize& size, const QString& path,
                                   qreal ratio = 1);

/// Writes a table as CSV (RFC 4180): a line of titles, then raw values. Gives what went wrong; empty if
/// nothing did.
[[nodiscard]] QString writeCsv(const QAbstractItemModel& table, const QString& path);
void writeCsv(const QAbstractItemModel& table, QIODevice& device);

}  // namespace lanescope::views
