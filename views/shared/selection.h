// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/access_set.h"
#include "recording/recording.h"

#include <QObject>

#include <cstdint>
#include <optional>

namespace lanescope::views {

/// A stretch of a run's time, ticks since it began; begin <= end.
struct TimeRange {
    Ticks begin = 0;
    Ticks end = 0;
    friend bool operator==(const TimeRange&, const TimeRange&) = default;
};

/// What a person has picked. Each part may be there or not.
struct Selected {
    std::optional<std::uint32_t> transaction;
    std::optional<std::uint32_t> incarnation;  ///< of that transaction
    std::optional<LocationId> location;
    std::optional<std::uint32_t> worker;
    std::optional<TimeRange> time;
    friend bool operator==(const Selected&, const Selected&) = default;
};

/// The one selection that all views share: whoever is clicked sets it, everybody shows it. GUI thread.
/// Setting what is selected already says nothing, so that views may answer each other.
class Selection final : public QObject {
    Q_OBJECT

public:
    using QObject::QObject;

    [[nodiscard]] const Selected& current() const noexcept { return m_current; }
    [[nodiscard]] std::optional<TxVersion> version() const noexcept
    {
        return m_current.transaction && m_current.incarnation
                   ? std::optional(TxVersion{*m_current.transaction, *m_current.incarnation})
                   : std::nullopt;
    }

    void set(const Selected& selected);
    void clear() { set({}); }
    /// Selects a transaction as a whole; keeps location and time.
    void selectTransaction(std::uint32_t transaction);
    /// Selects one incarnation; keeps location and time.
    void selectVersion(TxVersion version);
    void selectLocation(LocationId location);
    void selectTime(TimeRange range);

signals:
    /// After each change.
    void changed(const lanescope::views::Selected& now, const lanescope::views::Selected& before);

private:
    Selected m_current;
};

}  // namespace lanescope::views
