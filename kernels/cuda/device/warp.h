// SPDX-License-Identifier: GPL-3.0-or-later
// Sums and maxima over lanes, in one fixed order. All lanes of the warp call these together.
#pragma once

#include "kernels/cuda/device/target.h"

namespace kernels::cuda
{

// A butterfly: lanes meet in pairs, ever closer, and both keep combine(own, other's), which does not mind their order.
template <int kLanes, class T, class Combine>
FETTLE_DEVICE T byShuffles(T value, const Combine& combine)
{
    FETTLE_UNROLL
    for (int bits = kLanes / 2; bits > 0; bits /= 2) {
        value = combine(value, __shfl_xor_sync(kAllLanes, value, bits));
    }
    return value;
}

// The same; the emulator, which spends most of its time here, does it in one go (tests/simt/tst_simt.cpp compares them).
template <int kLanes, class T, class Combine>
FETTLE_DEVICE T combineLanes(T value, const Combine& combine)
{
#ifdef __CUDACC__
    return byShuffles<kLanes>(value, combine);
#else
    return simt::butterfly<kLanes>(value, combine);
#endif
}

struct Plus {
    template <class T>
    FETTLE_DEVICE T operator()(T a, T b) const
    {
        return a + b;
    }
};

struct Most {
    FETTLE_DEVICE float operator()(float a, float b) const { return fmaxf(a, b); }
};

// Over groups of `kLanes` neighbours; each of them gets the result.
template <int kLanes = 32, class T>
FETTLE_DEVICE T sumOverLanes(T value)
{
    return combineLanes<kLanes>(value, Plus());
}

template <int kLanes = 32>
FETTLE_DEVICE float maxOverLanes(float value)
{
    return combineLanes<kLanes>(value, Most());
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

// The largest of the same; 0 at least.
FETTLE_DEVICE float maxOverBlock(float value, float* parts)
{
    value = maxOverLanes(value);
    if (laneIndex() == 0) {
        parts[warpIndex()] = value;
    }
    __syncthreads();
    float most = 0.0F;
    FETTLE_UNROLL
    for (int i = 0; i < kWarps; ++i) {
        most = fmaxf(most, parts[i]);
    }
    __syncthreads();
    return most;
}

} // namespace kernels::cuda
