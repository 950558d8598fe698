// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"

#include <cstdint>
#include <optional>
#include <span>
#include <vector>

namespace lanescope::analysis {

/// By what something is weighed: ticks, or gas.
enum class Measure : std::uint8_t { time, gas };

/// What became of an incarnation.
enum class Fate : std::uint8_t {
    committed,
    aborted,
    suspended,
    undecided,  ///< neither, as far as the recording goes: it goes on, was cancelled, or failed
};

/// One incarnation, and what the rest of the recording says of it.
struct Incarnation {
    TxVersion version;
    std::uint32_t worker = 0;
    Fate fate = Fate::undecided;
    Ticks time = 0;         ///< of its execution, publishing included
    std::uint64_t gas = 0;  ///< of a suspended one: up to where it stopped, or its last read
    const AccessSet* access = nullptr;  ///< null where the run recorded none
    const Abort* abort = nullptr;       ///< of an aborted one

    /// Time or gas.
    [[nodiscard]] std::uint64_t amount(Measure measure) const noexcept
    {
        return measure == Measure::time ? time : gas;
    }
    [[nodiscard]] bool is_wasted() const noexcept
    {
        return fate == Fate::aborted || fate == Fate::suspended;
    }
    /// The location that its waste is charged to: of the earliest read that no longer held, or of
    /// the ESTIMATE. Nothing if it was not wasted, or its recording does not say.
    [[nodiscard]] std::optional<LocationId> charged_location() const noexcept;
};

/// What every analysis starts from: the incarnations of a recording by transaction. Of a live
/// recording all that had ended at its watermark. Linear in the recording's size; keeps the run
/// alive, and points into it.
class Incarnations {
public:
    explicit Incarnations(Recording recording);

    [[nodiscard]] const Recording& recording() const noexcept { return recording_; }
    /// What the analyses count as the run's duration: up to the watermark.
    [[nodiscard]] Ticks duration() const noexcept { return recording_.watermark(); }
    /// Of the block, executed or not.
    [[nodiscard]] std::uint32_t transaction_count() const noexcept
    {
        return static_cast<std::uint32_t>(committed_.size());
    }
    /// By transaction, then by incarnation.
    [[nodiscard]] std::span<const Incarnation> all() const noexcept { return all_; }
    [[nodiscard]] std::span<const Incarnation> of(std::uint32_t transaction) const noexcept
    {
        return std::span(all_).subspan(first_[transaction],
                                       first_[transaction + 1] - first_[transaction]);
    }
    /// Null if it had not ended, or never began.
    [[nodiscard]] const Incarnation* find(TxVersion version) const noexcept;
    /// As find() says, undecided of null; looks into a byte an incarnation where it can, which fits into
    /// a cache when all of them do not.
    [[nodiscard]] Fate fate_of(TxVersion version) const noexcept
    {
        if (!is_gapless_) {
            const Incarnation* incarnation = find(version);
            return incarnation == nullptr ? Fate::undecided : incarnation->fate;
        }
        if (version.index >= transaction_count()) {
            return Fate::undecided;
        }
        const std::uint64_t at = std::uint64_t{first_[version.index]} + version.incarnation;
        return at < first_[version.index + 1] ? fates_[at] : Fate::undecided;
    }

    /// The first so many transactions are known to be committed.
    [[nodiscard]] std::uint32_t committed_count() const noexcept { return committed_count_; }
    /// The incarnation that was committed; of a transaction below committed_count().
    [[nodiscard]] const Incarnation& committed(std::uint32_t transaction) const noexcept
    {
        return all_[committed_[transaction]];
    }
    /// False of a run that recorded executions by their spans alone, as a sequential one does.
    [[nodiscard]] bool has_access_sets() const noexcept { return has_access_sets_; }

private:
    static constexpr std::uint32_t none = ~0u;

    [[nodiscard]] std::uint32_t place_of(TxVersion version) const noexcept;
    void collect_from_records(std::vector<Incarnation>& found) const;
    void collect_from_spans(std::vector<Incarnation>& found) const;
    void sort_by_transaction(std::vector<Incarnation> found);
    void decide_fates();

    Recording recording_;
    std::vector<Incarnation> all_;
    std::vector<Fate> fates_;               ///< of all_, side by side
    std::vector<std::uint32_t> first_;      ///< by transaction, into all_; one more at the end
    std::vector<std::uint32_t> committed_;  ///< by transaction, into all_
    bool is_gapless_ = true;  ///< each incarnation stands at its own number, counted from first_
    std::uint32_t committed_count_ = 0;
    bool has_access_sets_ = false;
};

/// Part of a whole, 0 to 1; 0 of nothing.
[[nodiscard]] inline double share(std::uint64_t part, std::uint64_t whole) noexcept
{
    return whole == 0 ? 0 : static_cast<double>(part) / static_cast<double>(whole);
}

}  // namespace lanescope::analysis
