// SPDX-License-Identifier: GPL-3.0-or-later
// The stages for many tokens at once, on the tensor cores. Blocks of 32 are multiplied as they are with an input of 8-bit
// numbers, as single tokens are (byte_tiles.h); all else in tiles of bfloat16, to which weights and input are rounded.
#pragma once

#include "kernels/cuda/device/input.h"
#include "kernels/cuda/device_weights.h"
#include "kernels/cuda/module/context.h"

namespace kernels::cuda
{

inline constexpr int kTokensForTiles = 16; // from so many on; below, the memory sets the pace

constexpr bool multipliesBytes(Type type) // Q6_K has a scale for each 16
{
    return !isPlain(type) && type != Type::Q6_K;
}

// Of an op with these matrices. F32 weights stay with the exact products; devices of 7.5 have tiles of bytes alone.
template <class... More>
bool usesTiles(const Context& context, int tokens, Type type, More... more)
{
    const bool bytes = (multipliesBytes(type) && ... && multipliesBytes(more));
    const bool rounded = ((type != Type::F32) && ... && (more != Type::F32));
    return tokens >= kTokensForTiles && rounded && (context.hasTiles || (context.hasSmallTiles && bytes));
}

void normQkvByTiles(Context& context, const NormQkv& op);
void projectAddByTiles(Context& context, const ProjectAdd& op);
void normGateUpByTiles(Context& context, const NormGateUp& op);

// Steps that products of another kind share (prompts.h).
// The input, normalized, as [tokens, cols] of bfloat16, with zeros behind its last column; `cols` is even.
void roundInput(Context& context, const RawInput& in, int cols, std::uint32_t* out);
// From the products of queries, keys and values [tokens, heads + 2 kvHeads, headDim], bias added, to where they go.
void finishHeads(Context& context, const NormQkv& op, const float* products);
void addNormed(Context& context, const float* product, const ProjectAdd& op); // x += norm(product)

} // namespace kernels::cuda
