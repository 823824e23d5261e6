// SPDX-License-Identifier: GPL-3.0-or-later
// The storage layer's one exception: it ends an operation and carries a sentence for the person in front of the app.
#pragma once

#include <stdexcept>
#include <string>

namespace storage
{

enum class ErrorKind {
    NewerSchema, // written by a newer Fettle; refused, the file is untouched
    Corrupt,     // not a database, damaged, or of another program: Database::moveAside, then open again
    NotWritable, // no permission, a read-only place, or a path that cannot be a file
    DiskFull,    // no space, quota or file size limit; nothing acknowledged is lost, trying again later works
    Busy,        // another program held the file for longer than the time-out
    InUse,       // another Fettle has it open
    NotFound,    // the conversation or message named by an id is gone
    BadFile,     // a file to import that is damaged, hostile or of no known kind; nothing of it was taken
    Io           // anything else that the system or SQLite reported
};

// what() is a complete English sentence or two: what happened, to which file, and what to do.
class Error : public std::runtime_error
{
public:
    Error(ErrorKind kind, const std::string& sentence) : std::runtime_error(sentence), m_kind(kind) {}
    ErrorKind kind() const { return m_kind; }

private:
    ErrorKind m_kind;
};

} // namespace storage
