// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/view.h"

#include <QList>
#include <QPointer>
#include <QString>

#include <optional>
#include <vector>

class QAction;

namespace lanescope::app {

/// Something that a person may have looked for, and where it leads: one of what follows `detail`.
struct FindHit {
    QString text;    ///< what it is
    QString detail;  ///< what is known of it
    std::optional<views::Selected> selects;
    QString filter;             ///< words that leave its transactions in their table
    QString page;               ///< of the help
    QPointer<QAction> command;  ///< to be triggered
};

/// Finds in one run. Its first search walks through all access sets.
class RunFinder {
public:
    explicit RunFinder(views::RunPicture picture) : m_picture(std::move(picture)) {}

    /// What `text` may mean, most exact first, at most `most`: a transaction's number or hash, an
    /// address as sender, receiver or account, any location that was read or written. Parts of hex
    /// are enough from three digits on.
    [[nodiscard]] std::vector<FindHit> find(const QString& text, std::size_t most = 30);

private:
    struct Search;
    void findTransactions(Search& search) const;
    void findAccounts(Search& search) const;
    void findLocations(Search& search);
    void collectLocations();

    views::RunPicture m_picture;
    /// All that were read or written, those that cost most first; nothing before the first search.
    std::optional<std::vector<LocationId>> m_locations;
};

/// Pages of the help that have all words of `text` in their title or, behind those, in their text.
[[nodiscard]] std::vector<FindHit> findHelp(const QString& text, std::size_t most = 4);
/// Enabled commands that have all words of `text` in their names.
[[nodiscard]] std::vector<FindHit> findCommands(const QList<QAction*>& actions, const QString& text,
                                                std::size_t most = 6);

}  // namespace lanescope::app
