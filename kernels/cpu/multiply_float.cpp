// SPDX-License-Identifier: GPL-3.0-or-later
// Products with F32, F16 and BF16 weights. Any thread.
//
// One output is always summed the same way: lane l takes the columns c with c mod lanes == l, in ascending order, and
// sumFour adds the lanes at the end. Tiles only choose which outputs are worked on together.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/multiply_float.cpp"
#include <hwy/foreach_target.h>

#include <hwy/cache_control.h>

#include "kernels/cpu/load-inl.h"

#include <algorithm>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

// Accumulators of a tile fill the vector registers: 8 x 3 of 32, 4 x 3 of 16.
#if HWY_MAX_BYTES == 64
inline constexpr int kTileRows = 8;
#else
inline constexpr int kTileRows = 4;
#endif
inline constexpr int kTileTokens = 3;
inline constexpr int kDirectTokens = 4;         // up to so many, weights are decoded in registers
inline constexpr std::int64_t kAheadBytes = 2048; // that prefetching runs ahead in each row
inline constexpr std::int64_t kChunkCols = 512; // decoded rows of a tile stay in the first-level cache
inline constexpr int kBlockTokens = 24;         // inputs that share one decoding of a row
inline constexpr std::int64_t kPanelRows = 64;  // rows that stay in the second-level cache between blocks

// The rows of a tile and where to prefetch: `ahead` of them, and past their ends from those that come next.
template <int R, class W>
struct Stream {
    const W* row[R];
    const W* next[R];
};

template <int R, int T, class W>
HWY_INLINE void addProducts(const W* const* row, const float* const* x, std::int64_t c, VF32* sum)
{
    const F32 d;
    VF32 in[T];
    unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { in[t] = hn::LoadU(d, x[t] + c); });
    unroll<R>([&](auto r) FETTLE_INLINE_LAMBDA {
        const VF32 weight = loadLanes(d, row[r] + c);
        unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { sum[r * T + t] = hn::MulAdd(weight, in[t], sum[r * T + t]); });
    });
}

// acc[r][t] = w[r] * x[t] summed over `count` columns, a multiple of the lanes. acc [R * T][kLanes], aligned.
template <int R, int T, class W>
HWY_INLINE void accumulate(const Stream<R, W>& w, const float* const* x, std::int64_t count, float* acc)
{
    constexpr std::int64_t kLine = 64 / sizeof(W); // columns of a cache line
    const F32 d;
    VF32 sum[R * T];
    unroll<R * T>([&](auto i) FETTLE_INLINE_LAMBDA { sum[i] = hn::Zero(d); });
    const std::int64_t lines = count / kLine * kLine;
    const std::int64_t turn = std::max<std::int64_t>(0, lines - kAheadBytes / static_cast<std::int64_t>(sizeof(W)));
    std::int64_t c = 0;
    const auto run = [&](std::int64_t end, const W* const* from, std::int64_t shift) FETTLE_INLINE_LAMBDA {
        for (; c < end; c += kLine) {
            unroll<R>([&](auto r) FETTLE_INLINE_LAMBDA { hwy::Prefetch(from[r] + c + shift); });
            unroll<kLine / kLanes>([&](auto i) FETTLE_INLINE_LAMBDA { addProducts<R, T>(w.row, x, c + i * kLanes, sum); });
        }
    };
    run(turn / kLine * kLine, w.row, lines - turn);
    run(lines, w.next, -(turn / kLine * kLine));
    for (; c < count; c += kLanes) {
        addProducts<R, T>(w.row, x, c, sum);
    }
    unroll<R * T>([&](auto i) FETTLE_INLINE_LAMBDA { hn::Store(sum[i], d, acc + i * kLanes); });
}

// The columns after the last full lanes, then the sum over lanes. `rows` <= R of them are real.
template <int R, int T, class W>
HWY_INLINE void finish(const W* const* w, const float* const* x, std::int64_t rest, int rows, const float* acc,
                       float* out, std::int64_t stride)
{
    const F32 d;
    for (int t = 0; t < T; ++t) {
        for (int r = 0; r < R; r += 4) {
            VF32 sum[4];
            for (int i = 0; i < 4; ++i) {
                sum[i] = hn::Load(d, acc + ((r + i) * T + t) * kLanes);
                if (rest > 0) {
                    sum[i] = hn::MulAdd(loadSome(d, w[r + i], rest), loadSome(d, x[t], rest), sum[i]);
                }
            }
            const auto four = sumFour(sum[0], sum[1], sum[2], sum[3]);
            if (r + 4 <= rows) {
                hn::StoreU(four, Quad(), out + t * stride + r);
            } else if (r < rows) {
                HWY_ALIGN float last[4];
                hn::Store(four, Quad(), last);
                std::copy_n(last, rows - r, out + t * stride + r);
            }
        }
    }
}

// The rows of a tile; past the end the last one again, so that tiles are always full.
template <class W, int R>
HWY_INLINE void rowPointers(const Matrix& w, std::int64_t row, std::int64_t end, const W** pointers)
{
    for (int r = 0; r < R; ++r) {
        pointers[r] = static_cast<const W*>(w.row(std::min(row + r, end - 1)));
    }
}

template <int T, class W>
HWY_NOINLINE void direct(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                         std::int64_t stride)
{
    constexpr int kRows = 4;
    const std::int64_t full = w.cols / kLanes * kLanes;
    const float* x[T];
    const float* xRest[T];
    for (int t = 0; t < T; ++t) {
        x[t] = in.f32 + t * in.cols;
        xRest[t] = x[t] + full;
    }
    for (std::int64_t row = begin; row < end; row += kRows) {
        HWY_ALIGN float acc[kRows * T * kLanes];
        Stream<kRows, W> rows;
        rowPointers<W, kRows>(w, row, end, rows.row);
        rowPointers<W, kRows>(w, row + kRows, end, rows.next);
        accumulate<kRows, T>(rows, x, full, acc);
        for (const W*& pointer : rows.row) {
            pointer += full;
        }
        finish<kRows, T>(rows.row, xRest, w.cols - full, static_cast<int>(std::min<std::int64_t>(kRows, end - row)), acc,
                         out + row, stride);
    }
}

// kTileRows rows of a chunk of columns as F32, the rows' lanes side by side: one stream for the tile.
template <class W>
HWY_INLINE void pack(const W* const* rows, std::int64_t c, std::int64_t count, float* packed)
{
    const F32 d;
    for (std::int64_t i = 0; i < count; i += kLanes) {
        unroll<kTileRows>([&](auto r) FETTLE_INLINE_LAMBDA {
            hn::Store(loadLanes(d, rows[r] + c + i), d, packed + (i * kTileRows + r * kLanes));
        });
    }
}

// As accumulate, for packed rows; goes on from `acc` unless it is the first chunk.
template <int T, bool kFirst>
HWY_NOINLINE void tile(const float* packed, const float* const* x, std::int64_t count, float* acc)
{
    const F32 d;
    VF32 sum[kTileRows * T];
    unroll<kTileRows * T>([&](auto i)
                              FETTLE_INLINE_LAMBDA { sum[i] = kFirst ? hn::Zero(d) : hn::Load(d, acc + i * kLanes); });
    for (std::int64_t c = 0; c < count; c += kLanes, packed += kTileRows * kLanes) {
        VF32 in[T];
        unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { in[t] = hn::LoadU(d, x[t] + c); });
        unroll<kTileRows>([&](auto r) FETTLE_INLINE_LAMBDA {
            VF32 weight = hn::Load(d, packed + r * kLanes);
            keep(weight);
            unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { sum[r * T + t] = hn::MulAdd(weight, in[t], sum[r * T + t]); });
        });
    }
    unroll<kTileRows * T>([&](auto i) FETTLE_INLINE_LAMBDA { hn::Store(sum[i], d, acc + i * kLanes); });
}

template <int T>
HWY_INLINE void anyTile(int tokens, bool first, const float* packed, const float* const* x, std::int64_t count,
                        float* acc)
{
    if (tokens < T) {
        if constexpr (T > 1) {
            anyTile<T - 1>(tokens, first, packed, x, count, acc);
        }
    } else if (first) {
        tile<T, true>(packed, x, count, acc);
    } else {
        tile<T, false>(packed, x, count, acc);
    }
}

template <int T, class W>
HWY_INLINE void anyFinish(int tokens, const W* const* rows, const float* const* x, std::int64_t rest, int valid,
                          const float* acc, float* out, std::int64_t stride)
{
    if (tokens >= T) {
        finish<kTileRows, T>(rows, x, rest, valid, acc, out, stride);
    } else if constexpr (T > 1) {
        anyFinish<T - 1>(tokens, rows, x, rest, valid, acc, out, stride);
    }
}

// One group of kTileRows rows by one block of tokens.
template <class W>
HWY_NOINLINE void block(const W* const* rows, const Input& in, int token, int tokens, int valid, float* out,
                        std::int64_t stride)
{
    HWY_ALIGN float packed[kTileRows * kChunkCols];
    HWY_ALIGN float acc[kBlockTokens * kTileRows * kLanes];
    const std::int64_t full = in.cols / kLanes * kLanes;
    const float* x[kTileTokens];
    const auto inputs = [&](int t, std::int64_t c) HWY_ATTR {
        for (int i = 0; i < kTileTokens; ++i) {
            x[i] = in.f32 + std::min(token + t + i, in.tokens - 1) * in.cols + c;
        }
    };
    for (std::int64_t c = 0; c == 0 || c < full; c += kChunkCols) {
        const std::int64_t count = std::min(kChunkCols, full - c);
        pack(rows, c, count, packed);
        for (int t = 0; t < tokens; t += kTileTokens) {
            inputs(t, c);
            anyTile<kTileTokens>(std::min(kTileTokens, tokens - t), c == 0, packed, x, count,
                                 acc + t * kTileRows * kLanes);
        }
    }
    const W* rest[kTileRows];
    for (int r = 0; r < kTileRows; ++r) {
        rest[r] = rows[r] + full;
    }
    for (int t = 0; t < tokens; t += kTileTokens) {
        inputs(t, full);
        anyFinish<kTileTokens>(std::min(kTileTokens, tokens - t), rest, x, in.cols - full, valid,
                               acc + t * kTileRows * kLanes, out + (token + t) * stride, stride);
    }
}

template <class W>
HWY_INLINE void blocked(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                        std::int64_t stride)
{
    for (std::int64_t panel = begin; panel < end; panel += kPanelRows) {
        const std::int64_t panelEnd = std::min(end, panel + kPanelRows);
        for (int token = 0; token < in.tokens; token += kBlockTokens) {
            const int tokens = std::min(kBlockTokens, in.tokens - token);
            for (std::int64_t row = panel; row < panelEnd; row += kTileRows) {
                const W* rows[kTileRows];
                rowPointers<W, kTileRows>(w, row, panelEnd, rows);
                const int valid = static_cast<int>(std::min<std::int64_t>(kTileRows, panelEnd - row));
                block(rows, in, token, tokens, valid, out + row, stride);
            }
        }
    }
}

template <class W>
void multiplyType(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                  std::int64_t stride)
{
    static_assert(kDirectTokens == 4);
    switch (in.tokens) {
    case 1:
        return direct<1, W>(w, in, begin, end, out, stride);
    case 2:
        return direct<2, W>(w, in, begin, end, out, stride);
    case 3:
        return direct<3, W>(w, in, begin, end, out, stride);
    case 4:
        return direct<4, W>(w, in, begin, end, out, stride);
    default:
        return blocked<W>(w, in, begin, end, out, stride);
    }
}

void multiplyFloat(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                   std::int64_t stride)
{
    switch (w.type) {
    case Type::F32:
        return multiplyType<float>(w, in, begin, end, out, stride);
    case Type::F16:
        return multiplyType<HalfBits>(w, in, begin, end, out, stride);
    default:
        return multiplyType<BfloatBits>(w, in, begin, end, out, stride);
    }
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(multiplyFloat);

void multiplyFloat(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                   std::int64_t stride)
{
    HWY_DYNAMIC_DISPATCH(multiplyFloat)(w, in, begin, end, out, stride);
}

} // namespace kernels::cpu
#endif
