// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/schema.h"

#include <cstdio>
#include <string>

namespace lanescope::store {

namespace {

// FORMAT.md describes each column.
constexpr const char* tables = R"sql(
CREATE TABLE ledger (id INTEGER PRIMARY KEY, data BLOB NOT NULL);

CREATE TABLE recordings (
    id INTEGER PRIMARY KEY, begun TEXT, strategy TEXT, workers INTEGER, detail TEXT,
    suspend_on_estimate INTEGER, lazy_beneficiary INTEGER, commutative_balances INTEGER,
    adapt_workers INTEGER, processor TEXT, cores INTEGER, clock TEXT, ns_per_tick REAL, build TEXT,
    data BLOB NOT NULL);

CREATE TABLE blocks (
    id INTEGER PRIMARY KEY, name TEXT, number INTEGER, hash TEXT, revision TEXT, chain_id INTEGER,
    timestamp INTEGER, gas_limit INTEGER, gas_used INTEGER, beneficiary TEXT,
    transactions INTEGER, accounts INTEGER, whole INTEGER, content TEXT NOT NULL UNIQUE,
    data BLOB NOT NULL);

CREATE TABLE transactions (
    block INTEGER, tx INTEGER, hash TEXT, type TEXT, sender TEXT, recipient TEXT, selector TEXT,
    gas_limit INTEGER, PRIMARY KEY (block, tx)) WITHOUT ROWID;

CREATE TABLE contracts (
    block INTEGER, address TEXT, code_hash TEXT, code_size INTEGER,
    PRIMARY KEY (block, address)) WITHOUT ROWID;

CREATE TABLE places (
    block INTEGER, run INTEGER, place INTEGER, address TEXT, slot TEXT,
    PRIMARY KEY (block, run, place)) WITHOUT ROWID;

CREATE TABLE runs (
    id INTEGER PRIMARY KEY, recording INTEGER, block INTEGER, repeat INTEGER,
    block_ordinal INTEGER, strategy TEXT, ending TEXT, error TEXT, workers INTEGER,
    duration_ns INTEGER, sequential_ns INTEGER, gas_used INTEGER, committed INTEGER, incarnations INTEGER,
    aborts INTEGER, voluntary_switches INTEGER, involuntary_switches INTEGER,
    data BLOB NOT NULL);

CREATE TABLE incarnations (
    run INTEGER, tx INTEGER, incarnation INTEGER, worker INTEGER, begin_ns INTEGER,
    end_ns INTEGER, outcome TEXT, gas INTEGER, committed INTEGER, wasted INTEGER,
    replayable INTEGER, mismatches INTEGER, PRIMARY KEY (run, tx, incarnation)) WITHOUT ROWID;

CREATE TABLE aborts (
    run INTEGER, tx INTEGER, incarnation INTEGER, cause INTEGER, worker INTEGER, at_ns INTEGER,
    location INTEGER, kind TEXT, read_origin TEXT, read_tx INTEGER, read_incarnation INTEGER,
    found_origin TEXT, found_tx INTEGER, found_incarnation INTEGER, culprit_tx INTEGER,
    culprit_incarnation INTEGER, gas_at_read INTEGER,
    PRIMARY KEY (run, tx, incarnation, cause)) WITHOUT ROWID;

CREATE TABLE run_locations (
    run INTEGER, id INTEGER, owner INTEGER, place INTEGER,
    PRIMARY KEY (run, id)) WITHOUT ROWID;

CREATE VIEW locations AS
    SELECT l.run, l.id,
        CASE WHEN l.id >= 2147483648 THEN 'storage_slot' WHEN l.id & 7 = 0 THEN 'existence'
            WHEN l.id & 7 = 1 THEN 'balance' WHEN l.id & 7 = 2 THEN 'nonce'
            WHEN l.id & 7 = 3 THEN 'code' ELSE 'storage_generation' END AS kind,
        p.address, p.slot
    FROM run_locations l JOIN runs r ON r.id = l.run
    JOIN places p ON p.block = r.block AND p.run = l.owner AND p.place = l.place;

CREATE TABLE block_data (
    block INTEGER, part TEXT, chunk INTEGER, data BLOB NOT NULL, PRIMARY KEY (block, part, chunk));

CREATE TABLE run_data (
    run INTEGER, part TEXT, worker INTEGER, chunk INTEGER, data BLOB NOT NULL,
    PRIMARY KEY (run, part, worker, chunk));
)sql";

std::string in_hex(std::int64_t number)
{
    char text[32];
    std::snprintf(text, sizeof(text), "0x%08llx", static_cast<unsigned long long>(number));
    return text;
}

}  // namespace

Status create_schema(Database& database)
{
    if (const Status made = database.execute(tables); !made) {
        return made;
    }
    const std::string marks = "PRAGMA application_id = " + std::to_string(application_id) +
                              "; PRAGMA user_version = " + std::to_string(format_version);
    return database.execute(marks.c_str());
}

Status check_schema(const Database& database)
{
    const auto id = database.number("PRAGMA application_id");
    if (!id) {
        return id.error();
    }
    if (*id != application_id) {
        const auto empty = is_empty(database);
        if (!empty) {
            return empty.error();
        }
        if (*empty) {
            return Error{ErrorCode::malformed, database.path() +
                                                   ": is empty; nothing was recorded into it, so "
                                                   "record again"};
        }
        return Error{ErrorCode::malformed,
                     database.path() +
                         ": is a SQLite file of another program, its application id "
                         "is " +
                         in_hex(*id) + ", not " + in_hex(application_id) +
                         "; name a file that `run --record` has made"};
    }
    const auto version = database.number("PRAGMA user_version");
    if (!version) {
        return version.error();
    }
    if (*version > format_version) {
        return Error{ErrorCode::unsupported,
                     database.path() + ": has format " + std::to_string(*version) +
                         ", this build reads up to " + std::to_string(format_version) +
                         "; open it with a newer Lanescope"};
    }
    if (*version < 1) {
        return Error{ErrorCode::malformed, database.path() + ": is damaged, it has format " +
                                               std::to_string(*version) +
                                               "; take a copy that is intact, or record again"};
    }
    if (*version < format_version) {
        return Error{ErrorCode::unsupported,
                     database.path() + ": has format " + std::to_string(*version) +
                         ", of a build before any release; this one reads format " +
                         std::to_string(format_version) + ", so record again"};
    }
    return Success{};
}

Result<bool> is_empty(const Database& database)
{
    const auto pages = database.number("PRAGMA page_count");
    if (!pages) {
        return pages.error();
    }
    return *pages == 0;
}

}  // namespace lanescope::store
