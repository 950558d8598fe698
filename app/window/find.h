// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/view.h"

#include <QString>

#include <vector>

namespace lanescope::app {

/// Something that a person may have looked for.
struct FindHit {
    QString text;    ///< what it is
    QString detail;  ///< what is known of it
    views::Selected selects;
};

/// What `text` may mean in this run, most exact first, at most `most`: a transaction's number or hash,
/// an address as sender, receiver or account of a location, a slot. Parts of hex are enough from three
/// digits on.
[[nodiscard]] std::vector<FindHit> find(const analysis::RunAnalysis& run, const QString& text,
                                        std::size_t most = 30);

}  // namespace lanescope::app
