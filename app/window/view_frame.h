// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/view.h"

#include <QFrame>

class QAction;
class QLabel;
class QStackedWidget;
class QToolButton;

namespace lanescope::views {
class TablePanel;
}

namespace lanescope::app {

/// A view with its title, its table twin and its exports: what a dock, or the window's middle, holds.
class ViewFrame final : public QFrame {
    Q_OBJECT

public:
    /// `name`: as links and settings name the view, "hot-locations". `isTable`: the view is a table, and
    /// needs no twin.
    ViewFrame(const QString& name, const QString& title, const QString& hint, views::View* view,
              views::Selection& selection, bool isTable, QWidget* parent = nullptr);

    [[nodiscard]] const QString& name() const { return m_name; }
    [[nodiscard]] const QString& title() const { return m_title; }
    [[nodiscard]] views::View* view() const { return m_view; }
    [[nodiscard]] views::TablePanel* twin() const { return m_twin; }
    /// Gives the view the run. A view that nobody sees takes snapshots of a live run only when it is
    /// shown: dear ones would cost the run for nothing.
    void setPicture(const views::RunPicture& picture);
    /// The view comes to the front; of what is in a tab only its dock knows that.
    void showPending();
    [[nodiscard]] bool showsTable() const;
    void setTheme(const views::Palette& palette);
    /// A tab says the title already.
    void setTitleShown(bool shown);
    void showTable(bool table);
    /// Gives the keyboard to what is shown.
    void focusView();

    /// Writes the picture, or of .csv the table. An empty text, or why it could not be written.
    [[nodiscard]] QString exportTo(const QString& path) const;

signals:
    /// A person asks for a file; `suffix`: "png", "svg" or "csv".
    void exportWanted(lanescope::app::ViewFrame* frame, const QString& suffix);

protected:
    void showEvent(QShowEvent* event) override;
    void resizeEvent(QResizeEvent* event) override;

private:
    [[nodiscard]] bool isSeen() const;

    views::RunPicture m_pending;  ///< waits until the view is seen
    QString m_name;
    QString m_title;
    views::View* m_view;
    views::TablePanel* m_twin = nullptr;
    QLabel* m_titleLabel = nullptr;
    QLabel* m_hintLabel = nullptr;
    QToolButton* m_tableButton = nullptr;
    QStackedWidget* m_stack = nullptr;
    const views::Palette* m_palette = nullptr;
};

}  // namespace lanescope::app
