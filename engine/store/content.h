// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "store/recording_file.h"

#include "base/hex.h"
#include "store/database.h"
#include "store/fields.h"
#include "store/input_coding.h"
#include "store/run_coding.h"
#include "store/schema.h"
#include "store/tables.h"

#include <filesystem>
#include <new>
#include <stdexcept>

namespace lanescope::store {

// Where a sealed blob belongs; part of its checksum.
inline std::string place_of(const char* what, std::int64_t id)
{
    return std::string(what) + " " + std::to_string(id);
}
inline std::string place_of(BlockId block, const char* part, std::size_t chunk)
{
    return place_of("block", block.value) + " " + part + " " + std::to_string(chunk);
}
inline std::string place_of(RunId run, const char* part, std::size_t worker, std::size_t chunk)
{
    return place_of("run", run.value) + " " + part + " " + std::to_string(worker) + " " +
           std::to_string(chunk);
}

/// How many of each the file holds: a row that damage has made vanish is missed.
struct Ledger {
    std::uint64_t recordings = 0;
    std::uint64_t blocks = 0;
    std::uint64_t runs = 0;
};

template <class Archive, class Fields>
void pack_ledger(Archive& archive, Fields& ledger)
{
    archive.number(ledger.recordings);
    archive.number(ledger.blocks);
    archive.number(ledger.runs);
}

template <class Archive, class Recording>
void pack_recording(Archive& archive, Recording& recording, std::uint64_t& begun)
{
    archive.number(begun);
    pack_settings(archive, recording.settings);
    pack_machine(archive, recording.machine);
}

/// What is sealed beside a block's row.
struct BlockHead {
    BlockEntry entry;
    std::uint64_t transaction_chunks = 0;
    std::uint64_t code_chunks = 0;
    std::uint64_t state_chunks = 0;
};

template <class Archive, class Head>
void pack_block_head(Archive& archive, Head& head)
{
    archive.text(head.entry.name);
    archive.number(head.entry.number);
    archive.number(head.entry.transactions);
    archive.number(head.entry.gas_used);
    archive.choice(head.entry.revision, static_cast<Revision>(revision_count - 1));
    archive.number(head.entry.chain_id);
    archive.number(head.transaction_chunks);
    archive.number(head.code_chunks);
    archive.number(head.state_chunks);
}

/// What is sealed beside a run's row, before the RunHead.
struct RunPlace {
    std::uint64_t recording = 0;
    std::uint64_t block = 0;
    std::uint64_t account_chunks = 0;
    std::uint64_t slot_chunks = 0;
    std::uint64_t code_chunks = 0;
    Bytes head;
};

template <class Archive, class Place>
void pack_run_place(Archive& archive, Place& place)
{
    archive.number(place.recording);
    archive.number(place.block);
    archive.number(place.account_chunks);
    archive.number(place.slot_chunks);
    archive.number(place.code_chunks);
    archive.bytes(place.head);
}

inline RunEntry entry_of(const RunHead& head)
{
    RunEntry entry;
    entry.repeat = head.repeat;
    entry.block_ordinal = head.block_ordinal;
    entry.settings = head.settings;
    entry.summary = head.summary;
    for (const RunHead::Worker& worker : head.workers) {
        entry.incarnations += worker.records[static_cast<std::size_t>(WorkerPart::incarnations)];
        entry.aborts += worker.records[static_cast<std::size_t>(WorkerPart::aborts)];
        entry.dropped_spans += worker.dropped_spans;
    }
    return entry;
}

/// The open file behind a RecordingFile.
class RecordingFile::Content {
public:
    Content(std::unique_ptr<Database> database, bool writable)
        : database_(std::move(database)), writable_(writable)
    {
    }

    Status set_up();
    Result<RecordingId> begin_recording(const RunSettings& settings, const Machine& machine,
                                        WallTime begun);
    Result<BlockId> add_block(const BlockInput& input);
    Result<RunId> add_run(RecordingId recording, const RunRecord& run);
    Result<Contents> list();
    Result<std::shared_ptr<const BlockInput>> load_block(BlockId block);
    Result<std::shared_ptr<const RunRecord>> load_run(RunId run);
    Status check();

    /// What `read` gives; an Error where a file asks for more memory than there is.
    template <class Read>
    auto guarded(Read read) -> decltype(read())
    {
        try {
            return read();
        } catch (const std::bad_alloc&) {
            return Error{ErrorCode::limit_exceeded, path() + ": not enough memory to hold it"};
        } catch (const std::length_error&) {
            return damaged("a length cannot be");
        }
    }
    [[nodiscard]] const std::string& path() const { return database_->path(); }

private:
    /// A block that was used, and is likely to be used next: with the numbers of its places.
    struct Known {
        BlockId id;
        std::shared_ptr<const BlockInput> input;
        std::shared_ptr<const Places> places;
    };

    Error damaged(const Error& what) const
    {
        return {what.code, path() + ": is damaged, " + what.message +
                               "; take a copy that is intact, or record again"};
    }
    Error damaged(const std::string& what) const
    {
        return damaged(Error{ErrorCode::malformed, what});
    }
    Status require_writable() const;
    Status quick_check();
    Status check_length();

    Result<Ledger> ledger();
    Status write_ledger(const Ledger& ledger);
    /// What is sealed in the row that `sql` finds by its id.
    Result<Bytes> row_data(const char* sql, const char* what, std::int64_t id);
    /// All rows that `query` gives, unsealed; `place_at` names each.
    template <class PlaceAt>
    Result<std::vector<Bytes>> chunks(Statement& query, PlaceAt place_at);
    Result<std::vector<Bytes>> block_chunks(BlockId block, const char* part);
    Result<std::vector<Bytes>> run_chunks(RunId run, const char* part, std::size_t worker);
    Status insert_block_data(BlockId block, const char* part, const std::vector<Bytes>& chunks);
    Status insert_run_data(RunId run, const char* part, std::size_t worker,
                           const std::vector<Bytes>& chunks);

    Result<RecordingEntry> recording(RecordingId id);
    Result<BlockHead> block_head(BlockId id);
    Result<RunPlace> run_place(RunId id, RunHead& head);

    /// Within a transaction.
    Result<Known> find_or_insert_block(const BlockInput& input);
    Result<RunId> insert_whole_run(const Known& block, RecordingId recording_id,
                                   const RunRecord& run);
    Result<Known> known_block(BlockId block);

    std::unique_ptr<Database> database_;
    bool writable_;
    Known known_;
};

}  // namespace lanescope::store
