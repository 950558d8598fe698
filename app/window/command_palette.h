// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include <QDialog>
#include <QList>

class QAction;
class QLineEdit;
class QListWidget;

namespace lanescope::app {

/// Every command by its name: type a part of it, Enter does it.
class CommandPalette final : public QDialog {
    Q_OBJECT

public:
    CommandPalette(const QList<QAction*>& actions, QWidget* parent);

    [[nodiscard]] QLineEdit* line() const { return m_line; }
    [[nodiscard]] QListWidget* list() const { return m_list; }

protected:
    bool eventFilter(QObject* watched, QEvent* event) override;

private:
    void fill();
    void runCurrent();

    QList<QAction*> m_actions;
    QLineEdit* m_line = nullptr;
    QListWidget* m_list = nullptr;
};

/// An action's text as people read it: without mnemonics and dots.
[[nodiscard]] QString plainText(const QAction* action);
/// Whether every word of `wanted` stands somewhere in `text`, in whatever case.
[[nodiscard]] bool matches(const QString& text, const QString& wanted);

}  // namespace lanescope::app
