// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "recording/recording.h"

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <iterator>
#include <optional>
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

/// How often one transaction was executed.
struct TransactionExecutions {
    std::uint32_t incarnations = 0;
    std::uint32_t aborted = 0;
    std::uint32_t suspended = 0;

    [[nodiscard]] std::uint32_t re_executions() const noexcept
    {
        return incarnations == 0 ? 0 : incarnations - 1;
    }
    friend bool operator==(const TransactionExecutions&, const TransactionExecutions&) = default;
};

/// What every analysis starts from: the incarnations of a recording by transaction. Of a live
/// recording all that had ended at its watermark. Linear in the recording's size; keeps the run
/// alive, and points into it: of an incarnation it holds 9 bytes, 17 where access sets were recorded,
/// and makes the rest when asked.
class Incarnations {
public:
    explicit Incarnations(Recording recording);

    [[nodiscard]] const Recording& recording() const noexcept { return recording_; }
    /// What the analyses count as the run's duration: up to the watermark.
    [[nodiscard]] Ticks duration() const noexcept { return recording_.watermark(); }
    /// Of the block, executed or not.
    [[nodiscard]] std::uint32_t transaction_count() const noexcept
    {
        return static_cast<std::uint32_t>(first_.size() - 1);
    }

    /// Incarnations that follow one another, each made when it is asked for.
    class Range {
    public:
        class Iterator {
        public:
            using value_type = Incarnation;
            using difference_type = std::ptrdiff_t;
            using reference = Incarnation;
            using pointer = void;
            using iterator_category = std::input_iterator_tag;
            Iterator() = default;
            Iterator(const Incarnations& incarnations, std::size_t at) noexcept
                : incarnations_(&incarnations), at_(at)
            {
            }
            [[nodiscard]] Incarnation operator*() const noexcept { return incarnations_->at(at_); }
            Iterator& operator++() noexcept
            {
                ++at_;
                return *this;
            }
            Iterator operator++(int) noexcept
            {
                const Iterator old = *this;
                ++at_;
                return old;
            }
            friend bool operator==(const Iterator& a, const Iterator& b) noexcept
            {
                return a.at_ == b.at_;
            }

        private:
            const Incarnations* incarnations_ = nullptr;
            std::size_t at_ = 0;
        };

        Range(const Incarnations& incarnations, std::size_t begin, std::size_t end) noexcept
            : incarnations_(&incarnations), begin_(begin), end_(end)
        {
        }
        [[nodiscard]] std::size_t size() const noexcept { return end_ - begin_; }
        [[nodiscard]] bool empty() const noexcept { return begin_ == end_; }
        [[nodiscard]] Iterator begin() const noexcept { return {*incarnations_, begin_}; }
        [[nodiscard]] Iterator end() const noexcept { return {*incarnations_, end_}; }
        [[nodiscard]] Incarnation operator[](std::size_t at) const noexcept
        {
            return incarnations_->at(begin_ + at);
        }
        [[nodiscard]] Incarnation front() const noexcept { return incarnations_->at(begin_); }
        [[nodiscard]] Incarnation back() const noexcept { return incarnations_->at(end_ - 1); }

    private:
        const Incarnations* incarnations_;
        std::size_t begin_;
        std::size_t end_;
    };

    /// By transaction, then by incarnation.
    [[nodiscard]] Range all() const noexcept { return {*this, 0, fates_.size()}; }
    [[nodiscard]] Range of(std::uint32_t transaction) const noexcept
    {
        return {*this, first_[transaction], first_[transaction + 1]};
    }
    /// Calls `visit` with each that was aborted or suspended, in the order of all(), and looks at no
    /// other.
    template <class Visit>
    void for_each_wasted(Visit&& visit) const
    {
        auto abort = aborts_.begin();
        for (std::size_t place = 0; place < fates_.size(); ++place) {
            if (fates_[place] == Fate::suspended) {
                visit(without_abort(place));
            } else if (fates_[place] == Fate::aborted) {
                while (abort->place < place) {
                    ++abort;
                }
                Incarnation incarnation = without_abort(place);
                incarnation.abort = abort->abort;
                visit(incarnation);
            }
        }
    }
    /// Nothing if it had not ended, or never began.
    [[nodiscard]] std::optional<Incarnation> find(TxVersion version) const noexcept;
    /// As find() says, undecided of nothing; looks into a byte an incarnation where it can, which fits
    /// into a cache when all of them do not.
    [[nodiscard]] Fate fate_of(TxVersion version) const noexcept
    {
        const std::size_t place = place_of(version);
        return place == none ? Fate::undecided : fates_[place];
    }
    /// As far as the recording goes. Looks at as many bytes as there are incarnations of it.
    [[nodiscard]] TransactionExecutions executions_of(std::uint32_t transaction) const noexcept
    {
        TransactionExecutions executions;
        for (std::size_t at = first_[transaction]; at < first_[transaction + 1]; ++at) {
            ++executions.incarnations;
            executions.aborted += fates_[at] == Fate::aborted ? 1 : 0;
            executions.suspended += fates_[at] == Fate::suspended ? 1 : 0;
        }
        return executions;
    }

    /// The first so many transactions are known to be committed.
    [[nodiscard]] std::uint32_t committed_count() const noexcept { return committed_count_; }
    /// The incarnation that was committed; of a transaction below committed_count().
    [[nodiscard]] Incarnation committed(std::uint32_t transaction) const noexcept
    {
        return without_abort(committed_place(transaction));
    }
    /// False of a run that recorded executions by their spans alone, as version 0.2 did in sequence.
    [[nodiscard]] bool has_access_sets() const noexcept { return has_access_sets_; }

    /// What this holds beside the recording.
    [[nodiscard]] std::size_t bytes() const noexcept
    {
        return places_.capacity() * sizeof(Place) + ends_.capacity() * sizeof(Ticks) +
               fates_.capacity() * sizeof(Fate) + aborts_.capacity() * sizeof(AbortAt) +
               first_.capacity() * sizeof(first_[0]);
    }

private:
    static constexpr std::size_t none = ~std::size_t{0};

    /// Where the recording has an incarnation: in its worker's list of incarnations, or of spans where
    /// that is all that it has.
    struct Place {
        static constexpr unsigned worker_bits = 16;
        std::uint64_t worker : worker_bits;
        std::uint64_t at : 64 - worker_bits;
    };
    static_assert(sizeof(Place) == 8 && max_workers <= 1u << Place::worker_bits);

    struct AbortAt {
        std::uint32_t place = 0;
        const Abort* abort = nullptr;
    };

    /// Of all that had ended: calls visit(Place, TxVersion, Ticks end, bool suspended).
    template <class Visit>
    void for_each_recorded(Visit&& visit) const;
    void sort_by_transaction();
    bool place_by_number();
    void place_in_order();
    void decide_fates();

    [[nodiscard]] std::size_t place_of(TxVersion version) const noexcept
    {
        if (version.index >= transaction_count()) {
            return none;
        }
        if (!is_gapless_) {
            return search(version);
        }
        const std::size_t at = std::size_t{first_[version.index]} + version.incarnation;
        return at < first_[version.index + 1] ? at : none;
    }
    [[nodiscard]] std::size_t search(TxVersion version) const noexcept;
    /// As a rule the last one of the transaction; none if there is none.
    [[nodiscard]] std::size_t committed_place(std::uint32_t transaction) const noexcept
    {
        for (std::size_t at = first_[transaction + 1]; at > first_[transaction]; --at) {
            if (fates_[at - 1] == Fate::committed) {
                return at - 1;
            }
        }
        return none;
    }
    [[nodiscard]] TxVersion version_at(std::size_t at) const noexcept
    {
        const Place place = places_[at];
        return is_of_records_ ? recording_.incarnations(place.worker)[place.at].version
                              : recording_.spans(place.worker)[place.at].version;
    }
    [[nodiscard]] Incarnation at(std::size_t at) const noexcept;
    [[nodiscard]] Incarnation without_abort(std::size_t at) const noexcept;

    Recording recording_;
    bool is_of_records_ = false;        ///< else of spans
    std::vector<Place> places_;         ///< by transaction, then by incarnation
    std::vector<Ticks> ends_;           ///< of places_; of spans none, which say it themselves
    std::vector<Fate> fates_;           ///< of places_
    std::vector<AbortAt> aborts_;       ///< of the aborted ones of places_, in order
    std::vector<std::uint32_t> first_;  ///< by transaction, into places_; one more at the end
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
