// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "analysis/run_analysis.h"
#include "recording/recording.h"

#include <algorithm>
#include <memory>
#include <vector>

namespace lanescope::test {

/// A finished recording of very many spans without access sets: each transaction is executed, sometimes
/// aborted and executed again, and validated; between them workers wait.
[[nodiscard]] inline std::shared_ptr<RunRecord> many_spans(std::size_t spans, std::uint32_t workers,
                                                           std::uint64_t seed = 7)
{
    auto input = std::make_shared<BlockInput>();
    RunSettings settings;
    settings.workers = workers;
    settings.detail = RecordingDetail::spans;
    // Of three spans two belong to a transaction's own incarnation.
    input->block.transactions.resize(spans / 2 + workers);
    auto run = std::make_shared<RunRecord>(input, settings);
    std::vector<Ticks> now(workers, 0);
    std::uint64_t state = seed * 2 + 1;
    const auto roll = [&state](std::uint64_t sides) {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        return state % sides;
    };
    std::size_t made = 0;
    std::uint32_t transaction = 0;
    const auto add = [&](std::uint32_t worker, TxVersion version, SpanKind kind,
                         SpanOutcome outcome, Ticks length) {
        Ticks& time = now[worker];
        run->workers[worker]->spans.push_back({time, time + length, version,
                                               kind == SpanKind::execution ? 21'000u : 0u, kind,
                                               outcome});
        time += length;
        ++made;
    };
    while (made + 6 < spans) {
        const auto worker = static_cast<std::uint32_t>(roll(workers));
        std::uint32_t incarnation = 0;
        for (; incarnation < 2 && roll(20) == 0; ++incarnation) {
            const TxVersion version{transaction, incarnation};
            if (roll(3) == 0) {
                add(worker, version, SpanKind::execution, SpanOutcome::suspended, 100 + roll(9000));
                continue;
            }
            add(worker, version, SpanKind::execution, SpanOutcome::executed, 100 + roll(90'000));
            add(worker, version, SpanKind::validation, SpanOutcome::aborted, 20 + roll(900));
            run->workers[worker]->aborts.push_back({now[worker], version, {}});
        }
        const TxVersion version{transaction, incarnation};
        add(worker, version, SpanKind::execution, SpanOutcome::executed, 100 + roll(90'000));
        add(worker, version, SpanKind::validation, SpanOutcome::valid, 20 + roll(900));
        run->workers[worker]->decisions.push_back({now[worker], version, 0, DecisionKind::commit});
        if (roll(6) == 0) {
            add(worker, {}, SpanKind::wait, SpanOutcome::none, 100 + roll(20'000));
        }
        ++transaction;
    }
    input->block.transactions.resize(transaction);
    RunSummary summary;
    summary.end = RunEnd::finished;
    summary.workers = workers;
    summary.committed = transaction;
    summary.duration = *std::max_element(now.begin(), now.end());
    run->committed.store(transaction);
    run->finish(summary);
    return run;
}

}  // namespace lanescope::test
