// SPDX-License-Identifier: GPL-3.0-or-later
// A file that appears under its name only when it is whole: written as "<name>.part", flushed, renamed.
#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace engine::files
{

class PartFile
{
public:
    // Refuses before the first byte where `size` bytes would not fit, or another program writes the same file. Throws
    // engine::Error(NotWritten), as all here.
    PartFile(std::filesystem::path target, std::uint64_t size);
    ~PartFile(); // removes the part unless finish() was reached
    PartFile(const PartFile&) = delete;
    PartFile& operator=(const PartFile&) = delete;

    void write(std::span<const std::byte> bytes);
    // On the disk and under its name. Throws engine::Error as well: Stopped where `stop` was set meanwhile, BadFile
    // where a mapped file was cut short meanwhile, since what was written may be made of it.
    void finish(const std::atomic<bool>* stop = nullptr);

private:
    [[noreturn]] void fail(int systemError) const;

    std::filesystem::path m_target;
    std::filesystem::path m_part;
    int m_descriptor = -1;
    std::uint64_t m_lostBefore;
};

} // namespace engine::files
