// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/shared/selection.h"

namespace lanescope::views {

void Selection::set(const Selected& selected)
{
    if (selected == m_current) {
        return;
    }
    const Selected before = m_current;
    m_current = selected;
    emit changed(m_current, before);
}

void Selection::selectTransaction(std::uint32_t transaction)
{
    Selected next = m_current;
    next.transaction = transaction;
    next.incarnation.reset();
    set(next);
}

void Selection::selectVersion(TxVersion version)
{
    Selected next = m_current;
    next.transaction = version.index;
    next.incarnation = version.incarnation;
    set(next);
}

void Selection::selectLocation(LocationId location)
{
    Selected next = m_current;
    next.location = location;
    set(next);
}

void Selection::selectTime(TimeRange range)
{
    Selected next = m_current;
    next.time = range;
    set(next);
}

}  // namespace lanescope::views
