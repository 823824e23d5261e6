// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/write_failure.h"

#include "engine/error.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <unistd.h>

namespace engine::files
{

void failToWrite(const std::filesystem::path& file, int systemError)
{
    const bool full = systemError == ENOSPC || systemError == EDQUOT || systemError == EFBIG;
    throw Error(
        ErrorKind::NotWritten,
        file.string() + " cannot be written: " +
            (full ? "there is no space left for it. Free some space or choose another place."
                  : std::string(std::strerror(systemError)) + ". Choose another place or check its permissions."));
}

void flushFolder(const std::filesystem::path& folder)
{
    const int descriptor = ::open(folder.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC);
    if (descriptor < 0)
        return;
    static_cast<void>(::fsync(descriptor));
    ::close(descriptor);
}

} // namespace engine::files
