// SPDX-License-Identifier: GPL-3.0-or-later
#include "views/throughput/rates.h"

#include <algorithm>

namespace lanescope::views {

namespace {

/// Puts the length of [begin, end) into the stretches that it lies in.
void spread(std::vector<double>& sums, double stretch, double begin, double end)
{
    auto at = static_cast<std::size_t>(begin / stretch);
    while (begin < end && at < sums.size()) {
        const double next = std::min(end, stretch * static_cast<double>(at + 1));
        sums[at] += next - begin;
        begin = next;
        ++at;
    }
}

}  // namespace

Rates ratesOf(const analysis::RunAnalysis& run, std::size_t stretches)
{
    Rates rates;
    const Recording& recording = run.recording();
    const auto duration = static_cast<double>(std::max<Ticks>(run.totals.duration, 1));
    const double stretch = duration / static_cast<double>(stretches);
    rates.seconds = run.microseconds(1) * 1e-6 * stretch;
    for (auto* list : {&rates.commitsPerSecond, &rates.megagasPerSecond, &rates.abortsPerSecond,
                       &rates.utilisation, &rates.wasted}) {
        list->assign(stretches, 0);
    }
    const auto stretchOf = [&](Ticks at) {
        return std::min(stretches - 1, static_cast<std::size_t>(static_cast<double>(at) / stretch));
    };
    for (std::size_t worker = 0; worker < recording.worker_count(); ++worker) {
        for (const Decision& decision : recording.decisions(worker)) {
            if (decision.kind != DecisionKind::commit || decision.at > run.totals.duration ||
                decision.version.index >= run.totals.committed) {
                continue;
            }
            const std::size_t at = stretchOf(decision.at);
            rates.commitsPerSecond[at] += 1 / rates.seconds;
            rates.megagasPerSecond[at] +=
                static_cast<double>(run.incarnations.committed(decision.version.index).gas) * 1e-6 /
                rates.seconds;
        }
        for (const Abort& abort : recording.aborts(worker)) {
            if (abort.at <= run.totals.duration) {
                rates.abortsPerSecond[stretchOf(abort.at)] += 1 / rates.seconds;
            }
        }
        for (const Span& span : recording.spans(worker)) {
            if (span.kind == SpanKind::wait || span.kind == SpanKind::state_wait) {
                continue;
            }
            spread(rates.utilisation, stretch, static_cast<double>(span.begin),
                   static_cast<double>(span.end));
            const analysis::Fate fate = run.incarnations.fate_of(span.version);
            if (span.kind == SpanKind::execution &&
                (fate == analysis::Fate::aborted || fate == analysis::Fate::suspended)) {
                spread(rates.wasted, stretch, static_cast<double>(span.begin),
                       static_cast<double>(span.end));
            }
        }
    }
    const double all =
        stretch * static_cast<double>(std::max<std::size_t>(1, recording.worker_count()));
    for (std::size_t i = 0; i < stretches; ++i) {
        rates.utilisation[i] /= all;
        rates.wasted[i] /= all;
    }
    return rates;
}

}  // namespace lanescope::views
