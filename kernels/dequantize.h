// SPDX-License-Identifier: GPL-3.0-or-later
// From stored values to F32, exactly as the format defines them. Any thread.
#pragma once

#include "kernels/types.h"

namespace kernels
{

// out[0 .. cols-1] = the values of one row; `cols` is a multiple of the type's block. `row` need not be aligned.
void dequantizeRow(Type type, const void* row, std::int64_t cols, float* out);

} // namespace kernels
