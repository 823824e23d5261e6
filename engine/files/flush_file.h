// SPDX-License-Identifier: GPL-3.0-or-later
// What may take seconds at the end of a large file, so that a person who stops it need not wait. Free functions, any
// thread.
#pragma once

#include <atomic>
#include <cstddef>
#include <filesystem>

namespace engine::files
{

// All of an open file on the disk: 0, an errno, or kFlushStopped soon after `stop` was set; then it goes on behind the
// caller, on a descriptor of its own.
constexpr int kFlushStopped = -1;
int flushFile(int descriptor, const std::atomic<bool>& stop);

// Takes the name of a file, if there is one, and gives its memory and its place on the disk back behind the caller.
void removeBehind(const std::filesystem::path& file);

// Closes a file that has no name any more: its memory and its place on the disk are given back behind the caller.
void closeBehind(int descriptor);

// Takes a map out of this process's memory; one of gigabytes behind the caller.
void unmapBehind(void* address, std::size_t size);

} // namespace engine::files
