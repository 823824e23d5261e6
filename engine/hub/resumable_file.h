// SPDX-License-Identifier: GPL-3.0-or-later
// A file that is fetched over days: "<name>.part" holds its beginning, "<name>.journal" what is certain of it.
//
// Each kChunk bytes the part is flushed (fdatasync) and then the chunk's SHA-256 is appended to the journal (O_DSYNC),
// in this order, so that a chunk in the journal was on the disk. When opened again, the part is read once: chunks that
// do not match the journal, and all behind them, are cut off; the rest feeds the hash of the whole. The tail behind the
// last chunk is kept after a crash of the program, since the kernel has it, and cut off after a restart of the machine
// (the journal notes the boot), since a file may have grown before its bytes arrived. A power cut thus costs at most
// kChunk bytes twice, a crash none. Owned by one thread. Errors: engine::Error(NotWritten).
#pragma once

#include "engine/hub/content_hash.h"

namespace engine::hub
{

class ResumableFile
{
public:
    static constexpr std::uint64_t kChunk = 4U << 20;

    // `base` names the file without its endings. `bootId` is that of this boot, empty if unknown. `goOn` hears of the
    // reading; engine::Error(Stopped) where it says no.
    ResumableFile(std::filesystem::path base, ContentId id, std::string bootId, const ReadProgress& goOn);
    ~ResumableFile(); // what was written stays
    ResumableFile(const ResumableFile&) = delete;
    ResumableFile& operator=(const ResumableFile&) = delete;

    std::uint64_t size() const { return m_size; } // bytes that are certain or were written
    bool isWhole() const { return m_size == m_id.size; }
    bool matches() const { return isWhole() && m_whole.hex() == m_id.hex; }
    void write(std::span<const std::byte> bytes); // never beyond the size of the whole
    void startOver();
    void moveTo(const std::filesystem::path& target); // flushed and renamed, the journal removed; the last call

    static void remove(const std::filesystem::path& base);
    // Bytes of a part as it lies there, unchecked; 0 where there is none.
    static std::uint64_t sizeOf(const std::filesystem::path& base);

private:
    void openPart();
    void readJournal(const std::string& bootId);
    void readPart(const ReadProgress& goOn);
    void reserve();
    void cutTo(std::uint64_t size);
    void writeJournal(const std::string& bootId); // anew, with m_chunks
    void endChunk();
    std::filesystem::path partPath() const { return m_base.string() + ".part"; }
    std::filesystem::path journalPath() const { return m_base.string() + ".journal"; }
    std::string journalHead() const;

    std::filesystem::path m_base;
    ContentId m_id;
    int m_part = -1;
    int m_journal = -1;
    std::uint64_t m_size = 0;
    bool m_sameBoot = false;
    std::vector<std::string> m_chunks; // SHA-256 of each whole chunk
    Digest m_whole;
    Digest m_chunk; // of the one that is being filled
};

std::string bootId(); // of this machine's present run; empty if unknown

} // namespace engine::hub
