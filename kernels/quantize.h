// SPDX-License-Identifier: GPL-3.0-or-later
// From F32 to the stored types, byte for byte what ggml writes when it is built without contracted multiply-adds. The
// formats and the searches for scales are those of llama.cpp's k-quants and i-quants (pull requests 1684, 4969).
#pragma once

#include "kernels/types.h"

namespace kernels
{

// Types that quantizeRow writes: all but the codebook ones (IQ1_*, IQ2_*, IQ3_*).
bool canQuantize(Type type);
// Whether `importance` changes anything.
bool usesImportance(Type type);

// out: bytesOf(type, cols) bytes for values [cols]; `cols` is a multiple of the type's block. `importance` [cols] is
// each input channel's mean square, >= 0, or null. All values are finite. The same bytes on every machine and
// instruction set. Any thread.
void quantizeRow(Type type, const float* values, std::int64_t cols, const float* importance, void* out);

} // namespace kernels
