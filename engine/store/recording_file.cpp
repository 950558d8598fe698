// SPDX-License-Identifier: GPL-3.0-or-later
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

namespace {

// Where a sealed blob belongs; part of its checksum.
std::string place_of(const char* what, std::int64_t id)
{
    return std::string(what) + " " + std::to_string(id);
}
std::string place_of(BlockId block, const char* part, std::size_t chunk)
{
    return place_of("block", block.value) + " " + part + " " + std::to_string(chunk);
}
std::string place_of(RunId run, const char* part, std::size_t worker, std::size_t chunk)
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

RunEntry entry_of(const RunHead& head)
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

}  // namespace

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

Result<RecordingId> RecordingFile::Content::begin_recording(const RunSettings& settings,
                                                            const Machine& machine, WallTime begun)
{
    if (const Status may = require_writable(); !may) {
        return may.error();
    }
    auto transaction = SqlTransaction::begin(*database_);
    if (!transaction) {
        return transaction.error();
    }
    auto entries = ledger();
    if (!entries) {
        return entries.error();
    }
    RecordingEntry entry;
    entry.id = RecordingId{static_cast<std::int64_t>(++entries->recordings)};
    entry.begun = begun;
    entry.settings = settings;
    entry.machine = machine;
    auto since = static_cast<std::uint64_t>(begun.time_since_epoch().count());
    Packer out;
    pack_recording(out, entry, since);
    Status done = insert_recording(*database_, entry,
                                   seal(out.packed(), place_of("recording", entry.id.value)));
    if (done) {
        done = write_ledger(*entries);
    }
    if (done) {
        done = transaction->commit();
    }
    if (!done) {
        return done.error();
    }
    return entry.id;
}

Result<RecordingFile::Content::Known> RecordingFile::Content::find_or_insert_block(
    const BlockInput& input)
{
    const PackedInput packed = pack_input(input);
    const std::string hash = to_hex(packed.content_hash());
    Known known;
    known.places = std::make_shared<const Places>(input.pre_state.get());
    auto find = database_->prepare("SELECT id FROM blocks WHERE content = ?");
    if (!find) {
        return find.error();
    }
    const auto found = find->bind(1, hash).step();
    if (!found) {
        return found.error();
    }
    if (*found) {
        known.id = BlockId{find->integer(0)};
        return known;
    }
    auto entries = ledger();
    if (!entries) {
        return entries.error();
    }
    known.id = BlockId{static_cast<std::int64_t>(++entries->blocks)};
    BlockHead head;
    head.entry = {known.id,
                  input.name,
                  input.block.header.number,
                  input.block.transactions.size(),
                  input.block.header.gas_used,
                  input.fork.revision,
                  input.fork.chain_id};
    head.transaction_chunks = packed.transactions.size();
    head.code_chunks = packed.code.size();
    head.state_chunks = packed.state.size();
    Packer out;
    pack_block_head(out, head);
    const Bytes data = seal(out.packed(), place_of("block", known.id.value));
    Status done = insert_block(*database_, known.id, input, hash, data);
    if (done) {
        done = insert_block_data(known.id, "head", {packed.head});
    }
    if (done) {
        done = insert_block_data(known.id, "transactions", packed.transactions);
    }
    if (done) {
        done = insert_block_data(known.id, "code", packed.code);
    }
    if (done) {
        done = insert_block_data(known.id, "state", packed.state);
    }
    if (done) {
        done = insert_block_rows(*database_, known.id, input, *known.places);
    }
    if (done) {
        done = write_ledger(*entries);
    }
    if (!done) {
        return done.error();
    }
    return known;
}

Result<BlockId> RecordingFile::Content::add_block(const BlockInput& input)
{
    if (const Status may = require_writable(); !may) {
        return may.error();
    }
    auto transaction = SqlTransaction::begin(*database_);
    if (!transaction) {
        return transaction.error();
    }
    auto known = find_or_insert_block(input);
    if (!known) {
        return known.error();
    }
    if (const Status done = transaction->commit(); !done) {
        return done.error();
    }
    return known->id;
}

Result<RunId> RecordingFile::Content::add_run(RecordingId recording, const RunRecord& run)
{
    if (const Status may = require_writable(); !may) {
        return may.error();
    }
    if (!run.finished()) {
        return Error{ErrorCode::unsupported,
                     path() + ": a run can be stored only when it has ended; stop it first"};
    }
    auto transaction = SqlTransaction::begin(*database_);
    if (!transaction) {
        return transaction.error();
    }
    Known known = known_;
    if (known.input != run.input) {
        auto found = find_or_insert_block(*run.input);
        if (!found) {
            return found.error();
        }
        known = std::move(found).value();
        known.input = run.input;
    }
    const auto id = insert_whole_run(known, recording, run);
    if (!id) {
        return id;
    }
    if (const Status done = transaction->commit(); !done) {
        return done.error();
    }
    known_ = std::move(known);
    return id;
}

Result<RunId> RecordingFile::Content::insert_whole_run(const Known& block, RecordingId recording_id,
                                                       const RunRecord& run)
{
    auto entries = ledger();
    if (!entries) {
        return entries.error();
    }
    const auto of_recording = recording(recording_id);
    if (!of_recording) {
        return of_recording.error();
    }
    const double nanoseconds_per_tick = of_recording->machine.nanoseconds_per_tick;
    const RunHead head = head_of(run);
    const PackedLocations locations = pack_locations(run.locations, *block.places);
    const std::vector<Bytes> code = pack_code(run.code);

    RunEntry entry = entry_of(head);
    entry.id = RunId{static_cast<std::int64_t>(++entries->runs)};
    entry.recording = recording_id;
    entry.block = block.id;
    RunPlace place;
    place.recording = static_cast<std::uint64_t>(recording_id.value);
    place.block = static_cast<std::uint64_t>(block.id.value);
    place.account_chunks = locations.account_names.size();
    place.slot_chunks = locations.slot_names.size();
    place.code_chunks = code.size();
    place.head = pack_run_head(head);
    Packer out;
    pack_run_place(out, place);

    const Bytes data = seal(out.packed(), place_of("run", entry.id.value));
    Status done = insert_run(*database_, entry, nanoseconds_per_tick, data);
    if (done) {
        done = insert_run_data(entry.id, "accounts", 0, locations.account_names);
    }
    if (done) {
        done = insert_run_data(entry.id, "slots", 0, locations.slot_names);
    }
    if (done) {
        done = insert_run_data(entry.id, "code", 0, code);
    }
    for (std::size_t worker = 0; worker < run.workers.size(); ++worker) {
        for (std::size_t part = 0; done && part < worker_part_names.size(); ++part) {
            done = insert_run_data(
                entry.id, worker_part_names[part], worker,
                pack_worker_part(*run.workers[worker], static_cast<WorkerPart>(part)));
        }
    }
    if (done) {
        done = insert_run_rows(*database_, entry.id, block.id, run, nanoseconds_per_tick,
                               *block.places);
    }
    if (done) {
        done = write_ledger(*entries);
    }
    if (!done) {
        return done.error();
    }
    return entry.id;
}

Result<Contents> RecordingFile::Content::list()
{
    // One moment of the file, while another program may be writing.
    auto transaction = SqlTransaction::begin_reading(*database_);
    if (!transaction) {
        return transaction.error();
    }
    const auto entries = ledger();
    if (!entries) {
        return entries.error();
    }
    Contents contents;
    for (std::uint64_t i = 1; i <= entries->recordings; ++i) {
        auto entry = recording(RecordingId{static_cast<std::int64_t>(i)});
        if (!entry) {
            return entry.error();
        }
        contents.recordings.push_back(std::move(entry).value());
    }
    for (std::uint64_t i = 1; i <= entries->blocks; ++i) {
        auto head = block_head(BlockId{static_cast<std::int64_t>(i)});
        if (!head) {
            return head.error();
        }
        contents.blocks.push_back(std::move(head->entry));
    }
    for (std::uint64_t i = 1; i <= entries->runs; ++i) {
        const RunId id{static_cast<std::int64_t>(i)};
        RunHead head;
        const auto place = run_place(id, head);
        if (!place) {
            return place.error();
        }
        if (place->recording - 1 >= entries->recordings || place->block - 1 >= entries->blocks) {
            return damaged(place_of("run", id.value) + " names what is not there");
        }
        RunEntry entry = entry_of(head);
        entry.id = id;
        entry.recording = RecordingId{static_cast<std::int64_t>(place->recording)};
        entry.block = BlockId{static_cast<std::int64_t>(place->block)};
        contents.runs.push_back(std::move(entry));
    }
    return contents;
}

Result<RecordingFile::Content::Known> RecordingFile::Content::known_block(BlockId block)
{
    if (known_.input != nullptr && known_.id == block) {
        return known_;
    }
    const auto head = block_head(block);
    if (!head) {
        return head.error();
    }
    PackedInput packed;
    const auto read = [&](const char* part, std::uint64_t count,
                          std::vector<Bytes>& into) -> Status {
        auto chunks = block_chunks(block, part);
        if (!chunks) {
            return chunks.error();
        }
        if (chunks->size() != count) {
            return damaged(place_of("block", block.value) + " " + part + ": chunks are missing");
        }
        into = std::move(chunks).value();
        return Success{};
    };
    std::vector<Bytes> heads;
    Status done = read("head", 1, heads);
    if (done) {
        done = read("transactions", head->transaction_chunks, packed.transactions);
    }
    if (done) {
        done = read("code", head->code_chunks, packed.code);
    }
    if (done) {
        done = read("state", head->state_chunks, packed.state);
    }
    if (!done) {
        return done.error();
    }
    packed.head = std::move(heads.front());
    auto input = unpack_input(packed);
    if (!input) {
        return damaged(place_of("block", block.value) + " " + input.error().message);
    }
    Known known;
    known.id = block;
    known.input = std::move(input).value();
    known.places = std::make_shared<const Places>(known.input->pre_state.get());
    known_ = known;
    return known;
}

Result<std::shared_ptr<const BlockInput>> RecordingFile::Content::load_block(BlockId block)
{
    auto transaction = SqlTransaction::begin_reading(*database_);
    if (!transaction) {
        return transaction.error();
    }
    const auto entries = ledger();
    if (!entries) {
        return entries.error();
    }
    if (block.value < 1 || static_cast<std::uint64_t>(block.value) > entries->blocks) {
        return Error{ErrorCode::unsupported, path() + ": has no block " +
                                                 std::to_string(block.value) + "; it has " +
                                                 std::to_string(entries->blocks)};
    }
    const auto known = known_block(block);
    if (!known) {
        return known.error();
    }
    return known->input;
}

Result<std::shared_ptr<const RunRecord>> RecordingFile::Content::load_run(RunId id)
{
    auto transaction = SqlTransaction::begin_reading(*database_);
    if (!transaction) {
        return transaction.error();
    }
    const auto entries = ledger();
    if (!entries) {
        return entries.error();
    }
    if (id.value < 1 || static_cast<std::uint64_t>(id.value) > entries->runs) {
        return Error{ErrorCode::unsupported, path() + ": has no run " + std::to_string(id.value) +
                                                 "; it has " + std::to_string(entries->runs)};
    }
    RunHead head;
    const auto place = run_place(id, head);
    if (!place) {
        return place.error();
    }
    const auto block = known_block(BlockId{static_cast<std::int64_t>(place->block)});
    if (!block) {
        return block.error();
    }
    const auto in_run = [&](const Error& error) {
        return damaged(Error{error.code, place_of("run", id.value) + " " + error.message});
    };
    const auto chunks_of = [&](const char* part, std::uint64_t count) {
        auto read = run_chunks(id, part, 0);
        if (read && read->size() != count) {
            read = damaged(place_of("run", id.value) + " " + part + ": chunks are missing");
        }
        return read;
    };
    auto accounts = chunks_of("accounts", place->account_chunks);
    if (!accounts) {
        return accounts.error();
    }
    auto slots = chunks_of("slots", place->slot_chunks);
    if (!slots) {
        return slots.error();
    }
    const auto code = chunks_of("code", place->code_chunks);
    if (!code) {
        return code.error();
    }
    RunBuilder builder(block->input, head);
    if (const Status restored = builder.restore_locations(
            {std::move(accounts).value(), std::move(slots).value()}, *block->places);
        !restored) {
        return in_run(restored.error());
    }
    if (const Status restored = builder.restore_code(*code); !restored) {
        return in_run(restored.error());
    }
    for (std::size_t worker = 0; worker < head.workers.size(); ++worker) {
        for (std::size_t part = 0; part < worker_part_names.size(); ++part) {
            const auto chunks = run_chunks(id, worker_part_names[part], worker);
            if (!chunks) {
                return chunks.error();
            }
            if (const Status restored =
                    builder.restore(worker, static_cast<WorkerPart>(part), *chunks);
                !restored) {
                return in_run(restored.error());
            }
        }
    }
    return builder.finish();
}

Status RecordingFile::Content::check()
{
    if (const Status sound = quick_check(); !sound) {
        return sound;
    }
    const auto contents = list();
    if (!contents) {
        return contents.error();
    }
    for (const BlockEntry& block : contents->blocks) {
        if (const auto loaded = load_block(block.id); !loaded) {
            return loaded.error();
        }
    }
    for (const RunEntry& run : contents->runs) {
        if (const auto loaded = load_run(run.id); !loaded) {
            return loaded.error();
        }
    }
    return Success{};
}

Status RecordingFile::Content::quick_check()
{
    auto query = database_->prepare("PRAGMA quick_check(1)");
    if (!query) {
        return query.error();
    }
    const auto row = query->step();
    if (!row) {
        return row.error();
    }
    const std::string found = *row ? query->text(0) : "nothing";
    if (found != "ok") {
        return damaged("SQLite says: " + found);
    }
    return Success{};
}

RecordingFile::RecordingFile(std::unique_ptr<Content> content) : content_(std::move(content)) {}
RecordingFile::RecordingFile(RecordingFile&&) noexcept = default;
RecordingFile& RecordingFile::operator=(RecordingFile&&) noexcept = default;
RecordingFile::~RecordingFile() = default;

Result<RecordingFile> RecordingFile::open_as(const std::string& path, bool writable)
{
    auto database = Database::open(
        path, writable ? Database::Access::write_and_create : Database::Access::read);
    if (!database) {
        return database.error();
    }
    auto content = std::make_unique<Content>(std::move(database).value(), writable);
    if (const Status ready = content->set_up(); !ready) {
        return ready.error();
    }
    return RecordingFile(std::move(content));
}

Result<RecordingFile> RecordingFile::create(const std::string& path)
{
    return open_as(path, true);
}

Result<RecordingFile> RecordingFile::open(const std::string& path)
{
    return open_as(path, false);
}

// What a file says may need more memory than there is, and then nothing may be left half done.

Result<RecordingId> RecordingFile::begin_recording(const RunSettings& settings,
                                                   const Machine& machine, WallTime begun)
{
    return content_->begin_recording(settings, machine, begun);
}

Result<BlockId> RecordingFile::add_block(const BlockInput& input)
{
    return content_->add_block(input);
}

Result<RunId> RecordingFile::add_run(RecordingId recording, const RunRecord& run)
{
    return content_->add_run(recording, run);
}

Result<Contents> RecordingFile::list() const
{
    return content_->guarded([&] { return content_->list(); });
}

Result<std::shared_ptr<const BlockInput>> RecordingFile::load_block(BlockId block) const
{
    return content_->guarded([&] { return content_->load_block(block); });
}

Result<std::shared_ptr<const RunRecord>> RecordingFile::load_run(RunId run) const
{
    return content_->guarded([&] { return content_->load_run(run); });
}

Status RecordingFile::check() const
{
    return content_->guarded([&] { return content_->check(); });
}

}  // namespace lanescope::store
