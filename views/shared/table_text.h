// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QModelIndexList>
#include <QString>

class QAbstractItemModel;

namespace lanescope::views {

/// The whole model as RFC 4180 says, heads first; numbers raw, with a point and without grouping.
[[nodiscard]] QString csvOf(const QAbstractItemModel& model);
/// The rows of these cells, heads first, as the screen shows them, with tabs between: for the clipboard.
[[nodiscard]] QString tabbedText(const QModelIndexList& cells);

}  // namespace lanescope::views
