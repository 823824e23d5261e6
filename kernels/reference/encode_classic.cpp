// SPDX-License-Identifier: GPL-3.0-or-later
// Plain 16-bit values and blocks of 32 with one scale; the ternary types. Any thread.
#include "kernels/reference/encode.h"
#include "kernels/reference/pack_codes.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kernels::reference
{
namespace
{

constexpr int kBlock = 32;

// To an integer towards zero, and its lowest byte. What is out of range (the inverse of a denormal scale is infinite)
// becomes 0, as on the processors that the format's files come from.
int lowByte(float value)
{
    return std::fabs(value) < 2147483648.0F ? static_cast<std::uint8_t>(static_cast<std::int32_t>(value)) : 0;
}

float inverseOf(float scale)
{
    return scale != 0 ? 1.0F / scale : 0.0F;
}

float magnitude(const float* x, int n)
{
    float most = 0;
    for (int i = 0; i < n; ++i)
        most = std::max(most, std::fabs(x[i]));
    return most;
}

float furthest(const float* x) // the value of the largest magnitude; the first of several
{
    float most = 0;
    float value = 0;
    for (int i = 0; i < kBlock; ++i)
        if (most < std::fabs(x[i])) {
            most = std::fabs(x[i]);
            value = x[i];
        }
    return value;
}

struct Span {
    float min;
    float max;
};

Span spanOf(const float* x)
{
    Span span{x[0], x[0]};
    for (int i = 1; i < kBlock; ++i) {
        span.min = x[i] < span.min ? x[i] : span.min;
        span.max = x[i] > span.max ? x[i] : span.max;
    }
    return span;
}

// The codes of a block of 32 in its fields: low nibbles are values 0-15, high nibbles 16-31; fifth bits apart.
template <class Block>
void packCodes(const std::uint8_t* codes, Block& block)
{
    packHalves(codes, block.q);
    if constexpr (requires { block.high; })
        packFifths(codes, block.high);
}

// Calls make(block, x) for each block of the row.
template <class Block, int kValues = kBlock, class Make>
void forBlocks(const Row& row, const Make& make)
{
    unsigned char* out = row.out;
    for (std::int64_t at = 0; at < row.cols; at += kValues, out += sizeof(Block)) {
        Block block;
        make(block, row.x + at);
        std::memcpy(out, &block, sizeof block);
    }
}

// 4 and 5 bits without importance: the largest value becomes the lowest code.
template <class Block, int kTop>
void encodeSigned(const Row& row)
{
    forBlocks<Block>(row, [](Block& block, const float* x) {
        const float scale = furthest(x) / static_cast<float>(-kTop);
        const float inverse = inverseOf(scale);
        std::uint8_t codes[kBlock];
        for (int i = 0; i < kBlock; ++i) // as a signed byte, so 128 and more would be negative; never above the top
            codes[i] = static_cast<std::uint8_t>(
                std::min<int>(2 * kTop - 1, static_cast<std::int8_t>(lowByte(x[i] * inverse + (kTop + 0.5F)))));
        block.scale = floatToHalf(scale);
        packCodes(codes, block);
    });
}

template <class Block, int kTop>
void encodeSpan(const Row& row)
{
    forBlocks<Block>(row, [](Block& block, const float* x) {
        const Span span = spanOf(x);
        const float scale = (span.max - span.min) / static_cast<float>(kTop);
        const float inverse = inverseOf(scale);
        std::uint8_t codes[kBlock];
        for (int i = 0; i < kBlock; ++i)
            codes[i] = static_cast<std::uint8_t>(std::min(kTop, lowByte((x[i] - span.min) * inverse + 0.5F)));
        block.scale = floatToHalf(scale);
        block.min = floatToHalf(span.min);
        packCodes(codes, block);
    });
}

// Calls make(block, its group) for each block, after `find` has searched up to 16 of them at once.
template <class Block, class Find, class Make>
void encodeSearched(const Row& row, const Find& find, const Make& make)
{
    constexpr int kAtOnce = kMostGrouped / kBlock;
    float weights[kMostGrouped];
    float scales[kAtOnce];
    float mins[kAtOnce];
    float sums[kAtOnce];
    std::uint8_t codes[kMostGrouped];
    const float square = sumOfSquares(row.x, row.cols) / static_cast<float>(row.cols);
    unsigned char* out = row.out;
    for (std::int64_t at = 0; at < row.cols; at += kMostGrouped) {
        const int values = static_cast<int>(std::min<std::int64_t>(kMostGrouped, row.cols - at));
        weigh(row.x + at, row.importance + at, square, values, weights);
        find(Groups{values / kBlock, kBlock, row.x + at, weights, scales, mins, sums, codes});
        for (int g = 0; g < values / kBlock; ++g, out += sizeof(Block)) {
            Block block;
            make(block, scales[g], mins[g]);
            packCodes(codes + g * kBlock, block);
            std::memcpy(out, &block, sizeof block);
        }
    }
}

template <class Block, int kTop>
void searchSigned(const Row& row, const SearchTable& search)
{
    encodeSearched<Block>(
        row, [&](const Groups& groups) { search.symmetric(kTop, groups); },
        [](Block& block, float scale, float) { block.scale = floatToHalf(scale); });
}

template <class Block, int kTop>
void searchSpan(const Row& row, const SearchTable& search)
{
    encodeSearched<Block>(
        row,
        [&](const Groups& groups) {
            search.affine({kTop, -0.9F, 0.05F, 37, false}, groups);
        },
        [](Block& block, float scale, float min) {
            block.scale = floatToHalf(scale);
            block.min = floatToHalf(-min);
        });
}

template <class Convert>
void encode16(const Row& row, const Convert& convert)
{
    for (std::int64_t i = 0; i < row.cols; ++i) {
        const std::uint16_t bits = convert(row.x[i]);
        std::memcpy(row.out + 2 * i, &bits, sizeof bits);
    }
}

// One digit of a ternary value: 0, 1 or 2.
unsigned trit(float x, float inverse)
{
    const float scaled = x * inverse;
    return static_cast<unsigned>(std::fabs(scaled) < 2147483648.0F ? std::lround(scaled) + 1 : 1);
}

// Five digits of base 3 as a byte that a multiplication takes apart again: the fraction of 243, rounded up to 256ths.
std::uint8_t packTrits(const float* x, int stride, int count, float inverse)
{
    std::uint8_t digits = 0;
    for (int n = 0; n < 5; ++n)
        digits = static_cast<std::uint8_t>(digits * 3 + (n < count ? trit(x[n * stride], inverse) : 0));
    return static_cast<std::uint8_t>((digits * 256 + 242) / 243);
}

} // namespace

void weigh(const float* x, const float* importance, float square, int count, float* weights)
{
    for (int i = 0; i < count; ++i)
        weights[i] = importance[i] * std::sqrt(square + x[i] * x[i]);
}

float sumOfSquares(const float* x, std::int64_t count)
{
    float sum = 0;
    for (std::int64_t i = 0; i < count; ++i)
        sum += x[i] * x[i];
    return sum;
}

void encodeF16(const Row& row)
{
    encode16(row, floatToHalf);
}

void encodeBF16(const Row& row)
{
    encode16(row, floatToBfloat);
}

void encodeQ8_0(const Row& row)
{
    forBlocks<BlockQ8_0>(row, [](BlockQ8_0& block, const float* x) {
        const float scale = magnitude(x, kBlock) / 127;
        const float inverse = inverseOf(scale);
        block.scale = floatToHalf(scale);
        for (int i = 0; i < kBlock; ++i)
            block.q[i] = static_cast<std::int8_t>(lowByte(std::round(x[i] * inverse)));
    });
}

void encodeMXFP4(const Row& row)
{
    // The 16 values doubled, so that they are whole; the scale is halved for it.
    static constexpr float kValues[16] = {0, 1, 2, 3, 4, 6, 8, 12, 0, -1, -2, -3, -4, -6, -8, -12};
    forBlocks<BlockMXFP4>(row, [](BlockMXFP4& block, const float* x) {
        const float most = magnitude(x, kBlock);
        const int power = most > 0 ? lowByte(std::floor(std::log2(most)) - 2 + 127) : 0;
        const float scale =
            power < 2 ? floatOf(0x00200000U << power) : floatOf(static_cast<std::uint32_t>(power - 1) << 23);
        std::uint8_t codes[kBlock];
        for (int i = 0; i < kBlock; ++i) {
            float best = std::fabs(kValues[0] * scale - x[i]);
            codes[i] = 0;
            for (int code = 1; code < 16; ++code) {
                const float error = std::fabs(kValues[code] * scale - x[i]);
                codes[i] = error < best ? static_cast<std::uint8_t>(code) : codes[i];
                best = error < best ? error : best;
            }
        }
        block.exponent = static_cast<std::uint8_t>(power);
        packCodes(codes, block);
    });
}

void encodeTQ1_0(const Row& row)
{
    forBlocks<BlockTQ1_0, 256>(row, [](BlockTQ1_0& block, const float* x) {
        const float scale = magnitude(x, 256);
        const float inverse = inverseOf(scale);
        block.scale = floatToHalf(scale);
        for (int i = 0; i < 32; ++i)
            block.q[i] = packTrits(x + i, 32, 5, inverse);
        for (int i = 0; i < 16; ++i)
            block.q[32 + i] = packTrits(x + 160 + i, 16, 5, inverse);
        for (int i = 0; i < 4; ++i)
            block.high[i] = packTrits(x + 240 + i, 4, 4, inverse);
    });
}

void encodeTQ2_0(const Row& row)
{
    forBlocks<BlockTQ2_0, 256>(row, [](BlockTQ2_0& block, const float* x) {
        const float scale = magnitude(x, 256);
        const float inverse = inverseOf(scale);
        block.scale = floatToHalf(scale);
        for (int i = 0; i < 64; ++i) {
            const float* values = x + i / 32 * 128 + i % 32;
            unsigned byte = 0;
            for (unsigned n = 0; n < 4; ++n)
                byte |= (trit(values[n * 32], inverse) & 3U) << (2 * n);
            block.q[i] = static_cast<std::uint8_t>(byte);
        }
    });
}

void encodeQ4_0(const Row& row, const SearchTable& search)
{
    row.importance != nullptr ? searchSigned<BlockQ4_0, 8>(row, search) : encodeSigned<BlockQ4_0, 8>(row);
}

void encodeQ5_0(const Row& row, const SearchTable& search)
{
    row.importance != nullptr ? searchSigned<BlockQ5_0, 16>(row, search) : encodeSigned<BlockQ5_0, 16>(row);
}

void encodeQ4_1(const Row& row, const SearchTable& search)
{
    row.importance != nullptr ? searchSpan<BlockQ4_1, 15>(row, search) : encodeSpan<BlockQ4_1, 15>(row);
}

void encodeQ5_1(const Row& row, const SearchTable& search)
{
    row.importance != nullptr ? searchSpan<BlockQ5_1, 31>(row, search) : encodeSpan<BlockQ5_1, 31>(row);
}

} // namespace kernels::reference
