// SPDX-License-Identifier: GPL-3.0-or-later
// A file that is made piece by piece over a long time: "<target>.part" with the pieces at their places, and
// "<target>.part.journal" that says which of them are whole, with their SHA-256. When the same order is opened again,
// pieces whose bytes still have their hash are kept; nothing else is believed. Owned by one thread.
#pragma once

#include "engine/files/digest.h"

#include <atomic>
#include <cstdint>
#include <filesystem>
#include <map>

namespace engine::tune
{

class PartJournal
{
public:
    // `order` names what is being made, in one line: another one starts over. Throws engine::Error(NotWritten), as all
    // here: no space for `size` bytes, no permission, or another program is making the same file.
    PartJournal(std::filesystem::path target, std::uint64_t size, const std::string& order);
    ~PartJournal(); // keeps part and journal unless discard() or finish() was called
    PartJournal(const PartJournal&) = delete;
    PartJournal& operator=(const PartJournal&) = delete;

    // The note that was left with a piece of these bytes, if it is whole; reads it to be sure. Absent: null.
    // Null as well where `stop` was set meanwhile.
    const std::string* whole(const std::string& piece, std::uint64_t offset, std::uint64_t bytes,
                             const std::atomic<bool>& stop) const;

    void write(std::uint64_t offset, std::span<const std::byte> bytes); // feeds the hash of the piece as well
    void endPiece(const std::string& piece, const std::string& note);   // names without blanks, notes in one line
    void patch(std::uint64_t offset, std::span<const std::byte> bytes); // outside of any piece
    void discard();
    // On the disk and under its name; the last call. Throws engine::Error(Stopped) where `stop` was set meanwhile.
    void finish(const std::atomic<bool>& stop);

private:
    struct Entry {
        std::string hash;
        std::string note;
    };
    [[noreturn]] void fail(int systemError) const;
    void checkSpace(std::uint64_t size) const;
    void openJournal();
    void closeBoth();
    void readJournal(const std::string& order);
    void put(std::uint64_t offset, std::span<const std::byte> bytes) const;

    std::filesystem::path m_target;
    std::filesystem::path m_part;
    std::filesystem::path m_journalPath;
    int m_descriptor = -1;
    int m_journal = -1;
    bool m_discarded = false;
    files::Digest m_piece;
    std::map<std::string, Entry> m_entries;
};

// Removes the part and the journal of a file that nobody is making now; does nothing while somebody is.
void discardPart(const std::filesystem::path& target);

} // namespace engine::tune
