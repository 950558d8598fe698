// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/settings.h"

#include <QDialog>

class QCheckBox;
class QComboBox;
class QPushButton;
class QSpinBox;

namespace lanescope::app {

/// What a person sets once, and the program remembers. Nothing counts before Save.
class Preferences final : public QDialog {
    Q_OBJECT

public:
    /// Shows what `settings` have; they outlive the dialog.
    explicit Preferences(Settings& settings, QWidget* parent = nullptr);

    [[nodiscard]] QComboBox* theme() const { return m_theme; }
    [[nodiscard]] QSpinBox* workers() const { return m_workers; }
    [[nodiscard]] QComboBox* repeats() const { return m_repeats; }
    [[nodiscard]] QCheckBox* runsWhenOpened() const { return m_runsWhenOpened; }
    [[nodiscard]] QCheckBox* references() const { return m_references; }
    [[nodiscard]] QSpinBox* framesPerSecond() const { return m_frames; }
    [[nodiscard]] QSpinBox* percentOfCore() const { return m_percent; }
    [[nodiscard]] QPushButton* clearRecent() const { return m_clearRecent; }

    /// Writes what the dialog shows into the settings.
    void accept() override;

signals:
    /// The list of recent files was cleared, at once.
    void recentFilesCleared();

private:
    Settings& m_settings;
    QComboBox* m_theme = nullptr;
    QSpinBox* m_workers = nullptr;
    QComboBox* m_repeats = nullptr;
    QCheckBox* m_runsWhenOpened = nullptr;
    QCheckBox* m_references = nullptr;
    QSpinBox* m_frames = nullptr;
    QSpinBox* m_percent = nullptr;
    QPushButton* m_clearRecent = nullptr;
};

}  // namespace lanescope::app
