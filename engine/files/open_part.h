// SPDX-License-Identifier: GPL-3.0-or-later
// Where a new file may go, and the "<name>.part" that it is written as meanwhile. Free functions, any thread.
#pragma once

#include <filesystem>

namespace engine::files
{

// Throws engine::Error(NotWritten) where `target` cannot be the name of a new file: it is empty, a folder, or something
// else that is no ordinary file (a device, a pipe), which a rename would replace; or its folder is not there, or takes
// no new file. Makes nothing, so it can be asked before hours of work.
void checkTarget(const std::filesystem::path& target);

// Opens `part` for reading and writing and holds it (flock) until the descriptor is closed; makes it where it is not
// there, and keeps what is in it. Follows no symbolic link. Throws engine::Error(NotWritten), naming `target`: what
// checkTarget says, no permission, or another program is at it.
int openPart(const std::filesystem::path& target, const std::filesystem::path& part);

// The same with an empty part: what was in one before is given back behind the caller, which may be gigabytes.
int openEmptyPart(const std::filesystem::path& target, const std::filesystem::path& part);

} // namespace engine::files
