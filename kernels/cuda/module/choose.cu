// SPDX-License-Identifier: GPL-3.0-or-later
// The next token, by the logits of the last one. Slices of the vocabulary are sorted by a block each (Batcher 1968, the
// bitonic network), the best of each go on to the next launch, until one block has them all; that one cuts and draws,
// and leaves token and position where the next step finds them.
#include "kernels/cuda/device/convert.h"
#include "kernels/cuda/device/memory.h"
#include "kernels/cuda/device/shared.h"
#include "kernels/cuda/device/warp.h"
#include "kernels/cuda/module/launch.h"
#include "kernels/cuda/module/ops.h"

namespace kernels::cuda
{

namespace
{

constexpr int kSlice = 2048;
static_assert(kMostCandidates * 8 <= kSlice); // so that each launch has an eighth of the one before

using Key = unsigned long long; // larger: better. A logit in its upper half, then the lower token first
constexpr Key kNoKey = 0;       // of no token
constexpr Key kNotFinite = ~Key{0};

struct Arguments {
    const float* logits; // [count], or null
    const Key* keys;     // [count], where there are no logits
    int count;
    int kept;  // of a slice
    Key* best; // [slices][kept]
    Choice how;
    std::int64_t* live; // [3]: position, token, step
    Steps* steps;
};

FETTLE_DEVICE Key keyOf(float logit, int token)
{
    std::uint32_t bits = bitsOfFloat(logit);
    constexpr std::uint32_t kSign = 0x80000000U;
    constexpr std::uint32_t kExponent = 0x7F800000U;
    if ((bits & kExponent) == kExponent) {
        return kNotFinite;
    }
    bits = bits == kSign ? 0 : bits; // the two zeros are equal
    const std::uint32_t ordered = (bits & kSign) != 0 ? ~bits : bits | kSign;
    return static_cast<Key>(ordered) << 32 | ~static_cast<std::uint32_t>(token);
}

FETTLE_DEVICE float logitOf(Key key)
{
    constexpr std::uint32_t kSign = 0x80000000U;
    const auto ordered = static_cast<std::uint32_t>(key >> 32);
    return floatOfBits((ordered & kSign) != 0 ? ordered & ~kSign : ~ordered);
}

FETTLE_DEVICE std::int32_t tokenOf(Key key)
{
    return key == kNotFinite ? kNoToken : static_cast<std::int32_t>(~static_cast<std::uint32_t>(key));
}

FETTLE_DEVICE Key keyAt(const Arguments& a, int i)
{
    if (i >= a.count) {
        return kNoKey;
    }
    return a.logits != nullptr ? keyOf(a.logits[i], i) : a.keys[i];
}

// The largest key to place 0.
FETTLE_DEVICE void findBest(const Arguments& a, int first, Key* keys)
{
    Key best = kNoKey;
    for (int i = static_cast<int>(threadIdx.x); i < kSlice; i += kThreads) {
        const Key key = keyAt(a, first + i);
        best = key > best ? key : best;
    }
    for (int bits = 16; bits > 0; bits /= 2) {
        const Key other = __shfl_xor_sync(kAllLanes, best, bits);
        best = other > best ? other : best;
    }
    if (laneIndex() == 0) {
        keys[1 + warpIndex()] = best;
    }
    __syncthreads();
    if (threadIdx.x == 0) {
        for (int w = 1; w < kWarps; ++w) {
            best = keys[1 + w] > best ? keys[1 + w] : best;
        }
        keys[0] = best;
    }
    __syncthreads();
}

// All keys, the largest first.
FETTLE_DEVICE void sortSlice(const Arguments& a, int first, Key* keys)
{
    for (int i = static_cast<int>(threadIdx.x); i < kSlice; i += kThreads) {
        keys[i] = keyAt(a, first + i);
    }
    __syncthreads();
    for (int run = 2; run <= kSlice; run *= 2) {
        for (int apart = run / 2; apart > 0; apart /= 2) {
            for (int i = static_cast<int>(threadIdx.x); i < kSlice / 2; i += kThreads) {
                const int low = 2 * i - (i & (apart - 1));
                const Key one = keys[low];
                const Key two = keys[low + apart];
                if (((low & run) == 0) != (one > two)) {
                    keys[low] = two;
                    keys[low + apart] = one;
                }
            }
            __syncthreads();
        }
    }
}

// By one thread. `powers` and `tempered`: of each candidate e to its logit below the first one's, and that over the
// temperature. The sums run in the order in which the processor's do.
FETTLE_DEVICE int draw(const Choice& how, int count, const double* powers, const double* tempered, double drawn)
{
    double sum = 0.0;
    for (int i = 0; i < count; ++i) {
        sum += powers[i];
    }
    double share = 0.0;
    int end = 0;
    for (; end < count; ++end) {
        if (end > 0 && (share >= static_cast<double>(how.topP) || powers[end] < static_cast<double>(how.minP))) {
            break;
        }
        share += powers[end] / sum;
    }
    double total = 0.0;
    for (int i = 0; i < end; ++i) {
        total += tempered[i];
    }
    double left = drawn * total;
    for (int i = 0; i < end; ++i) {
        left -= tempered[i];
        if (left <= 0.0) {
            return i;
        }
    }
    return end - 1;
}

FETTLE_DEVICE void finish(const Arguments& a, const Key* keys, double* powers, double* tempered)
{
    const int count = a.kept < a.how.vocabulary ? a.kept : a.how.vocabulary;
    const float top = logitOf(keys[0]);
    for (int i = static_cast<int>(threadIdx.x); i < count && a.how.temperature > 0.0F; i += kThreads) {
        const float below = logitOf(keys[i]) - top;
        powers[i] = exp(static_cast<double>(below));
        tempered[i] = exp(static_cast<double>(below / a.how.temperature));
    }
    __syncthreads();
    if (threadIdx.x != 0) {
        return;
    }
    const std::int64_t step = a.live[2];
    const int slot = static_cast<int>(step % kStepsAhead);
    const bool draws = a.how.temperature > 0.0F && keys[0] != kNotFinite;
    const std::int32_t token = tokenOf(keys[draws ? draw(a.how, count, powers, tempered, a.steps->draws[slot]) : 0]);
    a.steps->tokens[slot] = token;
    a.live[0] += 1;
    a.live[1] = token == kNoToken ? 0 : token; // the step after it, which nobody will ask for, runs on something
    a.live[2] = step + 1;
    __threadfence_system();
}

__global__ __launch_bounds__(kThreads) void chooseKernel(__grid_constant__ const Arguments a)
{
    SharedMemory shared;
    Key* keys = shared.take<Key>(kSlice);
    double* powers = shared.take<double>(kMostCandidates);
    double* tempered = shared.take<double>(kMostCandidates);
    letNextBegin();
    waitForEarlier();
    const int first = static_cast<int>(blockIdx.x) * kSlice;
    if (a.kept == 1) {
        findBest(a, first, keys);
    } else {
        sortSlice(a, first, keys);
    }
    if (gridDim.x == 1) {
        finish(a, keys, powers, tempered);
        return;
    }
    for (int i = static_cast<int>(threadIdx.x); i < a.kept; i += kThreads) {
        a.best[blockIdx.x * static_cast<unsigned>(a.kept) + static_cast<unsigned>(i)] = keys[i];
    }
}

constexpr std::size_t kShared = sharedPiece(kSlice * sizeof(Key)) + 2 * sharedPiece(kMostCandidates * sizeof(double));

} // namespace

std::size_t chooseBytes()
{
    return 2 * static_cast<std::size_t>((kMostWords + kSlice - 1) / kSlice) * kMostCandidates * sizeof(Key);
}

void choose(Context& context, const Choice& how)
{
    Arguments a{};
    a.logits = how.logits;
    a.count = how.vocabulary;
    a.kept = how.temperature > 0.0F ? how.topK : 1;
    a.how = how;
    a.live = context.live;
    a.steps = context.steps;
    Key* const rooms[2] = {static_cast<Key*>(context.candidates),
                           static_cast<Key*>(context.candidates) + chooseBytes() / sizeof(Key) / 2};
    for (int turn = 0;; ++turn) {
        const int slices = (a.count + kSlice - 1) / kSlice;
        a.best = rooms[turn % 2];
        launch<chooseKernel>(context, {dim3(static_cast<unsigned>(slices)), kThreads, kShared}, a);
        if (slices == 1) {
            return;
        }
        a.logits = nullptr;
        a.keys = a.best;
        a.count = slices * a.kept;
    }
}

} // namespace kernels::cuda
