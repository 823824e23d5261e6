// SPDX-License-Identifier: GPL-3.0-or-later
// Opens whatever people name as a model.
#pragma once

#include "engine/files/gguf.h"

namespace engine::files
{

// A GGUF file, any part of a split one, or a folder from the hub (config.json and safetensors).
// Throws engine::Error: NotFound, BadFile, Unsupported.
GgufFile openModel(const std::filesystem::path& path);

} // namespace engine::files
