// SPDX-License-Identifier: GPL-3.0-or-later
// Types whose few bits choose from a short fixed table: IQ4, ternary, MXFP4. Any thread.
#include "kernels/half.h"
#include "kernels/reference/decode.h"

namespace kernels::reference
{

namespace
{

constexpr std::int8_t kUneven[16] = {-127, -104, -83, -65, -49, -35, -22, -10, 1, 13, 25, 38, 53, 69, 89, 113};
constexpr std::int8_t kE2M1Doubled[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};

// Half of 2^(exponent - 127): the table is doubled. The two smallest are subnormal floats.
float halvedPower(std::uint8_t exponent)
{
    return floatOf(exponent < 2 ? 0x00200000U << exponent : static_cast<std::uint32_t>(exponent - 1) << 23);
}

// The n-th base-3 digit of a byte, minus 1: the byte is ceil(number * 256 / 243), so that times 3^n its fraction of
// 256, times 3, is the digit.
int ternaryDigit(std::uint8_t byte, int n)
{
    constexpr int kPowers[5] = {1, 3, 9, 27, 81};
    return ((byte * kPowers[n] & 255) * 3 >> 8) - 1;
}

} // namespace

void decode(const BlockIQ4_NL& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 16; ++i) {
        out[i] = scale * static_cast<float>(kUneven[block.q[i] & 15]);
        out[i + 16] = scale * static_cast<float>(kUneven[block.q[i] >> 4]);
    }
}

void decode(const BlockIQ4_XS& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int part = 0; part < 8; ++part) {
        const int low = block.scalesLow[part / 2] >> (4 * (part % 2)) & 15;
        const int high = block.scalesHigh >> (2 * part) & 3;
        const float partScale = scale * static_cast<float>((low | high << 4) - 32);
        for (int j = 0; j < 32; ++j) {
            const int q = block.q[part * 16 + j % 16] >> (4 * (j / 16)) & 15;
            out[part * 32 + j] = partScale * static_cast<float>(kUneven[q]);
        }
    }
}

void decode(const BlockTQ1_0& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 160; ++i) { // 32 bytes of 5 digits
        out[i] = scale * static_cast<float>(ternaryDigit(block.q[i % 32], i / 32));
    }
    for (int i = 0; i < 80; ++i) { // 16 bytes of 5
        out[160 + i] = scale * static_cast<float>(ternaryDigit(block.q[32 + i % 16], i / 16));
    }
    for (int i = 0; i < 16; ++i) { // 4 bytes of 4
        out[240 + i] = scale * static_cast<float>(ternaryDigit(block.high[i % 4], i / 4));
    }
}

void decode(const BlockTQ2_0& block, float* out)
{
    const float scale = halfToFloat(block.scale);
    for (int i = 0; i < 256; ++i) {
        const int q = block.q[i / 128 * 32 + i % 32] >> (2 * (i / 32 % 4)) & 3;
        out[i] = scale * static_cast<float>(q - 1);
    }
}

void decode(const BlockMXFP4& block, float* out)
{
    const float scale = halvedPower(block.exponent);
    for (int i = 0; i < 16; ++i) {
        out[i] = scale * static_cast<float>(kE2M1Doubled[block.q[i] & 15]);
        out[i + 16] = scale * static_cast<float>(kE2M1Doubled[block.q[i] >> 4]);
    }
}

} // namespace kernels::reference
