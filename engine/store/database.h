// SPDX-License-Identifier: GPL-3.0-or-later
#pragma once

#include "base/bytes.h"
#include "base/result.h"

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>

struct sqlite3;
struct sqlite3_stmt;

namespace lanescope::store {

class Database;

/// A prepared statement. Not longer than its Database.
class Statement {
public:
    Statement& bind(int at, std::int64_t value);
    Statement& bind(int at, double value);
    /// The bytes must stay until the next step() is over.
    Statement& bind(int at, std::string_view text);
    Statement& bind(int at, ByteView blob);
    Statement& bind_nothing(int at);

    /// Goes to the next row; false: there is none, and the statement can be used again.
    [[nodiscard]] Result<bool> step();
    /// For what gives no rows.
    [[nodiscard]] Status run();

    [[nodiscard]] std::int64_t integer(int column) const;
    [[nodiscard]] std::string text(int column) const;
    /// Until the next step(). Empty where the column holds none.
    [[nodiscard]] ByteView blob(int column) const;

private:
    friend class Database;
    struct Finalize {
        void operator()(sqlite3_stmt* statement) const noexcept;
    };
    Statement(const Database& database, sqlite3_stmt* statement)
        : database_(&database), statement_(statement)
    {
    }
    const Database* database_;
    std::unique_ptr<sqlite3_stmt, Finalize> statement_;
};

/// One open SQLite file, set up for files that anybody may have made. One thread at a time. Errors
/// name the file, what SQLite found, and the remedy.
class Database {
public:
    enum class Access { read, write_and_create };

    [[nodiscard]] static Result<std::unique_ptr<Database>> open(const std::string& path,
                                                                Access access);
    /// Statements without results, separated by semicolons.
    [[nodiscard]] Status execute(const char* sql);
    [[nodiscard]] Result<Statement> prepare(const char* sql) const;
    /// The one number that a query gives.
    [[nodiscard]] Result<std::int64_t> number(const char* sql) const;
    [[nodiscard]] const std::string& path() const noexcept { return path_; }

    /// The Error for what just failed.
    [[nodiscard]] Error last_error() const;

private:
    struct Close {
        void operator()(sqlite3* handle) const noexcept;
    };
    Database(std::string path, sqlite3* handle) : path_(std::move(path)), handle_(handle) {}

    std::string path_;
    std::unique_ptr<sqlite3, Close> handle_;
};

/// Begins a transaction; what commit() has not ended is undone.
class SqlTransaction {
public:
    /// Of a writer: waits until no other writes, and keeps others from writing.
    [[nodiscard]] static Result<SqlTransaction> begin(Database& database);
    /// Sees the file as it is at the first read, until the end.
    [[nodiscard]] static Result<SqlTransaction> begin_reading(Database& database);
    SqlTransaction(SqlTransaction&& other) noexcept
        : database_(std::exchange(other.database_, nullptr))
    {
    }
    SqlTransaction& operator=(SqlTransaction&&) = delete;
    ~SqlTransaction();
    [[nodiscard]] Status commit();

private:
    explicit SqlTransaction(Database& database) : database_(&database) {}
    Database* database_;
};

}  // namespace lanescope::store
