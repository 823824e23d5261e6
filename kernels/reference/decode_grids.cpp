// SPDX-License-Identifier: GPL-3.0-or-later
// Types whose bits choose whole vectors of 4 or 8 values from a grid. Any thread.
#include "kernels/half.h"
#include "kernels/reference/decode.h"
#include "kernels/reference/grids.h"

namespace kernels::reference
{

namespace
{

constexpr float kTwoBitSizes[4] = {8, 25, 43, 0};                 // IQ2; the grids use three of the four
constexpr float kEightSizes[8] = {4, 12, 20, 28, 36, 44, 52, 62}; // IQ3_XXS
constexpr float kOddSizes[8] = {1, 3, 5, 7, 9, 11, 13, 15};       // IQ3_S

std::uint32_t word(const std::uint8_t* from)
{
    std::uint32_t value = 0;
    std::memcpy(&value, from, sizeof value);
    return value;
}

// Signs of 8 values from 7 bits: an even number of them is negative, so the eighth follows.
std::uint32_t evenSigns(std::uint32_t number)
{
    std::uint32_t parity = number ^ (number >> 4);
    parity ^= parity >> 2;
    parity ^= parity >> 1;
    return number | (parity & 1U) << 7;
}

float signOf(std::uint32_t signs, int i)
{
    return (signs >> i & 1U) != 0 ? -1.0F : 1.0F;
}

// 8 values of an IQ2 grid: 2 bits each.
void decodeEight(std::uint16_t entry, float scale, std::uint32_t signs, float* out)
{
    for (int i = 0; i < 8; ++i) {
        out[i] = scale * kTwoBitSizes[entry >> (2 * i) & 3] * signOf(signs, i);
    }
}

// 4 values of an IQ3 grid: a nibble each. `signs` bit 0 is the first value's.
void decodeFour(std::uint16_t entry, const float* sizes, float scale, std::uint32_t signs, float* out)
{
    for (int i = 0; i < 4; ++i) {
        out[i] = scale * sizes[entry >> (4 * i) & 7] * signOf(signs, i);
    }
}

// 8 values of the IQ1 grid: -1, 0 or 1, moved by `shift`.
void decodeTernary(std::uint16_t entry, float scale, float shift, float* out)
{
    for (int i = 0; i < 8; ++i) {
        out[i] = scale * (static_cast<float>((entry >> (2 * i) & 3) - 1) + shift);
    }
}

constexpr float kShift = 0.125F; // IQ1

} // namespace

void decode(const BlockIQ2_XXS& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int part = 0; part < 8; ++part) {
        const std::uint8_t* q = block.q + part * 8;
        const std::uint32_t signs = word(q + 4);
        const float partScale = scale * (0.5F + static_cast<float>(signs >> 28)) * 0.25F;
        for (int i = 0; i < 4; ++i) {
            decodeEight(kGridIQ2_XXS[q[i]], partScale, evenSigns(signs >> (7 * i) & 127U), out + part * 32 + i * 8);
        }
    }
}

void decode(const BlockIQ2_XS& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 32; ++i) {
        const int small = block.scales[i / 4] >> (4 * (i / 2 % 2)) & 15;
        const float partScale = scale * (0.5F + static_cast<float>(small)) * 0.25F;
        decodeEight(kGridIQ2_XS[block.q[i] & 511], partScale, evenSigns(block.q[i] >> 9), out + i * 8);
    }
}

void decode(const BlockIQ2_S& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 32; ++i) {
        const int small = block.scales[i / 4] >> (4 * (i / 2 % 2)) & 15;
        const float partScale = scale * (0.5F + static_cast<float>(small)) * 0.25F;
        const int high = block.high[i / 4] >> (2 * (i % 4)) & 3;
        decodeEight(kGridIQ2_S[block.q[i] | high << 8], partScale, block.signs[i], out + i * 8);
    }
}

void decode(const BlockIQ3_XXS& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int part = 0; part < 8; ++part) {
        const std::uint32_t packed = word(block.signs + part * 4);
        const float partScale = scale * (0.5F + static_cast<float>(packed >> 28)) * 0.5F;
        for (int i = 0; i < 8; ++i) {
            const std::uint32_t signs = evenSigns(packed >> (7 * (i / 2)) & 127U) >> (4 * (i % 2));
            decodeFour(kGridIQ3_XXS[block.q[part * 8 + i]], kEightSizes, partScale, signs, out + part * 32 + i * 4);
        }
    }
}

void decode(const BlockIQ3_S& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 64; ++i) {
        const int small = block.scales[i / 16] >> (4 * (i / 8 % 2)) & 15;
        const float partScale = scale * static_cast<float>(1 + 2 * small);
        const int high = block.high[i / 8] >> (i % 8) & 1;
        const std::uint32_t signs = static_cast<std::uint32_t>(block.signs[i / 2]) >> (4 * (i % 2));
        decodeFour(kGridIQ3_S[block.q[i] | high << 8], kOddSizes, partScale, signs, out + i * 4);
    }
}

void decode(const BlockIQ1_S& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 32; ++i) {
        const int high = block.high[i / 4];
        const float partScale = scale * static_cast<float>(2 * (high >> 12 & 7) + 1);
        const float shift = (high & 0x8000) != 0 ? -kShift : kShift;
        decodeTernary(kGridIQ1[block.q[i] | (high >> (3 * (i % 4)) & 7) << 8], partScale, shift, out + i * 8);
    }
}

void decode(const BlockIQ1_M& block, float* out)
{
    const auto* scales = block.scales;
    const int whole = scales[0] >> 12 | (scales[1] >> 12) << 4 | (scales[2] >> 12) << 8 | (scales[3] >> 12) << 12;
    const float scale = halfToFloat(static_cast<std::uint16_t>(whole));
    for (int i = 0; i < 32; ++i) {
        const int small = scales[i / 8] >> (3 * (i / 2 % 4)) & 7;
        const float partScale = scale * static_cast<float>(2 * small + 1);
        const int high = block.high[i / 2] >> (4 * (i % 2)) & 15;
        const float shift = (high & 8) != 0 ? -kShift : kShift;
        decodeTernary(kGridIQ1[block.q[i] | (high & 7) << 8], partScale, shift, out + i * 8);
    }
}

} // namespace kernels::reference
