// SPDX-License-Identifier: GPL-3.0-or-later
// Keys and values as ggml's blocks of 32: a half scale and small whole numbers. Any thread.
#pragma once

#include "kernels/types.h"

namespace kernels
{

constexpr bool isBlockCache(Type type)
{
    return type == Type::Q8_0 || type == Type::Q4_0;
}

// `count` values, a multiple of 32, to the blocks of Q8_0 (scale max |x| / 127) or Q4_0 (scale = the value of the
// largest size / -8), each number rounded to the nearest.
void encodeKv(Type type, const float* from, std::int64_t count, void* to);

} // namespace kernels
