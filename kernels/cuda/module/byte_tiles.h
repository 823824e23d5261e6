// SPDX-License-Identifier: GPL-3.0-or-later
// Products of many tokens with blocks of 32 whose codes share one scale: whole numbers of 8 bits on the tensor cores,
// with the scales of both sides applied to each block's sum (Dettmers et al. 2022, "LLM.int8()", section 2, for
// blocks).
#pragma once

#include "kernels/cuda/module/tile_parts.h"
#include "kernels/cuda/module/tiles.h"

namespace kernels::cuda
{

// The input, normalized, as 8-bit numbers of one scale for each 32 columns, and the scales behind them, which it
// returns.
const float2* quantizeInput(Context& context, const RawInput& in, std::uint32_t* out);
void launchByteTiles(Context& context, TileKind kind, const TileArguments& a, int rows);

} // namespace kernels::cuda
