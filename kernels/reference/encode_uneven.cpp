// SPDX-License-Identifier: GPL-3.0-or-later
// IQ4_NL and IQ4_XS: codes that choose from 16 unevenly spaced values. And the table of all encoders. Any thread.
#include "kernels/reference/encode.h"
#include "kernels/reference/pack_codes.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kernels::reference
{
namespace
{

constexpr int kGroup = 32;

// Scales of up to 16 groups of 32, weighted over `over` values at a time.
void find(const Row& row, std::int64_t at, int values, int over, const SearchTable& search, float* scales)
{
    float weights[kMostGrouped];
    if (row.importance != nullptr)
        for (int i = 0; i < values; i += over) {
            const float* x = row.x + at + i;
            weigh(x, row.importance + at + i, sumOfSquares(x, over) * (2.0F / static_cast<float>(over)), over,
                  weights + i);
        }
    search.uneven({values / kGroup, kGroup, row.x + at, row.importance != nullptr ? weights : nullptr, scales, nullptr,
                   nullptr, nullptr});
}

float inverseOf(float scale)
{
    return scale != 0 ? 1 / scale : 0.0F;
}

void makeXs(BlockIQ4_XS& block, const float* x, const float* scales, const SearchTable& search)
{
    float most = 0;
    float furthest = 0;
    for (int g = 0; g < 8; ++g)
        if (std::fabs(scales[g]) > most) {
            most = std::fabs(scales[g]);
            furthest = scales[g];
        }
    const float outer = -furthest / 32;
    const float inverse = inverseOf(outer);
    block = {};
    block.scale = floatToHalf(outer);
    unsigned high = 0;
    for (int g = 0; g < 8; ++g) {
        const int code = clampCode(nearest(inverse * scales[g]), -32, 31);
        std::uint8_t codes[kGroup];
        search.unevenCodes(x + g * kGroup, kGroup, inverseOf(outer * static_cast<float>(code)), codes);
        packHalves(codes, block.q + g * 16);
        block.scalesLow[g / 2] = static_cast<std::uint8_t>(block.scalesLow[g / 2] | ((code + 32) & 15) << (g % 2 * 4));
        high |= static_cast<unsigned>((code + 32) >> 4) << (2 * g);
    }
    block.scalesHigh = static_cast<std::uint16_t>(high);
}

} // namespace

void encodeIQ4_NL(const Row& row, const SearchTable& search)
{
    unsigned char* out = row.out;
    for (std::int64_t at = 0; at < row.cols; at += kMostGrouped) {
        const int values = static_cast<int>(std::min<std::int64_t>(kMostGrouped, row.cols - at));
        float scales[kMostGroups];
        find(row, at, values, kGroup, search, scales);
        for (int g = 0; g < values / kGroup; ++g, out += sizeof(BlockIQ4_NL)) {
            BlockIQ4_NL block;
            std::uint8_t codes[kGroup];
            block.scale = floatToHalf(scales[g]);
            search.unevenCodes(row.x + at + g * kGroup, kGroup, inverseOf(scales[g]), codes);
            packHalves(codes, block.q);
            std::memcpy(out, &block, sizeof block);
        }
    }
}

void encodeIQ4_XS(const Row& row, const SearchTable& search)
{
    unsigned char* out = row.out;
    for (std::int64_t at = 0; at < row.cols; at += kMostGrouped) {
        const int values = static_cast<int>(std::min<std::int64_t>(kMostGrouped, row.cols - at));
        float scales[kMostGroups];
        find(row, at, values, kWidestBlock, search, scales);
        for (int s = 0; s < values / kWidestBlock; ++s, out += sizeof(BlockIQ4_XS)) {
            BlockIQ4_XS block;
            makeXs(block, row.x + at + s * kWidestBlock, scales + s * 8, search);
            std::memcpy(out, &block, sizeof block);
        }
    }
}

bool encode(Type type, const Row& row, const SearchTable& search)
{
    // clang-format off
    switch (type) {
    case Type::F16: encodeF16(row); return true;
    case Type::BF16: encodeBF16(row); return true;
    case Type::Q8_0: encodeQ8_0(row); return true;
    case Type::MXFP4: encodeMXFP4(row); return true;
    case Type::TQ1_0: encodeTQ1_0(row); return true;
    case Type::TQ2_0: encodeTQ2_0(row); return true;
    case Type::Q4_0: encodeQ4_0(row, search); return true;
    case Type::Q4_1: encodeQ4_1(row, search); return true;
    case Type::Q5_0: encodeQ5_0(row, search); return true;
    case Type::Q5_1: encodeQ5_1(row, search); return true;
    case Type::Q2_K: encodeQ2_K(row, search); return true;
    case Type::Q3_K: encodeQ3_K(row, search); return true;
    case Type::Q4_K: encodeQ4_K(row, search); return true;
    case Type::Q5_K: encodeQ5_K(row, search); return true;
    case Type::Q6_K: encodeQ6_K(row, search); return true;
    case Type::IQ4_NL: encodeIQ4_NL(row, search); return true;
    case Type::IQ4_XS: encodeIQ4_XS(row, search); return true;
    default: return false;
    }
    // clang-format on
}

} // namespace kernels::reference
