// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/content.h"

namespace lanescope::store {

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

}  // namespace lanescope::store
