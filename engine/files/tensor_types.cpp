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
    {T::Q4_0, "Q4_0", 32, 18, K::Q4_0},     {T::Q4_1, "Q4_1", 32, 20, std::nullopt},
    {T::Q5_0, "Q5_0", 32, 22, std::nullopt}, {T::Q5_1, "Q5_1", 32, 24, std::nullopt},
    {T::Q8_0, "Q8_0", 32, 34, K::Q8_0},     {T::Q8_1, "Q8_1", 32, 36, std::nullopt},
    {T::Q2_K, "Q2_K", 256, 84, std::nullopt}, {T::Q3_K, "Q3_K", 256, 110, std::nullopt},
    {T::Q4_K, "Q4_K", 256, 144, std::nullopt}, {T::Q5_K, "Q5_K", 256, 176, std::nullopt},
    {T::Q6_K, "Q6_K", 256, 210, std::nullopt}, {T::Q8_K, "Q8_K", 256, 292, std::nullopt},
    {T::IQ1_S, "IQ1_S", 256, 50, std::nullopt}, {T::IQ1_M, "IQ1_M", 256, 56, std::nullopt},
    {T::IQ2_XXS, "IQ2_XXS", 256, 66, std::nullopt}, {T::IQ2_XS, "IQ2_XS", 256, 74, std::nullopt},
    {T::IQ2_S, "IQ2_S", 256, 82, std::nullopt}, {T::IQ3_XXS, "IQ3_XXS", 256, 98, std::nullopt},
    {T::IQ3_S, "IQ3_S", 256, 110, std::nullopt}, {T::IQ4_NL, "IQ4_NL", 32, 18, std::nullopt},
    {T::IQ4_XS, "IQ4_XS", 256, 136, std::nullopt}, {T::TQ1_0, "TQ1_0", 256, 54, std::nullopt},
    {T::TQ2_0, "TQ2_0", 256, 66, std::nullopt}, {T::MXFP4, "MXFP4", 32, 17, std::nullopt},
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
