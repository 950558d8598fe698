// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/tables.h"

#include "base/hex.h"
#include "base/keccak.h"

#include <algorithm>
#include <cmath>
#include <cstdio>
#include <limits>
#include <map>
#include <optional>
#include <unordered_map>

namespace lanescope::store {

namespace {

/// SQLite's integers are signed.
std::int64_t integer(std::uint64_t value)
{
    return static_cast<std::int64_t>(std::min<std::uint64_t>(
        value, static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max())));
}

std::int64_t nanoseconds(Ticks ticks, double nanoseconds_per_tick)
{
    const double value = static_cast<double>(ticks) * nanoseconds_per_tick;
    return value >= 0 && value < 9e18 ? std::llround(value) : std::int64_t{-1};
}

std::string in_hex(const Uint256& word)
{
    Hash bytes;
    store_big_endian(bytes.bytes.data(), word);
    return to_hex(bytes);
}

/// UTC, as ISO 8601 writes it, to the second.
std::string in_words(WallTime time)
{
    const auto day = std::chrono::floor<std::chrono::days>(time);
    const std::chrono::year_month_day date(day);
    const std::chrono::hh_mm_ss clock(std::chrono::floor<std::chrono::seconds>(time - day));
    char text[64];
    std::snprintf(text, sizeof(text), "%04d-%02u-%02uT%02d:%02d:%02dZ",
                  static_cast<int>(date.year()), static_cast<unsigned>(date.month()),
                  static_cast<unsigned>(date.day()), static_cast<int>(clock.hours().count()),
                  static_cast<int>(clock.minutes().count()),
                  static_cast<int>(clock.seconds().count()));
    return text;
}

const char* in_words(RecordingDetail detail)
{
    constexpr const char* names[]{"off", "spans", "accesses"};
    return names[static_cast<std::size_t>(detail)];
}

const char* in_words(RunEnd end)
{
    constexpr const char* names[]{"running", "finished", "invalid_block", "cancelled", "failed"};
    return names[static_cast<std::size_t>(end)];
}

const char* in_words(IncarnationEnd end)
{
    constexpr const char* names[]{"executed", "invalid", "suspended", "interrupted"};
    return names[static_cast<std::size_t>(end)];
}

const char* in_words(ReadOrigin origin)
{
    constexpr const char* names[]{"pre_state",   "uncovered", "version", "fold",
                                  "system_call", "hint",      "sum",     "at_least"};
    return names[static_cast<std::size_t>(origin)];
}

const char* in_words(MismatchKind kind)
{
    constexpr const char* names[]{"newer_write", "estimate", "removed_write"};
    return names[static_cast<std::size_t>(kind)];
}

const char* in_words(TransactionType type)
{
    constexpr const char* names[]{"legacy", "access_list", "dynamic_fee", "blob", "set_code"};
    return names[static_cast<std::size_t>(type)];
}

Status insert_transactions(Database& database, BlockId id, const BlockInput& input)
{
    auto insert = database.prepare("INSERT INTO transactions VALUES (?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    const auto& transactions = input.block.transactions;
    for (std::size_t i = 0; i < transactions.size(); ++i) {
        const Transaction& transaction = transactions[i];
        const std::string hash = to_hex(transaction_hash(transaction));
        const std::string sender = transaction.sender ? to_hex(*transaction.sender) : "";
        const std::string to = transaction.to ? to_hex(*transaction.to) : "";
        const std::string selector = transaction.to && transaction.data.size() >= 4
                                         ? to_hex(ByteView(transaction.data).first(4))
                                         : "";
        insert->bind(1, id.value).bind(2, static_cast<std::int64_t>(i)).bind(3, hash);
        insert->bind(4, in_words(transaction.type)).bind(8, integer(transaction.gas_limit));
        const auto bind = [&](int at, const std::string& text) {
            text.empty() ? insert->bind_nothing(at) : insert->bind(at, text);
        };
        bind(5, sender);
        bind(6, to);
        bind(7, selector);
        if (const Status done = insert->run(); !done) {
            return done;
        }
    }
    return Success{};
}

Status insert_contracts(Database& database, BlockId id, const GivenState& state)
{
    auto insert = database.prepare("INSERT INTO contracts VALUES (?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    for (const auto& [address, account] : state) {
        if (account.code.empty()) {
            continue;
        }
        const std::string name = to_hex(address);
        const std::string hash = to_hex(keccak256(account.code));
        insert->bind(1, id.value).bind(2, name).bind(3, hash);
        insert->bind(4, static_cast<std::int64_t>(account.code.size()));
        if (const Status done = insert->run(); !done) {
            return done;
        }
    }
    return Success{};
}

/// Rows of `places`, for a block (run 0) or for what a run named beside it.
class PlaceRows {
public:
    static Result<PlaceRows> into(Database& database, BlockId block, RunId run)
    {
        auto insert = database.prepare("INSERT INTO places VALUES (?, ?, ?, ?, ?)");
        if (!insert) {
            return insert.error();
        }
        insert->bind(1, block.value).bind(2, run.value);
        return PlaceRows(std::move(insert).value());
    }
    Status add(std::int64_t place, const Address& address, const Uint256* slot)
    {
        const std::string name = to_hex(address);
        const std::string key = slot != nullptr ? in_hex(*slot) : "";
        insert_.bind(3, place).bind(4, name);
        slot != nullptr ? insert_.bind(5, key) : insert_.bind_nothing(5);
        return insert_.run();
    }

private:
    explicit PlaceRows(Statement insert) : insert_(std::move(insert)) {}
    Statement insert_;
};

struct AbortOf {
    std::uint32_t worker = 0;
    const Abort* abort = nullptr;
};

Status insert_incarnations(Database& database, RunId id, const RunRecord& run,
                           double nanoseconds_per_tick, const std::map<TxVersion, AbortOf>& aborts)
{
    std::vector<const IncarnationRecord*> records;
    std::unordered_map<std::uint32_t, std::uint32_t> committed;
    for (const auto& log : run.workers) {
        for (std::size_t i = 0; i < log->incarnations.size(); ++i) {
            records.push_back(&log->incarnations[i]);
        }
        for (std::size_t i = 0; i < log->decisions.size(); ++i) {
            const Decision& decision = log->decisions[i];
            if (decision.kind == DecisionKind::commit) {
                committed[decision.version.index] = decision.version.incarnation;
            }
        }
    }
    std::sort(records.begin(), records.end(),
              [](const auto* a, const auto* b) { return a->version < b->version; });
    auto insert =
        database.prepare("INSERT INTO incarnations VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    insert->bind(1, id.value);
    for (const IncarnationRecord* record : records) {
        const auto commit = committed.find(record->version.index);
        const bool stands =
            commit != committed.end() && commit->second == record->version.incarnation;
        const auto abort = aborts.find(record->version);
        const bool wasted = record->end == IncarnationEnd::suspended || abort != aborts.end();
        const std::size_t mismatches =
            abort != aborts.end() ? abort->second.abort->mismatches.size() : 0;
        insert->bind(2, std::int64_t{record->version.index})
            .bind(3, std::int64_t{record->version.incarnation})
            .bind(4, std::int64_t{record->worker})
            .bind(5, nanoseconds(record->begin, nanoseconds_per_tick))
            .bind(6, nanoseconds(record->finish, nanoseconds_per_tick))
            .bind(7, in_words(record->end))
            .bind(8, integer(record->gas_used))
            .bind(9, std::int64_t{stands})
            .bind(10, std::int64_t{wasted})
            .bind(11, std::int64_t{record->replayable})
            .bind(12, static_cast<std::int64_t>(mismatches));
        if (const Status done = insert->run(); !done) {
            return done;
        }
    }
    return Success{};
}

Status insert_aborts(Database& database, RunId id, double nanoseconds_per_tick,
                     const std::map<TxVersion, AbortOf>& aborts)
{
    auto insert = database.prepare(
        "INSERT INTO aborts VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    insert->bind(1, id.value);
    const auto bind = [&](int at, bool there, const TxVersion& version) {
        if (there) {
            insert->bind(at, std::int64_t{version.index});
            insert->bind(at + 1, std::int64_t{version.incarnation});
        } else {
            insert->bind_nothing(at).bind_nothing(at + 1);
        }
    };
    for (const auto& [version, found] : aborts) {
        bind(2, true, version);
        insert->bind(5, std::int64_t{found.worker});
        insert->bind(6, nanoseconds(found.abort->at, nanoseconds_per_tick));
        for (std::size_t i = 0; i < found.abort->mismatches.size(); ++i) {
            const Mismatch& mismatch = found.abort->mismatches[i];
            insert->bind(4, static_cast<std::int64_t>(i))
                .bind(7, std::int64_t{mismatch.location.value})
                .bind(8, in_words(mismatch.kind))
                .bind(9, in_words(mismatch.read_origin))
                .bind(12, in_words(mismatch.found_origin));
            bind(10, mismatch.read_origin == ReadOrigin::version, mismatch.read);
            bind(13, mismatch.found_origin == ReadOrigin::version, mismatch.found);
            bind(15, true, mismatch.culprit);
            insert->bind(17, std::int64_t{mismatch.gas_used});
            if (const Status done = insert->run(); !done) {
                return done;
            }
        }
    }
    return Success{};
}

/// Every location that the run's records name, in order.
std::vector<LocationId> locations_of(const RunRecord& run)
{
    std::vector<LocationId> ids;
    const auto tidy = [&] {
        std::sort(ids.begin(), ids.end());
        ids.erase(std::unique(ids.begin(), ids.end()), ids.end());
    };
    for (const auto& log : run.workers) {
        for (std::size_t i = 0; i < log->incarnations.size(); ++i) {
            const AccessSet& access = log->incarnations[i].access;
            for (const ReadRecord& read : access.reads) {
                ids.push_back(read.location);
            }
            for (const WriteRecord& write : access.writes) {
                ids.push_back(write.location);
            }
            if (access.stopped.reason == StoppedAt::Reason::estimate) {
                ids.push_back(access.stopped.location);
            }
        }
        for (std::size_t i = 0; i < log->aborts.size(); ++i) {
            for (const Mismatch& mismatch : log->aborts[i].mismatches) {
                ids.push_back(mismatch.location);
            }
        }
        tidy();
    }
    return ids;
}

Status insert_locations(Database& database, RunId id, BlockId block, const RunRecord& run,
                        const Places& places)
{
    auto rows = PlaceRows::into(database, block, id);
    if (!rows) {
        return rows.error();
    }
    auto insert = database.prepare("INSERT INTO run_locations VALUES (?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    insert->bind(1, id.value);
    std::int64_t own_places = 0;
    std::unordered_map<std::uint32_t, std::int64_t> own_accounts;  // by ordinal
    for (const LocationId location : locations_of(run)) {
        const LocationTable& table = run.locations;
        std::size_t place = Places::none;
        std::uint32_t account = location.ordinal();
        const Uint256* key = nullptr;
        if (location.is_slot()) {
            account = table.slot(location.ordinal()).account;
            key = &table.slot_key(location.ordinal());
            place = places.slot(places.account(table.account(account)), *key);
        } else {
            place = places.account(table.account(account));
        }
        std::int64_t number = static_cast<std::int64_t>(place);
        if (place == Places::none) {
            bool fresh = true;
            number = own_places;
            if (key == nullptr) {
                const auto [known, added] = own_accounts.try_emplace(account, own_places);
                number = known->second;
                fresh = added;
            }
            if (fresh) {
                ++own_places;
                if (const Status done = rows->add(number, table.account(account), key); !done) {
                    return done;
                }
            }
        }
        insert->bind(2, std::int64_t{location.value})
            .bind(3, place == Places::none ? id.value : std::int64_t{0})
            .bind(4, number);
        if (const Status done = insert->run(); !done) {
            return done;
        }
    }
    return Success{};
}

}  // namespace

Status insert_recording(Database& database, const RecordingEntry& recording, ByteView data)
{
    auto insert = database.prepare(
        "INSERT INTO recordings VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    const RunSettings& settings = recording.settings;
    const Machine& machine = recording.machine;
    const std::string begun = in_words(recording.begun);
    insert->bind(1, recording.id.value)
        .bind(2, begun)
        .bind(3, name_of(settings.strategy))
        .bind(4, std::int64_t{settings.workers})
        .bind(5, in_words(settings.detail))
        .bind(6, std::int64_t{settings.suspend_on_estimate})
        .bind(7, std::int64_t{settings.lazy_beneficiary})
        .bind(8, std::int64_t{settings.commutative_balances})
        .bind(9, std::int64_t{settings.adapt_workers})
        .bind(10, machine.processor)
        .bind(11, std::int64_t{machine.cores})
        .bind(12, machine.clock)
        .bind(13, machine.nanoseconds_per_tick)
        .bind(14, machine.build)
        .bind(15, data);
    return insert->run();
}

Status insert_block(Database& database, BlockId id, const BlockInput& input,
                    const std::string& content_hash, ByteView data)
{
    auto insert =
        database.prepare("INSERT INTO blocks VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    const Header& header = input.block.header;
    const std::string hash = to_hex(input.block.claimed_hash.value_or(header_hash(header)));
    const std::string beneficiary = to_hex(header.beneficiary);
    const std::size_t accounts = input.pre_state ? input.pre_state->size() : 0;
    insert->bind(1, id.value)
        .bind(2, input.name)
        .bind(3, integer(header.number))
        .bind(4, hash)
        .bind(5, name_of(input.fork.revision))
        .bind(6, integer(input.fork.chain_id))
        .bind(7, integer(header.timestamp))
        .bind(8, integer(header.gas_limit))
        .bind(9, integer(header.gas_used))
        .bind(10, beneficiary)
        .bind(11, static_cast<std::int64_t>(input.block.transactions.size()))
        .bind(12, static_cast<std::int64_t>(accounts))
        .bind(13, std::int64_t{input.pre_state_is_whole})
        .bind(14, content_hash)
        .bind(15, data);
    return insert->run();
}

Status insert_run(Database& database, const RunEntry& run, double nanoseconds_per_tick,
                  ByteView data)
{
    auto insert = database.prepare(
        "INSERT INTO runs VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?, ?)");
    if (!insert) {
        return insert.error();
    }
    const RunSummary& summary = run.summary;
    insert->bind(1, run.id.value)
        .bind(2, run.recording.value)
        .bind(3, run.block.value)
        .bind(4, std::int64_t{run.repeat})
        .bind(5, std::int64_t{run.block_ordinal})
        .bind(6, name_of(run.settings.strategy))
        .bind(7, in_words(summary.end))
        .bind(9, std::int64_t{summary.workers})
        .bind(10, nanoseconds(summary.duration, nanoseconds_per_tick))
        .bind(12, integer(summary.gas_used))
        .bind(13, std::int64_t{summary.committed})
        .bind(14, integer(run.incarnations))
        .bind(15, integer(run.aborts))
        .bind(16, integer(summary.voluntary_switches))
        .bind(17, integer(summary.involuntary_switches))
        .bind(18, data);
    summary.error.empty() ? insert->bind_nothing(8) : insert->bind(8, summary.error);
    summary.sequential_duration == 0
        ? insert->bind_nothing(11)
        : insert->bind(11, nanoseconds(summary.sequential_duration, nanoseconds_per_tick));
    return insert->run();
}

Status insert_block_rows(Database& database, BlockId id, const BlockInput& input,
                         const Places& places)
{
    if (const Status done = insert_transactions(database, id, input); !done) {
        return done;
    }
    if (input.pre_state) {
        if (const Status done = insert_contracts(database, id, *input.pre_state); !done) {
            return done;
        }
    }
    auto rows = PlaceRows::into(database, id, RunId{0});
    if (!rows) {
        return rows.error();
    }
    for (std::size_t i = 0; i < places.size(); ++i) {
        const Places::Place& place = places[i];
        if (const Status done = rows->add(static_cast<std::int64_t>(i), *place.address,
                                          place.is_slot ? &place.key : nullptr);
            !done) {
            return done;
        }
    }
    return Success{};
}

Status insert_run_rows(Database& database, RunId id, BlockId block, const RunRecord& run,
                       double nanoseconds_per_tick, const Places& places)
{
    std::map<TxVersion, AbortOf> aborts;
    for (std::uint32_t worker = 0; worker < run.workers.size(); ++worker) {
        const GrowingList<Abort>& list = run.workers[worker]->aborts;
        for (std::size_t i = 0; i < list.size(); ++i) {
            aborts[list[i].version] = {worker, &list[i]};
        }
    }
    Status done = insert_incarnations(database, id, run, nanoseconds_per_tick, aborts);
    if (done) {
        done = insert_aborts(database, id, nanoseconds_per_tick, aborts);
    }
    if (done) {
        done = insert_locations(database, id, block, run, places);
    }
    return done;
}

}  // namespace lanescope::store
