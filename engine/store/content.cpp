// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/content.h"

namespace lanescope::store {

Status RecordingFile::Content::set_up()
{
    if (writable_) {
        const auto empty = is_empty(*database_);
        if (!empty) {
            return empty.error();
        }
        if (*empty) {
            auto transaction = SqlTransaction::begin(*database_);
            if (!transaction) {
                return transaction.error();
            }
            if (const Status made = create_schema(*database_); !made) {
                return made;
            }
            if (const Status written = write_ledger({}); !written) {
                return written;
            }
            return transaction->commit();
        }
    }
    if (const Status checked = check_schema(*database_); !checked) {
        return checked;
    }
    if (const Status whole = check_length(); !whole) {
        return whole;
    }
    if (writable_) {
        // What is appended to a damaged file is lost, and may destroy what was still there.
        if (const Status sound = quick_check(); !sound) {
            return sound;
        }
        // Another program may have chosen another.
        if (const Status mode = database_->execute("PRAGMA journal_mode = DELETE"); !mode) {
            return mode;
        }
    }
    const auto read = ledger();
    return read ? Status(Success{}) : Status(read.error());
}

Status RecordingFile::Content::check_length()
{
    // SQLite takes the end of a last page that is cut short for zeros.
    const auto bytes =
        database_->number("SELECT page_count * page_size FROM pragma_page_count, pragma_page_size");
    if (!bytes) {
        return bytes.error();
    }
    std::error_code failed;
    const auto size = std::filesystem::file_size(path(), failed);
    if (!failed && size < static_cast<std::uint64_t>(*bytes)) {
        return damaged("it has " + std::to_string(size) + " of its " + std::to_string(*bytes) +
                       " bytes");
    }
    return Success{};
}

Status RecordingFile::Content::require_writable() const
{
    if (!writable_) {
        return Error{ErrorCode::unsupported, path() + ": was opened for reading only"};
    }
    return Success{};
}

Result<Bytes> RecordingFile::Content::row_data(const char* sql, const char* what, std::int64_t id)
{
    auto query = database_->prepare(sql);
    if (!query) {
        return query.error();
    }
    query->bind(1, id);
    const auto row = query->step();
    if (!row) {
        return row.error();
    }
    if (!*row) {
        return damaged(place_of(what, id) + " is missing");
    }
    auto packed = unseal(query->blob(0), place_of(what, id));
    if (!packed) {
        return damaged(packed.error());
    }
    return packed;
}

Result<Ledger> RecordingFile::Content::ledger()
{
    const auto packed = row_data("SELECT data FROM ledger WHERE id = ?", "ledger", 1);
    if (!packed) {
        return packed.error();
    }
    Ledger ledger;
    Unpacker in(*packed);
    pack_ledger(in, ledger);
    if (!in.complete()) {
        return damaged("its ledger cannot be");
    }
    return ledger;
}

Status RecordingFile::Content::write_ledger(const Ledger& ledger)
{
    Packer out;
    pack_ledger(out, ledger);
    auto insert = database_->prepare("INSERT OR REPLACE INTO ledger VALUES (1, ?)");
    if (!insert) {
        return insert.error();
    }
    const Bytes data = seal(out.packed(), place_of("ledger", 1));
    insert->bind(1, ByteView(data));
    return insert->run();
}

template <class PlaceAt>
Result<std::vector<Bytes>> RecordingFile::Content::chunks(Statement& query, PlaceAt place_at)
{
    std::vector<Bytes> chunks;
    for (;;) {
        const auto row = query.step();
        if (!row) {
            return row.error();
        }
        if (!*row) {
            return chunks;
        }
        auto chunk = unseal(query.blob(0), place_at(chunks.size()));
        if (!chunk) {
            return damaged(chunk.error());
        }
        chunks.push_back(std::move(chunk).value());
    }
}

Result<std::vector<Bytes>> RecordingFile::Content::block_chunks(BlockId block, const char* part)
{
    auto query = database_->prepare(
        "SELECT data FROM block_data WHERE block = ? AND part = ? ORDER BY chunk");
    if (!query) {
        return query.error();
    }
    query->bind(1, block.value).bind(2, part);
    return chunks(*query, [&](std::size_t chunk) { return place_of(block, part, chunk); });
}

Result<std::vector<Bytes>> RecordingFile::Content::run_chunks(RunId run, const char* part,
                                                              std::size_t worker)
{
    auto query = database_->prepare(
        "SELECT data FROM run_data WHERE run = ? AND part = ? AND worker = ? ORDER BY chunk");
    if (!query) {
        return query.error();
    }
    query->bind(1, run.value).bind(2, part).bind(3, static_cast<std::int64_t>(worker));
    return chunks(*query, [&](std::size_t chunk) { return place_of(run, part, worker, chunk); });
}

Status RecordingFile::Content::insert_block_data(BlockId block, const char* part,
                                                 const std::vector<Bytes>& chunks)
{
    auto insert = database_->prepare("INSERT INTO block_data VALUES (?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    insert->bind(1, block.value).bind(2, part);
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const Bytes data = seal(chunks[i], place_of(block, part, i));
        insert->bind(3, static_cast<std::int64_t>(i)).bind(4, ByteView(data));
        if (const Status done = insert->run(); !done) {
            return done;
        }
    }
    return Success{};
}

Status RecordingFile::Content::insert_run_data(RunId run, const char* part, std::size_t worker,
                                               const std::vector<Bytes>& chunks)
{
    auto insert = database_->prepare("INSERT INTO run_data VALUES (?, ?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    insert->bind(1, run.value).bind(2, part).bind(3, static_cast<std::int64_t>(worker));
    for (std::size_t i = 0; i < chunks.size(); ++i) {
        const Bytes data = seal(chunks[i], place_of(run, part, worker, i));
        insert->bind(4, static_cast<std::int64_t>(i)).bind(5, ByteView(data));
        if (const Status done = insert->run(); !done) {
            return done;
        }
    }
    return Success{};
}

Result<RecordingEntry> RecordingFile::Content::recording(RecordingId id)
{
    const auto packed = row_data("SELECT data FROM recordings WHERE id = ?", "recording", id.value);
    if (!packed) {
        return packed.error();
    }
    RecordingEntry entry;
    entry.id = id;
    std::uint64_t begun = 0;
    Unpacker in(*packed);
    pack_recording(in, entry, begun);
    if (!in.complete()) {
        return damaged(place_of("recording", id.value) + " cannot be");
    }
    entry.begun = WallTime(std::chrono::nanoseconds(static_cast<std::int64_t>(begun)));
    return entry;
}

Result<BlockHead> RecordingFile::Content::block_head(BlockId id)
{
    const auto packed = row_data("SELECT data FROM blocks WHERE id = ?", "block", id.value);
    if (!packed) {
        return packed.error();
    }
    BlockHead head;
    head.entry.id = id;
    Unpacker in(*packed);
    pack_block_head(in, head);
    if (!in.complete()) {
        return damaged(place_of("block", id.value) + " cannot be");
    }
    return head;
}

Result<RunPlace> RecordingFile::Content::run_place(RunId id, RunHead& head)
{
    const auto packed = row_data("SELECT data FROM runs WHERE id = ?", "run", id.value);
    if (!packed) {
        return packed.error();
    }
    RunPlace place;
    Unpacker in(*packed);
    pack_run_place(in, place);
    if (!in.complete()) {
        return damaged(place_of("run", id.value) + " cannot be");
    }
    auto read = unpack_run_head(place.head);
    if (!read) {
        return damaged(read.error());
    }
    head = std::move(read).value();
    return place;
}

}  // namespace lanescope::store
