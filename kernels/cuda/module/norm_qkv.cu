// SPDX-License-Identifier: GPL-3.0-or-later
// Queries, keys and values of the normalized input. The warp that finishes the last rows of a head takes the whole
// head: its norm, its rotation, and its way to the output or the cache.
#include "kernels/cuda/device/head.h"
#include "kernels/cuda/module/ops.h"
#include "kernels/cuda/module/products.h"
#include "kernels/cuda/module/prompts.h"
#include "kernels/cuda/module/tiles.h"

namespace kernels::cuda
{

namespace
{

struct Arguments {
    RawInput in;
    Spread spread;
    DeviceMatrix q, k, v;
    const float* qBias;
    const float* kBias;
    const float* vBias;
    int firstHead; // of this launch, counted through queries, keys and values
    HeadJob job;
    TokenPlace places[kTokensAtOnce]; // of each token of this launch
    float* raw;         // [tokens, heads + 2 kvHeads, headDim]: products on their way to the warp that finishes them
    unsigned* counters; // [heads + 2 kvHeads]
};

FETTLE_DEVICE const DeviceMatrix& matrixOf(const Arguments& a, HeadKind kind)
{
    return kind == HeadKind::Query ? a.q : kind == HeadKind::Key ? a.k : a.v;
}

template <int kTokens>
struct QkvStage {
    static constexpr bool kMixes = false;
    static constexpr bool kLooksUpRows = false;
    const Arguments& a;

    FETTLE_DEVICE int pairs() const { return (a.job.headDim + kRows - 1) / kRows; } // of a head

    FETTLE_DEVICE RowPair rows(int group) const
    {
        const Head head = headOf(a.job, a.firstHead + group / pairs());
        const DeviceMatrix* w = &matrixOf(a, head.kind);
        const int i = group % pairs() * kRows;
        const std::int64_t first = std::int64_t{head.index} * a.job.headDim + i;
        return {{w, w}, {first, i + 1 < a.job.headDim ? first + 1 : first}};
    }

    FETTLE_DEVICE void finish(int group, const float (&sums)[kRows][kTokens]) const
    {
        const int number = a.firstHead + group / pairs();
        const Head head = headOf(a.job, number);
        const float* bias = head.kind == HeadKind::Query ? a.qBias : head.kind == HeadKind::Key ? a.kBias : a.vBias;
        const std::int64_t stride = std::int64_t{a.job.heads + 2 * a.job.kvHeads} * a.job.headDim;
        float* raw = a.raw + std::int64_t{number} * a.job.headDim;
        FETTLE_UNROLL
        for (int j = 0; j < kRows * kTokens; ++j) {
            const int i = group % pairs() * kRows + j / kTokens;
            const int t = j % kTokens;
            if (laneIndex() == j && i < a.job.headDim && t < a.in.tokens) {
                raw[t * stride + i] =
                    sums[j / kTokens][t] + (bias != nullptr ? bias[head.index * a.job.headDim + i] : 0.0F);
            }
        }
        __threadfence(); // written before it is counted
        __syncwarp();
        int isLast = 0;
        if (laneIndex() == 0) {
            isLast = atomicAdd(a.counters + number, 1U) == static_cast<unsigned>(pairs() - 1) ? 1 : 0;
        }
        if (__shfl_sync(kAllLanes, isLast, 0) == 0) {
            return;
        }
        __threadfence();
        for (int t = 0; t < a.in.tokens; ++t) {
            finishHead(a.job, head, raw + t * stride, t, a.places[t].place.get(), a.places[t].cache);
        }
        if (laneIndex() == 0) {
            a.counters[number] = 0;
        }
    }
};

template <Form kForm, int kTokens>
__global__ __launch_bounds__(kThreads, 2) void normQkvKernel(__grid_constant__ const Arguments a)
{
    QkvStage<kTokens> stage{a};
    runProduct<kForm, kTokens>(a.in, a.spread, stage);
}

// Of token t of the call: in a graph the one there is, whose place lies on the device.
TokenPlace placeOfToken(const NormQkv& op, const Place& place, int t)
{
    const Segment* segment = op.segments;
    while (t >= segment->first + segment->tokens) {
        ++segment;
    }
    Place at = place;
    if (place.live == nullptr) {
        at.position = segment->position + t - segment->first;
    }
    return {at, segment->cache};
}

Arguments argumentsFor(Context& context, const NormQkv& op)
{
    Arguments a{};
    a.q = deviceMatrix(op.q);
    a.k = deviceMatrix(op.k);
    a.v = deviceMatrix(op.v);
    a.qBias = op.qBias;
    a.kBias = op.kBias;
    a.vBias = op.vBias;
    a.job.heads = op.heads;
    a.job.kvHeads = op.kvHeads;
    a.job.headDim = op.headDim;
    a.job.qNorm = op.qNorm;
    a.job.kNorm = op.kNorm;
    a.job.rope = op.rope;
    a.job.turns = ropeTurns(context, op.rope);
    a.raw = static_cast<float*>(op.scratch);
    a.counters = context.counters;
    return a;
}

// The heads first .. last - 1, whose weights are of one form, for all tokens.
void launchHeads(Context& context, const NormQkv& op, const Place& place, Arguments a, Form which, int first, int last)
{
    const int units = (op.dim + formCols(which) - 1) / formCols(which);
    forFormAndTokens(context, which, op.dim, op.tokens, [&](auto form, auto count) {
        constexpr Form kForm = decltype(form)::value;
        constexpr int kTokens = decltype(count)::value;
        for (int t = 0; t < op.tokens; t += kTokens) {
            const int tokens = op.tokens - t < kTokens ? op.tokens - t : kTokens;
            const int groups = (last - first) * ((op.headDim + kRows - 1) / kRows);
            a.in = {op.x + std::int64_t{t} * op.dim, op.dim, op.dim, tokens, op.norm};
            a.spread = spreadFor(groups, units, context.multiprocessors);
            a.firstHead = first;
            for (int i = 0; i < tokens; ++i) {
                a.places[i] = placeOfToken(op, place, t + i);
            }
            a.job.qOut = op.qOut + std::int64_t{t} * op.heads * op.headDim;
            launch<normQkvKernel<kForm, kTokens>>(context, gridFor(a.spread, productShared<kForm, kTokens>(op.dim)), a);
        }
    });
}

} // namespace

void normQkv(Context& context, const NormQkv& op, const Place& place)
{
    if (op.heads + 2 * op.kvHeads > kCounters || op.headDim > kWidestHead) {
        context.refuse("This model has more or wider attention heads than the GPU part of this version is made for.");
        return;
    }
    if (normQkvByLibrary(context, op)) {
        return;
    }
    if (usesTiles(context, op.tokens, op.q.type, op.k.type, op.v.type)) {
        normQkvByTiles(context, op);
        return;
    }
    const Arguments a = argumentsFor(context, op);
    const int ends[3] = {op.heads, op.heads + op.kvHeads, op.heads + 2 * op.kvHeads};
    const Form forms[3] = {formOf(a.q), formOf(a.k), formOf(a.v)};
    Form form = forms[0];
    for (int i = 0, first = 0; i < 3; ++i) { // as few launches as there are forms side by side: almost always one
        if (i == 2 || plainForm(form) != plainForm(forms[i + 1])) {
            launchHeads(context, op, place, a, form, first, ends[i]);
            first = ends[i];
            form = i < 2 ? forms[i + 1] : form;
        } else {
            form = jointForm(form, forms[i + 1]);
        }
    }
}

} // namespace kernels::cuda
