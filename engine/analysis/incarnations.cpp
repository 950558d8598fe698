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
    std::vector<Incarnation> found;
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        has_access_sets_ = has_access_sets_ || recording_.incarnations(worker).size() > 0;
    }
    if (has_access_sets_) {
        collect_from_records(found);
    } else {
        collect_from_spans(found);
        has_access_sets_ = found.empty();
    }
    sort_by_transaction(std::move(found));
    decide_fates();
}

void Incarnations::collect_from_records(std::vector<Incarnation>& found) const
{
    std::size_t count = 0;
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        count += recording_.incarnations(worker).size();
    }
    found.reserve(count);
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        const auto spans = recording_.spans(worker);
        std::size_t next_span = 0;
        for (const IncarnationRecord& record : recording_.incarnations(worker)) {
            // Each record is followed by its span, which ends when the writes are published; only
            // the last ones can lack it.
            Ticks end = record.finish;
            const Span* span = next_execution(spans, next_span);
            if (span != nullptr && span->version == record.version) {
                end = span->end;
            }
            if (end > duration()) {
                continue;
            }
            Incarnation incarnation;
            incarnation.version = record.version;
            incarnation.worker = static_cast<std::uint32_t>(worker);
            incarnation.fate =
                record.end == IncarnationEnd::suspended ? Fate::suspended : Fate::undecided;
            incarnation.time = end - std::min(record.begin, end);
            incarnation.gas = gas_of(record);
            incarnation.access = &record.access;
            found.push_back(incarnation);
        }
    }
}

void Incarnations::collect_from_spans(std::vector<Incarnation>& found) const
{
    const auto counts = [&](const Span& span) {
        return span.kind == SpanKind::execution && span.end <= duration();
    };
    // Counted first: the list of a long run would be copied over and over while it grows.
    std::size_t count = 0;
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        const auto spans = recording_.spans(worker);
        count += static_cast<std::size_t>(std::count_if(spans.begin(), spans.end(), counts));
    }
    found.reserve(count);
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        for (const Span& span : recording_.spans(worker)) {
            if (counts(span)) {
                Incarnation incarnation;
                incarnation.version = span.version;
                incarnation.worker = static_cast<std::uint32_t>(worker);
                incarnation.fate =
                    span.outcome == SpanOutcome::suspended ? Fate::suspended : Fate::undecided;
                incarnation.time = span.end - std::min(span.begin, span.end);
                incarnation.gas = span.detail;
                found.push_back(incarnation);
            }
        }
    }
}

void Incarnations::sort_by_transaction(std::vector<Incarnation> found)
{
    const std::size_t count = recording_.input().block.transactions.size();
    std::erase_if(found, [&](const Incarnation& one) { return one.version.index >= count; });
    first_.assign(count + 1, 0);
    for (const Incarnation& incarnation : found) {
        ++first_[incarnation.version.index + 1];
    }
    for (std::size_t i = 0; i < count; ++i) {
        first_[i + 1] += first_[i];
    }
    std::vector<std::uint32_t> next(first_.begin(), first_.end() - 1);
    all_.resize(found.size());
    for (const Incarnation& incarnation : found) {
        all_[next[incarnation.version.index]++] = incarnation;
    }
    for (std::size_t i = 0; i < count; ++i) {
        const auto begin = all_.begin() + first_[i];
        const auto end = all_.begin() + first_[i + 1];
        std::sort(begin, end, [](const Incarnation& one, const Incarnation& other) {
            return one.version < other.version;
        });
        for (auto at = begin; at != end; ++at) {
            is_gapless_ = is_gapless_ && at->version.incarnation == at - begin;
        }
    }
    committed_.assign(count, none);
}

void Incarnations::decide_fates()
{
    fates_.resize(all_.size());
    std::ranges::transform(all_, fates_.begin(), &Incarnation::fate);
    for (std::size_t worker = 0; worker < recording_.worker_count(); ++worker) {
        for (const Abort& abort : recording_.aborts(worker)) {
            const std::uint32_t at = place_of(abort.version);
            if (at != none && abort.at <= duration()) {
                fates_[at] = Fate::aborted;
                all_[at].abort = &abort;
            }
        }
        for (const Decision& decision : recording_.decisions(worker)) {
            if (decision.kind != DecisionKind::commit || decision.at > duration()) {
                continue;
            }
            if (const std::uint32_t at = place_of(decision.version); at != none) {
                fates_[at] = Fate::committed;
                committed_[decision.version.index] = at;
            }
        }
    }
    while (committed_count_ < committed_.size() && committed_[committed_count_] != none) {
        ++committed_count_;
    }
    // What lies above a gap in a live recording's knowledge is not known to be committed.
    for (std::size_t i = committed_count_; i < committed_.size(); ++i) {
        if (committed_[i] != none) {
            fates_[committed_[i]] = Fate::undecided;
        }
    }
    for (std::size_t i = 0; i < all_.size(); ++i) {
        all_[i].fate = fates_[i];
    }
}

std::uint32_t Incarnations::place_of(TxVersion version) const noexcept
{
    if (is_gapless_ && version.index < transaction_count()) {
        const std::uint64_t at = std::uint64_t{first_[version.index]} + version.incarnation;
        return at < first_[version.index + 1] ? static_cast<std::uint32_t>(at) : none;
    }
    const Incarnation* incarnation = find(version);
    return incarnation == nullptr ? none : static_cast<std::uint32_t>(incarnation - all_.data());
}

const Incarnation* Incarnations::find(TxVersion version) const noexcept
{
    if (version.index >= transaction_count()) {
        return nullptr;
    }
    const auto those = of(version.index);
    // As a rule all are there, each at its own number.
    if (version.incarnation < those.size() && those[version.incarnation].version == version) {
        return &those[version.incarnation];
    }
    const auto at =
        std::lower_bound(those.begin(), those.end(), version,
                         [](const Incarnation& a, TxVersion wanted) { return a.version < wanted; });
    return at != those.end() && at->version == version ? &*at : nullptr;
}

}  // namespace lanescope::analysis
