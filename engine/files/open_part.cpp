// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/open_part.h"

#include "engine/error.h"
#include "engine/files/flush_file.h"
#include "engine/files/write_failure.h"

#include <cerrno>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::files
{
namespace
{

bool sameFile(const struct stat& a, const struct stat& b)
{
    return a.st_dev == b.st_dev && a.st_ino == b.st_ino;
}

} // namespace

void checkTarget(const std::filesystem::path& target)
{
    std::error_code unknown;
    const auto type = std::filesystem::status(target, unknown).type();
    if (type == std::filesystem::file_type::directory)
        failToWrite(target, EISDIR);
    if (!target.has_filename())
        throw Error(ErrorKind::NotWritten, "The new file has no name. Give one.");
    const bool known = std::filesystem::exists(std::filesystem::file_status(type)) &&
                       type != std::filesystem::file_type::unknown; // else opening says what is wrong
    if (known && type != std::filesystem::file_type::regular)
        throw Error(ErrorKind::NotWritten,
                    target.string() + " is a device or a pipe, which a new file would replace. Choose another name.");
    const std::filesystem::path folder = target.has_parent_path() ? target.parent_path() : ".";
    if (::access(folder.c_str(), W_OK | X_OK) != 0)
        failToWrite(target, errno);
}

int openPart(const std::filesystem::path& target, const std::filesystem::path& part)
{
    checkTarget(target);
    for (;;) {
        const int descriptor = ::open(part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
        if (descriptor < 0)
            failToWrite(target, errno);
        const bool held = ::flock(descriptor, LOCK_EX | LOCK_NB) == 0 || errno != EWOULDBLOCK; // or it has no locks
        struct stat opened {
        };
        struct stat named {
        };
        const bool known = ::fstat(descriptor, &opened) == 0;
        if (held && known && S_ISREG(opened.st_mode) && ::lstat(part.c_str(), &named) == 0 && sameFile(opened, named))
            return descriptor;
        ::close(descriptor);
        if (!held)
            throw Error(ErrorKind::NotWritten, target.string() + " is being made by another program already. Wait for "
                                                                 "it, or choose another name.");
        if (!known || !S_ISREG(opened.st_mode))
            failToWrite(part, EEXIST);
        // Else whoever held it has just given it its name, or removed it: what was opened is no part any more.
    }
}

int openEmptyPart(const std::filesystem::path& target, const std::filesystem::path& part)
{
    for (;;) {
        const int descriptor = openPart(target, part);
        struct stat status {
        };
        if (::fstat(descriptor, &status) == 0 && status.st_size == 0)
            return descriptor;
        if (::unlink(part.c_str()) == 0) { // held by us, so it is nobody's
            closeBehind(descriptor);
        } else if (::ftruncate(descriptor, 0) == 0) {
            return descriptor;
        } else {
            const int error = errno;
            ::close(descriptor);
            failToWrite(target, error);
        }
    }
}

} // namespace engine::files
