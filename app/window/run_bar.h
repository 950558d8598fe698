// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/run_controller.h"

#include <QWidget>

class QAction;
class QComboBox;
class QLabel;
class QPushButton;
class QSlider;
class QSpinBox;

namespace lanescope::app {

/// What a person chooses about a run, and the buttons that steer it.
class RunBar final : public QWidget {
    Q_OBJECT

public:
    /// The actions are the menu's own, so that both are enabled alike.
    struct Actions {
        QAction* open = nullptr;
        QAction* run = nullptr;
        QAction* pause = nullptr;
        QAction* step = nullptr;
        QAction* stop = nullptr;
    };
    RunBar(const Actions& actions, QWidget* findField, QWidget* parent = nullptr);

    /// What is chosen; strategy switches are the menu's.
    [[nodiscard]] RunPlan plan() const;
    void setPlan(const RunPlan& plan);
    /// Position in `paces`.
    [[nodiscard]] int pacePosition() const;
    void setPacePosition(int position);
    /// What can be changed while a run goes on is the pace alone.
    void showState(RunState state);

    [[nodiscard]] QSpinBox* workers() const { return m_workers; }
    [[nodiscard]] QComboBox* strategy() const { return m_strategy; }
    [[nodiscard]] QComboBox* repeat() const { return m_repeat; }
    [[nodiscard]] QSlider* pace() const { return m_pace; }

signals:
    /// Actions a second; 0: full speed.
    void paceChanged(double actionsPerSecond);

private:
    QComboBox* m_strategy = nullptr;
    QSpinBox* m_workers = nullptr;
    QComboBox* m_repeat = nullptr;
    QSlider* m_pace = nullptr;
    QLabel* m_paceText = nullptr;
    QPushButton* m_run = nullptr;
};

/// The numbers of repeats that a person may choose; 0 is endlessly.
void addRepeats(QComboBox& box);

}  // namespace lanescope::app
