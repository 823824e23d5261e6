// SPDX-License-Identifier: GPL-3.0-or-later
// The weights of a hub folder as GGUF tensors.
#pragma once

#include "engine/files/hub/hub_family.h"
#include "engine/files/safetensors_folder.h"

#include <memory>

namespace engine::files::hub
{

// Adds all tensors. Matrices get `type` (as stored where it is absent, F16 where their rows are no whole blocks),
// vectors and small tables F32, as llama.cpp wants them. What needs no change stays a view of the folder's files,
// which `content` keeps open. Throws engine::Error: BadFile, Unsupported (a tensor, named).
void convertTensors(std::shared_ptr<const SafetensorsFolder> weights, const Family& family, const std::string& folder,
                    std::optional<TensorType> type, GgufContent& content);

} // namespace engine::files::hub
