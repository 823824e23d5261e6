// SPDX-License-Identifier: GPL-3.0-or-later
#include "engine/files/encode_row.h"

#include "kernels/blocks.h"
#include "kernels/half.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace engine::files
{
namespace
{

constexpr float kLargestHalf = 65504.0F;

template <class Convert>
void encode16(const float* values, std::int64_t cols, void* out, const Convert& convert)
{
    auto* to = static_cast<unsigned char*>(out);
    for (std::int64_t i = 0; i < cols; ++i, to += 2) {
        const std::uint16_t bits = convert(values[i]);
        std::memcpy(to, &bits, sizeof bits);
    }
}

void encodeQ8(const float* values, std::int64_t cols, void* out)
{
    auto* to = static_cast<unsigned char*>(out);
    for (std::int64_t begin = 0; begin < cols; begin += 32) {
        float largest = 0;
        for (int i = 0; i < 32; ++i)
            largest = std::max(largest, std::fabs(values[begin + i]));
        const float scale = largest / 127;
        const float inverse = scale != 0 ? 1 / scale : 0;
        kernels::BlockQ8_0 block;
        block.scale = kernels::floatToHalf(scale);
        for (int i = 0; i < 32; ++i)
            block.q[i] = static_cast<std::int8_t>(std::clamp(std::round(values[begin + i] * inverse), -127.0F, 127.0F));
        std::memcpy(to, &block, sizeof block);
        to += sizeof block;
    }
}

} // namespace

bool canEncode(kernels::Type type)
{
    using kernels::Type;
    return type == Type::F32 || type == Type::F16 || type == Type::BF16 || type == Type::Q8_0;
}

bool encodeRow(kernels::Type type, const float* values, std::int64_t cols, void* out)
{
    const auto largest = [&] {
        float most = 0;
        for (std::int64_t i = 0; i < cols; ++i)
            most = std::max(most, std::isnan(values[i]) ? INFINITY : std::fabs(values[i]));
        return most;
    };
    switch (type) {
    case kernels::Type::F16:
        encode16(values, cols, out, kernels::floatToHalf);
        return largest() <= kLargestHalf;
    case kernels::Type::BF16:
        encode16(values, cols, out, kernels::floatToBfloat);
        return true;
    case kernels::Type::Q8_0:
        if (!(largest() <= 127 * kLargestHalf))
            return false;
        encodeQ8(values, cols, out);
        return true;
    default:
        std::memcpy(out, values, static_cast<std::size_t>(cols) * sizeof(float));
        return true;
    }
}

} // namespace engine::files
