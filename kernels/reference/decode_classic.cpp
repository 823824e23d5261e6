// SPDX-License-Identifier: GPL-3.0-or-later
// Blocks of 32 with one scale. Any thread.
#include "kernels/half.h"
#include "kernels/reference/decode.h"

namespace kernels::reference
{

namespace
{

// The fifth bit of value i, in place.
int fifthBit(const std::uint8_t* high, int i)
{
    return (high[i / 8] >> (i % 8) & 1) << 4;
}

} // namespace

void decode(const BlockQ8_0& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 32; ++i) {
        out[i] = scale * static_cast<float>(block.q[i]);
    }
}

void decode(const BlockQ4_0& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 16; ++i) {
        out[i] = scale * static_cast<float>((block.q[i] & 15) - 8);
        out[i + 16] = scale * static_cast<float>((block.q[i] >> 4) - 8);
    }
}

void decode(const BlockQ4_1& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    const float min = halfToFloat(block.min);
    for (int i = 0; i < 16; ++i) {
        out[i] = scale * static_cast<float>(block.q[i] & 15) + min;
        out[i + 16] = scale * static_cast<float>(block.q[i] >> 4) + min;
    }
}

void decode(const BlockQ5_0& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 16; ++i) {
        out[i] = scale * static_cast<float>(((block.q[i] & 15) | fifthBit(block.high, i)) - 16);
        out[i + 16] = scale * static_cast<float>(((block.q[i] >> 4) | fifthBit(block.high, i + 16)) - 16);
    }
}

void decode(const BlockQ5_1& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    const float min = halfToFloat(block.min);
    for (int i = 0; i < 16; ++i) {
        out[i] = scale * static_cast<float>((block.q[i] & 15) | fifthBit(block.high, i)) + min;
        out[i + 16] = scale * static_cast<float>((block.q[i] >> 4) | fifthBit(block.high, i + 16)) + min;
    }
}

} // namespace kernels::reference
