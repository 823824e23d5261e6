// SPDX-License-Identifier: GPL-3.0-or-later
// A folder as people fetch it from the hub (config.json, model.safetensors, tokenizer files) to GGUF, with the names,
// metadata and order of heads that llama.cpp's converter gives.
#pragma once

#include "engine/files/gguf_content.h"

#include <filesystem>
#include <optional>

namespace engine::files::hub
{

// `type`: F32, F16, BF16 or Q8_0 for all matrices, or as they are stored. Tensors that need no change are views of the
// folder's files; the others are made one by one when the content is written or opened.
// Throws engine::Error: NotFound, BadFile, Unsupported, each with the file and the key or tensor.
GgufContent convertFolder(const std::filesystem::path& folder, std::optional<TensorType> type);

} // namespace engine::files::hub
