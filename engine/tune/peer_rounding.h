// SPDX-License-Identifier: GPL-3.0-or-later
// A backend whose products round their inputs as llama.cpp's do: 256 values to 8 bits at once (Q8_K) before k-quants,
// 32 (Q8_0) before the other blocks, to halves before F16, to bfloat16 before BF16; attention over an F16 cache rounds
// nothing more, as there where a pass reads 64 tokens of a text or more. Figures of a loss are then those that
// llama.cpp's logits give, to what the order of sums leaves. For measuring: it decodes each matrix at each pass.
#pragma once

#include "engine/model/config.h"
#include "kernels/ops.h"

#include <cstdint>

namespace engine::tune
{

enum class InputRounding : std::uint8_t { None, Half, Bfloat, Blocks32, Blocks256 };

// That of llama.cpp's CPU backend for weights of a type.
InputRounding peerRoundingOf(kernels::Type weights);
// One row in place; `count` is a multiple of the rounding's block.
void roundInput(InputRounding rounding, float* x, std::int64_t count);

// Used by one thread at a time of each thread that calls it. Mixtures of experts are not for it.
const kernels::Backend& peerBackend();
// Throws engine::Error(Unsupported) for models that peerBackend() is not for.
void checkPeerRounding(const model::Config& config, bool onGpu);

} // namespace engine::tune
