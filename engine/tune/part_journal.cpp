// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/part_journal.h"

#include "engine/error.h"
#include "engine/files/flush_file.h"
#include "engine/files/write_failure.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <vector>

namespace engine::tune
{
namespace
{

constexpr std::size_t kChunk = 4U << 20;

std::filesystem::path folderOf(const std::filesystem::path& file)
{
    return file.has_parent_path() ? file.parent_path() : std::filesystem::path(".");
}

std::uint64_t bytesOnDisk(int descriptor) // of a file that may have holes
{
    struct stat status {
    };
    return ::fstat(descriptor, &status) == 0 ? static_cast<std::uint64_t>(status.st_blocks) * 512 : 0;
}

} // namespace

PartJournal::PartJournal(std::filesystem::path target, std::uint64_t size, const std::string& order)
    : m_target(std::move(target)),
      m_part(m_target.string() + ".part"),
      m_journalPath(m_part.string() + ".journal")
{
    std::error_code unknown;
    if (std::filesystem::is_directory(m_target, unknown))
        fail(EISDIR);
    m_descriptor = ::open(m_part.c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    if (m_descriptor < 0)
        fail(errno);
    try {
        if (::flock(m_descriptor, LOCK_EX | LOCK_NB) != 0)
            throw Error(ErrorKind::NotWritten, m_target.string() +
                                                   " is being made by another program already. Wait for "
                                                   "it, or choose another name.");
        readJournal(order);
        checkSpace(size);
        if (::ftruncate(m_descriptor, static_cast<off_t>(size)) != 0)
            fail(errno);
        m_journal = ::open(m_journalPath.c_str(), O_WRONLY | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW, 0666);
        if (m_journal < 0)
            fail(errno);
    } catch (...) {
        ::close(m_descriptor);
        throw;
    }
}

PartJournal::~PartJournal()
{
    if (m_journal >= 0)
        ::close(m_journal);
    if (m_discarded) {
        files::closeBehind(m_descriptor);
    } else if (m_descriptor >= 0) {
        ::flock(m_descriptor, LOCK_UN); // also where a flush that was given up still holds the file
        ::close(m_descriptor);
    }
}

void PartJournal::readJournal(const std::string& order)
{
    std::ifstream in(m_journalPath);
    std::string line;
    if (std::getline(in, line) && line == order)
        while (std::getline(in, line) && !in.eof()) { // the last line counts only with its end
            std::istringstream words(line);
            std::string piece;
            Entry entry;
            if (words >> piece >> entry.hash && std::getline(words, entry.note) && entry.hash.size() == 64)
                m_entries[piece] = std::move(entry);
        }
    in.close();
    if (!m_entries.empty())
        return;
    if (::ftruncate(m_descriptor, 0) != 0)
        fail(errno);
    std::ofstream out(m_journalPath, std::ios::trunc);
    out << order << "\n";
    if (!out.flush())
        fail(errno != 0 ? errno : EIO);
}

void PartJournal::checkSpace(std::uint64_t size) const
{
    std::error_code unknown;
    const auto space = std::filesystem::space(folderOf(m_target), unknown);
    const std::uint64_t needed = size - std::min(size, bytesOnDisk(m_descriptor));
    if (unknown || space.available >= needed)
        return;
    if (m_entries.empty()) { // nothing to keep
        ::unlink(m_part.c_str());
        ::unlink(m_journalPath.c_str());
    }
    throw Error(ErrorKind::NotWritten, m_target.string() + " needs " + std::to_string((needed >> 20) + 1) +
                                           " MiB, but only " + std::to_string(space.available >> 20) +
                                           " MiB are free there. Free some space or choose another place.");
}

const std::string* PartJournal::whole(const std::string& piece, std::uint64_t offset, std::uint64_t bytes,
                                      const std::atomic<bool>& stop) const
{
    const auto found = m_entries.find(piece);
    if (found == m_entries.end())
        return nullptr;
    files::Digest digest;
    std::vector<std::byte> chunk(kChunk);
    for (std::uint64_t at = 0; at < bytes;) {
        if (stop)
            return nullptr;
        const auto most = static_cast<std::size_t>(std::min<std::uint64_t>(kChunk, bytes - at));
        const ssize_t count = ::pread(m_descriptor, chunk.data(), most, static_cast<off_t>(offset + at));
        if (count <= 0)
            return nullptr;
        digest.add(std::span(chunk).first(static_cast<std::size_t>(count)));
        at += static_cast<std::uint64_t>(count);
    }
    return digest.hex() == found->second.hash ? &found->second.note : nullptr;
}

void PartJournal::put(std::uint64_t offset, std::span<const std::byte> bytes) const
{
    while (!bytes.empty()) {
        const ssize_t count = ::pwrite(m_descriptor, bytes.data(), std::min<std::size_t>(bytes.size(), 64U << 20),
                                       static_cast<off_t>(offset));
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            fail(count < 0 ? errno : ENOSPC);
        offset += static_cast<std::uint64_t>(count);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

void PartJournal::write(std::uint64_t offset, std::span<const std::byte> bytes)
{
    put(offset, bytes);
    m_piece.add(bytes);
}

void PartJournal::patch(std::uint64_t offset, std::span<const std::byte> bytes)
{
    put(offset, bytes);
}

void PartJournal::endPiece(const std::string& piece, const std::string& note)
{
    const std::string line = piece + " " + m_piece.hex() + " " + note + "\n";
    m_piece = files::Digest();
    if (::write(m_journal, line.data(), line.size()) != static_cast<ssize_t>(line.size()))
        fail(errno != 0 ? errno : ENOSPC);
}

void PartJournal::discard()
{
    ::unlink(m_part.c_str());
    ::unlink(m_journalPath.c_str());
    m_discarded = true;
}

void PartJournal::finish(const std::atomic<bool>& stop)
{
    const int error = files::flushFile(m_descriptor, stop);
    if (error == files::kFlushStopped)
        throw Error(ErrorKind::Stopped, "Writing was stopped.");
    if (error != 0)
        fail(error);
    if (::rename(m_part.c_str(), m_target.c_str()) != 0)
        fail(errno);
    ::unlink(m_journalPath.c_str());
    files::flushFolder(folderOf(m_target));
}

void PartJournal::fail(int systemError) const
{
    files::failToWrite(m_target, systemError);
}

} // namespace engine::tune
