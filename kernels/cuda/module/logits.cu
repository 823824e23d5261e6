// SPDX-License-Identifier: GPL-3.0-or-later
// One score for each word of the vocabulary.
#include "kernels/cuda/device/activate.h"
#include "kernels/cuda/module/ops.h"
#include "kernels/cuda/module/products.h"

namespace kernels::cuda
{

namespace
{

struct Arguments {
    RawInput in;
    Spread spread;
    DeviceMatrix head;
    const float* bias;
    float softCap;
    float* logits; // [tokens, head.rows]
};

template <int kTokens>
struct LogitStage {
    static constexpr bool kMixes = false;
    static constexpr bool kLooksUpRows = false;
    const Arguments& a;

    FETTLE_DEVICE RowPair rows(int group) const
    {
        const int first = group * kRows;
        return {{&a.head, &a.head}, {first, first + 1 < a.head.rows ? first + 1 : first}};
    }

    FETTLE_DEVICE void finish(int group, const float (&sums)[kRows][kTokens]) const
    {
        FETTLE_UNROLL
        for (int i = 0; i < kRows * kTokens; ++i) {
            const int row = group * kRows + i / kTokens;
            const int t = i % kTokens;
            if (laneIndex() == i && row < a.head.rows && t < a.in.tokens) {
                const float y = sums[i / kTokens][t] + (a.bias != nullptr ? a.bias[row] : 0.0F);
                a.logits[std::int64_t{t} * a.head.rows + row] = capped(y, a.softCap);
            }
        }
    }
};

template <Form kForm, int kTokens>
__global__ __launch_bounds__(kThreads, 2) void logitKernel(__grid_constant__ const Arguments a)
{
    LogitStage<kTokens> stage{a};
    runProduct<kForm, kTokens>(a.in, a.spread, stage);
}

} // namespace

void logits(Context& context, const Logits& op)
{
    const DeviceMatrix head = deviceMatrix(op.head);
    forFormAndTokens(context, formOf(head), head.cols, op.tokens, [&](auto form, auto count) {
        constexpr Form kForm = decltype(form)::value;
        constexpr int kTokens = decltype(count)::value;
        for (int t = 0; t < op.tokens; t += kTokens) {
            const int tokens = op.tokens - t < kTokens ? op.tokens - t : kTokens;
            Arguments a{};
            a.in = {op.x + std::int64_t{t} * op.dim, op.dim, op.dim, tokens, op.norm};
            a.spread = spreadFor((head.rows + kRows - 1) / kRows, head.units, context.multiprocessors);
            a.head = head;
            a.bias = op.bias;
            a.softCap = op.softCap;
            a.logits = op.logits + std::int64_t{t} * head.rows;
            launch<logitKernel<kForm, kTokens>>(context, gridFor(a.spread, productShared<kForm, kTokens>(head.cols)),
                                                a);
        }
    });
}

} // namespace kernels::cuda
