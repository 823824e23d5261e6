// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/open_model.h"

#include "engine/files/gguf_split.h"

namespace engine::files
{

GgufFile openModel(const std::filesystem::path& path)
{
    return openGguf(path);
}

} // namespace engine::files
