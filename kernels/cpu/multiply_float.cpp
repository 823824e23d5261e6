// SPDX-License-Identifier: GPL-3.0-or-later
// Products with F32, F16 and BF16 weights, with or without the zeros of 2:4. Any thread.
//
// One output is always summed the same way: lane l takes the columns c with c mod lanes == l, in ascending order, and
// sumFour adds the lanes at the end. Tiles only choose which outputs are worked on together.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"
#include "kernels/sparse.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/multiply_float.cpp"
#include <hwy/foreach_target.h>

#include <hwy/cache_control.h>

#include "kernels/cpu/load-inl.h"

#include <algorithm>
#include <cstring>

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

// A row whose values lie side by side.
template <class W>
struct PlainRow {
    static constexpr std::int64_t kLine = 64 / sizeof(W); // columns that are fetched at once
    static constexpr std::int64_t kLineBytes = 64;
    const W* first;

    HWY_INLINE VF32 load(std::int64_t c) const { return loadLanes(F32(), first + c); }
    HWY_INLINE VF32 loadRest(std::int64_t c, std::int64_t count) const { return loadSome(F32(), first + c, count); }
    HWY_INLINE void prefetch(std::int64_t c) const { hwy::Prefetch(first + c); }
};

// A row of Layout::Sparse: each load puts the zeros back.
template <class W>
struct SparseRow {
    static constexpr std::int64_t kLine = kSparseCols;
    static constexpr std::int64_t kLineBytes = 8 + kSparseCols / 2 * sizeof(W);
    const unsigned char* first;

    HWY_INLINE VF32 load(std::int64_t column) const
    {
        const auto c = static_cast<std::size_t>(column);
        const unsigned char* unit = first + c / kLine * kLineBytes;
        const std::size_t at = c % kLine;
        std::uint64_t kept = 0;
        std::memcpy(&kept, unit, sizeof kept);
        const auto* values = reinterpret_cast<const W*>(unit + sizeof kept) + at / 2;
        return expandLanes(F32(), loadLanes(hn::Half<F32>(), values), static_cast<unsigned>(kept >> at) & kLaneBits);
    }
    HWY_INLINE VF32 loadRest(std::int64_t /*c*/, std::int64_t /*count*/) const { return hn::Zero(F32()); } // never
    HWY_INLINE void prefetch(std::int64_t c) const
    {
        const unsigned char* unit = first + c / kLine * kLineBytes;
        hwy::Prefetch(unit);
        if constexpr (kLineBytes > 128) {
            hwy::Prefetch(unit + 64);
        }
    }

private:
    static constexpr unsigned kLaneBits = (1U << kLanes) - 1;
};

// The rows of a tile and where to prefetch: `ahead` of them, and past their ends from those that come next.
template <int R, class Row>
struct Stream {
    Row row[R];
    Row next[R];
};

template <int R, int T, class Row>
HWY_INLINE void addProducts(const Row* row, const float* const* x, std::int64_t c, VF32* sum)
{
    const F32 d;
    VF32 in[T];
    unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { in[t] = hn::LoadU(d, x[t] + c); });
    unroll<R>([&](auto r) FETTLE_INLINE_LAMBDA {
        const VF32 weight = row[r].load(c);
        unroll<T>([&](auto t) FETTLE_INLINE_LAMBDA { sum[r * T + t] = hn::MulAdd(weight, in[t], sum[r * T + t]); });
    });
}

// acc[r][t] = w[r] * x[t] summed over `count` columns, a multiple of the lanes. acc [R * T][kLanes], aligned.
template <int R, int T, class Row>
HWY_INLINE void accumulate(const Stream<R, Row>& w, const float* const* x, std::int64_t count, float* acc)
{
    constexpr std::int64_t kLine = Row::kLine;
    const F32 d;
    VF32 sum[R * T];
    unroll<R * T>([&](auto i) FETTLE_INLINE_LAMBDA { sum[i] = hn::Zero(d); });
    const std::int64_t lines = count / kLine * kLine;
    const std::int64_t turn = std::max<std::int64_t>(0, lines - kAheadBytes / Row::kLineBytes * kLine);
    std::int64_t c = 0;
    const auto run = [&](std::int64_t end, const Row* from, std::int64_t shift) FETTLE_INLINE_LAMBDA {
        for (; c < end; c += kLine) {
            unroll<R>([&](auto r) FETTLE_INLINE_LAMBDA { from[r].prefetch(c + shift); });
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

// The columns after the last full lanes, then the sum over lanes. `x` is at the first of those columns; `rows` <= R of
// them are real.
template <int R, int T, class Row>
HWY_INLINE void finish(const Row* w, const float* const* x, std::int64_t full, std::int64_t rest, int rows,
                       const float* acc, float* out, std::int64_t stride)
{
    const F32 d;
    for (int t = 0; t < T; ++t) {
        for (int r = 0; r < R; r += 4) {
            VF32 sum[4];
            for (int i = 0; i < 4; ++i) {
                sum[i] = hn::Load(d, acc + ((r + i) * T + t) * kLanes);
                if (rest > 0) {
                    sum[i] = hn::MulAdd(w[r + i].loadRest(full, rest), loadSome(d, x[t], rest), sum[i]);
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
template <int R, class Row>
HWY_INLINE void tileRows(const Matrix& w, std::int64_t row, std::int64_t end, Row* rows)
{
    for (int r = 0; r < R; ++r) {
        rows[r] = {static_cast<decltype(Row::first)>(w.row(std::min(row + r, end - 1)))};
    }
}

template <int T, class Row>
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
        Stream<kRows, Row> rows;
        tileRows<kRows>(w, row, end, rows.row);
        tileRows<kRows>(w, row + kRows, end, rows.next);
        accumulate<kRows, T>(rows, x, full, acc);
        finish<kRows, T>(rows.row, xRest, full, w.cols - full,
                         static_cast<int>(std::min<std::int64_t>(kRows, end - row)), acc, out + row, stride);
    }
}

// kTileRows rows of a chunk of columns as F32, the rows' lanes side by side: one stream for the tile.
template <class Row>
HWY_INLINE void pack(const Row* rows, std::int64_t c, std::int64_t count, float* packed)
{
    const F32 d;
    for (std::int64_t i = 0; i < count; i += kLanes) {
        unroll<kTileRows>([&](auto r) FETTLE_INLINE_LAMBDA {
            hn::Store(rows[r].load(c + i), d, packed + (i * kTileRows + r * kLanes));
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

template <int T, class Row>
HWY_INLINE void anyFinish(int tokens, const Row* rows, const float* const* x, std::int64_t full, std::int64_t rest,
                          int valid, const float* acc, float* out, std::int64_t stride)
{
    if (tokens >= T) {
        finish<kTileRows, T>(rows, x, full, rest, valid, acc, out, stride);
    } else if constexpr (T > 1) {
        anyFinish<T - 1>(tokens, rows, x, full, rest, valid, acc, out, stride);
    }
}

// One group of kTileRows rows by one block of tokens.
template <class Row>
HWY_NOINLINE void block(const Row* rows, const Input& in, int token, int tokens, int valid, float* out,
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
    for (int t = 0; t < tokens; t += kTileTokens) {
        inputs(t, full);
        anyFinish<kTileTokens>(std::min(kTileTokens, tokens - t), rows, x, full, in.cols - full, valid,
                               acc + t * kTileRows * kLanes, out + (token + t) * stride, stride);
    }
}

template <class Row>
HWY_INLINE void blocked(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                        std::int64_t stride)
{
    for (std::int64_t panel = begin; panel < end; panel += kPanelRows) {
        const std::int64_t panelEnd = std::min(end, panel + kPanelRows);
        for (int token = 0; token < in.tokens; token += kBlockTokens) {
            const int tokens = std::min(kBlockTokens, in.tokens - token);
            for (std::int64_t row = panel; row < panelEnd; row += kTileRows) {
                Row rows[kTileRows];
                tileRows<kTileRows>(w, row, panelEnd, rows);
                const int valid = static_cast<int>(std::min<std::int64_t>(kTileRows, panelEnd - row));
                block(rows, in, token, tokens, valid, out + row, stride);
            }
        }
    }
}

template <class Row>
void multiplyRows(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                  std::int64_t stride)
{
    static_assert(kDirectTokens == 4);
    switch (in.tokens) {
    case 1:
        return direct<1, Row>(w, in, begin, end, out, stride);
    case 2:
        return direct<2, Row>(w, in, begin, end, out, stride);
    case 3:
        return direct<3, Row>(w, in, begin, end, out, stride);
    case 4:
        return direct<4, Row>(w, in, begin, end, out, stride);
    default:
        return blocked<Row>(w, in, begin, end, out, stride);
    }
}

template <class W>
void multiplyType(const Matrix& w, const Input& in, std::int64_t begin, std::int64_t end, float* out,
                  std::int64_t stride)
{
    if (w.layout == Layout::Sparse) {
        multiplyRows<SparseRow<W>>(w, in, begin, end, out, stride);
    } else {
        multiplyRows<PlainRow<W>>(w, in, begin, end, out, stride);
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
