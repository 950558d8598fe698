// SPDX-License-Identifier: GPL-3.0-or-later
#include "app/window/selection_history.h"

namespace lanescope::app {

SelectionHistory::SelectionHistory(views::Selection& selection, QObject* parent)
    : QObject(parent), m_selection(selection), m_steps{selection.current()}
{
    connect(&selection, &views::Selection::changed, this, &SelectionHistory::remember);
}

void SelectionHistory::remember(const views::Selected& now, const views::Selected& before)
{
    if (m_isGoing) {
        return;
    }
    const auto withoutTime = [](views::Selected selected) {
        selected.time.reset();
        return selected;
    };
    if (withoutTime(now) == withoutTime(before) && m_at > 0) {
        m_steps[m_at] = now;
        return;
    }
    m_steps.resize(m_at + 1);
    if (m_steps.size() == stepsKept) {
        m_steps.erase(m_steps.begin());
    }
    m_steps.push_back(now);
    m_at = m_steps.size() - 1;
    emit changed();
}

void SelectionHistory::goTo(std::size_t step)
{
    m_at = step;
    m_isGoing = true;
    m_selection.set(m_steps[step]);
    m_isGoing = false;
    emit changed();
}

void SelectionHistory::back()
{
    if (canGoBack()) {
        goTo(m_at - 1);
    }
}

void SelectionHistory::forward()
{
    if (canGoForward()) {
        goTo(m_at + 1);
    }
}

void SelectionHistory::clear()
{
    m_steps = {m_selection.current()};
    m_at = 0;
    emit changed();
}

}  // namespace lanescope::app
