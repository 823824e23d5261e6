// SPDX-License-Identifier: GPL-3.0-or-later
// act(gate n) * (up n), or act(up n) where there is no gate: a warp has a row of the gate and the same of the other.
#include "kernels/cuda/device/activate.h"
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
    DeviceMatrix gate; // may be absent
    DeviceMatrix up;
    const float* gateBias;
    const float* upBias;
    Activation activation;
    float* out; // [tokens, up.rows]
};

template <int kTokens>
struct GateUpStage {
    static constexpr bool kMixes = true;
    static constexpr bool kLooksUpRows = false;
    const Arguments& a;

    FETTLE_DEVICE RowPair rows(int group) const
    {
        if (a.gate) {
            return {{&a.gate, &a.up}, {group, group}};
        }
        const int first = group * kRows;
        return {{&a.up, &a.up}, {first, first + 1 < a.up.rows ? first + 1 : first}};
    }

    FETTLE_DEVICE void finish(int group, const float (&sums)[kRows][kTokens]) const
    {
        FETTLE_UNROLL
        for (int t = 0; t < kTokens; ++t) {
            if (laneIndex() != t || t >= a.in.tokens) {
                continue;
            }
            float* out = a.out + std::int64_t{t} * a.up.rows;
            if (a.gate) {
                const float gate = sums[0][t] + (a.gateBias != nullptr ? a.gateBias[group] : 0.0F);
                const float up = sums[1][t] + (a.upBias != nullptr ? a.upBias[group] : 0.0F);
                out[group] = activated(a.activation, gate) * up;
                continue;
            }
            for (int r = 0; r < kRows && group * kRows + r < a.up.rows; ++r) {
                const int row = group * kRows + r;
                out[row] = activated(a.activation, sums[r][t] + (a.upBias != nullptr ? a.upBias[row] : 0.0F));
            }
        }
    }
};

template <Form kForm, int kTokens>
__global__ __launch_bounds__(kThreads, 2) void normGateUpKernel(__grid_constant__ const Arguments a)
{
    GateUpStage<kTokens> stage{a};
    runProduct<kForm, kTokens>(a.in, a.spread, stage);
}

} // namespace

void normGateUp(Context& context, const NormGateUp& op)
{
    if (normGateUpByLibrary(context, op)) {
        return;
    }
    if (usesTiles(context, op.tokens, op.up.type, op.gate ? op.gate.type : op.up.type)) {
        normGateUpByTiles(context, op);
        return;
    }
    const DeviceMatrix up = deviceMatrix(op.up);
    const DeviceMatrix gate = deviceMatrix(op.gate);
    if (gate && plainForm(formOf(gate)) != plainForm(formOf(up))) {
        context.refuse("The gate and the other half of a feed-forward part are stored in types that are computed in "
                       "different ways.");
        return;
    }
    const Form form = gate ? jointForm(formOf(gate), formOf(up)) : formOf(up);
    forFormAndTokens(context, form, up.cols, op.tokens, [&](auto constant, auto count) {
        constexpr Form kForm = decltype(constant)::value;
        constexpr int kTokens = decltype(count)::value;
        for (int t = 0; t < op.tokens; t += kTokens) {
            const int tokens = op.tokens - t < kTokens ? op.tokens - t : kTokens;
            Arguments a{};
            a.in = {op.x + std::int64_t{t} * op.dim, op.dim, op.dim, tokens, op.norm};
            a.spread = spreadFor(gate ? up.rows : (up.rows + kRows - 1) / kRows, up.units, context.multiprocessors);
            a.gate = gate;
            a.up = up;
            a.gateBias = op.gateBias;
            a.upBias = op.upBias;
            a.activation = op.activation;
            a.out = op.out + std::int64_t{t} * up.rows;
            launch<normGateUpKernel<kForm, kTokens>>(context, gridFor(a.spread, productShared<kForm, kTokens>(up.cols)),
                                                     a);
        }
    });
}

} // namespace kernels::cuda
