// SPDX-License-Identifier: GPL-3.0-or-later
// Rows of a cache on their way between the processor's layout (kernels/types.h) and a GPU's (device/kv.h), which differ
// for Q8_0 and Q4_0 alone. Free functions, any thread.
#pragma once

#include "kernels/types.h"

namespace kernels::cuda
{

constexpr bool isDeviceCache(Type type)
{
    return type == Type::F32 || type == Type::F16 || type == Type::BF16 || type == Type::Q8_0 || type == Type::Q4_0;
}

// The keys or values of `allRows` rows (heads x capacity) begin at `device`; `count` of them, from row `first` on, are
// copied between there and `rows`, which is in the processor's layout.
void cacheToDevice(Type type, const void* rows, std::int64_t first, std::int64_t count, std::int64_t allRows,
                   int headDim, void* device);
void cacheFromDevice(Type type, const void* device, std::int64_t first, std::int64_t count, std::int64_t allRows,
                     int headDim, void* rows);

} // namespace kernels::cuda
