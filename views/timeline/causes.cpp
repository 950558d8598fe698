// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/timeline/causes.h"

namespace lanescope::views {

namespace {

/// When an incarnation's access set was complete, as far as it is recorded: suspended incarnations wait
/// for the next incarnation of their writer, which the decision to resume names.
std::optional<TxVersion> waitedFor(const analysis::RunAnalysis& run, std::uint32_t blocking,
                                   TxVersion reader)
{
    const Recording& recording = run.recording();
    const TxVersion again{reader.index, reader.incarnation + 1};
    std::optional<Ticks> resumed;
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        for (const Decision& decision : recording.decisions(worker)) {
            if (decision.kind == DecisionKind::resume && decision.version == again) {
                resumed = decision.at;
            }
        }
    }
    // The writer's incarnation that had just finished when the reader was resumed.
    std::optional<TxVersion> found;
    Ticks latest = 0;
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        for (const IncarnationRecord& record : recording.incarnations(worker)) {
            if (record.version.index == blocking && record.end == IncarnationEnd::executed &&
                (!resumed || record.finish <= *resumed) && record.finish >= latest) {
                latest = record.finish;
                found = record.version;
            }
        }
    }
    return found;
}

}  // namespace

std::vector<Cause> causesOf(const analysis::RunAnalysis& run, TxVersion version)
{
    std::vector<Cause> causes;
    const auto incarnation = run.incarnations.find(version);
    if (!incarnation) {
        return causes;
    }
    if (incarnation->abort != nullptr) {
        for (const Mismatch& mismatch : incarnation->abort->mismatches) {
            causes.push_back({version, mismatch.culprit, mismatch.location, false, mismatch.kind,
                              causes.empty()});
        }
    } else if (incarnation->fate == analysis::Fate::suspended && incarnation->access != nullptr &&
               incarnation->access->stopped.reason == StoppedAt::Reason::estimate) {
        const StoppedAt& stopped = incarnation->access->stopped;
        if (const auto writer = waitedFor(run, stopped.blocking, version)) {
            causes.push_back(
                {version, *writer, stopped.location, true, MismatchKind::estimate, true});
        }
    }
    return causes;
}

std::optional<TxVersion> causeOf(const analysis::RunAnalysis& run, TxVersion version)
{
    const auto causes = causesOf(run, version);
    return causes.empty() ? std::nullopt : std::optional(causes.front().writer);
}

std::optional<TxVersion> victimOf(const analysis::RunAnalysis& run, TxVersion version)
{
    std::optional<TxVersion> victim;
    run.incarnations.for_each_wasted([&](const analysis::Incarnation& incarnation) {
        if (!victim && incarnation.abort != nullptr && !incarnation.abort->mismatches.empty() &&
            incarnation.abort->mismatches.front().culprit == version) {
            victim = incarnation.version;
        }
    });
    return victim;
}

}  // namespace lanescope::views
