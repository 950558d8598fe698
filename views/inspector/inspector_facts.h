// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "views/shared/view.h"

#include <QString>
#include <QStringList>

#include <optional>
#include <vector>

namespace lanescope::views {

/// One read or write of an incarnation, as a person sees it.
struct AccessFact {
    LocationId location;
    std::optional<Uint256> value;      ///< of code: its hash; of existence: 0 or 1
    QString valueText;                 ///< short
    QString origin;                    ///< of a read: "pre-state", "398·0" …
    std::optional<TxVersion> version;  ///< whom it was read from
    std::uint64_t gasUsed = 0;         ///< by the transaction when it read
    bool stale = false;                ///< validation found that it no longer held
    QString
        committed;  ///< the same of the committed incarnation: origin of a read, value of a write
    bool differs = false;  ///< from the committed incarnation
    /// Of a write of a slot that several variables share: the name of those that it changed, where
    /// names and the value before are known.
    QString changed;
};

/// Everything about one incarnation.
struct IncarnationFacts {
    TxVersion version;
    std::uint32_t worker = 0;
    analysis::Fate fate = analysis::Fate::undecided;
    QString outcome;   ///< "committed", "aborted" …, and how its execution ended
    double begin = 0;  ///< µs since the run began
    double time = 0;   ///< µs of its execution
    std::uint64_t gas = 0;
    QString why;  ///< one line: why it was aborted or suspended; empty otherwise
    std::optional<TxVersion> culprit;  ///< who wrote what made the difference
    std::vector<AccessFact> reads;     ///< in program order
    std::vector<AccessFact> writes;
};

/// "committed", "aborted", "suspended", "undecided"
[[nodiscard]] QString fateText(analysis::Fate fate);
/// Why one read no longer held: "read slot 0x8 of 0x… as written by 398·0, but 405·0 wrote it later".
[[nodiscard]] QString mismatchText(const analysis::RunAnalysis& run, const Mismatch& mismatch);

/// What the transaction asked for and what came of it, decoded, a line each: the call, what it reverted
/// with, its events. Empty without names. What came of it is that of sequential execution, so of the
/// committed incarnation.
[[nodiscard]] QStringList decodedLines(const analysis::RunAnalysis& run, std::uint32_t transaction);
/// The incarnations of a transaction without their accesses, in order.
[[nodiscard]] std::vector<IncarnationFacts> incarnationFacts(const analysis::RunAnalysis& run,
                                                             std::uint32_t transaction);
/// One of them with its reads and writes, each beside that of the committed incarnation.
[[nodiscard]] std::optional<IncarnationFacts> accessFacts(const analysis::RunAnalysis& run,
                                                          TxVersion version);

}  // namespace lanescope::views
