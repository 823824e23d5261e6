// SPDX-License-Identifier: GPL-3.0-or-later
// Attention of single tokens, split over the cache ("Flash-Decoding", Dao et al. 2023): a block takes some positions of
// one key head and all the query heads that share it, in tiles, with the softmax kept up to date (Milakov & Gimelshein
// 2018); the last block of a head to finish joins the parts.
#include "kernels/cuda/device/activate.h"
#include "kernels/cuda/device/kv.h"
#include "kernels/cuda/device/memory.h"
#include "kernels/cuda/device/shared.h"
#include "kernels/cuda/module/attend_tiles.h"
#include "kernels/cuda/module/launch.h"
#include "kernels/cuda/module/ops.h"

namespace kernels::cuda
{

namespace
{

constexpr int kTile = 64;      // positions at a time
constexpr int kLanesOfKey = 8; // that take one position's key together

struct Arguments {
    const float* q; // [tokens, heads, headDim]
    KvView cache;
    int tokens, heads, kvHeads, headDim;
    int group;  // query heads of a key head
    int bundle; // of them for one block: 1 .. kMostGroup
    Place place;
    float scale;
    bool causal;
    std::int64_t window;
    float softCap;
    float* out;
    float* parts; // [blocks][kMostGroup][headDim + 2]: values, highest score, sum
    unsigned* counters;
};

// What this block works on. The grid is (splits, key heads x bundles, tokens).
struct Job {
    int kvHead, firstHead, heads; // query heads firstHead ..
    int token;
    std::int64_t begin, end; // positions
};

FETTLE_DEVICE Job jobOf(const Arguments& a)
{
    Job job;
    const int bundles = (a.group + a.bundle - 1) / a.bundle;
    const int bundle = static_cast<int>(blockIdx.y) % bundles;
    job.kvHead = static_cast<int>(blockIdx.y) / bundles;
    job.firstHead = job.kvHead * a.group + bundle * a.bundle;
    job.heads = a.group - bundle * a.bundle < a.bundle ? a.group - bundle * a.bundle : a.bundle;
    job.token = static_cast<int>(blockIdx.z);
    const std::int64_t end = a.place.get() + (a.causal ? job.token + 1 : a.tokens);
    const std::int64_t begin = a.window > 0 && end > a.window ? end - a.window : 0;
    const std::int64_t splits = gridDim.x;
    const std::int64_t each = ((end - begin + splits - 1) / splits + kTile - 1) / kTile * kTile;
    job.begin = begin + static_cast<std::int64_t>(blockIdx.x) * each;
    job.end = job.begin + each < end ? job.begin + each : end;
    return job;
}

struct Tile {       // in shared memory
    float* q;       // [kMostGroup][headDim]
    float* weights; // [kMostGroup][kTile]: scores, then their exponentials
    float* factors; // [kMostGroup]: what older sums are multiplied with
    float* highest; // [kMostGroup]
    float* sums;    // [kMostGroup]
    float* gather;  // [kThreads][kWidth]

    FETTLE_DEVICE Tile(SharedMemory& shared, int headDim, int width)
        : q(shared.take<float>(kMostGroup * headDim)),
          weights(shared.take<float>(kMostGroup * kTile)),
          factors(shared.take<float>(kMostGroup)),
          highest(shared.take<float>(kMostGroup)),
          sums(shared.take<float>(kMostGroup)),
          gather(shared.take<float>(kThreads * width))
    {
    }
};

std::size_t tileBytes(int headDim, int width)
{
    const auto floats = [](int count) { return sharedPiece(static_cast<std::size_t>(count) * sizeof(float)); };
    return floats(kMostGroup * headDim) + floats(kMostGroup * kTile) + 3 * floats(kMostGroup) +
           floats(kThreads * width);
}

// Scores of the positions from `first` on; those past the end get minus infinity.
template <Type kType, int kWidth>
FETTLE_DEVICE void score(const Arguments& a, const Job& job, const Tile& tile, std::int64_t first)
{
    const int sub = laneIndex() % kLanesOfKey;
    const int pieces = a.headDim / kWidth;
    for (int i = static_cast<int>(threadIdx.x) / kLanesOfKey; i < kTile; i += kThreads / kLanesOfKey) {
        const std::int64_t position = first + i;
        float sums[kMostGroup] = {};
        if (position < job.end) {
            const KvRow row = kvRow(a.cache.keys, a.cache, a.kvHeads, job.kvHead, position, a.headDim);
            for (int piece = sub; piece < pieces; piece += kLanesOfKey) {
                float key[kWidth];
                loadKv<kType>(row, piece, key);
                FETTLE_UNROLL
                for (int g = 0; g < kMostGroup; ++g) {
                    if (g < job.heads) {
                        const float* q = tile.q + g * a.headDim + piece * kWidth;
                        FETTLE_UNROLL
                        for (int w = 0; w < kWidth; ++w) {
                            sums[g] += key[w] * q[w];
                        }
                    }
                }
            }
        }
        FETTLE_UNROLL
        for (int g = 0; g < kMostGroup; ++g) {
            if (g < job.heads) {
                const float sum = sumOverLanes<kLanesOfKey>(sums[g]);
                if (sub == 0) {
                    tile.weights[g * kTile + i] = position < job.end ? capped(sum * a.scale, a.softCap) : -INFINITY;
                }
            }
        }
    }
}

// Warp g turns the scores of query head g into weights. Each lane of it keeps the highest score and the sum so far.
FETTLE_DEVICE void weigh(const Job& job, const Tile& tile, float& highest, float& sum)
{
    const int g = warpIndex();
    if (g >= job.heads) {
        return;
    }
    static_assert(kWarps >= kMostGroup && kTile == 64);
    float* weights = tile.weights + g * kTile;
    const float one = weights[laneIndex()];
    const float two = weights[laneIndex() + 32];
    const float now = fmaxf(highest, maxOverLanes(fmaxf(one, two)));
    const float factor = expf(highest - now);
    const float first = expf(one - now);
    const float second = expf(two - now);
    weights[laneIndex()] = first;
    weights[laneIndex() + 32] = second;
    sum = sum * factor + sumOverLanes(first + second);
    highest = now;
    if (laneIndex() == 0) {
        tile.factors[g] = factor;
    }
}

// Values of a block: a thread has one piece of a row and every `slots`-th position.
template <Type kType, int kWidth>
FETTLE_DEVICE void mix(const Arguments& a, const Job& job, const Tile& tile, std::int64_t first, int piece, int slot,
                       int slots, float (&mixed)[kMostGroup][kWidth])
{
    FETTLE_UNROLL
    for (int g = 0; g < kMostGroup; ++g) {
        if (g < job.heads) {
            const float factor = tile.factors[g];
            FETTLE_UNROLL
            for (int w = 0; w < kWidth; ++w) {
                mixed[g][w] *= factor;
            }
        }
    }
    for (int i = slot; i < kTile && first + i < job.end; i += slots) {
        float value[kWidth];
        loadKv<kType>(kvRow(a.cache.values, a.cache, a.kvHeads, job.kvHead, first + i, a.headDim), piece, value);
        FETTLE_UNROLL
        for (int g = 0; g < kMostGroup; ++g) {
            if (g < job.heads) {
                const float weight = tile.weights[g * kTile + i];
                FETTLE_UNROLL
                for (int w = 0; w < kWidth; ++w) {
                    mixed[g][w] += weight * value[w];
                }
            }
        }
    }
}

FETTLE_DEVICE float* partOf(const Arguments& a, unsigned split, int g)
{
    const std::int64_t block = (std::int64_t{blockIdx.z} * gridDim.y + blockIdx.y) * gridDim.x + split;
    return a.parts + (block * kMostGroup + g) * (a.headDim + 2);
}

// The block's result to the output, or to its part where others have parts as well.
template <int kWidth>
FETTLE_DEVICE void store(const Arguments& a, const Job& job, const Tile& tile, int piece, int slot, int slots,
                         const float (&mixed)[kMostGroup][kWidth])
{
    FETTLE_UNROLL
    for (int g = 0; g < kMostGroup; ++g) {
        if (g >= job.heads) {
            continue;
        }
        __syncthreads();
        if (slot < slots) {
            FETTLE_UNROLL
            for (int w = 0; w < kWidth; ++w) {
                tile.gather[slot * a.headDim + piece * kWidth + w] = mixed[g][w];
            }
        }
        __syncthreads();
        const bool whole = gridDim.x == 1;
        float* out = whole ? a.out + (std::int64_t{job.token} * a.heads + job.firstHead + g) * a.headDim
                           : partOf(a, blockIdx.x, g);
        for (int c = static_cast<int>(threadIdx.x); c < a.headDim; c += kThreads) {
            float sum = 0.0F;
            for (int s = 0; s < slots; ++s) {
                sum += tile.gather[s * a.headDim + c];
            }
            out[c] = whole ? sum / tile.sums[g] : sum;
        }
        if (!whole && threadIdx.x == 0) {
            out[a.headDim] = tile.highest[g];
            out[a.headDim + 1] = tile.sums[g];
        }
    }
}

FETTLE_DEVICE void join(const Arguments& a, const Job& job)
{
    for (int i = static_cast<int>(threadIdx.x); i < job.heads * a.headDim; i += kThreads) {
        const int g = i / a.headDim;
        const int c = i % a.headDim;
        float highest = -INFINITY;
        for (unsigned s = 0; s < gridDim.x; ++s) {
            highest = fmaxf(highest, loadFresh(partOf(a, s, g) + a.headDim));
        }
        float sum = 0.0F;
        float value = 0.0F;
        for (unsigned s = 0; s < gridDim.x; ++s) {
            const float* part = partOf(a, s, g);
            const float factor = expf(loadFresh(part + a.headDim) - highest); // 0 of a part without positions
            sum += factor * loadFresh(part + a.headDim + 1);
            value += factor * loadFresh(part + c);
        }
        a.out[(std::int64_t{job.token} * a.heads + job.firstHead + g) * a.headDim + c] = value / sum;
    }
}

template <Type kType, int kWidth>
__global__ __launch_bounds__(kThreads, 2) void attendKernel(__grid_constant__ const Arguments a)
{
    SharedMemory shared;
    const Tile tile(shared, a.headDim, kWidth);
    unsigned* isLast = shared.take<unsigned>(1);
    letNextBegin();
    waitForEarlier();
    const Job job = jobOf(a);
    const float* q = a.q + (std::int64_t{job.token} * a.heads + job.firstHead) * a.headDim;
    for (int i = static_cast<int>(threadIdx.x); i < job.heads * a.headDim; i += kThreads) {
        tile.q[i] = q[i];
    }
    const int pieces = a.headDim / kWidth;
    const int slots = kThreads / pieces;
    const int piece = static_cast<int>(threadIdx.x) % pieces;
    const int slot = static_cast<int>(threadIdx.x) / pieces; // slots and more have nothing to mix
    float mixed[kMostGroup][kWidth] = {};
    float highest = -INFINITY;
    float sum = 0.0F;
    __syncthreads();
    for (std::int64_t first = job.begin; first < job.end; first += kTile) {
        score<kType, kWidth>(a, job, tile, first);
        __syncthreads();
        weigh(job, tile, highest, sum);
        __syncthreads();
        if (slot < slots) {
            mix<kType, kWidth>(a, job, tile, first, piece, slot, slots, mixed);
        }
        __syncthreads();
    }
    if (warpIndex() < job.heads && laneIndex() == 0) {
        tile.highest[warpIndex()] = highest;
        tile.sums[warpIndex()] = sum;
    }
    store(a, job, tile, piece, slot, slots, mixed);
    if (gridDim.x == 1) {
        return;
    }
    __threadfence();
    __syncthreads();
    unsigned* counter = a.counters + blockIdx.z * gridDim.y + blockIdx.y;
    if (threadIdx.x == 0) {
        *isLast = atomicAdd(counter, 1U) == gridDim.x - 1 ? 1U : 0U;
    }
    __syncthreads();
    if (*isLast != 0) {
        __threadfence();
        join(a, job);
        if (threadIdx.x == 0) {
            *counter = 0;
        }
    }
}

template <Type kType, int kWidth>
void launchAttend(Context& context, const Arguments& a, const dim3& blocks)
{
    if (a.headDim / kWidth > kThreads) {
        context.refuse("This model's attention heads are wider than the GPU part of this version is made for.");
        return;
    }
    launch<attendKernel<kType, kWidth>>(
        context, {blocks, kThreads, tileBytes(a.headDim, kWidth) + sharedPiece(sizeof(unsigned))}, a);
}

} // namespace

void attend(Context& context, const Attend& op, const Place& place)
{
    if (attendsByTiles(context, op)) {
        attendByTiles(context, op);
        return;
    }
    Arguments a{};
    a.q = op.q;
    a.cache = op.cache;
    a.tokens = op.tokens;
    a.heads = op.heads;
    a.kvHeads = op.kvHeads;
    a.headDim = op.headDim;
    a.group = op.heads / op.kvHeads;
    a.bundle = a.group < kMostGroup ? a.group : kMostGroup;
    a.place = place;
    a.scale = op.scale;
    a.causal = op.causal;
    a.window = op.window;
    a.softCap = op.softCap;
    a.out = op.out;
    a.parts = context.parts;
    a.counters = context.counters;
    const int rows = op.kvHeads * ((a.group + a.bundle - 1) / a.bundle);
    // In a graph the length grows between replays, so the splits are those of a full cache.
    const std::int64_t seen = context.isCapturing ? op.cache.capacity : op.position + op.tokens;
    const std::int64_t tiles = ((op.window > 0 && seen > op.window ? op.window : seen) + kTile - 1) / kTile;
    std::int64_t splits = context.multiprocessors * 2 / (rows * op.tokens);
    splits = splits < 1 ? 1 : splits > tiles ? tiles : splits;
    const dim3 blocks(static_cast<unsigned>(splits), static_cast<unsigned>(rows), static_cast<unsigned>(op.tokens));
    switch (op.cache.type) {
    case Type::F32:
        return op.headDim % 4 == 0 ? launchAttend<Type::F32, 4>(context, a, blocks)
                                   : launchAttend<Type::F32, 1>(context, a, blocks);
    case Type::F16:
        return op.headDim % 8 == 0 ? launchAttend<Type::F16, 8>(context, a, blocks)
                                   : launchAttend<Type::F16, 1>(context, a, blocks);
    case Type::BF16:
        return op.headDim % 8 == 0 ? launchAttend<Type::BF16, 8>(context, a, blocks)
                                   : launchAttend<Type::BF16, 1>(context, a, blocks);
    case Type::Q8_0:
        return launchAttend<Type::Q8_0, 8>(context, a, blocks);
    case Type::Q4_0:
        return launchAttend<Type::Q4_0, 8>(context, a, blocks);
    default:
        context.refuse("Keys and values of this type are not computed on a GPU. Choose F16 or Q8_0.");
    }
}

} // namespace kernels::cuda
