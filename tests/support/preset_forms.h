// SPDX-License-Identifier: GPL-3.0-or-later
// The models of tests/golden/make_presets.py, and what llama.cpp's quantize makes of them.
#pragma once

#include "tests/support/gguf_builder.h"

#include <fstream>
#include <nlohmann/json.hpp>

namespace support
{

inline const nlohmann::json& presetForms()
{
    static const auto all = nlohmann::json::parse(std::ifstream(FETTLE_SOURCE_DIR "/tests/golden/presets.json"));
    return all;
}

// The model of a form: zeros, F32 where make_presets.py has F32.
inline GgufBuilder modelOf(const nlohmann::json& form)
{
    GgufBuilder builder;
    for (const auto& [key, value] : form["keys"].items()) // in alphabetical order; nothing depends on it
        if (value.is_string())
            builder.string(key, value.get<std::string>());
        else if (value.is_number_float())
            builder.f32(key, value.get<float>());
        else
            builder.u32(key, value.get<std::uint32_t>());
    const auto add = [&](const std::string& name, const nlohmann::json& shape) {
        const bool plain = shape.size() == 1 || name.find("gate_inp") != std::string::npos ||
                           name.find("position") != std::string::npos;
        std::size_t bytes = plain ? 4 : 2;
        for (const auto& size : shape)
            bytes *= size.get<std::size_t>();
        builder.tensors.push_back(
            {name, shape.get<std::vector<std::uint64_t>>(), plain ? 0U : 1U, std::string(bytes, '\0')});
    };
    for (const auto& tensor : form["top"])
        add(tensor[0], tensor[1]);
    for (int layer = 0; layer < form["layers"].get<int>(); ++layer)
        for (const auto& tensor : form["block"])
            add("blk." + std::to_string(layer) + "." + tensor[0].get<std::string>(), tensor[1]);
    return builder;
}

} // namespace support
