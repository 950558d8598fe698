// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/incarnations.h"

#include <algorithm>
#include <utility>

namespace lanescope::analysis {

namespace {

/// An unwound execution has no gas of its own, but its reads say how far it had come.
std::uint64_t gas_of(const IncarnationRecord& record)
{
    const auto& reads = record.access.reads;
    return record.end == IncarnationEnd::suspended && !reads.empty()
               ? std::max<std::uint64_t>(record.gas_used, reads.back().gas_used)
               : record.gas_used;
}

/// The next execution span of a worker, from `at` on.
const Span* next_execution(const Recording::Range<Span>& spans, std::size_t& at)
{
    while (at < spans.size()) {
        const Span& span = spans[at++];
        if (span.kind == SpanKind::execution) {
            return &span;
        }
    }
    return nullptr;
}

}  // namespace

std::optional<LocationId> Incarnation::charged_location() const noexcept
{
    if (fate == Fate::aborted && abort != nullptr && !abort->mismatches.empty()) {
        return abort->mismatches.front().location;
    }
    if (fate == Fate::suspended && access != nullptr &&
        access->stopped.reason == StoppedAt::Reason::estimate) {
        return access->stopped.location;
    }
    return std::nullopt;
}

Incarnations::Incarnations(Recording recording) : recording_(std::move(recording))
{
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        is_of_records_ = is_of_records_ || recording_.incarnations(worker).size() > 0;
    }
    sort_by_transaction();
    decide_fates();
}

template <class Visit>
void Incarnations::for_each_recorded(Visit&& visit) const
{
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        const auto spans = recording_.spans(worker);
        if (!is_of_records_) {
            std::size_t at = 0;
            for (const Span& span : spans) {
                if (span.kind == SpanKind::execution && span.end <= duration()) {
                    visit(Place{worker, at}, span.version, span.end,
                          span.outcome == SpanOutcome::suspended);
                }
                ++at;
            }
            continue;
        }
        std::size_t at = 0;
        std::size_t next_span = 0;
        for (const IncarnationRecord& record : recording_.incarnations(worker)) {
            // Each record is followed by its span, which ends when the writes are published; only
            // the last ones can lack it.
            const Span* span = next_execution(spans, next_span);
            const Ticks end =
                span != nullptr && span->version == record.version ? span->end : record.finish;
            if (end <= duration()) {
                visit(Place{worker, at}, record.version, end,
                      record.end == IncarnationEnd::suspended);
            }
            ++at;
        }
    }
}

void Incarnations::sort_by_transaction()
{
    const std::size_t count = recording_.input().block.transactions.size();
    bool is_empty = true;
    first_.assign(count + 1, 0);
    for_each_recorded([&](Place, TxVersion version, Ticks, bool) {
        is_empty = false;
        if (version.index < count) {
            ++first_[version.index + 1];
        }
    });
    has_access_sets_ = is_of_records_ || is_empty;
    for (std::size_t i = 0; i < count; ++i) {
        first_[i + 1] += first_[i];
    }
    fates_.assign(first_.back(), Fate::undecided);
    places_.resize(fates_.size());
    ends_.resize(is_of_records_ ? fates_.size() : 0);
    is_gapless_ = place_by_number();
    if (!is_gapless_) {
        place_in_order();
    }
}

bool Incarnations::place_by_number()
{
    std::vector<bool> taken(places_.size());
    bool fits = true;
    for_each_recorded([&](Place place, TxVersion version, Ticks end, bool suspended) {
        if (version.index >= transaction_count() || !fits) {
            return;
        }
        const std::size_t at = std::size_t{first_[version.index]} + version.incarnation;
        if (at >= first_[version.index + 1] || taken[at]) {
            fits = false;
            return;
        }
        taken[at] = true;
        places_[at] = place;
        fates_[at] = suspended ? Fate::suspended : Fate::undecided;
        if (is_of_records_) {
            ends_[at] = end;
        }
    });
    return fits;
}

void Incarnations::place_in_order()
{
    struct Found {
        TxVersion version;
        Place place;
        Ticks end = 0;
        bool suspended = false;
    };
    std::vector<Found> found;
    found.reserve(places_.size());
    for_each_recorded([&](Place place, TxVersion version, Ticks end, bool suspended) {
        if (version.index < transaction_count()) {
            found.push_back({version, place, end, suspended});
        }
    });
    std::ranges::stable_sort(found, {}, &Found::version);
    for (std::size_t at = 0; at < found.size(); ++at) {
        places_[at] = found[at].place;
        fates_[at] = found[at].suspended ? Fate::suspended : Fate::undecided;
        if (is_of_records_) {
            ends_[at] = found[at].end;
        }
    }
}

void Incarnations::decide_fates()
{
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        for (const Abort& abort : recording_.aborts(worker)) {
            const std::size_t at = place_of(abort.version);
            if (at != none && abort.at <= duration()) {
                fates_[at] = Fate::aborted;
                aborts_.push_back({static_cast<std::uint32_t>(at), &abort});
            }
        }
    }
    aborts_.shrink_to_fit();
    std::ranges::stable_sort(aborts_, {}, &AbortAt::place);
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        for (const Decision& decision : recording_.decisions(worker)) {
            if (decision.kind != DecisionKind::commit || decision.at > duration()) {
                continue;
            }
            if (const std::size_t at = place_of(decision.version); at != none) {
                fates_[at] = Fate::committed;
            }
        }
    }
    while (committed_count_ < transaction_count() && committed_place(committed_count_) != none) {
        ++committed_count_;
    }
    // What lies above a gap in a live recording's knowledge is not known to be committed.
    for (std::size_t at = first_[committed_count_]; at < fates_.size(); ++at) {
        if (fates_[at] == Fate::committed) {
            fates_[at] = Fate::undecided;
        }
    }
}

Incarnation Incarnations::without_abort(std::size_t at) const noexcept
{
    const Place place = places_[at];
    Incarnation incarnation;
    incarnation.worker = static_cast<std::uint32_t>(place.worker);
    incarnation.fate = fates_[at];
    if (is_of_records_) {
        const IncarnationRecord& record = recording_.incarnations(place.worker)[place.at];
        incarnation.version = record.version;
        incarnation.time = ends_[at] - std::min(record.begin, ends_[at]);
        incarnation.gas = gas_of(record);
        incarnation.access = &record.access;
    } else {
        const Span& span = recording_.spans(place.worker)[place.at];
        incarnation.version = span.version;
        incarnation.time = span.end - std::min(span.begin, span.end);
        incarnation.gas = span.detail;
    }
    return incarnation;
}

Incarnation Incarnations::at(std::size_t at) const noexcept
{
    Incarnation incarnation = without_abort(at);
    if (incarnation.fate == Fate::aborted) {
        incarnation.abort = std::ranges::lower_bound(aborts_, at, {}, &AbortAt::place)->abort;
    }
    return incarnation;
}

std::size_t Incarnations::search(TxVersion version) const noexcept
{
    std::size_t low = first_[version.index];
    const std::size_t end = first_[version.index + 1];
    for (std::size_t high = end; low < high;) {
        const std::size_t middle = low + (high - low) / 2;
        if (version_at(middle) < version) {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    return low < end && version_at(low) == version ? low : none;
}

std::optional<Incarnation> Incarnations::find(TxVersion version) const noexcept
{
    const std::size_t place = place_of(version);
    return place == none ? std::nullopt : std::optional(at(place));
}

}  // namespace lanescope::analysis
