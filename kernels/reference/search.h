// SPDX-License-Identifier: GPL-3.0-or-later
// The searches for scales that the quantizers are made of: for groups of 16 or 32 values, each on its own, the scale
// (and minimum) with the least weighted error among a few tries. Sums run in the order of the values, so that every
// implementation gives the same bits. `reference` is the meaning; kernels/cpu/search.cpp does many groups at once.
#pragma once

#include "kernels/half.h"

#include <cstdint>

namespace kernels
{

inline constexpr int kMostGroups = 32;        // in one call
inline constexpr int kMostGrouped = 512;      // values in one call
inline constexpr float kNoMagnitude = 1e-15F; // a group that is smaller counts as zero

struct Groups {
    int count = 0;                  // 1 .. kMostGroups
    int size = 0;                   // 16 or 32 values in each; the symmetric search takes 8 .. 32
    const float* x = nullptr;       // [count, size]
    const float* weights = nullptr; // [count, size]; null: made from x, see each search
    float* scales = nullptr;        // [count] out
    float* mins = nullptr;          // [count] out, >= 0; affine only
    float* weightSums = nullptr;    // [count] out; affine only
    std::uint8_t* codes = nullptr;  // [count, size] out
};

// x = scale * code - min, codes 0 .. top: weighted least squares for each of `tries` roundings, the k-th of them to
// (first + k * step + top) steps over the range.
struct AffineSearch {
    int top;
    float first;
    float step;
    int tries;
    bool absolute; // the error is |difference|, and weights without `weights` are |x|; else squares and rms + |x|
};

struct SearchTable {
    void (*affine)(const AffineSearch& search, const Groups& groups);
    // x = scale * (code - top), codes 0 .. 2 top - 1; 19 tries around the largest value. Weights without `weights`:
    // x^2.
    void (*symmetric)(int top, const Groups& groups);
    // The same for codes 0 .. 7 by changing one code at a time as long as the fit improves; weights are x^2.
    void (*greedy)(const Groups& groups);
    // x = scale * kUnevenValues[code]; 15 tries. Weights without `weights`: x^2. Writes no codes.
    void (*uneven)(const Groups& groups);
    // codes[i] = the value of the table nearest to inverse * x[i]
    void (*unevenCodes)(const float* x, int count, float inverse, std::uint8_t* codes);
};

// The table of IQ4_NL and IQ4_XS.
inline constexpr std::int8_t kUnevenValues[16] = {-127, -104, -83, -65, -49, -35, -22, -10,
                                                  1,    13,   25,  38,  53,  69,  89,  113};

// To the nearest, ties to even, of |value| < 2^22; the low bits of the sum for all others, as ggml has it.
inline int nearest(float value)
{
    return static_cast<int>(bitsOf(value + 12582912.0F) & 0x7FFFFFU) - 0x400000;
}

inline int clampCode(int code, int low, int high)
{
    const int below = code < high ? code : high;
    return below > low ? below : low;
}

// For the scales of a superblock's groups: x = scale * code, codes 0 .. top, x >= 0. Returns the scale.
float fitPositive(int count, int top, const float* x, const float* weights, std::uint8_t* codes);

namespace reference
{
extern const SearchTable kSearch;
}
namespace cpu
{
extern const SearchTable kSearch; // for the instruction set at hand; the same bits
}

} // namespace kernels
