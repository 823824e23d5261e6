// SPDX-License-Identifier: GPL-3.0-or-later
// The stages for many tokens at once, on the tensor cores. Blocks of 32 are multiplied as they are with an input of 8-bit
// numbers, as single tokens are (byte_tiles.h); all else in tiles of bfloat16, to which weights and input are rounded.
#pragma once

#include "kernels/cuda/module/context.h"

namespace kernels::cuda
{

inline constexpr int kTokensForTiles = 16; // from so many on; below, the memory sets the pace

// F32 weights stay with the exact products.
inline bool usesTiles(const Context& context, Type type, int tokens)
{
    return context.hasTiles && tokens >= kTokensForTiles && type != Type::F32;
}

void normQkvByTiles(Context& context, const NormQkv& op);
void projectAddByTiles(Context& context, const ProjectAdd& op);
void normGateUpByTiles(Context& context, const NormGateUp& op);

} // namespace kernels::cuda
