// SPDX-License-Identifier: GPL-3.0-or-later
#include "analysis/time_split.h"

#include <algorithm>

namespace lanescope::analysis {

namespace {

Ticks& part_for(WorkerTime& time, const Span& span, const Incarnations& incarnations)
{
    switch (span.kind) {
    case SpanKind::execution:
        break;
    case SpanKind::validation:
        return time.validating;
    case SpanKind::commit:
        return time.committing;
    case SpanKind::wait:
        return time.waiting;
    case SpanKind::state_wait:
        return time.state_wait;
    }
    switch (incarnations.fate_of(span.version)) {
    case Fate::committed:
        return time.useful;
    case Fate::aborted:
        return time.aborted;
    case Fate::suspended:
        return time.suspended;
    case Fate::undecided:
        break;
    }
    return time.undecided;
}

WorkerTime split_of(const Incarnations& incarnations, std::size_t worker)
{
    const Ticks duration = incarnations.duration();
    WorkerTime time;
    Ticks reached = 0;
    const auto add = [&](const Span& span) {
        const Ticks begin = std::max(span.begin, reached);
        const Ticks end = std::min(span.end, duration);
        if (begin < end) {
            part_for(time, span, incarnations) += end - begin;
            time.other += begin - reached;
            reached = end;
        }
    };
    for (const Span& span : incarnations.recording().spans(worker)) {
        add(span);
    }
    if (const auto& open = incarnations.recording().open_span(worker)) {
        add(*open);
    }
    time.other += duration - std::min(reached, duration);
    return time;
}

}  // namespace

WorkerTime& WorkerTime::operator+=(const WorkerTime& worker) noexcept
{
    useful += worker.useful;
    aborted += worker.aborted;
    suspended += worker.suspended;
    undecided += worker.undecided;
    validating += worker.validating;
    committing += worker.committing;
    waiting += worker.waiting;
    state_wait += worker.state_wait;
    other += worker.other;
    return *this;
}

TimeSplit time_split(const Incarnations& incarnations)
{
    const Recording& recording = incarnations.recording();
    TimeSplit split;
    split.duration = incarnations.duration();
    split.dropped_spans = recording.dropped_spans();
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        split.workers.push_back(split_of(incarnations, worker));
        split.all += split.workers.back();
    }
    if (!recording.is_live()) {
        const RunSummary& summary = recording.run().summary;
        split.switches = {summary.voluntary_switches, summary.involuntary_switches};
    }
    return split;
}

}  // namespace lanescope::analysis
