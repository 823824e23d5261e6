// SPDX-License-Identifier: GPL-3.0-or-later
// A VFS over the system's that remembers what was written since each file's last sync, and builds the folder that a
// power loss would leave: all that was synced, and of the rest a random part of the 512-byte sectors.
#pragma once

#include <filesystem>
#include <functional>
#include <random>

namespace crash_vfs
{

constexpr const char* kName = "fettle-crash";

void install();                                 // once per process
void forget();                                  // the files of a past run
void beforeEachChange(std::function<void()> f); // called at each write, sync, truncation and deletion; may be null

// Writes the files as after a power loss now. `kept` is the chance of each unsynced sector to have reached the disk.
void writeImage(const std::filesystem::path& folder, double kept, std::mt19937& random);

} // namespace crash_vfs
