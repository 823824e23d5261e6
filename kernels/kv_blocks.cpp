// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/kv_blocks.h"

#include "kernels/blocks.h"
#include "kernels/half.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kernels
{

namespace
{

void encodeQ8(const float* x, unsigned char* to)
{
    float largest = 0.0F;
    for (int i = 0; i < 32; ++i) {
        largest = std::max(largest, std::abs(x[i]));
    }
    const float scale = largest / 127.0F;
    const float inverse = scale > 0.0F ? 1.0F / scale : 0.0F;
    BlockQ8_0 block;
    block.scale = floatToHalf(scale);
    for (int i = 0; i < 32; ++i) {
        block.q[i] = static_cast<std::int8_t>(std::nearbyint(x[i] * inverse));
    }
    std::memcpy(to, &block, sizeof block);
}

void encodeQ4(const float* x, unsigned char* to)
{
    const float most = *std::max_element(x, x + 32, [](float a, float b) { return std::abs(a) < std::abs(b); });
    const float scale = most / -8.0F;
    const float inverse = scale != 0.0F ? 1.0F / scale : 0.0F;
    const auto nibble = [&](int i) {
        return static_cast<unsigned>(std::clamp(std::nearbyint(x[i] * inverse) + 8.0F, 0.0F, 15.0F));
    };
    BlockQ4_0 block;
    block.scale = floatToHalf(scale);
    for (int i = 0; i < 16; ++i) {
        block.q[i] = static_cast<std::uint8_t>(nibble(i) | nibble(i + 16) << 4);
    }
    std::memcpy(to, &block, sizeof block);
}

} // namespace

void encodeKv(Type type, const float* from, std::int64_t count, void* to)
{
    auto* block = static_cast<unsigned char*>(to);
    for (std::int64_t i = 0; i < count; i += 32, block += traits(type).blockBytes) {
        type == Type::Q8_0 ? encodeQ8(from + i, block) : encodeQ4(from + i, block);
    }
}

} // namespace kernels
