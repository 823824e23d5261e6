// SPDX-License-Identifier: GPL-3.0-or-later
// How far a fast backend may be from kernels::reference, per weight type. The one place for these numbers: none may
// be raised without a new reason beside it.
#pragma once

namespace tests
{

struct Tolerance {
    double nmse;     // sum of squared errors / sum of squared reference values
    double maxError; // largest error / root mean square of the reference values
};

// The weights are the same numbers on both sides; only F32 sums differ. A sum of n products in 4 or more lanes errs by
// about 2^-24 * sqrt(n / 4) of its size: 2e-6 for n = 4096, squared 4e-12. The largest of 10^5 such errors is about 5
// times that.
inline constexpr Tolerance kFloats = {1e-11, 1e-5};

// Packed weights: the input is rounded to 8 bits: steps of d = max / 127, variance d^2 / 12. The largest of 32 normal
// values is 2.1 to 2.5 sigma, so the error is 3e-5 of the signal's power, and it reaches the output unchanged, since
// it is independent of the weights. 1e-4 leaves room for single rows with outliers. The largest of 10^5 errors of
// 0.6 % is 4.5 sigma = 3 %; 5 % with the same room.
inline constexpr Tolerance kBlocks = {1e-4, 5e-2};

// gate * up has the error of both factors, and the largest one meets a factor of 4 to 5 sigma.
inline constexpr Tolerance kGatedFloats = {2e-11, 5e-5};

// The same of blocks: 6e-5 together, and 4.5 * 3 % = 14 %.
inline constexpr Tolerance kGatedBlocks = {2e-4, 1.5e-1};

// Blocks of random bytes have scales of very different sizes, so that of a small matrix's outputs a few carry the power,
// each of them owed to one or two blocks of 32: the same errors, but averaged over a handful of numbers instead of
// thousands. Up to ten times the expected power was seen, and 1.4 times the largest error. That the products themselves
// are exact for these types is shown by kExactBlocks.
inline constexpr Tolerance kUnevenBlocks = {1e-3, 1e-1};
inline constexpr Tolerance kGatedUnevenBlocks = {2e-3, 3e-1};

// The same products where the input already consists of 8-bit blocks: quantizing it again changes nothing, whole
// numbers are exact, and at most one F32 rounding per block remains.
inline constexpr Tolerance kExactBlocks = {1e-11, 1e-5};

// Attention and norms: exp within 1 ulp, then sums as for F32; a cache of halves holds the same numbers for both.
inline constexpr Tolerance kSoftmax = {1e-11, 1e-5};

// Keys and values that were stored as halves by both sides: a last-bit difference before rounding may move a value to
// the neighbouring half, 2^-10 of its size, and values reach 5 times their root mean square. The power is that of
// rounding itself at most: 2^-24 / 3 = 2e-8 if every value moved; about 1 in 1000 does.
inline constexpr Tolerance kHalfCache = {1e-9, 5e-3};

// The same as bfloat16, whose neighbours are 2^-7 apart: 64 times the power, 8 times the step.
inline constexpr Tolerance kBfloatCache = {6e-8, 4e-2};

// Keys and values that both sides rounded to blocks: a last-bit difference before rounding (1e-7 of a value) moves about
// one value in 10^5 to the next number, 1/127 or 1/8 of the block's largest (2.5 to 3.5 root mean squares), or a block's
// scale to the next half.
constexpr Tolerance blockCacheTolerance(kernels::Type type)
{
    return type == kernels::Type::Q8_0 ? Tolerance{1e-7, 3e-2} : Tolerance{1e-5, 5e-1};
}

// Types that the GPU keeps as halves: a weight is off by at most 2^-12 of its size, 2^-24 / 3 = 2e-8 in power, twice that
// in gated products. Blocks of random bytes are uneven (kUnevenBlocks): ten times the power was seen there, and 1.1 % as
// the largest error where a gate meets it.
inline constexpr Tolerance kWeightsAsHalves = {5e-7, 1.5e-2};

// The same of MXFP4, most of whose random blocks lie below 2^-14, where halves have fewer bits, or none.
inline constexpr Tolerance kSmallWeightsAsHalves = {5e-5, 5e-2};

// Products on the GPU's tensor cores: weights and input are rounded to bfloat16. A number in [1, 2) is off by up to 2^-8,
// 2^-14 / 12 in power, which is 2.2e-6 of the mean square there: 4.4e-6 for both factors of a product, twice that in gated
// products, where an activation may stretch it. The largest errors are 4 to 5 sigma of 0.3 %, and 7 % behind a gate, where
// both factors meet theirs.
inline constexpr Tolerance kBfloatProducts = {2.5e-5, 1e-1};

// The same as halves, three bits more: 1/64 of the power, 1/8 of the size.
inline constexpr Tolerance kHalfProducts = {4e-7, 1.3e-2};

// Both sides as 8-bit integers with one scale for each row and each token: a step is 1/127 of the row's largest, which of
// some hundred normal values is 3 root mean squares and of single rows 4: 5e-5 to 8e-5 of the power on each side, twice
// that for both, twice that again behind a gate, and room for an activation that stretches. The largest of 10^5 errors of
// 1.3 % is 6 %, and behind a gate meets a factor of 4.
inline constexpr Tolerance kInt8Products = {6e-4, 2.5e-1};
// Rows of random blocks (kUnevenBlocks), whose largest values are those of one or two blocks: ten times the power.
inline constexpr Tolerance kUnevenInt8Products = {6e-3, 8e-1};

// Both sides as e4m3: three bits behind the first, steps of 1/8 in [1, 2), 2^-6 / 12 of a mean square of 2.3, 5.6e-4 on
// each side, whatever the size; twice that behind a gate, 4.7 % of a value. The largest of 10^5 products of two normal
// values is 12 root mean squares, which errs by 0.6 of one, and now and then by twice that; of random blocks, a few of
// which carry the power (kUnevenBlocks), twice as large.
inline constexpr Tolerance kFp8Products = {5e-3, 1.2};
inline constexpr Tolerance kUnevenFp8Products = {5e-3, 2.4};

// Attention of many tokens on the GPU's tensor cores: queries and softmax weights are rounded to halves, of Q8_0 also keys
// and values, each 2^-24 / 3 = 2e-8 in power. A score errs by as much of its size, which is a few units at most, and its
// weight by the same; that is four errors, and room for another four. The largest of 10^4 is 4 sigma of 0.03 %, and of a
// row whose weights lie on few positions ten times the typical.
inline constexpr Tolerance kHalfAttention = {2e-7, 5e-3};

// The same where the cache is bfloat16: queries and weights are rounded to that, 64 times the power, 8 times the size.
inline constexpr Tolerance kBfloatAttention = {1.3e-5, 4e-2};

} // namespace tests
