// SPDX-License-Identifier: GPL-3.0-or-later
// From F32 to the types that converters write. Any thread.
#pragma once

#include "kernels/types.h"

namespace engine::files
{

// Types that encodeRow writes: F32, F16, BF16, Q8_0.
bool canEncode(kernels::Type type);

// `out` gets kernels::bytesOf(type, cols) bytes; `cols` is a multiple of the type's block. Values are rounded to the
// nearest, as ggml does (Q8_0: scale = largest / 127, halves away from zero). False where a value is too large for F16
// (or a block's scale is), so that infinity was written.
bool encodeRow(kernels::Type type, const float* values, std::int64_t cols, void* out);

} // namespace engine::files
