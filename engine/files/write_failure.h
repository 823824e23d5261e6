// SPDX-License-Identifier: GPL-3.0-or-later
// What is said where a file cannot be written, and the flush that makes a rename last. Free functions, any thread.
#pragma once

#include <filesystem>

namespace engine::files
{

// Throws engine::Error(NotWritten); `systemError` is an errno.
[[noreturn]] void failToWrite(const std::filesystem::path& file, int systemError);

// Makes renames in a folder durable. Some file systems refuse to flush a folder; the files are whole all the same.
void flushFolder(const std::filesystem::path& folder);

} // namespace engine::files
