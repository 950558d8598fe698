// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

class QAction;

namespace lanescope::app {

/// What every key does: those of the commands, and those of the views.
class KeySheet final : public QDialog {
    Q_OBJECT

public:
    KeySheet(const QList<QAction*>& actions, QWidget* parent);
};

}  // namespace lanescope::app
