// SPDX-License-Identifier: GPL-3.0-or-later
#include "ui/dropped_folder.h"

#include <algorithm>

namespace ui
{
namespace
{

constexpr int kMostDepth = 4;
constexpr std::size_t kMostFiles = 10'000;

} // namespace

DroppedFolder lookInto(const std::filesystem::path& folder)
{
    namespace fs = std::filesystem;
    DroppedFolder found;
    found.folder = folder;
    std::error_code failure;
    if (fs::is_regular_file(folder / "config.json", failure)) {
        found.kind = DroppedFolder::Kind::Model;
        return found;
    }
    fs::recursive_directory_iterator it(folder, fs::directory_options::skip_permission_denied, failure);
    std::size_t seen = 0;
    for (; !failure && it != fs::recursive_directory_iterator() && ++seen < kMostFiles; it.increment(failure)) {
        std::error_code unknown;
        if (it.depth() >= kMostDepth)
            it.disable_recursion_pending();
        if (it->path().filename() == "thread.json" && it->is_regular_file(unknown)) // Jan's, one folder each
            found.files.push_back(it->path());
    }
    std::sort(found.files.begin(), found.files.end());
    if (!found.files.empty())
        found.kind = DroppedFolder::Kind::Conversations;
    return found;
}

} // namespace ui
