// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/mapped_file.h"

#include "engine/error.h"
#include "engine/files/flush_file.h"
#include "engine/files/lost_maps.h"

#include <cerrno>
#include <cstring>
#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::files
{
namespace
{

// O_NONBLOCK: opening a pipe must not wait for a writer.
int openForReading(const std::filesystem::path& path)
{
    const int descriptor = ::open(path.c_str(), O_RDONLY | O_CLOEXEC | O_NONBLOCK);
    if (descriptor < 0) {
        const std::string reason = errno == ENOENT ? "there is no such file" : std::strerror(errno);
        throw Error(ErrorKind::NotFound, "Cannot open " + path.string() + ": " + reason +
                                             ". Choose another file, or check its name and permissions.");
    }
    return descriptor;
}

std::string stateOf(const struct stat& status)
{
    std::string state;
    for (const auto number : {static_cast<std::int64_t>(status.st_dev), static_cast<std::int64_t>(status.st_ino),
                              static_cast<std::int64_t>(status.st_size), static_cast<std::int64_t>(status.st_mtim.tv_sec),
                              static_cast<std::int64_t>(status.st_mtim.tv_nsec)})
        state += std::to_string(number) + " ";
    return state;
}

} // namespace

MappedFile::MappedFile(const std::filesystem::path& path) : m_path(path)
{
    const int descriptor = openForReading(path);
    struct stat status {};
    const bool known = ::fstat(descriptor, &status) == 0;
    if (!known || !S_ISREG(status.st_mode)) {
        ::close(descriptor);
        throw Error(ErrorKind::BadFile, path.string() + " is not a regular file. Choose a model file.");
    }
    if (status.st_size == 0) {
        ::close(descriptor);
        throw Error(ErrorKind::BadFile, path.string() + " is empty. The download may have failed; fetch it again.");
    }
    m_size = static_cast<std::size_t>(status.st_size);
    m_state = stateOf(status);
    void* address = ::mmap(nullptr, m_size, PROT_READ, MAP_SHARED, descriptor, 0);
    const int mapError = errno;
    ::close(descriptor);
    if (address == MAP_FAILED)
        throw Error(ErrorKind::NoMemory, "Cannot map " + path.string() + " into memory: " + std::strerror(mapError) + ".");
    m_data = static_cast<const std::byte*>(address);
    watchMap(m_path, bytes());
}

bool MappedFile::isStill(int descriptor) const
{
    struct stat status {
    };
    return ::fstat(descriptor, &status) == 0 && stateOf(status) == m_state;
}

MappedFile::~MappedFile()
{
    forgetMap(bytes());
    unmapBehind(const_cast<std::byte*>(m_data), m_size);
}

void MappedFile::release(std::span<const std::byte> part) const
{
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    if (part.data() < m_data || part.data() + part.size() > m_data + m_size)
        return;
    const auto offset = static_cast<std::size_t>(part.data() - m_data);
    const std::size_t begin = (offset + page - 1) / page * page;
    const std::size_t end = (offset + part.size()) / page * page;
    if (begin < end) // the map is shared and read-only: nothing can be lost
        ::madvise(const_cast<std::byte*>(m_data) + begin, end - begin, MADV_DONTNEED);
}

void MappedFile::fetch(std::span<const std::byte> part) const
{
    if (part.empty() || part.data() < m_data || part.data() + part.size() > m_data + m_size)
        return;
    const auto page = static_cast<std::size_t>(::sysconf(_SC_PAGESIZE));
    const std::size_t begin = static_cast<std::size_t>(part.data() - m_data) / page * page;
    const auto end = static_cast<std::size_t>(part.data() + part.size() - m_data);
#ifdef MADV_POPULATE_READ // one call for all pages, where the system has it (Linux 5.14)
    if (::madvise(const_cast<std::byte*>(m_data) + begin, end - begin, MADV_POPULATE_READ) == 0)
        return;
#endif
    for (std::size_t at = begin; at < end; at += page)
        static_cast<void>(*static_cast<const volatile std::byte*>(m_data + at));
}

} // namespace engine::files
