// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/hub/resumable_file.h"

#include "engine/error.h"
#include "engine/files/write_failure.h"
#include "engine/hub/names.h"

#include <algorithm>
#include <cerrno>
#include <fcntl.h>
#include <fstream>
#include <sys/stat.h>
#include <unistd.h>

namespace engine::hub
{
namespace
{

constexpr std::size_t kMostJournalBytes = 64U << 20; // a file of 4 TiB

void writeAll(int descriptor, std::span<const std::byte> bytes, const std::filesystem::path& file)
{
    while (!bytes.empty()) {
        const ssize_t count = ::write(descriptor, bytes.data(), bytes.size());
        if (count < 0 && errno == EINTR)
            continue;
        if (count <= 0)
            files::failToWrite(file, count < 0 ? errno : ENOSPC);
        bytes = bytes.subspan(static_cast<std::size_t>(count));
    }
}

// Fewer bytes than asked for only at the end of the file.
std::size_t readAt(int descriptor, std::span<std::byte> buffer, std::uint64_t offset, const std::filesystem::path& file)
{
    std::size_t filled = 0;
    while (filled < buffer.size()) {
        const ssize_t count =
            ::pread(descriptor, buffer.data() + filled, buffer.size() - filled, static_cast<off_t>(offset + filled));
        if (count < 0 && errno == EINTR)
            continue;
        if (count < 0)
            files::failToWrite(file, errno);
        if (count == 0)
            break;
        filled += static_cast<std::size_t>(count);
    }
    return filled;
}

void closeIfOpen(int& descriptor)
{
    if (descriptor >= 0)
        ::close(descriptor);
    descriptor = -1;
}

} // namespace

std::string bootId()
{
    std::ifstream file("/proc/sys/kernel/random/boot_id");
    std::string id;
    std::getline(file, id);
    return id;
}

ResumableFile::ResumableFile(std::filesystem::path base, ContentId id, std::string bootId, const ReadProgress& goOn)
    : m_base(std::move(base)),
      m_id(std::move(id)),
      m_whole(digestFor(m_id))
{
    try {
        readJournal(bootId);
        openPart();
        readPart(goOn);
        reserve();
        writeJournal(bootId);
    } catch (...) {
        closeIfOpen(m_part);
        closeIfOpen(m_journal);
        throw;
    }
}

ResumableFile::~ResumableFile()
{
    closeIfOpen(m_part);
    closeIfOpen(m_journal);
}

std::string ResumableFile::journalHead() const
{
    return "fettle-download 1 " + m_id.hex + " " + std::to_string(m_id.size);
}

// A line that is torn, or of another file, ends what is certain.
void ResumableFile::readJournal(const std::string& bootId)
{
    std::error_code unknown;
    if (std::filesystem::file_size(journalPath(), unknown) > kMostJournalBytes || unknown)
        return;
    std::ifstream in(journalPath(), std::ios::binary);
    std::string line;
    if (!std::getline(in, line) || line != journalHead() || !std::getline(in, line))
        return;
    m_sameBoot = !bootId.empty() && line == "boot " + bootId;
    while (std::getline(in, line) && !in.eof() && isHex(line, 64) && m_chunks.size() < m_id.size / kChunk)
        m_chunks.push_back(line);
}

void ResumableFile::openPart()
{
    m_part = ::open(partPath().c_str(), O_RDWR | O_CREAT | O_CLOEXEC | O_NOFOLLOW, 0666);
    struct stat status {
    };
    if (m_part < 0 || ::fstat(m_part, &status) != 0)
        files::failToWrite(partPath(), errno);
    if (!S_ISREG(status.st_mode))
        files::failToWrite(partPath(), EEXIST);
}

void ResumableFile::readPart(const ReadProgress& goOn)
{
    std::vector<std::byte> buffer(static_cast<std::size_t>(kChunk));
    std::vector<std::string> good;
    for (;;) {
        const std::uint64_t most = std::min(kChunk, m_id.size - m_size);
        const std::size_t count =
            readAt(m_part, std::span(buffer).first(static_cast<std::size_t>(most)), m_size, partPath());
        const std::span<const std::byte> bytes = std::span(buffer).first(count);
        Digest chunk;
        chunk.add(bytes);
        const bool inJournal = good.size() < m_chunks.size();
        const bool certain = inJournal ? count == kChunk && chunk.hex() == m_chunks[good.size()] : m_sameBoot;
        if (count == 0 || !certain)
            break;
        m_whole.add(bytes);
        m_size += count;
        if (count < kChunk) {
            m_chunk = std::move(chunk);
            break;
        }
        good.push_back(chunk.hex());
        if (!goOn(m_size))
            throw Error(ErrorKind::Stopped, "Reading " + partPath().string() + " was stopped.");
    }
    m_chunks = std::move(good);
    cutTo(m_size);
}

void ResumableFile::cutTo(std::uint64_t size)
{
    if (::ftruncate(m_part, static_cast<off_t>(size)) != 0 || ::lseek(m_part, static_cast<off_t>(size), SEEK_SET) < 0)
        files::failToWrite(partPath(), errno);
}

// Room for the whole is taken at once, so that two downloads do not both count on the same space. The size stays: it
// says how far the part goes. Not every file system can do this; there the look at the free space before has to do.
void ResumableFile::reserve()
{
    if (m_id.size > m_size && ::fallocate(m_part, FALLOC_FL_KEEP_SIZE, 0, static_cast<off_t>(m_id.size)) != 0 &&
        errno == ENOSPC)
        files::failToWrite(partPath(), ENOSPC);
}

// Replaced as a whole: a crash leaves the old journal, which is as true of the part.
void ResumableFile::writeJournal(const std::string& bootId)
{
    if (!m_chunks.empty() && ::fdatasync(m_part) != 0) // those of the tail were never flushed
        files::failToWrite(partPath(), errno);
    std::string text = journalHead() + "\nboot " + bootId + "\n";
    for (const std::string& chunk : m_chunks)
        text += chunk + "\n";
    const std::filesystem::path fresh = journalPath().string() + ".new";
    m_journal = ::open(fresh.c_str(), O_WRONLY | O_CREAT | O_TRUNC | O_APPEND | O_DSYNC | O_CLOEXEC, 0666);
    if (m_journal < 0)
        files::failToWrite(fresh, errno);
    writeAll(m_journal, std::as_bytes(std::span(text)), fresh);
    if (::rename(fresh.c_str(), journalPath().c_str()) != 0)
        files::failToWrite(journalPath(), errno);
    files::flushFolder(m_base.parent_path());
}

void ResumableFile::write(std::span<const std::byte> bytes)
{
    if (bytes.size() > m_id.size - m_size)
        throw Error(ErrorKind::Internal, "More bytes came for " + partPath().string() + " than it is to have.");
    while (!bytes.empty()) {
        const std::uint64_t room = kChunk - m_size % kChunk;
        const auto piece = bytes.first(static_cast<std::size_t>(std::min<std::uint64_t>(room, bytes.size())));
        writeAll(m_part, piece, partPath());
        m_whole.add(piece);
        m_chunk.add(piece);
        m_size += piece.size();
        bytes = bytes.subspan(piece.size());
        if (m_size % kChunk == 0)
            endChunk();
    }
}

void ResumableFile::endChunk()
{
    if (::fdatasync(m_part) != 0)
        files::failToWrite(partPath(), errno);
    m_chunks.push_back(m_chunk.hex());
    m_chunk = Digest();
    const std::string line = m_chunks.back() + "\n";
    writeAll(m_journal, std::as_bytes(std::span(line)), journalPath());
}

void ResumableFile::startOver()
{
    m_size = 0;
    m_chunks.clear();
    m_whole = digestFor(m_id);
    m_chunk = Digest();
    cutTo(0);
    closeIfOpen(m_journal);
    writeJournal(bootId());
}

void ResumableFile::moveTo(const std::filesystem::path& target)
{
    if (::fsync(m_part) != 0 || ::rename(partPath().c_str(), target.c_str()) != 0)
        files::failToWrite(target, errno);
    files::flushFolder(target.parent_path());
    closeIfOpen(m_part);
    closeIfOpen(m_journal);
    ::unlink(journalPath().c_str());
}

void ResumableFile::remove(const std::filesystem::path& base)
{
    for (const char* ending : {".part", ".journal", ".journal.new"})
        ::unlink((base.string() + ending).c_str());
}

std::uint64_t ResumableFile::sizeOf(const std::filesystem::path& base)
{
    std::error_code unknown;
    const auto size = std::filesystem::file_size(base.string() + ".part", unknown);
    return unknown ? 0 : size;
}

} // namespace engine::hub
