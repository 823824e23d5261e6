// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/module/tiles.h"

#include "kernels/cuda/device/async_copy.h"
#include "kernels/cuda/device/head.h"
#include "kernels/cuda/device/mma.h"
#include "kernels/cuda/module/byte_tiles.h"
#include "kernels/cuda/module/ops.h"
#include "kernels/cuda/module/tile_parts.h"

namespace kernels::cuda
{

namespace
{

constexpr int kTileCols = 32;   // a unit of blocks
constexpr int kTileStride = 20; // words of a row in shared memory: 16, and 4 that keep rows in different banks
constexpr int kRowsWords = kTileRows * kTileStride;
constexpr int kTokensWords = kTileTokens * kTileStride;

// The columns from `first` on of this block's rows, all threads.
template <TileKind kKind>
FETTLE_DEVICE void decodeTile(const TileArguments& a, int first, std::uint32_t* tile)
{
    constexpr int kMatrices = kKind == TileKind::GateUp ? 2 : 1;
    constexpr int kCount = kTileRows / kMatrices;
    for (int m = 0; m < kMatrices; ++m) {
        const DeviceMatrix& w = a.w[m];
        forKept(w, [&](auto kept) {
            constexpr int kCols = unitCols(decltype(kept)::type);
            constexpr int kUnits = kTileCols / kCols;
            for (int i = static_cast<int>(threadIdx.x); i < kCount * kUnits; i += kThreads) {
                const int row = i / kUnits;
                const std::int64_t from = static_cast<std::int64_t>(blockIdx.x) * kCount + row;
                const int unit = first / kCols + i % kUnits;
                typename decltype(kept)::Unit values;
                if (from < w.rows && unit < w.units) {
                    values.load(w, from, unit);
                } else {
                    values.clear();
                }
                std::uint32_t* to = tile + tileRow<kKind>(m, row) * kTileStride + i % kUnits * (kCols / 2);
                FETTLE_UNROLL
                for (int c = 0; c < kCols; c += 2) {
                    to[c / 2] = pairOf<Pair::Bfloat>(values.value(c), values.value(c + 1));
                }
            }
        });
    }
}

// The same columns of this block's tokens: sixteen bytes a thread, on their way until the copies are waited for.
FETTLE_DEVICE void beginTokens(const TileArguments& a, int first, std::uint32_t* tile, AsyncCopies& copies)
{
    static_assert(kThreads == kTileTokens * kTileCols / 8);
    const int t = static_cast<int>(threadIdx.x) / 4;
    const int piece = static_cast<int>(threadIdx.x) % 4;
    const std::int64_t token = static_cast<std::int64_t>(blockIdx.y) * kTileTokens + t;
    copies.begin<16>(tile + t * kTileStride + piece * 4, a.x + (token * a.cols + first) / 2 + piece * 4,
                     token < a.tokens);
}

FETTLE_DEVICE void multiplyTile(const std::uint32_t* rows, const std::uint32_t* tokens, Sums& sums)
{
    const int g = laneIndex() / 4;
    const int j = laneIndex() % 4;
    FETTLE_UNROLL
    for (int k = 0; k < kTileCols / 2; k += kMmaDepth / 2) { // in words
        std::uint32_t a[2][4];
        std::uint32_t b[4][2];
        FETTLE_UNROLL
        for (int m = 0; m < 2; ++m) {
            const std::uint32_t* row = rows + (warpIndex() % 4 * kPart + m * 16 + g) * kTileStride + k + j;
            a[m][0] = row[0];
            a[m][1] = row[8 * kTileStride];
            a[m][2] = row[4];
            a[m][3] = row[8 * kTileStride + 4];
        }
        FETTLE_UNROLL
        for (int n = 0; n < 4; ++n) {
            const std::uint32_t* token = tokens + (warpIndex() / 4 * kPart + n * 8 + g) * kTileStride + k + j;
            b[n][0] = token[0];
            b[n][1] = token[4];
        }
        FETTLE_UNROLL
        for (int m = 0; m < 2; ++m) {
            FETTLE_UNROLL
            for (int n = 0; n < 4; ++n) {
                multiplyTiles(sums.d[m][n], a[m], b[n]);
            }
        }
    }
}

template <TileKind kKind>
__global__ __launch_bounds__(kThreads, 2) void tileKernel(__grid_constant__ const TileArguments a)
{
    SharedMemory shared;
    // Two of each: the next is filled while one is multiplied, and one barrier a step keeps both apart.
    auto* rows = shared.take<std::uint32_t>(2 * kRowsWords);
    auto* tokens = shared.take<std::uint32_t>(2 * kTokensWords);
    AsyncCopies copies;
    letNextBegin();
    decodeTile<kKind>(a, 0, rows); // weights, which nobody writes
    waitForEarlier();
    beginTokens(a, 0, tokens, copies);
    copies.wait();
    __syncthreads();
    Sums sums = {};
    int turn = 0;
    for (int next = kTileCols; next - kTileCols < a.cols; next += kTileCols, turn ^= 1) {
        const bool goesOn = next < a.cols;
        if (goesOn) {
            beginTokens(a, next, tokens + (turn ^ 1) * kTokensWords, copies);
        }
        multiplyTile(rows + turn * kRowsWords, tokens + turn * kTokensWords, sums);
        if (goesOn) {
            decodeTile<kKind>(a, next, rows + (turn ^ 1) * kRowsWords);
        }
        copies.wait();
        __syncthreads();
    }
    FETTLE_UNROLL
    for (int m = 0; m < 2; ++m) {
        FETTLE_UNROLL
        for (int n = 0; n < 4; ++n) {
            storeSums<kKind>(a, m, n, sums.d[m][n]);
        }
    }
}

// The input of one token, normalized and rounded.
__global__ __launch_bounds__(kThreads) void roundKernel(const RawInput in, int cols, std::uint32_t* out)
{
    SharedMemory shared;
    float* parts = shared.take<float>(kWarps);
    letNextBegin();
    waitForEarlier();
    const float* x = in.x + static_cast<std::int64_t>(blockIdx.x) * in.stride;
    out += static_cast<std::int64_t>(blockIdx.x) * (cols / 2);
    const RowNorm row = rowNorm(in.norm, x, in.cols, parts);
    const auto value = [&](int c) { return c < in.cols ? normed(in.norm, row, x[c], c) : 0.0F; };
    for (int i = static_cast<int>(threadIdx.x); i < cols / 2; i += kThreads) {
        out[i] = pairOf<Pair::Bfloat>(value(2 * i), value(2 * i + 1));
    }
}

// x += norm(product), a block for each token.
__global__ __launch_bounds__(kThreads) void addNormedKernel(const float* product, int dim, const Norm norm, float* x)
{
    SharedMemory shared;
    float* parts = shared.take<float>(kWarps);
    letNextBegin();
    waitForEarlier();
    product += static_cast<std::int64_t>(blockIdx.x) * dim;
    x += static_cast<std::int64_t>(blockIdx.x) * dim;
    const RowNorm row = rowNorm(norm, product, dim, parts);
    for (int c = static_cast<int>(threadIdx.x); c < dim; c += kThreads) {
        x[c] += normed(norm, row, product[c], c);
    }
}

// A warp for each head of each token of a segment, which begins at `first`.
__global__ __launch_bounds__(kThreads) void headKernel(__grid_constant__ const HeadJob job, const float* raw,
                                                       const KvView cache, const std::int64_t first)
{
    letNextBegin();
    waitForEarlier();
    const int all = job.heads + 2 * job.kvHeads;
    const int number = static_cast<int>(blockIdx.x) * kWarps + warpIndex();
    const int t = static_cast<int>(blockIdx.y);
    if (number < all) {
        finishHead(job, headOf(job, number), raw + (std::int64_t{t} * all + number) * job.headDim, t, first + t, cache);
    }
}

constexpr std::size_t kPartsBytes = sharedPiece(kWarps * sizeof(float));

int paddedCols(std::int64_t cols)
{
    return static_cast<int>((cols + kTileCols - 1) / kTileCols * kTileCols);
}

// The op's scratch: the rounded input, then floats.
struct Room {
    std::uint32_t* x;
    float* floats;

    Room(void* scratch, int tokens, int cols)
        : x(static_cast<std::uint32_t*>(scratch)),
          floats(reinterpret_cast<float*>(x + (static_cast<std::int64_t>(tokens) * cols / 2 + 63) / 64 * 64))
    {
    }
};

// The op's input as its products want it: 8-bit numbers where all its matrices are such blocks, else bfloat16.
void prepareInput(Context& context, const RawInput& in, bool asBytes, const Room& room, TileArguments& a)
{
    a.x = room.x;
    a.tokens = in.tokens;
    a.scales = nullptr;
    if (asBytes) {
        a.scales = quantizeInput(context, in, room.x);
        return;
    }
    roundInput(context, in, a.cols, room.x);
}

template <TileKind kKind>
void launchTiles(Context& context, const TileArguments& a, int rows)
{
    if (a.scales != nullptr) {
        launchByteTiles(context, kKind, a, rows);
        return;
    }
    constexpr std::size_t kShared = sharedPiece(2 * kRowsWords * 4) + sharedPiece(2 * kTokensWords * 4);
    launch<tileKernel<kKind>>(context, tileGrid(kKind, rows, a.tokens, kShared), a);
}

} // namespace

void roundInput(Context& context, const RawInput& in, int cols, std::uint32_t* out)
{
    launch<roundKernel>(context, {dim3(static_cast<unsigned>(in.tokens)), kThreads, kPartsBytes}, in, cols, out);
}

void finishHeads(Context& context, const NormQkv& op, const float* products)
{
    const std::int64_t width = std::int64_t{op.heads + 2 * op.kvHeads} * op.headDim;
    HeadJob job;
    job.heads = op.heads;
    job.kvHeads = op.kvHeads;
    job.headDim = op.headDim;
    job.qNorm = op.qNorm;
    job.kNorm = op.kNorm;
    job.rope = op.rope;
    job.turns = ropeTurns(context, op.rope);
    for (int i = 0; i < op.segmentCount; ++i) {
        const Segment& segment = op.segments[i];
        job.qOut = op.qOut + std::int64_t{segment.first} * op.heads * op.headDim;
        const dim3 blocks(static_cast<unsigned>((op.heads + 2 * op.kvHeads + kWarps - 1) / kWarps),
                          static_cast<unsigned>(segment.tokens));
        launch<headKernel>(context, {blocks, kThreads, 0}, job, products + segment.first * width, segment.cache,
                           segment.position);
    }
}

void addNormed(Context& context, const float* product, const ProjectAdd& op)
{
    launch<addNormedKernel>(context, {dim3(static_cast<unsigned>(op.tokens)), kThreads, kPartsBytes}, product,
                            static_cast<int>(op.weight.rows), op.norm, op.x);
}

void normQkvByTiles(Context& context, const NormQkv& op)
{
    const int cols = paddedCols(op.dim);
    const Room room(op.scratch, op.tokens, cols);
    TileArguments a{};
    a.cols = cols;
    prepareInput(context, {op.x, op.dim, op.dim, op.tokens, op.norm},
                 multipliesBytes(op.q.type) && multipliesBytes(op.k.type) && multipliesBytes(op.v.type), room, a);
    a.stride = std::int64_t{op.heads + 2 * op.kvHeads} * op.headDim;
    const Matrix* const matrices[3] = {&op.q, &op.k, &op.v};
    const float* const biases[3] = {op.qBias, op.kBias, op.vBias};
    a.out = room.floats;
    for (int i = 0; i < 3; ++i) {
        a.w[0] = deviceMatrix(*matrices[i]);
        a.bias[0] = biases[i];
        launchTiles<TileKind::Store>(context, a, a.w[0].rows);
        a.out += a.w[0].rows;
    }
    finishHeads(context, op, room.floats);
}

void projectAddByTiles(Context& context, const ProjectAdd& op)
{
    const int cols = paddedCols(op.weight.cols);
    const Room room(op.scratch, op.tokens, cols);
    TileArguments a{};
    a.cols = cols;
    prepareInput(context, {op.in, op.weight.cols, static_cast<int>(op.weight.cols), op.tokens, Norm()},
                 multipliesBytes(op.weight.type), room, a);
    a.w[0] = deviceMatrix(op.weight);
    a.bias[0] = op.bias;
    a.stride = op.weight.rows;
    if (op.norm.kind == NormKind::None) {
        a.out = op.x;
        launchTiles<TileKind::Add>(context, a, a.w[0].rows);
        return;
    }
    a.out = room.floats;
    launchTiles<TileKind::Store>(context, a, a.w[0].rows);
    addNormed(context, room.floats, op);
}

void normGateUpByTiles(Context& context, const NormGateUp& op)
{
    const int cols = paddedCols(op.dim);
    const Room room(op.scratch, op.tokens, cols);
    TileArguments a{};
    a.cols = cols;
    prepareInput(context, {op.x, op.dim, op.dim, op.tokens, op.norm},
                 multipliesBytes(op.up.type) && (!op.gate || multipliesBytes(op.gate.type)), room, a);
    a.activation = op.activation;
    a.out = op.out;
    a.stride = op.up.rows;
    if (!op.gate) {
        a.w[0] = deviceMatrix(op.up);
        a.bias[0] = op.upBias;
        launchTiles<TileKind::Activate>(context, a, a.w[0].rows);
        return;
    }
    a.w[0] = deviceMatrix(op.gate);
    a.w[1] = deviceMatrix(op.up);
    a.bias[0] = op.gateBias;
    a.bias[1] = op.upBias;
    launchTiles<TileKind::GateUp>(context, a, a.w[1].rows);
}

} // namespace kernels::cuda
