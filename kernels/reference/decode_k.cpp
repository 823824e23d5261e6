// SPDX-License-Identifier: GPL-3.0-or-later
// Superblocks of 256 whose parts have small scales of their own ("k-quants"). Any thread.
#include "kernels/half.h"
#include "kernels/reference/decode.h"
#include "kernels/reference/small_scales.h"

namespace kernels::reference
{

// In Q2_K and Q3_K, byte j of a run of 32 holds values j, j + 32, j + 64 and j + 96, lowest bits first.
void decode(const BlockQ2_K& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    const float min = halfToFloat(block.min);
    for (int i = 0; i < 256; ++i) {
        const int part = block.scales[i / 16];
        const int q = block.q[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3;
        const float partScale = scale * static_cast<float>(part & 15);
        const float partMin = min * static_cast<float>(part >> 4);
        out[i] = partScale * static_cast<float>(q) - partMin;
    }
}

void decode(const BlockQ3_K& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 256; ++i) {
        const float partScale = scale * static_cast<float>(threeBitScale(block.scales, i / 16));
        const int low = block.q[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3;
        const int high = block.high[i % 32] >> (i / 32) & 1;
        out[i] = partScale * static_cast<float>(low - (high != 0 ? 0 : 4));
    }
}

// In Q4_K and Q5_K, byte j of a run of 32 holds values j and j + 32.
void decode(const BlockQ4_K& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    const float min = halfToFloat(block.min);
    for (int part = 0; part < 8; ++part) {
        const ScaleAndMin inner = scaleAndMin(block.scales, part);
        const float partScale = scale * static_cast<float>(inner.scale);
        const float partMin = min * static_cast<float>(inner.min);
        for (int j = 0; j < 32; ++j) {
            const int q = block.q[part / 2 * 32 + j] >> (4 * (part % 2)) & 15;
            out[part * 32 + j] = partScale * static_cast<float>(q) - partMin;
        }
    }
}

void decode(const BlockQ5_K& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    const float min = halfToFloat(block.min);
    for (int part = 0; part < 8; ++part) {
        const ScaleAndMin inner = scaleAndMin(block.scales, part);
        const float partScale = scale * static_cast<float>(inner.scale);
        const float partMin = min * static_cast<float>(inner.min);
        for (int j = 0; j < 32; ++j) {
            const int low = block.q[part / 2 * 32 + j] >> (4 * (part % 2)) & 15;
            const int high = block.high[j] >> part & 1;
            out[part * 32 + j] = partScale * static_cast<float>(low | high << 4) - partMin;
        }
    }
}

// In Q6_K, byte j of a run of 64 holds the low nibbles of values j and j + 64; upper bits lie as in Q2_K.
void decode(const BlockQ6_K& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 256; ++i) {
        const float partScale = scale * static_cast<float>(block.scales[i / 16]);
        const int low = block.q[i / 128 * 64 + i % 64] >> (4 * (i / 64 % 2)) & 15;
        const int high = block.high[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3;
        out[i] = partScale * static_cast<float>((low | high << 4) - 32);
    }
}

} // namespace kernels::reference
