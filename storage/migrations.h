// SPDX-License-Identifier: GPL-3.0-or-later
// The schema as numbered steps. A step and its number are committed together, so a crash leaves the version before or
// the version after, never a mixture. Storage thread only.
#pragma once

#include <span>

namespace SQLite
{
class Database;
}

namespace storage
{

struct Migration {
    int version;                      // what PRAGMA user_version is after it; 1, 2, 3 ... without gaps
    void (*apply)(SQLite::Database&); // runs inside the step's transaction, foreign keys are checked before the commit
};

constexpr int kApplicationId = 0x4674746c; // "Fttl", PRAGMA application_id: tells our files from other programs'

std::span<const Migration> migrations(); // all steps, oldest first; a released step never changes

int schemaVersion(SQLite::Database& connection);

// Applies the steps above the file's version. Throws SQLite::Exception; the steps before the failing one stay.
void migrate(SQLite::Database& connection, std::span<const Migration> steps);

} // namespace storage
