// SPDX-License-Identifier: GPL-3.0-or-later
// Turns what SQLite reports into storage::Error with a sentence. Inside this layer only.
#pragma once

#include "storage/database.h"

#include <SQLiteCpp/SQLiteCpp.h>

#include <string_view>
#include <utility>

namespace storage
{

// `doing` completes "could not ...": "save the message".
[[noreturn]] void fail(const std::filesystem::path& file, const SQLite::Exception& error, int systemError,
                       std::string_view doing);
[[noreturn]] void failOfSystem(const std::filesystem::path& file, int systemError, std::string_view doing);
[[noreturn]] void failNotFound(const std::filesystem::path& file, std::string_view what);

int systemErrorOf(const SQLite::Database& connection); // errno of the last failed call, 0 if none

// Runs one operation on the database; what it throws of SQLite leaves as storage::Error.
template <class Operation>
decltype(auto) guarded(const Database& database, std::string_view doing, Operation&& operation)
{
    try {
        return std::forward<Operation>(operation)(database.connection());
    } catch (const SQLite::Exception& error) {
        fail(database.file(), error, systemErrorOf(database.connection()), doing);
    }
}

// The same as one transaction that takes the write lock first: on the disk when this returns, or nothing of it.
template <class Operation>
auto written(const Database& database, std::string_view doing, Operation&& operation)
{
    return guarded(database, doing, [&](SQLite::Database& connection) {
        SQLite::Transaction transaction(connection, SQLite::TransactionBehavior::IMMEDIATE);
        if constexpr (std::is_void_v<decltype(operation(connection))>) {
            operation(connection);
            transaction.commit();
        } else {
            auto result = operation(connection);
            transaction.commit();
            return result;
        }
    });
}

} // namespace storage
