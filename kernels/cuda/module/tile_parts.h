// SPDX-License-Identifier: GPL-3.0-or-later
// What the products of tiles have in common (tiles.cu: bfloat16, byte_tiles.cu: 8-bit numbers): how rows and tokens are
// cut, and what becomes of sums.
#pragma once

#include "kernels/cuda/device/activate.h"
#include "kernels/cuda/device/input.h"
#include "kernels/cuda/module/launch.h"

namespace kernels::cuda
{

inline constexpr int kTileRows = 128; // of weights
inline constexpr int kTileTokens = 64;
inline constexpr int kPart = 32; // rows and tokens of a warp: four warps along the rows, two along the tokens

enum class TileKind { Store, Add, Activate, GateUp };

struct TileArguments {
    const std::uint32_t* x; // [tokens, cols / 2] pairs of bfloat16; or [tokens, cols / 4] words of 8-bit numbers
    const float2* scales;   // of those [tokens, cols / 32]: the scale, and it times the sum of the numbers
    int tokens;
    int cols;          // a multiple of 32; of bfloat16 the last ones are zeros
    DeviceMatrix w[2]; // the second of GateUp: gate, up
    const float* bias[2];
    Activation activation;
    float* out; // [tokens, stride]
    std::int64_t stride;
};

// Where row i of matrix m lies in the tile: of a gate and its other half, eight rows each in turn, so that both of a
// pair come to the same thread.
template <TileKind kKind>
FETTLE_DEVICE int tileRow(int m, int i)
{
    return kKind == TileKind::GateUp ? i / 8 * 16 + m * 8 + i % 8 : i;
}

struct Sums { // of a warp: [tile of 16 rows][tile of 8 tokens]
    float d[2][4][4];
};

template <TileKind kKind>
FETTLE_DEVICE void storeSums(const TileArguments& a, int m, int n, const float (&d)[4])
{
    const int g = laneIndex() / 4;
    const int part = warpIndex() % 4 * kPart + m * 16; // of the tile's rows
    FETTLE_UNROLL
    for (int i = 0; i < 4; ++i) {
        const std::int64_t token = static_cast<std::int64_t>(blockIdx.y) * kTileTokens + warpIndex() / 4 * kPart +
                                   n * 8 + laneIndex() % 4 * 2 + i % 2;
        if (kKind == TileKind::GateUp) {
            const std::int64_t row = static_cast<std::int64_t>(blockIdx.x) * (kTileRows / 2) + part / 2 + g;
            if (i < 2 && token < a.tokens && row < a.w[1].rows) {
                const float gate = d[i] + (a.bias[0] != nullptr ? a.bias[0][row] : 0.0F);
                const float up = d[i + 2] + (a.bias[1] != nullptr ? a.bias[1][row] : 0.0F);
                a.out[token * a.stride + row] = activated(a.activation, gate) * up;
            }
            continue;
        }
        const std::int64_t row = static_cast<std::int64_t>(blockIdx.x) * kTileRows + part + g + i / 2 * 8;
        if (token < a.tokens && row < a.w[0].rows) {
            const float y = d[i] + (a.bias[0] != nullptr ? a.bias[0][row] : 0.0F);
            float* out = a.out + token * a.stride + row;
            *out = kKind == TileKind::Add ? *out + y : kKind == TileKind::Activate ? activated(a.activation, y) : y;
        }
    }
}

constexpr int tileCount(TileKind kind) // rows of each matrix that a block takes
{
    return kind == TileKind::GateUp ? kTileRows / 2 : kTileRows;
}

inline Grid tileGrid(TileKind kind, int rows, int tokens, std::size_t shared)
{
    const int count = tileCount(kind);
    return {dim3(static_cast<unsigned>((rows + count - 1) / count),
                 static_cast<unsigned>((tokens + kTileTokens - 1) / kTileTokens)),
            kThreads, shared};
}

} // namespace kernels::cuda
