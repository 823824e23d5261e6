// SPDX-License-Identifier: GPL-3.0-or-later
// Sums and maxima over lanes, in one fixed order. All lanes of the warp call these together.
#pragma once

#include "kernels/cuda/device/target.h"

namespace kernels::cuda
{

// Over groups of `kLanes` neighbours; each of them gets the result.
template <int kLanes = 32, class T>
FETTLE_DEVICE T sumOverLanes(T value)
{
    FETTLE_UNROLL
    for (int bits = kLanes / 2; bits > 0; bits /= 2) {
        value += __shfl_xor_sync(kAllLanes, value, bits);
    }
    return value;
}

template <int kLanes = 32>
FETTLE_DEVICE float maxOverLanes(float value)
{
    FETTLE_UNROLL
    for (int bits = kLanes / 2; bits > 0; bits /= 2) {
        value = fmaxf(value, __shfl_xor_sync(kAllLanes, value, bits));
    }
    return value;
}

// Over all threads of a block of kThreads, each of which gets the result. `parts`: [kWarps] of shared memory, which
// nobody uses for anything else between two barriers around the call.
FETTLE_DEVICE float sumOverBlock(float value, float* parts)
{
    value = sumOverLanes(value);
    if (laneIndex() == 0) {
        parts[warpIndex()] = value;
    }
    __syncthreads();
    float sum = 0.0F;
    FETTLE_UNROLL
    for (int i = 0; i < kWarps; ++i) {
        sum += parts[i];
    }
    __syncthreads();
    return sum;
}

} // namespace kernels::cuda
