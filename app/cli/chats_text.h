// SPDX-License-Identifier: GPL-3.0-or-later
// The user's own conversations, as a text to calibrate on.
#pragma once

#include <filesystem>
#include <string>

namespace cli
{

std::filesystem::path profileFolder(); // where the window keeps its data unless it is told otherwise

// All that was said in the profile's conversations, newest first. Throws engine::Error: NotFound (no profile there, the
// app has it open, nothing was said yet), BadFile (the database is damaged, or of a newer version).
std::string chatsText(const std::filesystem::path& profile);

} // namespace cli
