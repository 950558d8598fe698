// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/worker_coding.h"

#include "store/chunks.h"
#include "store/packing.h"
#include "store/record_coder.h"

namespace lanescope::store {

namespace {

template <class Record, class Code>
std::vector<Bytes> pack_list_of(const GrowingList<Record>& list, Code code)
{
    return pack_chunks<Record>(
        list.size(), [&](std::size_t i) -> const Record& { return list[i]; },
        [&](Packer& out, const Record& record, const Record& before) {
            RecordCoder<Packer> coder(out);
            code(coder, record, before);
        });
}

/// False: the chunks are not what pack_list_of() writes, or more than `count` records.
template <class Record, class Code>
bool unpack_list_of(GrowingList<Record>& list, const std::vector<Bytes>& chunks,
                    std::uint64_t count, const KnownNames& known, BumpArena& arena, Code code)
{
    for (const Bytes& chunk : chunks) {
        const bool read = unpack_chunk<Record>(
            chunk,
            [&](Unpacker& in, Record& record, const Record& before) {
                RecordCoder<Unpacker> coder(in, &known, &arena);
                code(coder, record, before);
            },
            [&](Record&& record) {
                list.push_back(record);
                return list.size() <= count;
            });
        if (!read) {
            return false;
        }
    }
    return list.size() == count;
}

// What a list's records are written and read by.
constexpr auto code_span = [](auto& coder, auto& record, const auto& before) {
    coder.span(record, before);
};
constexpr auto code_decision = [](auto& coder, auto& record, const auto& before) {
    coder.decision(record, before);
};
constexpr auto code_abort = [](auto& coder, auto& record, const auto& before) {
    coder.abort(record, before);
};
constexpr auto code_incarnation = [](auto& coder, auto& record, const auto& before) {
    coder.incarnation(record, before);
};
constexpr auto code_access_time = [](auto& coder, auto& record, const auto& before) {
    coder.access_time(record, before);
};

}  // namespace

std::vector<Bytes> pack_worker_part(const WorkerLog& log, WorkerPart part)
{
    switch (part) {
    case WorkerPart::spans:
        return pack_list_of(log.spans, code_span);
    case WorkerPart::decisions:
        return pack_list_of(log.decisions, code_decision);
    case WorkerPart::aborts:
        return pack_list_of(log.aborts, code_abort);
    case WorkerPart::incarnations:
        return pack_list_of(log.incarnations, code_incarnation);
    case WorkerPart::access_times:
        return pack_list_of(log.access_times, code_access_time);
    }
    return {};
}

Status unpack_worker_part(WorkerLog& log, WorkerPart part, const std::vector<Bytes>& chunks,
                          std::uint64_t count, const KnownNames& known)
{
    const auto into = [&](auto& list, auto code) {
        return unpack_list_of(list, chunks, count, known, log.arena, code);
    };
    bool read = false;
    switch (part) {
    case WorkerPart::spans:
        read = into(log.spans, code_span);
        break;
    case WorkerPart::decisions:
        read = into(log.decisions, code_decision);
        break;
    case WorkerPart::aborts:
        read = into(log.aborts, code_abort);
        break;
    case WorkerPart::incarnations:
        read = into(log.incarnations, code_incarnation);
        break;
    case WorkerPart::access_times:
        read = into(log.access_times, code_access_time);
        break;
    }
    if (!read) {
        return not_ours(worker_part_names[static_cast<std::size_t>(part)]);
    }
    return Success{};
}

}  // namespace lanescope::store
