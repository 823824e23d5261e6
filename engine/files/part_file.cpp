// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/part_file.h"

#include "engine/error.h"
#include "engine/files/flush_file.h"
#include "engine/files/lost_maps.h"
#include "engine/files/open_part.h"
#include "engine/files/write_failure.h"

#include <algorithm>
#include <cerrno>
#include <unistd.h>

namespace engine::files
{
namespace
{

constexpr std::size_t kMostAtOnce = 64U << 20; // write() takes less than 2 GiB

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

} // namespace

PartFile::PartFile(std::filesystem::path target, std::uint64_t size)
    : m_target(std::move(target)),
      m_part(m_target.string() + ".part"),
      m_lostBefore(lostMaps())
{
    checkTarget(m_target);
    std::error_code unknown;
    const auto space = std::filesystem::space(folderOf(m_target), unknown);
    if (!unknown && space.available < size)
        throw Error(ErrorKind::NotWritten, m_target.string() + " needs " + std::to_string((size >> 20) + 1) +
                                               " MiB, but only " + std::to_string(space.available >> 20) +
                                               " MiB are free there. Free some space or choose another place.");
    m_descriptor = openEmptyPart(m_target, m_part);
}

PartFile::~PartFile()
{
    if (m_descriptor < 0)
        return;
    ::unlink(m_part.c_str());
    closeBehind(m_descriptor);
}

void PartFile::write(std::span<const std::byte> bytes)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(m_descriptor, bytes.data(), std::min(bytes.size(), kMostAtOnce));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            fail(count < 0 ? errno : ENOSPC);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void PartFile::finish(const std::atomic<bool>* stop)
{
    throwIfLost(m_lostBefore);
    static const std::atomic<bool> never = false;
    const int error = flushFile(m_descriptor, stop != nullptr ? *stop : never);
    if (error == kFlushStopped)
        throw Error(ErrorKind::Stopped, "Writing was stopped.");
    if (error != 0)
        fail(error);
    if (::rename(m_part.c_str(), m_target.c_str()) != 0)
        fail(errno);
    ::close(m_descriptor);
    m_descriptor = -1;
    flushFolder(folderOf(m_target));
}

void PartFile::fail(int systemError) const
{
    failToWrite(m_target, systemError);
}

} // namespace engine::files
