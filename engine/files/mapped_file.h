// SPDX-License-Identifier: GPL-3.0-or-later
// A read-only memory map of a whole regular file. Const after construction, so any thread may read it.
#pragma once

#include <cstddef>
#include <filesystem>
#include <span>
#include <string>

namespace engine::files
{

class MappedFile
{
public:
    // Throws engine::Error: NotFound (absent, unreadable), BadFile (a folder, a pipe, a device, empty).
    explicit MappedFile(const std::filesystem::path& path);
    ~MappedFile();
    MappedFile(const MappedFile&) = delete;
    MappedFile& operator=(const MappedFile&) = delete;

    const std::filesystem::path& path() const { return m_path; }
    // Whether an open descriptor is of this very file, and nobody wrote to it since it was mapped.
    bool isStill(int descriptor) const;
    std::span<const std::byte> bytes() const { return {m_data, m_size}; }
    // Takes the whole pages of a part out of this process's memory; reading them again fetches them from the file.
    void release(std::span<const std::byte> part) const;
    // Reads a part's pages from the file now; one of another map is left alone.
    void fetch(std::span<const std::byte> part) const;

private:
    std::filesystem::path m_path;
    const std::byte* m_data = nullptr;
    std::size_t m_size = 0;
    std::string m_state; // of the file when it was mapped
};

} // namespace engine::files
