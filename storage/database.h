// SPDX-License-Identifier: GPL-3.0-or-later
// The one connection to the one database file: WAL, every commit synced, schema up to date, locked against a second
// app. Storage thread only: everything that takes a Database& runs on the thread that opened it.
#pragma once

#include "storage/error.h"
#include "storage/migrations.h"

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>

namespace storage
{

struct OpenOptions {
    std::span<const Migration> steps = migrations();
    std::string vfs;          // empty: the system's; tests put a failing or recording one here
    int busyTimeoutMs = 5000; // how long to wait for another program that reads or writes the file
};

// What opening had to do, for the log and for a line in the window.
struct OpenReport {
    bool created = false;
    bool uncleanEnd = false; // the last session did not close the file; a quick integrity check was done and passed
    int migratedFrom = 0;    // the version before the migration; 0 where there was none
    std::optional<std::filesystem::path> backup; // the copy made before the migration
};

class Database
{
public:
    // Opens the file or creates it (0600, folders 0700). Throws Error: NewerSchema and Corrupt leave the file as it
    // was; NotWritable, DiskFull, InUse, Busy, Io.
    static std::unique_ptr<Database> open(const std::filesystem::path& file, const OpenOptions& options = {});

    // Keeps a file that open() called corrupt under a new name beside it, "<file>.damaged-<UTC date and time>", and
    // returns that name; open() then starts a fresh one. Throws Error: InUse, NotWritable, Io.
    static std::filesystem::path moveAside(const std::filesystem::path& file);

    ~Database(); // merges the write-ahead log into the file
    Database(const Database&) = delete;
    Database& operator=(const Database&) = delete;

    // Everything there is to check: pages, indexes, foreign keys, the search index. Seconds on a large file.
    // Throws Error: Corrupt, with what was found first.
    void check();

    const std::filesystem::path& file() const { return m_file; }
    const OpenReport& report() const { return m_report; }
    SQLite::Database& connection() const { return *m_connection; } // for this layer and its tests

private:
    class Lock;

    Database(const std::filesystem::path& file, const OpenOptions& options);

    std::filesystem::path m_file;
    OpenReport m_report;
    std::unique_ptr<Lock> m_lock; // before the connection: given back after it is closed
    std::unique_ptr<SQLite::Database> m_connection;
};

} // namespace storage
