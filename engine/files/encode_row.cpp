// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/encode_row.h"

#include "kernels/quantize.h"

#include <algorithm>
#include <cmath>

namespace engine::files
{

bool canEncode(kernels::Type type)
{
    using kernels::Type;
    return type == Type::F32 || type == Type::F16 || type == Type::BF16 || type == Type::Q8_0;
}

bool encodeRow(kernels::Type type, const float* values, std::int64_t cols, void* out)
{
    constexpr float kLargestHalf = 65504.0F;
    float most = 0;
    if (type == kernels::Type::F16 || type == kernels::Type::Q8_0)
        for (std::int64_t i = 0; i < cols; ++i)
            most = std::max(most, std::isnan(values[i]) ? INFINITY : std::fabs(values[i]));
    if (type == kernels::Type::Q8_0 && !(most <= 127 * kLargestHalf))
        return false;
    kernels::quantizeRow(type, values, cols, nullptr, out);
    return most <= kLargestHalf || type != kernels::Type::F16;
}

} // namespace engine::files
