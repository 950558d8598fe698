// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/view.h"
#include "views/summary/measured.h"

#include <QString>
#include <QUrl>

#include <optional>
#include <vector>

namespace lanescope::views {

/// One figure that a person reads first.
struct SummaryCard {
    QString title;
    QString value;
    QString detail;   ///< of what, and compared with what
    QString tooltip;  ///< exact figures, and what the figure means
    QUrl target;      ///< where a click leads; see SummaryLink
    /// How the figure went over the time of the run, of its most, 0 to 1; empty where that says nothing.
    std::vector<double> curve = {};
};

/// What the summary says of a run: figures, and plain sentences as HTML with links.
struct SummaryFacts {
    std::vector<SummaryCard> cards;
    std::vector<QString> sentences;
};

/// Needs neither widgets nor a screen. `picture` null: cards without figures.
[[nodiscard]] SummaryFacts summaryFacts(const RunPicture& picture,
                                        const std::optional<Measured>& measured);

/// What a link of the summary means: "tx:412", "version:412/1", "location:77", "view:timeline".
struct SummaryLink {
    Selected selects;  ///< parts that the link sets
    QString view;      ///< view to bring to the front; empty: none

    [[nodiscard]] static SummaryLink from(const QUrl& url);
};

}  // namespace lanescope::views
