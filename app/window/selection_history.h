// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/selection.h"

#include <QObject>

#include <vector>

namespace lanescope::app {

/// The selections that a person has gone through, to go back and forward as in a browser. What only
/// drags a time range along is one step.
class SelectionHistory final : public QObject {
    Q_OBJECT

public:
    explicit SelectionHistory(views::Selection& selection, QObject* parent = nullptr);

    [[nodiscard]] bool canGoBack() const { return m_at > 0; }
    [[nodiscard]] bool canGoForward() const { return m_at + 1 < m_steps.size(); }
    void back();
    void forward();
    /// Forgets everything: selections of another block mean nothing.
    void clear();

signals:
    void changed();

private:
    void remember(const views::Selected& now, const views::Selected& before);
    void goTo(std::size_t step);

    static constexpr std::size_t stepsKept = 200;
    views::Selection& m_selection;
    std::vector<views::Selected> m_steps;
    std::size_t m_at = 0;
    bool m_isGoing = false;
};

}  // namespace lanescope::app
