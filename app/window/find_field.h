// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/find.h"

#include <QLineEdit>

#include <functional>

class QListWidget;

namespace lanescope::app {

/// Where `/` leads: finds as one types, in the run, the help and the commands; and goes to what is
/// chosen.
class FindField final : public QLineEdit {
    Q_OBJECT

public:
    explicit FindField(views::Selection& selection, QWidget* parent = nullptr);

    void setPicture(const views::RunPicture& picture);
    /// Gives the commands that are found by their names; asked at each search.
    void setCommands(std::function<QList<QAction*>()> commands)
    {
        m_commands = std::move(commands);
    }
    [[nodiscard]] QListWidget* hits() const { return m_list; }

signals:
    /// This was chosen. What it selects is selected, its command is triggered; the rest is the
    /// window's.
    void found(const lanescope::app::FindHit& hit);
    /// Nothing was chosen, and the keyboard is free.
    void left();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void search();
    void choose(int row);

    views::Selection& m_selection;
    std::optional<RunFinder> m_finder;  ///< nothing while there is no run
    std::function<QList<QAction*>()> m_commands;
    std::vector<FindHit> m_hits;
    QListWidget* m_list = nullptr;
};

}  // namespace lanescope::app
