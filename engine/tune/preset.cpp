// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/tune/preset.h"

#include "engine/error.h"
#include "kernels/quantize.h"

#include <algorithm>

namespace engine::tune
{
namespace
{

using T = files::TensorType;

constexpr Preset kPresets[] = {
    {"F32", 0, T::F32},        {"F16", 1, T::F16},      {"BF16", 32, T::BF16},     {"Q8_0", 7, T::Q8_0},
    {"Q6_K", 18, T::Q6_K},     {"Q5_1", 9, T::Q5_1},    {"Q5_K_M", 17, T::Q5_K},   {"Q5_K_S", 16, T::Q5_K},
    {"Q5_0", 8, T::Q5_0},      {"Q4_1", 3, T::Q4_1},    {"Q4_K_M", 15, T::Q4_K},   {"Q4_K_S", 14, T::Q4_K},
    {"IQ4_NL", 25, T::IQ4_NL}, {"Q4_0", 2, T::Q4_0},    {"IQ4_XS", 30, T::IQ4_XS}, {"MXFP4_MOE", 38, T::MXFP4},
    {"Q3_K_L", 13, T::Q3_K},   {"Q3_K_M", 12, T::Q3_K}, {"Q3_K_S", 11, T::Q3_K},   {"Q2_K", 10, T::Q2_K},
    {"Q2_K_S", 21, T::Q2_K},   {"TQ2_0", 37, T::TQ2_0}, {"TQ1_0", 36, T::TQ1_0},
};

bool sameLetters(std::string_view a, std::string_view b)
{
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    return std::equal(a.begin(), a.end(), b.begin(), b.end(), [&](char x, char y) { return lower(x) == lower(y); });
}

} // namespace

std::span<const Preset> presets()
{
    return kPresets;
}

const Preset* findPreset(std::string_view name)
{
    for (const char* family : {"Q3_K", "Q4_K", "Q5_K"})
        if (sameLetters(name, family))
            return findPreset(std::string(family) + "_M");
    for (const Preset& preset : kPresets)
        if (sameLetters(name, preset.name))
            return &preset;
    return nullptr;
}

std::string presetNames()
{
    std::string names;
    for (const Preset& preset : kPresets)
        names += (names.empty() ? "" : ", ") + std::string(preset.name);
    return names;
}

files::TensorType writableType(std::string_view name)
{
    std::string known;
    for (std::uint32_t number = 0; number < 64; ++number) {
        const files::TensorTypeInfo* type = files::findTensorType(number);
        if (type == nullptr || !type->kernel || !kernels::canQuantize(*type->kernel))
            continue;
        if (sameLetters(name, type->name))
            return type->type;
        known += (known.empty() ? "" : ", ") + std::string(type->name);
    }
    throw Error(ErrorKind::BadSetting, "\"" + std::string(name.substr(0, 40)) +
                                           "\" is no type that can be written. Choose one of " + known + ".");
}

} // namespace engine::tune
