// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/module/byte_tiles.h"

#include "kernels/cuda/device/async_copy.h"
#include "kernels/cuda/device/mma.h"

namespace kernels::cuda
{

namespace
{

constexpr int kUnits = 4;                 // of 32 columns at a time
constexpr int kRowWords = kUnits * 8 + 4; // in shared memory: four more keep rows in different banks

constexpr int kTokensWords = kTileTokens * kRowWords;

// Codes and what they are multiplied with, of this block's rows and columns 32 * first ..., all threads.
template <TileKind kKind>
FETTLE_DEVICE void loadRows(const TileArguments& a, int first, std::uint32_t* rows, float2* scales)
{
    constexpr int kMatrices = kKind == TileKind::GateUp ? 2 : 1;
    constexpr int kCount = kTileRows / kMatrices;
    for (int m = 0; m < kMatrices; ++m) {
        const DeviceMatrix& w = a.w[m];
        forKept(w, [&](auto kept) {
            if constexpr (multipliesBytes(decltype(kept)::type)) {
                for (int i = static_cast<int>(threadIdx.x); i < kCount * kUnits; i += kThreads) {
                    const std::int64_t from = static_cast<std::int64_t>(blockIdx.x) * kCount + i / kUnits;
                    const int unit = i % kUnits;
                    typename decltype(kept)::Unit values;
                    if (from < w.rows && first + unit < w.units) {
                        values.load(w, from, first + unit);
                    } else {
                        values.clear();
                    }
                    const int row = tileRow<kKind>(m, i / kUnits);
                    FETTLE_UNROLL
                    for (int word = 0; word < 8; ++word) {
                        rows[row * kRowWords + unit * 8 + word] = values.word(word);
                    }
                    scales[unit * kTileRows + row] = make_float2(values.multiplier(), values.addend());
                }
            }
        });
    }
}

// The same columns of this block's tokens, on their way until the copies are waited for.
FETTLE_DEVICE void beginTokens(const TileArguments& a, int first, std::uint32_t* tokens, float2* scales,
                               AsyncCopies& copies)
{
    const int units = a.cols / 32;
    for (int i = static_cast<int>(threadIdx.x); i < kTileTokens * kUnits * 2; i += kThreads) {
        const int t = i / (kUnits * 2);
        const int piece = i % (kUnits * 2);
        const std::int64_t token = static_cast<std::int64_t>(blockIdx.y) * kTileTokens + t;
        const int unit = first + piece / 2;
        const bool isThere = token < a.tokens && unit < units;
        copies.begin<16>(tokens + t * kRowWords + piece * 4, a.x + (token * units + unit) * 8 + piece % 2 * 4, isThere);
        if (piece % 2 == 0) {
            copies.begin<8>(scales + piece / 2 * kTileTokens + t, a.scales + token * units + unit, isThere);
        }
    }
}

struct Shared {
    std::uint32_t* rows;   // [kTileRows][kRowWords]
    std::uint32_t* tokens; // [kTileTokens][kRowWords]
    float2* rowScales;     // [kUnits][kTileRows]: multiplier, addend
    float2* tokenScales;   // [kUnits][kTileTokens]: scale, scale * sum
};

FETTLE_DEVICE void multiplyUnit(const Shared& s, int unit, Sums& sums)
{
    const int g = laneIndex() / 4;
    const int j = laneIndex() % 4;
    const int firstRow = warpIndex() % 4 * kPart;
    const int firstToken = warpIndex() / 4 * kPart;
    std::uint32_t b[4][2];
    float2 scales[4][2];
    FETTLE_UNROLL
    for (int n = 0; n < 4; ++n) {
        const std::uint32_t* token = s.tokens + (firstToken + n * 8 + g) * kRowWords + unit * 8 + j;
        b[n][0] = token[0];
        b[n][1] = token[4];
        const float2* at = s.tokenScales + unit * kTileTokens + firstToken + n * 8 + 2 * j;
        scales[n][0] = at[0];
        scales[n][1] = at[1];
    }
    FETTLE_UNROLL
    for (int m = 0; m < 2; ++m) {
        const int at = firstRow + m * 16 + g;
        const std::uint32_t* row = s.rows + at * kRowWords + unit * 8 + j;
        const std::uint32_t a[4] = {row[0], row[8 * kRowWords], row[4], row[8 * kRowWords + 4]};
        const float2 rowScales[2] = {s.rowScales[unit * kTileRows + at], s.rowScales[unit * kTileRows + at + 8]};
        FETTLE_UNROLL
        for (int n = 0; n < 4; ++n) {
            int d[4] = {0, 0, 0, 0};
            multiplyByteTiles(d, a, b[n]);
            FETTLE_UNROLL
            for (int i = 0; i < 4; ++i) {
                const float2& w = rowScales[i / 2];
                const float2& x = scales[n][i % 2];
                sums.d[m][n][i] += w.x * x.x * static_cast<float>(d[i]) + w.y * x.y;
            }
        }
    }
}

template <TileKind kKind>
__global__ __launch_bounds__(kThreads, 2) void byteTileKernel(__grid_constant__ const TileArguments a)
{
    SharedMemory shared;
    Shared s{};
    s.rows = shared.take<std::uint32_t>(kTileRows * kRowWords);
    s.rowScales = shared.take<float2>(kUnits * kTileRows);
    // Two of the tokens' pieces: the next one is on its way while one is multiplied.
    auto* tokens = shared.take<std::uint32_t>(2 * kTokensWords);
    auto* tokenScales = shared.take<float2>(2 * kUnits * kTileTokens);
    AsyncCopies copies;
    letNextBegin();
    waitForEarlier();
    beginTokens(a, 0, tokens, tokenScales, copies);
    Sums sums = {};
    int turn = 0;
    for (int first = 0; first < a.cols / 32; first += kUnits, turn ^= 1) {
        loadRows<kKind>(a, first, s.rows, s.rowScales);
        copies.wait();
        __syncthreads();
        s.tokens = tokens + turn * kTokensWords;
        s.tokenScales = tokenScales + turn * kUnits * kTileTokens;
        if (first + kUnits < a.cols / 32) {
            beginTokens(a, first + kUnits, tokens + (turn ^ 1) * kTokensWords,
                        tokenScales + (turn ^ 1) * kUnits * kTileTokens, copies);
        }
        FETTLE_UNROLL
        for (int unit = 0; unit < kUnits; ++unit) {
            multiplyUnit(s, unit, sums);
        }
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

// A block for each token; eight neighbouring lanes make a unit of 32 columns.
__global__ __launch_bounds__(kThreads) void quantizeKernel(const RawInput in, std::uint32_t* words, float2* scales)
{
    SharedMemory shared;
    float* parts = shared.take<float>(kWarps);
    letNextBegin();
    waitForEarlier();
    const float* x = in.x + static_cast<std::int64_t>(blockIdx.x) * in.stride;
    words += static_cast<std::int64_t>(blockIdx.x) * (in.cols / 4);
    scales += static_cast<std::int64_t>(blockIdx.x) * (in.cols / 32);
    const RowNorm row = rowNorm(in.norm, x, in.cols, parts);
    const int count = (in.cols / 4 + 31) / 32 * 32; // whole warps
    for (int i = static_cast<int>(threadIdx.x); i < count; i += kThreads) {
        const bool isThere = i < in.cols / 4;
        float v[4] = {0.0F, 0.0F, 0.0F, 0.0F};
        if (isThere) {
            const float4 four = *reinterpret_cast<const float4*>(x + 4 * i);
            v[0] = normed(in.norm, row, four.x, 4 * i);
            v[1] = normed(in.norm, row, four.y, 4 * i + 1);
            v[2] = normed(in.norm, row, four.z, 4 * i + 2);
            v[3] = normed(in.norm, row, four.w, 4 * i + 3);
        }
        const float most = maxOverLanes<8>(fmaxf(fmaxf(fabsf(v[0]), fabsf(v[1])), fmaxf(fabsf(v[2]), fabsf(v[3]))));
        const float scale = most / 127.0F;
        const float inverse = scale > 0.0F ? 1.0F / scale : 0.0F;
        std::uint32_t packed = 0;
        int sum = 0;
        FETTLE_UNROLL
        for (int k = 0; k < 4; ++k) {
            const int q = static_cast<int>(rintf(v[k] * inverse));
            packed |= (static_cast<std::uint32_t>(q) & 255U) << (8 * k);
            sum += q;
        }
        sum = sumOverLanes<8>(sum);
        if (isThere) {
            words[i] = packed;
            if (i % 8 == 0) {
                scales[i / 8] = make_float2(scale, scale * static_cast<float>(sum));
            }
        }
    }
}

} // namespace

const float2* quantizeInput(Context& context, const RawInput& in, std::uint32_t* out)
{
    auto* scales = reinterpret_cast<float2*>(out + static_cast<std::int64_t>(in.tokens) * (in.cols / 4));
    launch<quantizeKernel>(context,
                           {dim3(static_cast<unsigned>(in.tokens)), kThreads, sharedPiece(kWarps * sizeof(float))}, in,
                           out, scales);
    return scales;
}

void launchByteTiles(Context& context, TileKind kind, const TileArguments& a, int rows)
{
    constexpr std::size_t kShared = sharedPiece(kTileRows * kRowWords * 4) + sharedPiece(2 * kTokensWords * 4) +
                                    sharedPiece(kUnits * kTileRows * sizeof(float2)) +
                                    sharedPiece(2 * kUnits * kTileTokens * sizeof(float2));
    const Grid grid = tileGrid(kind, rows, a.tokens, kShared);
    switch (kind) {
    case TileKind::Store:
        return launch<byteTileKernel<TileKind::Store>>(context, grid, a);
    case TileKind::Add:
        return launch<byteTileKernel<TileKind::Add>>(context, grid, a);
    case TileKind::Activate:
        return launch<byteTileKernel<TileKind::Activate>>(context, grid, a);
    case TileKind::GateUp:
        return launch<byteTileKernel<TileKind::GateUp>>(context, grid, a);
    }
}

} // namespace kernels::cuda
