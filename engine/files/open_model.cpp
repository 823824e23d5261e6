// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/open_model.h"

#include "engine/files/gguf_split.h"
#include "engine/files/hub/convert_folder.h"

namespace engine::files
{

GgufFile openModel(const std::filesystem::path& path)
{
    std::error_code unknown;
    if (std::filesystem::is_directory(path, unknown))
        return GgufFile(hub::convertFolder(path, std::nullopt), path.string());
    return openGguf(path);
}

} // namespace engine::files
