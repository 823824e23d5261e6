// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of the token table, scaled (plus position rows, plus one row for all), and norms in place: a block for each
// token.
#include "kernels/cuda/device/input.h"
#include "kernels/cuda/module/launch.h"
#include "kernels/cuda/module/ops.h"

namespace kernels::cuda
{

namespace
{

struct EmbedArguments {
    const std::int32_t* ids;
    const std::int64_t* liveToken; // where not null: the one token
    DeviceMatrix table;
    DeviceMatrix positions; // may be absent
    Place place;
    float scale;
    const float* addend;
    float* x;
};

// Calls body(column, value) for the columns of a row, all threads of the block together.
template <class Body>
FETTLE_DEVICE void forRow(const DeviceMatrix& w, std::int64_t row, const Body& body)
{
    forKept(w, [&](auto kept) {
        using Unit = typename decltype(kept)::Unit;
        constexpr int kCols = unitCols(decltype(kept)::type);
        for (int unit = static_cast<int>(threadIdx.x); unit < w.units; unit += static_cast<int>(blockDim.x)) {
            Unit values;
            values.load(w, row, unit);
            FETTLE_UNROLL
            for (int i = 0; i < kCols; ++i) {
                const int c = unit * kCols + i;
                if (c < w.cols) {
                    body(c, values.value(i));
                }
            }
        }
    });
}

__global__ void embedKernel(__grid_constant__ const EmbedArguments a)
{
    letNextBegin();
    waitForEarlier();
    const int t = static_cast<int>(blockIdx.x);
    float* x = a.x + std::int64_t{t} * a.table.cols;
    const std::int64_t id = a.liveToken != nullptr ? *a.liveToken : a.ids[t];
    forRow(a.table, id, [&](int c, float v) { x[c] = v * a.scale + (a.addend != nullptr ? a.addend[c] : 0.0F); });
    if (a.positions) {
        __syncthreads(); // units of the two tables may differ
        forRow(a.positions, a.place.get() + t, [&](int c, float v) { x[c] += v; });
    }
}

__global__ void normalizeKernel(float* x, int dim, const Norm norm)
{
    SharedMemory shared;
    float* parts = shared.take<float>(kWarps);
    letNextBegin();
    waitForEarlier();
    x += static_cast<std::int64_t>(blockIdx.x) * dim;
    const RowNorm row = rowNorm(norm, x, dim, parts);
    for (int c = static_cast<int>(threadIdx.x); c < dim; c += kThreads) {
        x[c] = normed(norm, row, x[c], c);
    }
}

} // namespace

void embed(Context& context, const Embed& op, const Place& place)
{
    EmbedArguments a{};
    a.ids = context.ids;
    a.liveToken = context.isCapturing ? context.live + 1 : nullptr;
    a.table = deviceMatrix(op.table);
    a.positions = deviceMatrix(op.positionTable);
    a.place = place;
    a.scale = op.scale;
    a.addend = op.addend;
    a.x = op.x;
    if (!context.isCapturing) {
        const auto bytes = static_cast<std::size_t>(op.tokens) * sizeof(std::int32_t);
        context.note(cudaMemcpyAsync(context.ids, op.ids, bytes, cudaMemcpyHostToDevice, context.stream));
    }
    launch<embedKernel>(context, {dim3(static_cast<unsigned>(op.tokens)), 128, 0}, a);
}

void normalize(Context& context, const Normalize& op)
{
    launch<normalizeKernel>(context,
                            {dim3(static_cast<unsigned>(op.tokens)), kThreads, sharedPiece(kWarps * sizeof(float))},
                            op.x, op.dim, op.norm);
}

} // namespace kernels::cuda
