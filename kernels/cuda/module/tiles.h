// SPDX-License-Identifier: GPL-3.0-or-later
// The stages for many tokens at once: weights are decoded into tiles of bfloat16 and multiplied on the tensor cores.
// Inputs are rounded to bfloat16, so results differ in the third digit from those of single tokens.
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
