// SPDX-License-Identifier: GPL-3.0-or-later
// Products with any other stored type: a few rows are decoded to F32, piece by piece, and multiplied. Any thread.
//
// One output is always summed as in multiply_float.cpp: lane l takes the columns c with c mod lanes == l, ascending.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"
#include "kernels/dequantize.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/multiply_decoded.cpp"
#include <hwy/foreach_target.h>

#include "kernels/cpu/load-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

inline constexpr int kRows = 4;
inline constexpr int kTokens = 32;                   // inputs that share one decoding
inline constexpr std::int64_t kPiece = kWidestBlock; // columns decoded at a time; any type's blocks divide it

// acc [kRows][kLanes] += the decoded rows times x, over `count` columns (a multiple of 32, so of the lanes).
HWY_INLINE void accumulate(const float* decoded, const float* x, std::int64_t count, float* acc)
{
    const F32 d;
    VF32 sum[kRows];
    unroll<kRows>([&](auto r) FETTLE_INLINE_LAMBDA { sum[r] = hn::Load(d, acc + r * kLanes); });
    for (std::int64_t c = 0; c < count; c += kLanes) {
        const VF32 in = hn::LoadU(d, x + c);
        unroll<kRows>([&](auto r) FETTLE_INLINE_LAMBDA {
            sum[r] = hn::MulAdd(hn::Load(d, decoded + r * kPiece + c), in, sum[r]);
        });
    }
    unroll<kRows>([&](auto r) FETTLE_INLINE_LAMBDA { hn::Store(sum[r], d, acc + r * kLanes); });
}

// kRows rows from `row` on (past the end the last one again) by `tokens` <= kTokens inputs from `token` on.
HWY_NOINLINE void block(const Matrix& w, const Input& in, std::int64_t row, std::int64_t end, int token, int tokens,
                        float* out, std::int64_t stride)
{
    HWY_ALIGN float decoded[kRows * kPiece];
    HWY_ALIGN float acc[kTokens * kRows * kLanes] = {};
    const F32 d;
    for (std::int64_t c = 0; c < w.cols; c += kPiece) {
        const std::int64_t count = std::min(kPiece, w.cols - c);
        for (int r = 0; r < kRows; ++r) {
            const auto* bytes = static_cast<const unsigned char*>(w.row(std::min(row + r, end - 1)));
            dequantizeRow(w.type, bytes + bytesOf(w.type, c), count, decoded + r * kPiece);
        }
        for (int t = 0; t < tokens; ++t) {
            accumulate(decoded, in.f32 + (token + t) * in.cols + c, count, acc + t * kRows * kLanes);
        }
    }
    for (int t = 0; t < tokens; ++t) {
        const float* sums = acc + t * kRows * kLanes;
        HWY_ALIGN float four[kRows];
        hn::Store(sumFour(hn::Load(d, sums), hn::Load(d, sums + kLanes), hn::Load(d, sums + 2 * kLanes),
                          hn::Load(d, sums + 3 * kLanes)),
                  Quad(), four);
        std::copy_n(four, std::min<std::int64_t>(kRows, end - row), out + (token + t) * stride + row);
    }
}

void multiplyDecoded(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                     std::int64_t stride)
{
    for (std::int64_t row = begin; row < end; row += kRows) {
        for (int token = 0; token < in.tokens; token += kTokens) {
            block(w, in, row, end, token, std::min(kTokens, in.tokens - token), out, stride);
        }
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(multiplyDecoded);

void multiplyDecoded(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                     std::int64_t stride)
{
    HWY_DYNAMIC_DISPATCH(multiplyDecoded)(w, in, begin, end, out, stride);
}

} // namespace kernels::cpu
#endif
