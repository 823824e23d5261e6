// SPDX-License-Identifier: GPL-3.0-or-later
// What the matrix library reads, and what becomes of its sums.
#pragma once

#include "kernels/cuda/module/matmul_library.h"
#include "kernels/cuda/module/tile_parts.h"

namespace kernels::cuda
{

// The input of all tokens, normalized, as [tokens, cols] of `factor`, with zeros behind its last column.
// `scales` [tokens]: what a token's numbers are to be multiplied with; of Bfloat, which needs none, left alone. Of Half
// they are powers of two, 1 but where a value is beyond what halves hold.
void prepareForLibrary(Context& context, Factor factor, const RawInput& in, int cols, std::uint32_t* out,
                       float* scales);

// Rows of weights of any type but F32 as [count, cols] of `factor`, with zeros behind their last column; as Half only
// halves that are kept without their zeros, since others lie so.
struct TurnArguments {
    DeviceMatrix w;
    int first; // row
    int count;
    int cols; // a multiple of 32
    unsigned char* tile;
    float* scales; // [count]: what a row's numbers are to be multiplied with; of 16 bits left alone
};
void launchTurn(Context& context, Factor factor, const TurnArguments& a);

// From sums, times the scales of both sides where there are some, with the bias:
// Store: out = y, which may be the sums themselves; Add: out += y; Activate: out = act(y); GateUp: out = act(y) * z,
// with z from the `rows` columns behind.
struct FinishArguments {
    const float* sums; // [tokens, stride]
    std::int64_t stride;
    int tokens;
    int rows;
    const float* tokenScales; // [tokens] or null
    const float* rowScales;   // [rows], of GateUp [2 * rows], or null
    bool isWhole;             // sums are whole numbers of 32 bits
    const float* bias[2];     // [rows] or null
    Activation activation;
    float* out; // [tokens, outStride]
    std::int64_t outStride;
};
void launchFinish(Context& context, TileKind kind, const FinishArguments& a);

} // namespace kernels::cuda
