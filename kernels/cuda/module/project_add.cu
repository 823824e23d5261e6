// SPDX-License-Identifier: GPL-3.0-or-later
// x += norm(W in (+ bias)). Where the product has a norm, the last block to finish takes all of it.
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
    DeviceMatrix w;
    const float* bias;
    float* x;       // [tokens, rows]
    Norm norm;      // of the product
    float* product; // [tokens, rows], where it has one
    unsigned* counter;
};

template <int kTokens>
struct ProjectStage {
    static constexpr bool kMixes = false;
    static constexpr bool kLooksUpRows = false;
    const Arguments& a;

    FETTLE_DEVICE RowPair rows(int group) const
    {
        const int first = group * kRows;
        return {{&a.w, &a.w}, {first, first + 1 < a.w.rows ? first + 1 : first}};
    }

    FETTLE_DEVICE void finish(int group, const float (&sums)[kRows][kTokens]) const
    {
        FETTLE_UNROLL
        for (int i = 0; i < kRows * kTokens; ++i) {
            const int row = group * kRows + i / kTokens;
            const int t = i % kTokens;
            if (laneIndex() == i && row < a.w.rows && t < a.in.tokens) {
                const float y = sums[i / kTokens][t] + (a.bias != nullptr ? a.bias[row] : 0.0F);
                const std::int64_t at = std::int64_t{t} * a.w.rows + row;
                if (a.norm.kind == NormKind::None) {
                    a.x[at] += y;
                } else {
                    a.product[at] = y;
                }
            }
        }
    }
};

FETTLE_DEVICE void addNormed(const Arguments& a, float* parts)
{
    for (int t = 0; t < a.in.tokens; ++t) {
        const float* product = a.product + std::int64_t{t} * a.w.rows;
        float* x = a.x + std::int64_t{t} * a.w.rows;
        const RowNorm row = rowNorm(a.norm, product, a.w.rows, parts);
        for (int c = static_cast<int>(threadIdx.x); c < a.w.rows; c += kThreads) {
            x[c] += normed(a.norm, row, product[c], c);
        }
    }
}

template <Form kForm, int kTokens>
__global__ __launch_bounds__(kThreads, 2) void projectAddKernel(__grid_constant__ const Arguments a)
{
    ProjectStage<kTokens> stage{a};
    runProduct<kForm, kTokens>(a.in, a.spread, stage);
    if (a.norm.kind == NormKind::None) {
        return;
    }
    // Each block says that its part is written; who says so last finds all of it (CUDA C++ Programming Guide, "Memory
    // Fence Functions", the sum in one launch).
    SharedMemory shared;
    float* parts = shared.take<float>(kWarps);
    unsigned* isLast = shared.take<unsigned>(1);
    __threadfence();
    __syncthreads();
    if (threadIdx.x == 0) {
        *isLast = atomicAdd(a.counter, 1U) == gridDim.x - 1 ? 1U : 0U;
    }
    __syncthreads();
    if (*isLast != 0) {
        __threadfence();
        addNormed(a, parts);
        if (threadIdx.x == 0) {
            *a.counter = 0;
        }
    }
}

} // namespace

void projectAdd(Context& context, const ProjectAdd& op)
{
    if (projectAddByLibrary(context, op)) {
        return;
    }
    if (usesTiles(context, op.tokens, op.weight.type)) {
        projectAddByTiles(context, op);
        return;
    }
    const DeviceMatrix w = deviceMatrix(op.weight);
    forFormAndTokens(context, formOf(w), w.cols, op.tokens, [&](auto form, auto count) {
        constexpr Form kForm = decltype(form)::value;
        constexpr int kTokens = decltype(count)::value;
        for (int t = 0; t < op.tokens; t += kTokens) {
            const int tokens = op.tokens - t < kTokens ? op.tokens - t : kTokens;
            Arguments a{};
            a.in = {op.in + std::int64_t{t} * w.cols, w.cols, w.cols, tokens, Norm()};
            a.spread = spreadFor((w.rows + kRows - 1) / kRows, w.units, context.multiprocessors);
            a.w = w;
            a.bias = op.bias;
            a.x = op.x + std::int64_t{t} * w.rows;
            a.norm = op.norm;
            a.product = static_cast<float*>(op.scratch);
            a.counter = context.counters;
            launch<projectAddKernel<kForm, kTokens>>(context, gridFor(a.spread, productShared<kForm, kTokens>(w.cols)),
                                                     a);
        }
    });
}

} // namespace kernels::cuda
