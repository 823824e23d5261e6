// SPDX-License-Identifier: GPL-3.0-or-later
// The stages for many tokens, with products by the matrix library (matmul_library.h): weights of 16 bits as they lie,
// all others written out tile by tile, which costs no second copy of them. That is also how 8-bit prompts work: a copy
// of the weights beside the first would take half as much memory again and more, where 4-bit weights were chosen to
// save it, while writing a tile takes no longer than reading the weights once more.
#pragma once

#include "kernels/cuda/module/context.h"

namespace kernels::cuda
{

// Each returns false, and has done nothing, where the op is not for the library: too few tokens, too little room,
// weights of F32, rows that are no multiple of what its instructions take, or a shape that it knows no way for.
bool normQkvByLibrary(Context& context, const NormQkv& op);
bool projectAddByLibrary(Context& context, const ProjectAdd& op);
bool normGateUpByLibrary(Context& context, const NormGateUp& op);

// What such ops do from here on, and the memory they have for it; the library is looked for at the first use.
void setPrompts(Context& context, const PromptProducts& how, void* room, std::size_t bytes);
// Null, or one sentence: why prompts cannot be multiplied so on this device.
const char* promptRefusal(Context& context, const PromptProducts& how);

} // namespace kernels::cuda
