// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/run_analysis.h"

#include <optional>
#include <vector>

namespace lanescope::views {

/// One reason why an incarnation's work was wasted: what it read, and whose write it was.
struct Cause {
    TxVersion reader;
    TxVersion writer;
    LocationId location;
    bool isSuspension = false;
    MismatchKind kind = MismatchKind::newer_write;  ///< of an abort
    bool isCharged = false;                         ///< the earliest, which pays for the waste
};

/// Why this incarnation was aborted or suspended, earliest read first; empty if it was neither. The
/// writer of a suspension is the incarnation that the reader waited for.
[[nodiscard]] std::vector<Cause> causesOf(const analysis::RunAnalysis& run, TxVersion version);

/// One hop further: the writer whom the waste is charged to.
[[nodiscard]] std::optional<TxVersion> causeOf(const analysis::RunAnalysis& run, TxVersion version);

/// One hop back: the first incarnation whose waste is charged to this one.
[[nodiscard]] std::optional<TxVersion> victimOf(const analysis::RunAnalysis& run,
                                                TxVersion version);

}  // namespace lanescope::views
