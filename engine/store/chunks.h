// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/packing.h"

#include <cstddef>
#include <type_traits>
#include <utility>
#include <vector>

namespace lanescope::store {

/// Long lists lie in chunks of about this many packed bytes, each readable alone.
inline constexpr std::size_t chunk_bytes = std::size_t{1} << 20;

/// Packs `count` records, which `record_at` gives, into chunks. `pack(out, record, before)` packs one
/// as it differs from the one before it, which at the beginning of a chunk is Record{}. (Records that
/// own memory are packed each for itself.)
template <class Record, class RecordAt, class Pack>
[[nodiscard]] std::vector<Bytes> pack_chunks(std::size_t count, RecordAt record_at, Pack pack)
{
    std::vector<Bytes> chunks;
    Packer out;
    const Record nothing{};
    const Record* before = &nothing;
    for (std::size_t i = 0; i < count; ++i) {
        const Record& record = record_at(i);
        pack(out, record, *before);
        before = &record;
        if (out.size() >= chunk_bytes) {
            chunks.push_back(out.packed());
            out.clear();
            before = &nothing;
        }
    }
    if (out.size() > 0) {
        chunks.push_back(out.packed());
    }
    return chunks;
}

/// Reads one chunk; `take(Record&&)` gets each record, and false from it ends the reading. False: the
/// chunk is not what pack_chunks() writes.
template <class Record, class Unpack, class Take>
[[nodiscard]] bool unpack_chunk(ByteView chunk, Unpack unpack, Take take)
{
    Unpacker in(chunk);
    Record before{};
    while (!in.at_end()) {
        Record record{};
        unpack(in, record, before);
        if (in.failed()) {
            return false;
        }
        if constexpr (std::is_trivially_copyable_v<Record>) {
            before = record;
        }
        if (!take(std::move(record))) {
            return false;
        }
    }
    return !in.failed();
}

}  // namespace lanescope::store
