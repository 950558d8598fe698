// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/run_coding.h"

#include "base/keccak.h"
#include "store/chunks.h"
#include "store/fields.h"

#include <algorithm>
#include <bit>
#include <limits>
#include <string>

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

/// What a record may name.
struct Known {
    const LocationTable& locations;
    std::uint32_t transactions = 0;
    std::uint32_t workers = 0;

    [[nodiscard]] bool has(LocationId id) const noexcept
    {
        if (id.is_slot()) {
            return id.ordinal() < locations.slot_limit() && locations.has_slot(id.ordinal());
        }
        return id.kind() < LocationKind::storage_slot && id.ordinal() < locations.account_limit() &&
               locations.has_account(id.ordinal());
    }
};

/// Writes and reads the records of a run, each as it differs from the one before it. When it reads,
/// it fails where a record names what is not known, and keeps arrays in `arena`.
template <class Archive>
class Coder {
public:
    explicit Coder(Archive& archive, const Known* known = nullptr, BumpArena* arena = nullptr)
        : archive_(archive), known_(known), arena_(arena)
    {
    }

    template <class T>
    void span(T& span, const Span& before)
    {
        pair(span.kind, SpanKind::state_wait, span.outcome, SpanOutcome::aborted);
        archive_.difference(span.begin, before.end);
        archive_.difference(span.end, span.begin);
        version(span.version, before.version);
        archive_.number(span.detail);
    }

    template <class T>
    void decision(T& decision, const Decision& before)
    {
        archive_.choice(decision.kind, DecisionKind::commit);
        archive_.difference(decision.at, before.at);
        version(decision.version, before.version);
        archive_.number(decision.other);
        check_index(decision.other);
    }

    template <class T>
    void abort(T& abort, const Abort& before)
    {
        archive_.difference(abort.at, before.at);
        version(abort.version, before.version);
        array<Mismatch>(abort.mismatches, 10, [&](auto& mismatch, const Mismatch&) {
            location(mismatch.location);
            archive_.choice(mismatch.kind, MismatchKind::removed_write);
            pair(mismatch.read_origin, last_read_origin, mismatch.found_origin, last_read_origin);
            version(mismatch.read, abort.version);
            version(mismatch.found, abort.version);
            version(mismatch.culprit, abort.version);
            archive_.number(mismatch.gas_used);
        });
    }

    template <class T>
    void incarnation(T& record, const IncarnationRecord& before)
    {
        version(record.version, before.version);
        archive_.choice(record.end, IncarnationEnd::interrupted);
        archive_.byte(record.status);
        archive_.flag(record.replayable);
        archive_.number(record.worker);
        if (Archive::reads && record.worker >= known_->workers) {
            fail();
        }
        archive_.number(record.gas_used);
        archive_.difference(record.begin, before.finish);
        archive_.difference(record.finish, record.begin);
        accesses(record.access, record.version);
    }

    template <class T>
    void access_time(T& access, const AccessTime& before)
    {
        archive_.difference(access.at, before.at);
        version(access.version, before.version);
        location(access.location);
        archive_.flag(access.is_write);
    }

private:
    template <class T>
    void accesses(T& access, const TxVersion& own)
    {
        array<ReadRecord>(access.reads, 3, [&](auto& read, const ReadRecord& before) {
            this->read(read, before, own);
        });
        array<WriteRecord>(access.writes, 4, [&](auto& write, const WriteRecord&) {
            location(write.location);
            archive_.word(write.value);
            version(write.writer, own);
            archive_.choice(write.kind, WriteKind::add);
        });
        array<Uint256>(access.kept, 1, [&](auto& value, const Uint256&) { archive_.word(value); });
        if constexpr (Archive::reads) {
            const auto kept =
                std::count_if(access.reads.begin(), access.reads.end(),
                              [](const ReadRecord& read) { return keeps_value(read.origin); });
            if (static_cast<std::size_t>(kept) != access.kept.size()) {
                fail();
            }
        }
        archive_.choice(access.stopped.reason, StoppedAt::Reason::failed);
        optional_location(access.stopped.location);
        archive_.number(access.stopped.blocking);
        check_index(access.stopped.blocking);
    }

    /// The writer stands there only where there is one.
    template <class T>
    void read(T& read, const ReadRecord& before, const TxVersion& own)
    {
        std::uint8_t head = 0;
        constexpr std::uint8_t has_writer = 0x10;
        if constexpr (!Archive::reads) {
            head = static_cast<std::uint8_t>(read.origin);
            if (read.writer != 0 || read.incarnation != 0) {
                head |= has_writer;
            }
        }
        archive_.byte(head);
        if constexpr (Archive::reads) {
            const std::uint8_t origin = head & 0x0f;
            if (head > (has_writer | 0x0f) ||
                origin > static_cast<std::uint8_t>(last_read_origin)) {
                fail();
            } else {
                read.origin = static_cast<ReadOrigin>(origin);
            }
        }
        location(read.location);
        archive_.difference(read.gas_used, before.gas_used);
        if ((head & has_writer) != 0) {
            archive_.difference(read.writer, own.index);
            archive_.number(read.incarnation);
        }
        check_index(read.writer);
    }

    template <class T>
    void version(T& version, const TxVersion& before)
    {
        archive_.difference(version.index, before.index);
        archive_.number(version.incarnation);
        check_index(version.index);
        if (Archive::reads && version.incarnation > max_incarnation + 1) {
            fail();
        }
    }

    /// Rotated by one, so that slots, which have the highest bit, are small numbers too.
    template <class T>
    void location_number(T& id)
    {
        std::uint32_t rotated = std::rotl(id.value, 1);
        archive_.number(rotated);
        if constexpr (Archive::reads) {
            id.value = std::rotr(rotated, 1);
        }
    }
    template <class T>
    void location(T& id)
    {
        location_number(id);
        if (Archive::reads && !failed() && !known_->has(id)) {
            fail();
        }
    }
    /// Zero, which may stand for none, or a location.
    template <class T>
    void optional_location(T& id)
    {
        location_number(id);
        if (Archive::reads && !failed() && id.value != 0 && !known_->has(id)) {
            fail();
        }
    }

    /// Two small choices in one byte.
    template <class A, class LastA, class B, class LastB>
    void pair(A& high, LastA last_high, B& low, LastB last_low)
    {
        std::uint8_t both = 0;
        if constexpr (!Archive::reads) {
            both = static_cast<std::uint8_t>(static_cast<unsigned>(high) << 4 |
                                             static_cast<unsigned>(low));
        }
        archive_.byte(both);
        if constexpr (Archive::reads) {
            if (both >> 4 > static_cast<int>(last_high) ||
                (both & 15) > static_cast<int>(last_low)) {
                fail();
                both = 0;
            }
            high = static_cast<A>(both >> 4);
            low = static_cast<B>(both & 15);
        }
    }

    template <class T, class Each>
    void array(std::span<const T>& list, std::size_t least_bytes, Each each)
    {
        const std::size_t count = archive_.count(least_bytes);
        if (count == 0) {
            list = {};
            return;
        }
        T* const values = arena_->allocate<T>(count);
        const T nothing{};
        for (std::size_t i = 0; i < count; ++i) {
            each(*new (values + i) T{}, i == 0 ? nothing : values[i - 1]);
        }
        list = {values, count};
    }
    template <class T, class Each>
    void array(const std::span<const T>& list, std::size_t, Each each)
    {
        archive_.number(list.size());
        const T nothing{};
        for (std::size_t i = 0; i < list.size(); ++i) {
            each(list[i], i == 0 ? nothing : list[i - 1]);
        }
    }

    void check_index(std::uint32_t index)
    {
        // 0 stands in what names no transaction, of a block without any too.
        if (Archive::reads && index != 0 && index >= known_->transactions) {
            fail();
        }
    }
    [[nodiscard]] bool failed() const noexcept
    {
        if constexpr (Archive::reads) {
            return archive_.failed();
        } else {
            return false;
        }
    }
    void fail() noexcept
    {
        if constexpr (Archive::reads) {
            archive_.fail();
        }
    }

    Archive& archive_;
    const Known* known_;
    BumpArena* arena_;
};

/// One named ordinal; `place` counts from 1 in Places, 0: it is not among them and stands here.
struct PackedAccountName {
    std::uint32_t ordinal = 0;
    std::uint64_t place = 0;
    Address address;
};
struct PackedSlotName {
    std::uint32_t ordinal = 0;
    std::uint64_t place = 0;
    std::uint32_t account = 0;
    Uint256 key;
};

template <class Archive, class Name>
void pack_name(Archive& archive, Name& name, const PackedAccountName& before)
{
    archive.difference(name.ordinal, before.ordinal);
    archive.number(name.place);
    if (name.place == 0) {
        archive.fixed(name.address);
    }
}

template <class Archive, class Name>
void pack_name(Archive& archive, Name& name, const PackedSlotName& before)
{
    archive.difference(name.ordinal, before.ordinal);
    archive.number(name.place);
    archive.difference(name.account, before.account);
    if (name.place == 0) {
        archive.word(name.key);
    }
}

Error not_ours(const std::string& part)
{
    return {ErrorCode::malformed, part + ": its content cannot be"};
}

template <class Record, class Code>
std::vector<Bytes> pack_list_of(const GrowingList<Record>& list, Code code)
{
    return pack_chunks<Record>(
        list.size(), [&](std::size_t i) -> const Record& { return list[i]; },
        [&](Packer& out, const Record& record, const Record& before) {
            Coder<Packer> coder(out);
            code(coder, record, before);
        });
}

/// False: the chunks are not what pack_list_of() writes, or more than `count` records.
template <class Record, class Code>
bool unpack_list_of(GrowingList<Record>& list, const std::vector<Bytes>& chunks,
                    std::uint64_t count, const Known& known, BumpArena& arena, Code code)
{
    for (const Bytes& chunk : chunks) {
        const bool read = unpack_chunk<Record>(
            chunk,
            [&](Unpacker& in, Record& record, const Record& before) {
                Coder<Unpacker> coder(in, &known, &arena);
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

PackedLocations pack_locations(const LocationTable& table, const Places& places)
{
    PackedLocations packed;
    std::vector<PackedAccountName> accounts;
    for (std::uint32_t ordinal = 0; ordinal < table.account_limit(); ++ordinal) {
        if (table.has_account(ordinal)) {
            const Address& address = table.account(ordinal);
            static_assert(Places::none + 1 == 0);
            accounts.push_back({ordinal, places.account(address) + 1, address});
        }
    }
    std::vector<PackedSlotName> slots;
    for (std::uint32_t ordinal = 0; ordinal < table.slot_limit(); ++ordinal) {
        if (table.has_slot(ordinal)) {
            const LocationTable::Slot& slot = table.slot(ordinal);
            const std::size_t account = places.account(table.account(slot.account));
            slots.push_back({ordinal, places.slot(account, slot.key) + 1, slot.account, slot.key});
        }
    }
    const auto pack = [](Packer& out, const auto& name, const auto& before) {
        pack_name(out, name, before);
    };
    packed.account_names = pack_chunks<PackedAccountName>(
        accounts.size(), [&](std::size_t i) -> const auto& { return accounts[i]; }, pack);
    packed.slot_names = pack_chunks<PackedSlotName>(
        slots.size(), [&](std::size_t i) -> const auto& { return slots[i]; }, pack);
    return packed;
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
    LocationTable& table = run_->locations;
    const auto unpack = [](Unpacker& in, auto& name, const auto& before) {
        pack_name(in, name, before);
    };
    // Every range of ordinals has a name in it, so a gap is no longer than the ranges before it;
    // what leaves more room would only take memory.
    const auto may_be = [](std::uint32_t ordinal, std::uint64_t names_before) {
        return ordinal / LocationTable::range_size <= names_before;
    };
    std::uint64_t accounts = 0;
    for (const Bytes& chunk : packed.account_names) {
        const bool read =
            unpack_chunk<PackedAccountName>(chunk, unpack, [&](PackedAccountName&& name) {
                Address address = name.address;
                if (name.place > places.size() || !may_be(name.ordinal, accounts)) {
                    return false;
                }
                if (name.place > 0) {
                    const Places::Place& place = places[static_cast<std::size_t>(name.place - 1)];
                    if (place.is_slot) {
                        return false;
                    }
                    address = *place.address;
                }
                ++accounts;
                table.restore_account(name.ordinal, address);
                return true;
            });
        if (!read) {
            return not_ours("accounts");
        }
    }
    std::uint64_t slots = 0;
    for (const Bytes& chunk : packed.slot_names) {
        const bool read = unpack_chunk<PackedSlotName>(chunk, unpack, [&](PackedSlotName&& name) {
            if (name.place > places.size() || !may_be(name.ordinal, slots) ||
                name.account >= table.account_limit() || !table.has_account(name.account)) {
                return false;
            }
            Uint256 key = name.key;
            if (name.place > 0) {
                const Places::Place& place = places[static_cast<std::size_t>(name.place - 1)];
                if (!place.is_slot || *place.address != table.account(name.account)) {
                    return false;
                }
                key = place.key;
            }
            ++slots;
            table.restore_slot(name.ordinal, {name.account, key});
            return true;
        });
        if (!read) {
            return not_ours("slots");
        }
    }
    return Success{};
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
    WorkerLog& log = *run_->workers[worker];
    const Known known{run_->locations,
                      static_cast<std::uint32_t>(run_->input->block.transactions.size()),
                      static_cast<std::uint32_t>(run_->workers.size())};
    const std::uint64_t count = head_.workers[worker].records[static_cast<std::size_t>(part)];
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

std::shared_ptr<const RunRecord> RunBuilder::finish()
{
    run_->finish(head_.summary);
    return std::move(run_);
}

}  // namespace lanescope::store
