// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/part_journal.h"

#include "engine/error.h"
#include "engine/files/flush_file.h"
#include "engine/files/open_part.h"
#include "engine/files/write_failure.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <sstream>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>
#include <utility>
#include <vector>

namespace engine::tune
{
namespace
{

constexpr std::size_t kChunk = 1U << 20; // between two looks at a stop flag
constexpr std::uint64_t kLongestJournal = 16U << 20; // some 100,000 tensors

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
      m_journalPath(m_part.string() + ".journal"),
      m_descriptor(files::openPart(m_target, m_part))
{
    try {
        openJournal();
        readJournal(order);
        checkSpace(size);
        if (::ftruncate(m_descriptor, static_cast<off_t>(size)) != 0)
            fail(errno);
    } catch (...) {
        const bool keeps = m_journal >= 0 ? !m_entries.empty() : bytesOnDisk(m_descriptor) > 0;
        if (m_descriptor >= 0 && !keeps) { // else another program has taken it meanwhile
            ::unlink(m_part.c_str());
            if (m_journal >= 0)
                ::unlink(m_journalPath.c_str());
        }
        closeBoth();
        throw;
    }
}

PartJournal::~PartJournal()
{
    if (!m_discarded)
        ::flock(m_descriptor, LOCK_UN); // also where a flush that was given up still holds the file
    else
        files::closeBehind(std::exchange(m_descriptor, -1));
    closeBoth();
}

void PartJournal::closeBoth()
{
    for (const int descriptor : {m_journal, m_descriptor})
        if (descriptor >= 0)
            ::close(descriptor);
}

void PartJournal::openJournal()
{
    m_journal = ::open(m_journalPath.c_str(), O_RDWR | O_CREAT | O_APPEND | O_CLOEXEC | O_NOFOLLOW | O_NONBLOCK, 0666);
    struct stat status {
    };
    if (m_journal < 0)
        files::failToWrite(m_journalPath, errno);
    if (::fstat(m_journal, &status) == 0 && S_ISREG(status.st_mode))
        return;
    ::close(std::exchange(m_journal, -1));
    files::failToWrite(m_journalPath, EEXIST);
}

void PartJournal::readJournal(const std::string& order)
{
    struct stat status {
    };
    const std::uint64_t size = ::fstat(m_journal, &status) == 0 ? static_cast<std::uint64_t>(status.st_size) : 0;
    std::string text(static_cast<std::size_t>(std::min(size, kLongestJournal)), '\0');
    const ssize_t count = ::pread(m_journal, text.data(), text.size(), 0);
    text.resize(static_cast<std::size_t>(std::max<ssize_t>(count, 0)));
    std::istringstream in(text);
    std::string line;
    if (std::getline(in, line) && line == order)
        while (std::getline(in, line) && !in.eof()) { // the last line counts only with its end
            std::istringstream words(line);
            std::string piece;
            Entry entry;
            if (words >> piece >> entry.hash && std::getline(words, entry.note) && entry.hash.size() == 64)
                m_entries[piece] = std::move(entry);
        }
    if (!m_entries.empty())
        return;
    if (bytesOnDisk(m_descriptor) > 0) { // of another order
        ::unlink(m_part.c_str());
        files::closeBehind(std::exchange(m_descriptor, -1));
        m_descriptor = files::openEmptyPart(m_target, m_part);
    }
    if (::ftruncate(m_descriptor, 0) != 0 || ::ftruncate(m_journal, 0) != 0)
        fail(errno);
    const std::string first = order + "\n";
    if (::write(m_journal, first.data(), first.size()) != static_cast<ssize_t>(first.size()))
        fail(errno != 0 ? errno : ENOSPC);
}

void PartJournal::checkSpace(std::uint64_t size) const
{
    std::error_code unknown;
    const auto space = std::filesystem::space(folderOf(m_target), unknown);
    const std::uint64_t needed = size - std::min(size, bytesOnDisk(m_descriptor));
    if (unknown || space.available >= needed)
        return;
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

void discardPart(const std::filesystem::path& target)
{
    const std::filesystem::path part = target.string() + ".part";
    struct stat status {
    };
    try {
        const int descriptor = ::lstat(part.c_str(), &status) == 0 ? files::openPart(target, part) : -1;
        ::unlink(part.c_str());
        ::unlink((part.string() + ".journal").c_str());
        if (descriptor >= 0)
            files::closeBehind(descriptor);
    } catch (const Error&) { // somebody is making it, or it is no part
    }
}

void PartJournal::fail(int systemError) const
{
    files::failToWrite(m_target, systemError);
}

} // namespace engine::tune
