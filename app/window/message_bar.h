// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QFrame>

class QLabel;
class QProgressBar;
class QPushButton;

namespace lanescope::app {

/// One line above the views for what a person must know and need not answer: an error, or work that
/// can be cancelled. Hidden while there is nothing to say.
class MessageBar final : public QFrame {
    Q_OBJECT

public:
    explicit MessageBar(QWidget* parent = nullptr);

    /// Stays until it is closed, or something else is shown.
    void showError(const QString& text);
    void showNote(const QString& text);
    /// With a busy bar and Cancel, until clear().
    void showProgress(const QString& text);
    void clear();
    [[nodiscard]] QString text() const;
    [[nodiscard]] bool isProgress() const { return m_isProgress; }

signals:
    void cancelled();

private:
    void show(const QString& icon, const QString& text, bool progress);

    QLabel* m_icon = nullptr;
    QLabel* m_text = nullptr;
    QProgressBar* m_progress = nullptr;
    QPushButton* m_button = nullptr;
    bool m_isProgress = false;
};

}  // namespace lanescope::app
