// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/run_coding.h"

#include "base/keccak.h"
#include "store/chunks.h"
#include "store/fields.h"

#include <algorithm>
#include <limits>

namespace lanescope::store {

namespace {

template <class Archive, class Head>
void pack_head(Archive& archive, Head& head)
{
    archive.number(head.repeat);
    archive.number(head.block_ordinal);
    pack_settings(archive, head.settings);
    pack_summary(archive, head.summary);
    archive.number(head.began);
    archive.number(head.committed);
    pack_list(archive, head.workers, 7, [&](auto& worker) {
        archive.number(worker.dropped_spans);
        archive.number(worker.dropped_access_times);
        for (auto& count : worker.records) {
            archive.number(count);
        }
    });
}

}  // namespace

RunHead head_of(const RunRecord& run)
{
    RunHead head;
    head.repeat = run.repeat;
    head.block_ordinal = run.block_ordinal;
    head.settings = run.settings;
    head.summary = run.summary;
    head.began = run.began;
    head.committed = run.committed.load();
    for (const auto& log : run.workers) {
        head.workers.push_back({log->dropped_spans.load(),
                                log->dropped_access_times.load(),
                                {log->spans.size(), log->decisions.size(), log->aborts.size(),
                                 log->incarnations.size(), log->access_times.size()}});
    }
    return head;
}

Bytes pack_run_head(const RunHead& head)
{
    Packer out;
    pack_head(out, head);
    return out.packed();
}

Result<RunHead> unpack_run_head(ByteView packed)
{
    RunHead head;
    Unpacker in(packed);
    pack_head(in, head);
    if (!in.complete() || head.workers.size() > max_workers ||
        head.settings.workers > max_workers) {
        return not_ours("head");
    }
    return head;
}

std::vector<Bytes> pack_code(const CodeTable& code)
{
    auto all = code.all();
    std::sort(all.begin(), all.end(),
              [](const auto& a, const auto& b) { return a.first < b.first; });
    return pack_chunks<Bytes>(
        all.size(), [&](std::size_t i) -> const Bytes& { return *all[i].second; },
        [](Packer& out, const Bytes& bytes, const Bytes&) { out.bytes(bytes); });
}

RunBuilder::RunBuilder(std::shared_ptr<const BlockInput> input, const RunHead& head) : head_(head)
{
    run_ = std::make_shared<RunRecord>(std::move(input), head.settings);
    run_->workers.resize(std::min(run_->workers.size(), head.workers.size()));
    while (run_->workers.size() < head.workers.size()) {
        run_->workers.push_back(std::make_unique<WorkerLog>());
    }
    run_->repeat = head.repeat;
    run_->block_ordinal = head.block_ordinal;
    run_->began = head.began;
    run_->committed.store(head.committed);
    for (std::size_t i = 0; i < head.workers.size(); ++i) {
        WorkerLog& log = *run_->workers[i];
        log.dropped_spans.store(head.workers[i].dropped_spans);
        log.dropped_access_times.store(head.workers[i].dropped_access_times);
        // As a worker leaves it: doing nothing.
        log.now.set({std::numeric_limits<Ticks>::max(), {}, SpanKind::wait, false});
    }
}

Status RunBuilder::restore_locations(const PackedLocations& packed, const Places& places)
{
    return unpack_locations(packed, places, run_->locations);
}

Status RunBuilder::restore_code(const std::vector<Bytes>& chunks)
{
    for (const Bytes& chunk : chunks) {
        const bool read = unpack_chunk<Bytes>(
            chunk, [](Unpacker& in, Bytes& code, const Bytes&) { in.bytes(code); },
            [&](Bytes&& code) {
                const Hash hash = keccak256(code);
                run_->code.add(hash, std::make_shared<const Bytes>(std::move(code)));
                return true;
            });
        if (!read) {
            return not_ours("code");
        }
    }
    return Success{};
}

Status RunBuilder::restore(std::size_t worker, WorkerPart part, const std::vector<Bytes>& chunks)
{
    const KnownNames known{run_->locations,
                           static_cast<std::uint32_t>(run_->input->block.transactions.size()),
                           static_cast<std::uint32_t>(run_->workers.size())};
    const std::uint64_t count = head_.workers[worker].records[static_cast<std::size_t>(part)];
    return unpack_worker_part(*run_->workers[worker], part, chunks, count, known);
}

std::shared_ptr<const RunRecord> RunBuilder::finish()
{
    run_->finish(head_.summary);
    return std::move(run_);
}

}  // namespace lanescope::store
