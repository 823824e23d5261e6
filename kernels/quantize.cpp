// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/quantize.h"

#include "kernels/reference/encode.h"

#include <cstring>

namespace kernels
{

bool canQuantize(Type type)
{
    switch (type) {
    case Type::IQ1_S:
    case Type::IQ1_M:
    case Type::IQ2_XXS:
    case Type::IQ2_XS:
    case Type::IQ2_S:
    case Type::IQ3_XXS:
    case Type::IQ3_S:
        return false;
    default:
        return true;
    }
}

bool usesImportance(Type type)
{
    switch (type) {
    case Type::F32:
    case Type::F16:
    case Type::BF16:
    case Type::Q8_0:
    case Type::MXFP4:
    case Type::TQ1_0:
    case Type::TQ2_0:
        return false;
    default:
        return true;
    }
}

void quantizeRow(Type type, const float* values, std::int64_t cols, const float* importance, void* out)
{
    if (!reference::encode(type, {values, cols, importance, static_cast<unsigned char*>(out)}, cpu::kSearch))
        std::memcpy(out, values, static_cast<std::size_t>(cols) * sizeof(float));
}

} // namespace kernels
