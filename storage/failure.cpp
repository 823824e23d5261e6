// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/failure.h"

#include <sqlite3.h>

#include <cerrno>
#include <cstring>
#include <system_error>

namespace storage
{
namespace
{

bool isFullDisk(int systemError)
{
    return systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
}

bool isNotWritable(int systemError)
{
    return systemError == EACCES || systemError == EPERM || systemError == EROFS || systemError == ENOTDIR ||
           systemError == EISDIR || systemError == ENAMETOOLONG || systemError == ELOOP;
}

ErrorKind kindOf(int code, int systemError)
{
    switch (code & 0xff) {
    case SQLITE_FULL:
        return ErrorKind::DiskFull;
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        return ErrorKind::Corrupt;
    case SQLITE_READONLY:
    case SQLITE_PERM:
    case SQLITE_AUTH:
        return ErrorKind::NotWritable;
    case SQLITE_CANTOPEN:
        return isFullDisk(systemError) ? ErrorKind::DiskFull : ErrorKind::NotWritable;
    case SQLITE_BUSY:
    case SQLITE_LOCKED:
        return ErrorKind::Busy;
    case SQLITE_CONSTRAINT:
        return code == SQLITE_CONSTRAINT_FOREIGNKEY ? ErrorKind::NotFound : ErrorKind::Io;
    case SQLITE_IOERR:
        if (isFullDisk(systemError))
            return ErrorKind::DiskFull;
        return isNotWritable(systemError) ? ErrorKind::NotWritable : ErrorKind::Io;
    default:
        return ErrorKind::Io;
    }
}

std::string freeSpace(const std::filesystem::path& file)
{
    std::error_code error;
    const auto space = std::filesystem::space(file.parent_path(), error);
    if (error)
        return {};
    return " (" + std::to_string(space.available / 1'000'000) + " MB free in " + file.parent_path().string() + ")";
}

std::string sentence(ErrorKind kind, const std::filesystem::path& file, std::string_view doing,
                     const std::string& reason)
{
    const std::string begin = "Fettle could not " + std::string(doing) + ": ";
    const std::string name = file.string();
    switch (kind) {
    case ErrorKind::DiskFull:
        return begin + "there is no room for " + name + " to grow" + freeSpace(file) +
               ". Free some space, or raise the quota or file size limit, and try again; what was saved before is "
               "safe.";
    case ErrorKind::Corrupt:
        return begin + name + " is damaged (" + reason +
               "). Restore it from a backup, or let Fettle set it aside and start a fresh one.";
    case ErrorKind::NotWritable:
        return begin + name + " cannot be written (" + reason +
               "). Check the permissions of the file and of its folder, and that the disk is not mounted read-only.";
    case ErrorKind::Busy:
        return begin + "another program is using " + name + ". Close that program and try again.";
    case ErrorKind::NotFound:
        return begin + "the conversation or message it belongs to is no longer in " + name + ". Reload the list.";
    default:
        return begin + "the system reported \"" + reason + "\" for " + name + ". Check the disk and try again.";
    }
}

} // namespace

void fail(const std::filesystem::path& file, const SQLite::Exception& error, int systemError, std::string_view doing)
{
    const int code = error.getExtendedErrorCode();
    const ErrorKind kind = kindOf(code, systemError);
    std::string reason = error.what();
    const bool ofSystem = (code & 0xff) == SQLITE_IOERR || (code & 0xff) == SQLITE_CANTOPEN;
    if (systemError != 0 && ofSystem)
        reason += ", " + std::generic_category().message(systemError);
    throw Error(kind, sentence(kind, file, doing, reason));
}

void failOfSystem(const std::filesystem::path& file, int systemError, std::string_view doing)
{
    const ErrorKind kind = isFullDisk(systemError)      ? ErrorKind::DiskFull
                           : isNotWritable(systemError) ? ErrorKind::NotWritable
                                                        : ErrorKind::Io;
    throw Error(kind, sentence(kind, file, doing, std::generic_category().message(systemError)));
}

void failNotFound(const std::filesystem::path& file, std::string_view what)
{
    throw Error(ErrorKind::NotFound, "The " + std::string(what) + " is no longer in " + file.string() +
                                         ". Reload the list; it may have been deleted.");
}

int systemErrorOf(const SQLite::Database& connection)
{
    sqlite3* handle = connection.getHandle();
    if (const int error = sqlite3_system_errno(handle); error != 0)
        return error;
    // A write that fails within the commit itself is noted with its file only: the log, or the database.
    for (const int operation : {SQLITE_FCNTL_JOURNAL_POINTER, SQLITE_FCNTL_FILE_POINTER}) {
        sqlite3_file* file = nullptr;
        int error = 0;
        if (sqlite3_file_control(handle, "main", operation, &file) == SQLITE_OK && file != nullptr &&
            file->pMethods != nullptr &&
            file->pMethods->xFileControl(file, SQLITE_FCNTL_LAST_ERRNO, &error) == SQLITE_OK && error != 0)
            return error;
    }
    return 0;
}

} // namespace storage
