// SPDX-License-Identifier: GPL-3.0-or-later
// One chunk of the cache for up to four queries of one key head: scores, their exponentials, weighted values.
//
// Chunks begin at multiples of kAttendChunk, and within a chunk each query's sums run over the chunk's positions in
// order; a position that a query does not see adds nothing. So a query's result is the same in any tile.
#include "kernels/cpu/highway.h"

#include "kernels/cpu/primitives.h"

#undef HWY_TARGET_INCLUDE
#define HWY_TARGET_INCLUDE "kernels/cpu/attend_chunk.cpp"
#include <hwy/foreach_target.h>

#include <hwy/contrib/math/math-inl.h>

#include "kernels/cpu/kv_rows-inl.h"

#include <algorithm>
#include <cmath>

HWY_BEFORE_NAMESPACE();
namespace kernels::cpu::HWY_NAMESPACE
{

inline constexpr int kKeys = 4;                            // cache rows of one score tile
inline constexpr int kStrip = HWY_MAX_BYTES == 64 ? 4 : 2; // vectors of one strip of values
inline constexpr float kUnseen = -1e30F;
// Below the chunk's highest score by so much, a weight adds nothing to a sum in F32, but its products are denormal
// numbers, which take a processor a hundred times as long.
inline constexpr float kNegligible = -60.0F;

// The part of a chunk that any query of the tile sees.
struct Span {
    std::int64_t chunkBegin;
    std::int64_t begin;
    std::int64_t end;
};

// Sums of values as attendChunk's second half needs them.
struct Weights {
    HWY_ALIGN float of[kQueries][kAttendChunk + 16]; // scores, then their exponentials
    float highest[kQueries];
    float total[kQueries];
};

template <int M, class Row>
HWY_NOINLINE void scores(const QueryTile& tile, const Span& span, Weights& weights)
{
    const F32 d;
    const int full = tile.headDim / kLanes * kLanes;
    const int rest = tile.headDim - full;
    for (std::int64_t p = span.begin; p < span.end; p += kKeys) {
        Row key[kKeys];
        for (int k = 0; k < kKeys; ++k) {
            key[k] = rowAt<Row>(tile.keys, (std::min(p + k, span.end - 1) - tile.origin) * tile.headDim);
        }
        VF32 sum[kKeys][M];
        unroll<kKeys>([&](auto k) FETTLE_INLINE_LAMBDA {
            unroll<M>([&](auto m) FETTLE_INLINE_LAMBDA { sum[k][m] = hn::Zero(d); });
        });
        VF32 q[M];
        const auto step = [&](auto k, VF32 row) FETTLE_INLINE_LAMBDA {
            unroll<M>([&](auto m) FETTLE_INLINE_LAMBDA { sum[k][m] = hn::MulAdd(q[m], row, sum[k][m]); });
        };
        for (int i = 0; i < full; i += kLanes) {
            unroll<M>([&](auto m) FETTLE_INLINE_LAMBDA { q[m] = hn::LoadU(d, tile.q[m] + i); });
            unroll<kKeys>([&](auto k) FETTLE_INLINE_LAMBDA { step(k, loadLanes(d, key[k] + i)); });
        }
        if (rest > 0) {
            unroll<M>([&](auto m) FETTLE_INLINE_LAMBDA { q[m] = loadSome(d, tile.q[m] + full, rest); });
            unroll<kKeys>([&](auto k) FETTLE_INLINE_LAMBDA { step(k, loadSome(d, key[k] + full, rest)); });
        }
        const std::int64_t at = p - span.chunkBegin;
        unroll<M>([&](auto m) FETTLE_INLINE_LAMBDA { // past the span's end: overwritten with kUnseen, room is there
            const auto four = sumFour(sum[0][m], sum[1][m], sum[2][m], sum[3][m]);
            hn::StoreU(hn::Mul(four, hn::Set(Quad(), tile.scale)), Quad(), weights.of[m] + at);
        });
    }
}

// Scores to exp(score - highest) for one query; zero where it does not see.
HWY_INLINE void exponentials(const QueryTile& tile, int m, const Span& span, Weights& weights)
{
    const F32 d;
    float* of = weights.of[m];
    const std::int64_t first = std::max(span.begin, tile.first[m]) - span.chunkBegin;
    const std::int64_t end = std::min(span.end, tile.last[m] + 1) - span.chunkBegin;
    const std::int64_t lanesEnd = (span.end - span.chunkBegin + kLanes - 1) / kLanes * kLanes;
    if (tile.softCap > 0.0F) {
        softCap(tile.softCap, of + first, end - first);
    }
    std::fill(of, of + std::min(first, lanesEnd), kUnseen);
    std::fill(of + std::max<std::int64_t>(end, 0), of + lanesEnd, kUnseen);
    VF32 most = hn::Set(d, kUnseen);
    for (std::int64_t i = 0; i < lanesEnd; i += kLanes) {
        most = hn::Max(most, hn::Load(d, of + i));
    }
    const float highest = hn::GetLane(hn::MaxOfLanes(d, most));
    const VF32 shift = hn::Set(d, highest);
    VF32 sum = hn::Zero(d);
    for (std::int64_t i = 0; i < lanesEnd; i += kLanes) {
        const VF32 score = hn::Load(d, of + i);
        const VF32 below = hn::Sub(score, shift);
        const auto counts = hn::And(hn::Gt(score, hn::Set(d, kUnseen)), hn::Gt(below, hn::Set(d, kNegligible)));
        const VF32 e = hn::IfThenElseZero(counts, hn::Exp(d, below));
        hn::Store(e, d, of + i);
        sum = hn::Add(sum, e);
    }
    weights.highest[m] = highest;
    weights.total[m] = hn::GetLane(hn::SumOfLanes(d, sum));
}

HWY_INLINE VF32 joined(VF32 before, float keep, VF32 part, float take)
{
    const F32 d;
    return hn::MulAdd(part, hn::Set(d, take), hn::Mul(before, hn::Set(d, keep)));
}

// Adds S vectors' width of weighted values, from column `at` on, to each query's output.
template <int M, int S, class Row>
HWY_INLINE void strip(const QueryTile& tile, const Span& span, const Weights& weights, int at, int rest,
                      const float* keep, const float* take)
{
    const F32 d;
    VF32 sum[M][S];
    unroll<M>([&](auto m)
                  FETTLE_INLINE_LAMBDA { unroll<S>([&](auto s) FETTLE_INLINE_LAMBDA { sum[m][s] = hn::Zero(d); }); });
    Row value = rowAt<Row>(tile.values, (span.begin - tile.origin) * tile.headDim + at);
    for (std::int64_t i = span.begin - span.chunkBegin; i < span.end - span.chunkBegin; ++i, value += tile.headDim) {
        VF32 v[S];
        unroll<S>([&](auto s) FETTLE_INLINE_LAMBDA {
            v[s] = rest > 0 ? loadSome(d, value + s * kLanes, rest) : loadLanes(d, value + s * kLanes);
        });
        unroll<M>([&](auto m) FETTLE_INLINE_LAMBDA {
            const VF32 weight = hn::Set(d, weights.of[m][i]);
            unroll<S>([&](auto s) FETTLE_INLINE_LAMBDA { sum[m][s] = hn::MulAdd(weight, v[s], sum[m][s]); });
        });
    }
    unroll<M>([&](auto m) FETTLE_INLINE_LAMBDA {
        if (weights.total[m] == 0.0F) {
            return;
        }
        unroll<S>([&](auto s) FETTLE_INLINE_LAMBDA {
            float* out = tile.out[m] + at + s * kLanes;
            if (tile.fresh[m]) {
                rest > 0 ? storeSome(d, sum[m][s], out, rest) : hn::StoreU(sum[m][s], d, out);
            } else if (rest > 0) {
                storeSome(d, joined(loadSome(d, out, rest), keep[m], sum[m][s], take[m]), out, rest);
            } else {
                hn::StoreU(joined(hn::LoadU(d, out), keep[m], sum[m][s], take[m]), d, out);
            }
        });
    });
}

template <int M, class Row>
HWY_NOINLINE void values(QueryTile& tile, const Span& span, const Weights& weights)
{
    float keep[M];
    float take[M];
    for (int m = 0; m < M; ++m) {
        const float highest = std::max(tile.highest[m], weights.highest[m]);
        keep[m] = tile.fresh[m] ? 0.0F : std::exp(tile.highest[m] - highest);
        take[m] = tile.fresh[m] ? 1.0F : std::exp(weights.highest[m] - highest);
    }
    int at = 0;
    for (; at + kStrip * kLanes <= tile.headDim; at += kStrip * kLanes) {
        strip<M, kStrip, Row>(tile, span, weights, at, 0, keep, take);
    }
    for (; at + 2 * kLanes <= tile.headDim; at += 2 * kLanes) {
        strip<M, 2, Row>(tile, span, weights, at, 0, keep, take);
    }
    for (; at + kLanes <= tile.headDim; at += kLanes) {
        strip<M, 1, Row>(tile, span, weights, at, 0, keep, take);
    }
    if (at < tile.headDim) {
        strip<M, 1, Row>(tile, span, weights, at, tile.headDim - at, keep, take);
    }
    for (int m = 0; m < M; ++m) {
        if (weights.total[m] == 0.0F) {
            continue;
        }
        tile.highest[m] = tile.fresh[m] ? weights.highest[m] : std::max(tile.highest[m], weights.highest[m]);
        tile.total[m] = tile.fresh[m] ? weights.total[m] : tile.total[m] * keep[m] + weights.total[m] * take[m];
        tile.fresh[m] = false;
    }
}

template <int M, class Row>
void attendTile(QueryTile& tile, std::int64_t chunk)
{
    Span span{chunk * kAttendChunk, tile.first[0], tile.last[0] + 1};
    for (int m = 1; m < M; ++m) {
        span.begin = std::min(span.begin, tile.first[m]);
        span.end = std::max(span.end, tile.last[m] + 1);
    }
    span.begin = std::max(span.begin, span.chunkBegin);
    span.end = std::min(span.end, span.chunkBegin + kAttendChunk);
    if (span.begin >= span.end) {
        return;
    }
    Weights weights;
    scores<M, Row>(tile, span, weights);
    for (int m = 0; m < M; ++m) {
        if (tile.first[m] < span.end && tile.last[m] >= span.begin) {
            exponentials(tile, m, span, weights);
        } else {
            std::fill_n(weights.of[m], kAttendChunk, 0.0F);
            weights.total[m] = 0.0F;
            weights.highest[m] = kUnseen;
        }
    }
    values<M, Row>(tile, span, weights);
}

template <class Row>
HWY_INLINE void attendType(QueryTile& tile, std::int64_t chunk)
{
    static_assert(kQueries == 4);
    switch (tile.count) {
    case 1:
        return attendTile<1, Row>(tile, chunk);
    case 2:
        return attendTile<2, Row>(tile, chunk);
    case 3:
        return attendTile<3, Row>(tile, chunk);
    default:
        return attendTile<4, Row>(tile, chunk);
    }
}

void attendChunk(QueryTile& tile, std::int64_t chunk)
{
    switch (tile.type) {
    case Type::F32:
        return attendType<const float*>(tile, chunk);
    case Type::BF16:
        return attendType<const BfloatBits*>(tile, chunk);
    case Type::Q8_0:
        return attendType<Blocks<BlockQ8_0>>(tile, chunk);
    case Type::Q4_0:
        return attendType<Blocks<BlockQ4_0>>(tile, chunk);
    default:
        return attendType<const HalfBits*>(tile, chunk);
    }
}

void mergeSums(const float* part, float partHighest, float partTotal, int headDim, float* out, float& highest,
               float& total)
{
    const F32 d;
    const float most = std::max(highest, partHighest);
    const float keep = std::exp(highest - most);
    const float take = std::exp(partHighest - most);
    int i = 0;
    for (; i + kLanes <= headDim; i += kLanes) {
        hn::StoreU(joined(hn::LoadU(d, out + i), keep, hn::LoadU(d, part + i), take), d, out + i);
    }
    if (i < headDim) {
        const int rest = headDim - i;
        storeSome(d, joined(loadSome(d, out + i, rest), keep, loadSome(d, part + i, rest), take), out + i, rest);
    }
    highest = most;
    total = total * keep + partTotal * take;
}

} // namespace kernels::cpu::HWY_NAMESPACE
HWY_AFTER_NAMESPACE();

#if HWY_ONCE
namespace kernels::cpu
{

HWY_EXPORT(attendChunk);
HWY_EXPORT(mergeSums);

void attendChunk(QueryTile& tile, std::int64_t chunk)
{
    HWY_DYNAMIC_DISPATCH(attendChunk)(tile, chunk);
}

void mergeSums(const float* part, float partHighest, float partTotal, int headDim, float* out, float& highest,
               float& total)
{
    HWY_DYNAMIC_DISPATCH(mergeSums)(part, partHighest, partTotal, headDim, out, highest, total);
}

} // namespace kernels::cpu
#endif
