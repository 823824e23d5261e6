// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/tensor_types.h"

namespace engine::files
{
namespace
{

using T = TensorType;
using K = kernels::Type;

// clang-format off
constexpr TensorTypeInfo kTypes[] = {
    {T::F32, "F32", 1, 4, K::F32},          {T::F16, "F16", 1, 2, K::F16},
    {T::BF16, "BF16", 1, 2, K::BF16},       {T::F64, "F64", 1, 8, std::nullopt},
    {T::I8, "I8", 1, 1, std::nullopt},      {T::I16, "I16", 1, 2, std::nullopt},
    {T::I32, "I32", 1, 4, std::nullopt},    {T::I64, "I64", 1, 8, std::nullopt},
    {T::Q4_0, "Q4_0", 32, 18, K::Q4_0},     {T::Q4_1, "Q4_1", 32, 20, K::Q4_1},
    {T::Q5_0, "Q5_0", 32, 22, K::Q5_0}, {T::Q5_1, "Q5_1", 32, 24, K::Q5_1},
    {T::Q8_0, "Q8_0", 32, 34, K::Q8_0},     {T::Q8_1, "Q8_1", 32, 36, std::nullopt},
    {T::Q2_K, "Q2_K", 256, 84, K::Q2_K}, {T::Q3_K, "Q3_K", 256, 110, K::Q3_K},
    {T::Q4_K, "Q4_K", 256, 144, K::Q4_K}, {T::Q5_K, "Q5_K", 256, 176, K::Q5_K},
    {T::Q6_K, "Q6_K", 256, 210, K::Q6_K}, {T::Q8_K, "Q8_K", 256, 292, std::nullopt},
    {T::IQ1_S, "IQ1_S", 256, 50, K::IQ1_S}, {T::IQ1_M, "IQ1_M", 256, 56, K::IQ1_M},
    {T::IQ2_XXS, "IQ2_XXS", 256, 66, K::IQ2_XXS}, {T::IQ2_XS, "IQ2_XS", 256, 74, K::IQ2_XS},
    {T::IQ2_S, "IQ2_S", 256, 82, K::IQ2_S}, {T::IQ3_XXS, "IQ3_XXS", 256, 98, K::IQ3_XXS},
    {T::IQ3_S, "IQ3_S", 256, 110, K::IQ3_S}, {T::IQ4_NL, "IQ4_NL", 32, 18, K::IQ4_NL},
    {T::IQ4_XS, "IQ4_XS", 256, 136, K::IQ4_XS}, {T::TQ1_0, "TQ1_0", 256, 54, K::TQ1_0},
    {T::TQ2_0, "TQ2_0", 256, 66, K::TQ2_0}, {T::MXFP4, "MXFP4", 32, 17, K::MXFP4},
};
// clang-format on

} // namespace

const TensorTypeInfo* findTensorType(std::uint32_t number)
{
    for (const TensorTypeInfo& entry : kTypes)
        if (static_cast<std::uint32_t>(entry.type) == number)
            return &entry;
    return nullptr;
}

const TensorTypeInfo& info(TensorType type)
{
    return *findTensorType(static_cast<std::uint32_t>(type));
}

} // namespace engine::files
