// SPDX-License-Identifier: GPL-3.0-or-later
// What the database does with files around SQLite: private creation, durable names, old copies. Inside this layer only.
#pragma once

#include <filesystem>
#include <string>
#include <vector>

namespace storage
{

// All throw storage::Error for the file that they are about.
std::filesystem::path wholePath(const std::filesystem::path& file); // absolute, links followed: one file, one name
bool isThere(const std::filesystem::path& file);
void makePrivateFolders(const std::filesystem::path& folder); // those that are missing, 0700
bool createPrivateFile(const std::filesystem::path& file);    // 0600, its name synced; false if it was there
void syncFile(const std::filesystem::path& file);
void syncFolder(const std::filesystem::path& folder);
void renameDurably(const std::filesystem::path& from, const std::filesystem::path& to);

std::string utcStamp(); // "20260131-235959"

std::filesystem::path withSuffix(const std::filesystem::path& file, const std::string& suffix);
// Files beside `file` whose names begin with "<name><suffix>", oldest stamp first.
std::vector<std::filesystem::path> besides(const std::filesystem::path& file, const std::string& suffix);

} // namespace storage
