// SPDX-License-Identifier: GPL-3.0-or-later
#include "storage/files.h"

#include "storage/failure.h"

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <algorithm>
#include <cerrno>
#include <ctime>

namespace storage
{
namespace
{

void syncPath(const std::filesystem::path& path, int flags)
{
    const int descriptor = ::open(path.c_str(), flags | O_CLOEXEC);
    if (descriptor < 0)
        failOfSystem(path, errno, "open it to sync it");
    const bool synced = ::fsync(descriptor) == 0;
    const int error = errno;
    ::close(descriptor);
    // Some network and FUSE file systems cannot sync a folder; there is nothing better to do there.
    if (!synced && error != EINVAL && error != ENOTSUP)
        failOfSystem(path, error, "sync it to the disk");
}

} // namespace

std::filesystem::path wholePath(const std::filesystem::path& file)
{
    std::error_code error;
    const std::filesystem::path absolute = std::filesystem::absolute(file, error);
    const std::filesystem::path whole = error ? file : std::filesystem::weakly_canonical(absolute, error);
    if (error)
        failOfSystem(file, error.value(), "find its database");
    return whole;
}

bool isThere(const std::filesystem::path& file)
{
    struct stat status {
    };
    return ::lstat(file.c_str(), &status) == 0;
}

void makePrivateFolders(const std::filesystem::path& folder)
{
    std::error_code ignored; // what cannot be looked at is told by mkdir
    if (folder.empty() || std::filesystem::is_directory(folder, ignored))
        return;
    makePrivateFolders(folder.parent_path());
    if (::mkdir(folder.c_str(), 0700) != 0 && errno != EEXIST)
        failOfSystem(folder, errno, "make the folder for its data");
    if (!std::filesystem::is_directory(folder, ignored))
        failOfSystem(folder, ENOTDIR, "make the folder for its data");
}

bool createPrivateFile(const std::filesystem::path& file)
{
    const int descriptor = ::open(file.c_str(), O_CREAT | O_EXCL | O_RDWR | O_CLOEXEC, 0600);
    if (descriptor < 0) {
        if (errno == EEXIST)
            return false;
        failOfSystem(file, errno, "create its file");
    }
    ::close(descriptor);
    syncFolder(file.parent_path());
    return true;
}

void syncFile(const std::filesystem::path& file)
{
    syncPath(file, O_RDWR);
}

void syncFolder(const std::filesystem::path& folder)
{
    syncPath(folder, O_RDONLY | O_DIRECTORY);
}

void renameDurably(const std::filesystem::path& from, const std::filesystem::path& to)
{
    if (::rename(from.c_str(), to.c_str()) != 0)
        failOfSystem(from, errno, "rename it to " + to.filename().string());
    syncFolder(to.parent_path());
}

std::string utcStamp()
{
    const std::time_t now = std::time(nullptr);
    std::tm parts{};
    ::gmtime_r(&now, &parts);
    char text[32];
    std::strftime(text, sizeof text, "%Y%m%d-%H%M%S", &parts);
    return text;
}

std::filesystem::path withSuffix(const std::filesystem::path& file, const std::string& suffix)
{
    return std::filesystem::path(file).concat(suffix);
}

std::vector<std::filesystem::path> besides(const std::filesystem::path& file, const std::string& suffix)
{
    const std::string begin = file.filename().string() + suffix;
    std::vector<std::filesystem::path> found;
    std::error_code ignored;
    for (const auto& entry : std::filesystem::directory_iterator(file.parent_path(), ignored)) {
        if (entry.path().filename().string().starts_with(begin))
            found.push_back(entry.path());
    }
    std::sort(found.begin(), found.end());
    return found;
}

} // namespace storage
