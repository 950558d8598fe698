// SPDX-License-Identifier: GPL-3.0-or-later
#include "store/database.h"

#include <sqlite3.h>

#include <filesystem>

namespace lanescope::store {

namespace {

/// How long to wait for another program that writes the same file, milliseconds.
constexpr int patience = 5000;

}  // namespace

void Statement::Finalize::operator()(sqlite3_stmt* statement) const noexcept
{
    sqlite3_finalize(statement);
}

// Binding fails only for want of memory or a wrong index; step() then finds a value missing.

Statement& Statement::bind(int at, std::int64_t value)
{
    sqlite3_bind_int64(statement_.get(), at, value);
    return *this;
}

Statement& Statement::bind(int at, double value)
{
    sqlite3_bind_double(statement_.get(), at, value);
    return *this;
}

Statement& Statement::bind(int at, std::string_view text)
{
    sqlite3_bind_text64(statement_.get(), at, text.data() == nullptr ? "" : text.data(),
                        text.size(), SQLITE_STATIC, SQLITE_UTF8);
    return *this;
}

Statement& Statement::bind(int at, ByteView blob)
{
    static constexpr char nothing = 0;
    sqlite3_bind_blob64(statement_.get(), at,
                        blob.empty() ? static_cast<const void*>(&nothing) : blob.data(),
                        blob.size(), SQLITE_STATIC);
    return *this;
}

Statement& Statement::bind_nothing(int at)
{
    sqlite3_bind_null(statement_.get(), at);
    return *this;
}

Result<bool> Statement::step()
{
    const int code = sqlite3_step(statement_.get());
    if (code == SQLITE_ROW) {
        return true;
    }
    if (code == SQLITE_DONE) {
        sqlite3_reset(statement_.get());
        return false;
    }
    const Error error = database_->last_error();
    sqlite3_reset(statement_.get());
    return error;
}

Status Statement::run()
{
    const auto row = step();
    if (!row) {
        return row.error();
    }
    return Success{};
}

std::int64_t Statement::integer(int column) const
{
    return sqlite3_column_int64(statement_.get(), column);
}

std::string Statement::text(int column) const
{
    const auto* const text =
        reinterpret_cast<const char*>(sqlite3_column_text(statement_.get(), column));
    return text == nullptr ? std::string() : std::string(text);
}

ByteView Statement::blob(int column) const
{
    if (sqlite3_column_type(statement_.get(), column) != SQLITE_BLOB) {
        return {};
    }
    const void* const data = sqlite3_column_blob(statement_.get(), column);
    const int size = sqlite3_column_bytes(statement_.get(), column);
    return data == nullptr
               ? ByteView()
               : ByteView(static_cast<const std::uint8_t*>(data), static_cast<std::size_t>(size));
}

void Database::Close::operator()(sqlite3* handle) const noexcept
{
    sqlite3_close_v2(handle);
}

Result<std::unique_ptr<Database>> Database::open(const std::string& path, Access access)
{
    std::error_code ignored;
    if (access == Access::read && !std::filesystem::exists(path, ignored)) {
        return Error{ErrorCode::io, path + ": there is no such file"};
    }
    if (std::filesystem::is_directory(path, ignored)) {
        return Error{ErrorCode::io, path + ": is a folder; name a file in it"};
    }
    // A reader may have to take back what a killed writer left half done, so it wants to write too;
    // SQLite itself opens what it may not write for reading. A path that begins with "file:" is no
    // URI, hence no SQLITE_OPEN_URI; and a build of SQLite may take it for one all the same.
    const std::string name =
        path.starts_with("file:") || path.starts_with(":") || path.empty() ? "./" + path : path;
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_NOMUTEX | SQLITE_OPEN_PRIVATECACHE |
                      (access == Access::write_and_create ? SQLITE_OPEN_CREATE : 0);
    sqlite3* handle = nullptr;
    const int opened = sqlite3_open_v2(name.c_str(), &handle, flags, nullptr);
    std::unique_ptr<Database> database(new Database(path, handle));
    if (handle == nullptr) {
        return Error{ErrorCode::limit_exceeded, path + ": not enough memory to open it"};
    }
    sqlite3_extended_result_codes(handle, 1);
    if (opened != SQLITE_OK) {
        return database->last_error();
    }
    sqlite3_busy_timeout(handle, patience);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_DEFENSIVE, 1, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_TRUSTED_SCHEMA, 0, nullptr);
    // What a file brings along is never run: the views are for people.
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_TRIGGER, 0, nullptr);
    sqlite3_db_config(handle, SQLITE_DBCONFIG_ENABLE_VIEW, 0, nullptr);
    if (access == Access::write_and_create && sqlite3_db_readonly(handle, "main") != 0) {
        return Error{ErrorCode::io, path +
                                        ": may not be written; choose another name, or change "
                                        "the file's permissions"};
    }
    const Status set_up = database->execute(
        access == Access::read
            ? "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA query_only = ON"
            : "PRAGMA cell_size_check = ON; PRAGMA mmap_size = 0; PRAGMA synchronous = FULL; "
              "PRAGMA foreign_keys = OFF");
    if (!set_up) {
        return set_up.error();
    }
    return database;
}

Status Database::execute(const char* sql)
{
    if (sqlite3_exec(handle_.get(), sql, nullptr, nullptr, nullptr) != SQLITE_OK) {
        return last_error();
    }
    return Success{};
}

Result<Statement> Database::prepare(const char* sql) const
{
    sqlite3_stmt* statement = nullptr;
    if (sqlite3_prepare_v2(handle_.get(), sql, -1, &statement, nullptr) != SQLITE_OK) {
        return last_error();
    }
    return Statement(*this, statement);
}

Result<std::int64_t> Database::number(const char* sql) const
{
    auto query = prepare(sql);
    if (!query) {
        return query.error();
    }
    const auto row = query->step();
    if (!row) {
        return row.error();
    }
    return *row ? query->integer(0) : 0;
}

Error Database::last_error() const
{
    const int extended = sqlite3_extended_errcode(handle_.get());
    const std::string found = std::string(" (SQLite: ") + sqlite3_errmsg(handle_.get()) + ")";
    switch (extended) {
    case SQLITE_READONLY_ROLLBACK:
    case SQLITE_READONLY_RECOVERY:
    case SQLITE_READONLY_CANTINIT:
        return {ErrorCode::io, path_ +
                                   ": a program was killed while it wrote this file; open it once "
                                   "where it and its folder may be written, so that what was half "
                                   "done is taken back" +
                                   found};
    default:
        break;
    }
    switch (extended & 0xff) {
    case SQLITE_FULL:
        return {ErrorCode::io,
                path_ +
                    ": the disk is full; make room and record again. Runs that were stored "
                    "before are intact" +
                    found};
    case SQLITE_PERM:
    case SQLITE_READONLY:
        return {ErrorCode::io, path_ +
                                   ": may not be written; choose another name, or change the "
                                   "file's or its folder's permissions" +
                                   found};
    case SQLITE_CANTOPEN:
        return {ErrorCode::io,
                path_ + ": cannot be opened; see that its folder exists and may be used" + found};
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return {ErrorCode::io,
                path_ + ": another program is writing it; wait until that is done" + found};
    case SQLITE_IOERR:
        return {ErrorCode::io, path_ +
                                   ": could not be read or written; see that the disk works "
                                   "and has room. Runs that were stored before are intact" +
                                   found};
    case SQLITE_NOMEM:
        return {ErrorCode::limit_exceeded, path_ + ": not enough memory" + found};
    case SQLITE_NOTADB:
        return {ErrorCode::malformed,
                path_ +
                    ": is not a .lanescope file, it is not a SQLite file at all; name a file "
                    "that `run --record` has made" +
                    found};
    default:
        return {ErrorCode::malformed,
                path_ + ": is damaged; take a copy that is intact, or record again" + found};
    }
}

Result<SqlTransaction> SqlTransaction::begin(Database& database)
{
    // The lock to write at once: a reader that turned writer could only fail.
    if (const Status begun = database.execute("BEGIN IMMEDIATE"); !begun) {
        return begun.error();
    }
    return SqlTransaction(database);
}

Result<SqlTransaction> SqlTransaction::begin_reading(Database& database)
{
    if (const Status begun = database.execute("BEGIN"); !begun) {
        return begun.error();
    }
    return SqlTransaction(database);
}

SqlTransaction::~SqlTransaction()
{
    if (database_ != nullptr) {
        // Fails where SQLite has taken everything back by itself already.
        (void)database_->execute("ROLLBACK");
    }
}

Status SqlTransaction::commit()
{
    Status committed = database_->execute("COMMIT");
    if (committed) {
        database_ = nullptr;
    }
    return committed;
}

}  // namespace lanescope::store
