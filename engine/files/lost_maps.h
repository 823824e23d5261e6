// SPDX-License-Identifier: GPL-3.0-or-later
// Mapped files that become shorter while they are read. Reading behind the end of such a file raises SIGBUS, which would
// end the program; here the rest of the map becomes zeros instead, and whoever used it asks and throws. A SIGBUS of anything else goes to
// the handler that was there before the first map, with all that it is told, or ends the program as ever. Any thread.
#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <span>

namespace engine::files
{

// Of a MappedFile, as long as it lives; a few hundred at once are watched, others are as without.
void watchMap(const std::filesystem::path& path, std::span<const std::byte> map);
void forgetMap(std::span<const std::byte> map);

std::uint64_t lostMaps(); // so far; cheap

// Throws engine::Error(BadFile) where one of these files was lost and is still mapped.
void throwIfLost(std::span<const std::filesystem::path> paths);
// The same where any file was lost since lostMaps() gave `before`.
void throwIfLost(std::uint64_t before);

} // namespace engine::files
