// SPDX-License-Identifier: GPL-3.0-or-later
// Attention of many tokens at once (Dao et al. 2022, "FlashAttention", algorithm 1; Dao 2023, "FlashAttention-2",
// section 3.1): a block takes 64 tokens of one query head through the cache, tile by tile, with the softmax kept up to
// date (Milakov & Gimelshein 2018). Both products run on the tensor cores; the weights go from the first to the second
// in registers. Queries, keys, values and weights are rounded to halves (bfloat16 where the cache is), sums are floats.
#include "kernels/cuda/module/attend_tiles.h"

#include "kernels/cuda/device/activate.h"
#include "kernels/cuda/device/async_copy.h"
#include "kernels/cuda/device/kv.h"
#include "kernels/cuda/device/memory.h"
#include "kernels/cuda/device/mma.h"
#include "kernels/cuda/device/shared.h"
#include "kernels/cuda/module/launch.h"
#include "kernels/cuda/module/tiles.h"

namespace kernels::cuda
{

namespace
{

constexpr int kWarpQueries = kMmaRows;
constexpr int kBlockWarps = 4;
constexpr int kBlockThreads = kBlockWarps * 32;
constexpr int kQueries = kBlockWarps * kWarpQueries; // of a block

struct Arguments {
    const float* q; // [tokens, heads, headDim]
    KvView cache;
    int tokens, heads, kvHeads, headDim;
    std::int64_t position; // of the first token
    float scale;
    bool causal;
    std::int64_t window;
    float softCap;
    float* out;
};

// Sizes in shared memory; `kDim` is the head's width, filled up with zeros. Strides keep what a warp reads at once in
// different banks.
template <int kDim>
struct Plan {
    static constexpr int kKeys = kDim <= 128 ? 64 : 32; // of a tile
    static constexpr int kRowWords = kDim / 2 + 4;      // of a query or key: pairs along the head
    static constexpr int kPairWords = kDim + 8;         // of two positions' values: pairs along the positions
    static constexpr std::size_t kShared = sharedPiece(kQueries * kRowWords * 4) + sharedPiece(kKeys * kRowWords * 4) +
                                           sharedPiece(kKeys / 2 * kPairWords * 4);
};

constexpr Pair pairOfCache(Type type)
{
    return type == Type::BF16 ? Pair::Bfloat : Pair::Half;
}

// Values c .. c + 7 of a row; zeros past the head's end and where there is no row.
template <Type kType, int kWidth>
FETTLE_DEVICE void loadEight(const KvRow& row, bool isThere, int c, int headDim, float (&x)[8])
{
    FETTLE_UNROLL
    for (int i = 0; i < 8; i += kWidth) {
        if constexpr (kWidth == 8) {
            if (isThere && c < headDim) {
                loadKv<kType>(row, c / 8, x);
                return;
            }
            FETTLE_UNROLL
            for (float& value : x) {
                value = 0.0F;
            }
        } else {
            float one[1] = {0.0F};
            if (isThere && c + i < headDim) {
                loadKv<kType>(row, c + i, one);
            }
            x[i] = one[0];
        }
    }
}

template <Type kType, int kWidth, int kDim>
class Block
{
public:
    FETTLE_DEVICE Block(const Arguments& a, SharedMemory& shared)
        : m_a(a),
          m_queries(shared.take<std::uint32_t>(kQueries * kRowWords)),
          m_keys(shared.take<std::uint32_t>(kKeys * kRowWords)),
          m_values(shared.take<std::uint32_t>(kKeys / 2 * kPairWords)),
          m_head(static_cast<int>(blockIdx.y)),
          m_kvHead(m_head / (a.heads / a.kvHeads)),
          m_firstToken(static_cast<int>(gridDim.x - 1 - blockIdx.x) * kQueries) // the longest first
    {
    }

    FETTLE_DEVICE void run()
    {
        loadQueries();
        const int last = m_firstToken + kQueries < m_a.tokens ? m_firstToken + kQueries - 1 : m_a.tokens - 1;
        const std::int64_t end = endOf(last);
        loadKeys(beginOf(m_firstToken), end);
        for (std::int64_t first = beginOf(m_firstToken); first < end; first += kKeys) {
            loadValues(first, end);
            m_copies.wait();
            __syncthreads();
            const bool isSeen =
                first < endOf(m_firstToken + warpIndex() * kWarpQueries + kWarpQueries - 1); // some of it
            if (isSeen) {
                score();
            }
            __syncthreads();
            loadKeys(first + kKeys, end); // of the next tile: where they are copied as they are, beside what follows
            if (isSeen) {
                weigh(first);
                mix();
            }
            __syncthreads();
        }
        m_copies.wait();
        store();
    }

private:
    static constexpr int kKeys = Plan<kDim>::kKeys;
    static constexpr int kRowWords = Plan<kDim>::kRowWords;
    static constexpr int kPairWords = Plan<kDim>::kPairWords;
    static constexpr Pair kPair = pairOfCache(kType);
    static constexpr bool kIsCopied = kWidth == 8 && (kType == Type::F16 || kType == Type::BF16); // pairs as they lie

    // The positions that a token sees; of tokens past the last what that one sees.
    FETTLE_DEVICE std::int64_t endOf(int token) const
    {
        return m_a.position + (m_a.causal && token < m_a.tokens ? token + 1 : m_a.tokens);
    }
    FETTLE_DEVICE std::int64_t beginOf(int token) const
    {
        const std::int64_t end = endOf(token);
        return m_a.window > 0 && end > m_a.window ? end - m_a.window : 0;
    }

    FETTLE_DEVICE void loadQueries()
    {
        for (int i = static_cast<int>(threadIdx.x); i < kQueries * kDim / 2; i += kBlockThreads) {
            const int row = i / (kDim / 2);
            const int c = i % (kDim / 2) * 2;
            const int token = m_firstToken + row;
            const float* q = m_a.q + (std::int64_t{token} * m_a.heads + m_head) * m_a.headDim;
            const auto value = [&](int at) {
                return token < m_a.tokens && at < m_a.headDim ? q[at] * m_a.scale : 0.0F;
            };
            m_queries[row * kRowWords + c / 2] = pairOf<kPair>(value(c), value(c + 1));
        }
    }

    // Nothing past the end.
    FETTLE_DEVICE void loadKeys(std::int64_t first, std::int64_t end)
    {
        if (first >= end) {
            return;
        }
        for (int i = static_cast<int>(threadIdx.x); i < kKeys * kDim / 8; i += kBlockThreads) {
            const int row = i / (kDim / 8);
            const int c = i % (kDim / 8) * 8;
            const KvRow from = rowOf(m_a.cache.keys, first + row);
            const bool isThere = first + row < end;
            if constexpr (kIsCopied) {
                m_copies.begin<16>(m_keys + row * kRowWords + c / 2, from.values + c * 2, isThere && c < m_a.headDim);
                continue;
            }
            float x[8];
            loadEight<kType, kWidth>(from, isThere, c, m_a.headDim, x);
            *reinterpret_cast<uint4*>(m_keys + row * kRowWords + c / 2) =
                make_uint4(pairOf<kPair>(x[0], x[1]), pairOf<kPair>(x[2], x[3]), pairOf<kPair>(x[4], x[5]),
                           pairOf<kPair>(x[6], x[7]));
        }
    }

    FETTLE_DEVICE void loadValues(std::int64_t first, std::int64_t end)
    {
        for (int i = static_cast<int>(threadIdx.x); i < kKeys / 2 * kDim / 8; i += kBlockThreads) {
            const int row = i / (kDim / 8);
            const int c = i % (kDim / 8) * 8;
            const std::int64_t at = first + 2 * row;
            float x[8];
            float y[8];
            loadEight<kType, kWidth>(rowOf(m_a.cache.values, at), at < end, c, m_a.headDim, x);
            loadEight<kType, kWidth>(rowOf(m_a.cache.values, at + 1), at + 1 < end, c, m_a.headDim, y);
            auto* to = reinterpret_cast<uint4*>(m_values + row * kPairWords + c);
            to[0] = make_uint4(pairOf<kPair>(x[0], y[0]), pairOf<kPair>(x[1], y[1]), pairOf<kPair>(x[2], y[2]),
                               pairOf<kPair>(x[3], y[3]));
            to[1] = make_uint4(pairOf<kPair>(x[4], y[4]), pairOf<kPair>(x[5], y[5]), pairOf<kPair>(x[6], y[6]),
                               pairOf<kPair>(x[7], y[7]));
        }
    }

    FETTLE_DEVICE KvRow rowOf(void* base, std::int64_t position) const
    {
        return kvRow(base, m_a.cache, m_a.kvHeads, m_kvHead, position, m_a.headDim);
    }

    FETTLE_DEVICE void score()
    {
        FETTLE_UNROLL
        for (auto& tile : m_scores) {
            tile[0] = tile[1] = tile[2] = tile[3] = 0.0F;
        }
        const int g = laneIndex() / 4;
        const int j = laneIndex() % 4;
        FETTLE_UNROLL
        for (int k = 0; k < kDim / 2; k += kMmaDepth / 2) { // in words
            if (2 * k >= m_a.headDim) {
                break;
            }
            const std::uint32_t* row = m_queries + (warpIndex() * kWarpQueries + g) * kRowWords + k + j;
            const std::uint32_t q[4] = {row[0], row[8 * kRowWords], row[4], row[8 * kRowWords + 4]};
            FETTLE_UNROLL
            for (int n = 0; n < kKeys / kMmaCols; ++n) {
                const std::uint32_t* key = m_keys + (n * kMmaCols + g) * kRowWords + k + j;
                const std::uint32_t pair[2] = {key[0], key[4]};
                multiplyTiles<kPair>(m_scores[n], q, pair);
            }
        }
    }

    // Scores to weights, and what was summed before to the new scale. This lane's rows: g and g + 8 of the warp's.
    FETTLE_DEVICE void weigh(std::int64_t first)
    {
        constexpr float kLog2E = 1.4426950409F;
        FETTLE_UNROLL
        for (int half = 0; half < 2; ++half) {
            const int token = m_firstToken + warpIndex() * kWarpQueries + laneIndex() / 4 + half * 8;
            const std::int64_t begin = beginOf(token);
            const std::int64_t end = endOf(token);
            float now = m_highest[half];
            FETTLE_UNROLL
            for (int n = 0; n < kKeys / kMmaCols; ++n) {
                FETTLE_UNROLL
                for (int i = 0; i < 2; ++i) {
                    const std::int64_t at = first + n * kMmaCols + laneIndex() % 4 * 2 + i;
                    float& score = m_scores[n][half * 2 + i];
                    score = at >= begin && at < end ? capped(score, m_a.softCap) * kLog2E : -INFINITY;
                    now = fmaxf(now, score);
                }
            }
            now = maxOverLanes<4>(now);
            const float base = now == -INFINITY ? 0.0F : now; // nothing of this row has been seen yet
            const float factor = exp2f(m_highest[half] - base);
            float sum = 0.0F;
            FETTLE_UNROLL
            for (int n = 0; n < kKeys / kMmaCols; ++n) {
                FETTLE_UNROLL
                for (int i = 0; i < 2; ++i) {
                    float& score = m_scores[n][half * 2 + i];
                    score = exp2f(score - base);
                    sum += score;
                }
            }
            m_sum[half] = m_sum[half] * factor + sumOverLanes<4>(sum);
            m_highest[half] = now;
            FETTLE_UNROLL
            for (int n = 0; n < kDim / kMmaCols; ++n) {
                m_mixed[n][half * 2] *= factor;
                m_mixed[n][half * 2 + 1] *= factor;
            }
        }
    }

    FETTLE_DEVICE void mix()
    {
        const int g = laneIndex() / 4;
        const int j = laneIndex() % 4;
        FETTLE_UNROLL
        for (int k = 0; k < kKeys / kMmaDepth; ++k) {
            const float(&left)[4] = m_scores[2 * k];
            const float(&right)[4] = m_scores[2 * k + 1];
            const std::uint32_t weights[4] = {pairOf<kPair>(left[0], left[1]), pairOf<kPair>(left[2], left[3]),
                                              pairOf<kPair>(right[0], right[1]), pairOf<kPair>(right[2], right[3])};
            const std::uint32_t* value = m_values + (k * kMmaDepth / 2 + j) * kPairWords + g;
            FETTLE_UNROLL
            for (int n = 0; n < kDim / kMmaCols; ++n) {
                if (n * kMmaCols < m_a.headDim) {
                    const std::uint32_t pair[2] = {value[n * kMmaCols], value[n * kMmaCols + 4 * kPairWords]};
                    multiplyTiles<kPair>(m_mixed[n], weights, pair);
                }
            }
        }
    }

    FETTLE_DEVICE void store() const
    {
        FETTLE_UNROLL
        for (int half = 0; half < 2; ++half) {
            const int token = m_firstToken + warpIndex() * kWarpQueries + laneIndex() / 4 + half * 8;
            if (token >= m_a.tokens) {
                continue;
            }
            float* out = m_a.out + (std::int64_t{token} * m_a.heads + m_head) * m_a.headDim;
            FETTLE_UNROLL
            for (int n = 0; n < kDim / kMmaCols; ++n) {
                FETTLE_UNROLL
                for (int i = 0; i < 2; ++i) {
                    const int c = n * kMmaCols + laneIndex() % 4 * 2 + i;
                    if (c < m_a.headDim) {
                        out[c] = m_mixed[n][half * 2 + i] / m_sum[half];
                    }
                }
            }
        }
    }

    const Arguments& m_a;
    std::uint32_t* m_queries; // [kQueries][kRowWords]
    std::uint32_t* m_keys;    // [kKeys][kRowWords]
    std::uint32_t* m_values;  // [kKeys / 2][kPairWords]
    AsyncCopies m_copies;
    int m_head, m_kvHead, m_firstToken;
    float m_scores[kKeys / kMmaCols][4];
    float m_mixed[kDim / kMmaCols][4] = {};
    float m_highest[2] = {-INFINITY, -INFINITY}; // of a row, in powers of two
    float m_sum[2] = {0.0F, 0.0F};
};

template <Type kType, int kWidth, int kDim>
__global__ __launch_bounds__(kBlockThreads, 1) void attendTilesKernel(__grid_constant__ const Arguments a)
{
    SharedMemory shared;
    Block<kType, kWidth, kDim> block(a, shared);
    letNextBegin();
    waitForEarlier();
    block.run();
}

template <Type kType, int kWidth>
void launchFor(Context& context, const Arguments& a)
{
    const dim3 blocks(static_cast<unsigned>((a.tokens + kQueries - 1) / kQueries), static_cast<unsigned>(a.heads));
    const auto start = [&](auto dim) {
        constexpr int kDim = decltype(dim)::value;
        launch<attendTilesKernel<kType, kWidth, kDim>>(context, {blocks, kBlockThreads, Plan<kDim>::kShared}, a);
    };
    if (a.headDim <= 64) {
        start(std::integral_constant<int, 64>());
    } else if (a.headDim <= 128) {
        start(std::integral_constant<int, 128>());
    } else {
        start(std::integral_constant<int, 256>());
    }
}

} // namespace

bool attendsByTiles(const Context& context, const Attend& op)
{
    const std::size_t shared = op.headDim <= 64    ? Plan<64>::kShared
                               : op.headDim <= 128 ? Plan<128>::kShared
                                                   : Plan<256>::kShared;
    const bool multiplies = pairOfCache(op.cache.type) == Pair::Half ? context.hasSmallTiles : context.hasTiles;
    return multiplies && op.tokens >= kTokensForTiles && op.cache.type != Type::F32 && op.headDim <= 256 &&
           shared <= context.sharedLimit;
}

void attendByTiles(Context& context, const Attend& op)
{
    Arguments a{};
    a.q = op.q;
    a.cache = op.cache;
    a.tokens = op.tokens;
    a.heads = op.heads;
    a.kvHeads = op.kvHeads;
    a.headDim = op.headDim;
    a.position = op.position;
    a.scale = op.scale;
    a.causal = op.causal;
    a.window = op.window;
    a.softCap = op.softCap;
    a.out = op.out;
    switch (op.cache.type) {
    case Type::F16:
        return op.headDim % 8 == 0 ? launchFor<Type::F16, 8>(context, a) : launchFor<Type::F16, 1>(context, a);
    case Type::BF16:
        return op.headDim % 8 == 0 ? launchFor<Type::BF16, 8>(context, a) : launchFor<Type::BF16, 1>(context, a);
    case Type::Q8_0:
        return launchFor<Type::Q8_0, 8>(context, a);
    case Type::Q4_0:
        return launchFor<Type::Q4_0, 8>(context, a);
    default:
        return;
    }
}

} // namespace kernels::cuda
