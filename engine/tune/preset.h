// SPDX-License-Identifier: GPL-3.0-or-later
// The names by which people know quantized models. Const data; any thread.
#pragma once

#include "engine/files/tensor_types.h"

#include <span>
#include <string>
#include <string_view>

namespace engine::tune
{

struct Preset {
    const char* name;       // as llama-quantize spells it
    std::uint32_t fileType; // general.file_type
    files::TensorType base; // of most matrices
};

std::span<const Preset> presets(); // from large to small
// In any case of letters; Q3_K, Q4_K and Q5_K mean the ones with _M. Null where there is none.
const Preset* findPreset(std::string_view name);
std::string presetNames(); // "F32, F16, ...", for sentences

// A type by its name in any case of letters, if quantizers write it. Throws engine::Error(BadSetting) that lists them.
files::TensorType writableType(std::string_view name);

} // namespace engine::tune
