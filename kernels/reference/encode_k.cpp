// SPDX-License-Identifier: GPL-3.0-or-later
// The k-quants: searches over the groups of up to two superblocks, then scales of the scales, then the codes that are
// nearest under the scales as they are stored. Any thread.
#include "kernels/reference/encode.h"
#include "kernels/reference/pack_codes.h"
#include "kernels/reference/small_scales.h"

#include <algorithm>
#include <cmath>
#include <cstring>

namespace kernels::reference
{
namespace
{

constexpr int kSuper = 256;

// What the searches found for up to two superblocks.
struct Found {
    float weights[kMostGrouped];
    float scales[kMostGroups];
    float mins[kMostGroups];
    float sums[kMostGroups]; // of weights
    std::uint8_t codes[kMostGrouped];
    float outer[2]; // scale of the scales, where they are searched as well
    std::uint8_t outerCodes[kMostGroups];
};

// One superblock: its values and what was found for it.
struct Super {
    const float* x;
    float* scales;
    float* mins;
    float* sums;
    std::uint8_t* codes;
    float outer;
    std::uint8_t* outerCodes;
};

// Calls find(groups, found) for two superblocks at once, then make(block, super) for each.
template <class Block, int kSize, class Find, class Make>
void forSupers(const Row& row, const Find& find, const Make& make)
{
    constexpr int kGroups = kSuper / kSize;
    Found found;
    unsigned char* out = row.out;
    for (std::int64_t at = 0; at < row.cols; at += kMostGrouped) {
        const int values = static_cast<int>(std::min<std::int64_t>(kMostGrouped, row.cols - at));
        const float* x = row.x + at;
        find(Groups{values / kSize, kSize, x, nullptr, found.scales, found.mins, found.sums, found.codes},
             row.importance != nullptr ? row.importance + at : nullptr, found);
        for (int s = 0; s < values / kSuper; ++s, out += sizeof(Block)) {
            Block block{};
            const int g = s * kGroups;
            make(block, Super{x + s * kSuper, found.scales + g, found.mins + g, found.sums + g,
                              found.codes + s * kSuper, found.outer[s], found.outerCodes + g});
            std::memcpy(out, &block, sizeof block);
        }
    }
}

// importance * sqrt(factor * mean square of the superblock + x^2)
void weighSupers(const Groups& groups, const float* importance, float factor, float* weights)
{
    for (int at = 0; at < groups.count * groups.size; at += kSuper) {
        const float square = factor * sumOfSquares(groups.x + at, kSuper) / static_cast<float>(kSuper);
        weigh(groups.x + at, importance + at, square, kSuper, weights + at);
    }
}

Groups withWeights(Groups groups, const float* weights)
{
    groups.weights = weights;
    return groups;
}

float highest(const float* values, int count) // at least 0
{
    float most = 0;
    for (int i = 0; i < count; ++i)
        most = values[i] > most ? values[i] : most;
    return most;
}

// The nearest codes for a group under its stored scale; where that is 0, the search's codes stay.
void roundAgain(const float* x, int n, float scale, float min, int low, int high, std::uint8_t* codes)
{
    if (scale == 0)
        return;
    for (int i = 0; i < n; ++i)
        codes[i] = static_cast<std::uint8_t>(clampCode(nearest((x[i] + min) / scale), low, high) - low);
}

void makeQ2_K(BlockQ2_K& block, const Super& super, bool weighted)
{
    constexpr int kGroups = 16;
    std::uint8_t scales[kGroups] = {};
    std::uint8_t mins[kGroups] = {};
    const auto plain = [](const float* from, std::uint8_t* codes) {
        const float most = highest(from, kGroups);
        const float inverse = 15.0F / most;
        for (int i = 0; i < kGroups && most > 0; ++i)
            codes[i] = static_cast<std::uint8_t>(nearest(inverse * from[i]));
        return most > 0 ? most / 15.0F : 0.0F;
    };
    block.scale = floatToHalf(weighted ? fitPositive(kGroups, 15, super.scales, super.sums, scales)
                                       : plain(super.scales, scales));
    block.min =
        floatToHalf(weighted ? fitPositive(kGroups, 15, super.mins, super.sums, mins) : plain(super.mins, mins));
    for (int i = 0; i < kGroups; ++i) {
        block.scales[i] = static_cast<std::uint8_t>(scales[i] | mins[i] << 4);
        roundAgain(super.x + 16 * i, 16, halfToFloat(block.scale) * static_cast<float>(block.scales[i] & 15),
                   halfToFloat(block.min) * static_cast<float>(block.scales[i] >> 4), 0, 3, super.codes + 16 * i);
    }
    packPairs(super.codes, block.q);
}

void makeQ3_K(BlockQ3_K& block, const Super& super, bool weighted)
{
    constexpr int kGroups = 16;
    float most = 0;
    float furthest = 0;
    for (int i = 0; i < kGroups; ++i)
        if (std::fabs(super.scales[i]) > most) {
            most = std::fabs(super.scales[i]);
            furthest = super.scales[i];
        }
    const float inverse = -32.0F / furthest;
    for (int i = 0; i < kGroups; ++i) {
        int code = weighted ? super.outerCodes[i] : 0;
        if (!weighted && furthest != 0)
            code = clampCode(static_cast<std::int8_t>(nearest(inverse * super.scales[i])), -32, 31) + 32;
        packThreeBitScale(block.scales, i, code);
    }
    block.scale = floatToHalf(weighted ? super.outer : furthest != 0 ? 1 / inverse : 0.0F);
    for (int i = 0; i < kGroups; ++i)
        roundAgain(super.x + 16 * i, 16, halfToFloat(block.scale) * static_cast<float>(threeBitScale(block.scales, i)),
                   0, -4, 3, super.codes + 16 * i);
    packThirds(super.codes, block.high);
    packPairs(super.codes, block.q);
}

// What Q4_K and Q5_K share: 8 groups of 32 with 6-bit scales and mins.
template <class Block>
void makeScalesAndMins(Block& block, const Super& super, bool weighted, int top)
{
    constexpr int kGroups = 8;
    std::uint8_t scales[kGroups];
    std::uint8_t mins[kGroups];
    const auto plain = [](const float* from, std::uint8_t* codes) {
        const float most = highest(from, kGroups);
        const float inverse = most > 0 ? 63.0F / most : 0.0F;
        for (int i = 0; i < kGroups; ++i)
            codes[i] = std::min<std::uint8_t>(63, static_cast<std::uint8_t>(nearest(inverse * from[i])));
        return most / 63.0F;
    };
    block.scale = floatToHalf(weighted ? fitPositive(kGroups, 63, super.scales, super.sums, scales)
                                       : plain(super.scales, scales));
    block.min =
        floatToHalf(weighted ? fitPositive(kGroups, 63, super.mins, super.sums, mins) : plain(super.mins, mins));
    for (int i = 0; i < kGroups; ++i)
        packScaleAndMin(block.scales, i, scales[i], mins[i]);
    for (int i = 0; i < kGroups; ++i) {
        const ScaleAndMin stored = scaleAndMin(block.scales, i);
        roundAgain(super.x + 32 * i, 32, halfToFloat(block.scale) * static_cast<float>(stored.scale),
                   halfToFloat(block.min) * static_cast<float>(stored.min), 0, top, super.codes + 32 * i);
    }
    packRuns(super.codes, block.q);
}

void makeQ6_K(BlockQ6_K& block, const Super& super)
{
    constexpr int kGroups = 16;
    float most = 0;
    float furthest = 0;
    for (int i = 0; i < kGroups; ++i)
        if (std::fabs(super.scales[i]) > most) {
            most = std::fabs(super.scales[i]);
            furthest = super.scales[i];
        }
    if (most < kNoMagnitude)
        return; // all zero
    const float inverse = -128.0F / furthest;
    block.scale = floatToHalf(1 / inverse);
    for (int i = 0; i < kGroups; ++i) {
        block.scales[i] = static_cast<std::int8_t>(std::min(127, nearest(inverse * super.scales[i])));
        roundAgain(super.x + 16 * i, 16, halfToFloat(block.scale) * static_cast<float>(block.scales[i]), 0, -32, 31,
                   super.codes + 16 * i);
    }
    packSixes(super.codes, block.q, block.high);
}

// The affine search of Q2_K, Q4_K and Q5_K: `plain` without importance; with it 37 finer tries, and squares.
void findAffine(const SearchTable& search, AffineSearch plain, float factor, const Groups& groups,
                const float* importance, Found& found)
{
    if (importance == nullptr)
        return search.affine(plain, groups);
    weighSupers(groups, importance, factor, found.weights);
    search.affine({plain.top, -0.9F, 0.05F, 37, false}, withWeights(groups, found.weights));
}

} // namespace

void encodeQ2_K(const Row& row, const SearchTable& search)
{
    forSupers<BlockQ2_K, 16>(
        row,
        [&](const Groups& groups, const float* importance, Found& found) {
            findAffine(search, {3, -0.5F, 0.1F, 16, true}, 1, groups, importance, found);
        },
        [&](BlockQ2_K& block, const Super& super) { makeQ2_K(block, super, row.importance != nullptr); });
}

void encodeQ3_K(const Row& row, const SearchTable& search)
{
    forSupers<BlockQ3_K, 16>(
        row,
        [&](const Groups& groups, const float* importance, Found& found) {
            if (importance == nullptr)
                return search.greedy(groups);
            weighSupers(groups, importance, 2, found.weights);
            search.symmetric(4, withWeights(groups, found.weights));
            for (int g = 0; g < groups.count; ++g) {
                found.sums[g] = 0;
                for (int i = 0; i < 16; ++i)
                    found.sums[g] += found.weights[16 * g + i];
            }
            search.symmetric(
                32, {groups.count / 16, 16, found.scales, found.sums, found.outer, nullptr, nullptr, found.outerCodes});
        },
        [&](BlockQ3_K& block, const Super& super) { makeQ3_K(block, super, row.importance != nullptr); });
}

void encodeQ4_K(const Row& row, const SearchTable& search)
{
    forSupers<BlockQ4_K, 32>(
        row,
        [&](const Groups& groups, const float* importance, Found& found) {
            findAffine(search, {15, -1.0F, 0.1F, 21, false}, 2, groups, importance, found);
        },
        [&](BlockQ4_K& block, const Super& super) { makeScalesAndMins(block, super, row.importance != nullptr, 15); });
}

void encodeQ5_K(const Row& row, const SearchTable& search)
{
    forSupers<BlockQ5_K, 32>(
        row,
        [&](const Groups& groups, const float* importance, Found& found) {
            findAffine(search, {31, -0.5F, 0.1F, 16, false}, 2, groups, importance, found);
        },
        [&](BlockQ5_K& block, const Super& super) {
            makeScalesAndMins(block, super, row.importance != nullptr, 31);
            packRunFifths(super.codes, block.high);
        });
}

void encodeQ6_K(const Row& row, const SearchTable& search)
{
    forSupers<BlockQ6_K, 16>(
        row,
        [&](const Groups& groups, const float* importance, Found&) {
            search.symmetric(32, withWeights(groups, importance));
        },
        [](BlockQ6_K& block, const Super& super) { makeQ6_K(block, super); });
}

} // namespace kernels::reference
