// SPDX-License-Identifier: GPL-3.0-or-later
// What a folder is that was dropped on the window: a model, another app's conversations, or a place with models. Looks
// at names only, a few levels deep. Blocking; any thread.
#pragma once

#include <filesystem>
#include <vector>

namespace ui
{

struct DroppedFolder {
    enum class Kind { Model, Conversations, Place };
    Kind kind = Kind::Place;
    std::filesystem::path folder;
    std::vector<std::filesystem::path> files; // of Conversations: what can be imported
};

DroppedFolder lookInto(const std::filesystem::path& folder);

} // namespace ui
