// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "app/window/find.h"

#include <QLineEdit>

class QListWidget;

namespace lanescope::app {

/// Where `/` leads: finds as one types, and selects what is chosen.
class FindField final : public QLineEdit {
    Q_OBJECT

public:
    explicit FindField(views::Selection& selection, QWidget* parent = nullptr);

    void setPicture(const views::RunPicture& picture) { m_picture = picture; }
    [[nodiscard]] QListWidget* hits() const { return m_list; }

signals:
    /// Something was chosen, and is selected.
    void found();

protected:
    void keyPressEvent(QKeyEvent* event) override;
    void focusOutEvent(QFocusEvent* event) override;

private:
    void search();
    void choose(int row);

    views::Selection& m_selection;
    views::RunPicture m_picture;
    std::vector<FindHit> m_hits;
    QListWidget* m_list = nullptr;
};

}  // namespace lanescope::app
