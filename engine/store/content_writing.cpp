// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/content.h"

namespace lanescope::store {

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

}  // namespace lanescope::store
