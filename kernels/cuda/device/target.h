// SPDX-License-Identifier: GPL-3.0-or-later
// What device code is written with. nvcc compiles it for a GPU; a plain C++ compiler, with a header that stands in for
// CUDA's (tests/simt), for the processor. An instruction that C++ has no words for is wrapped once, in this folder,
// with a body that says in C++ what it does.
#pragma once

#include <cuda_runtime.h>

#include <cstdint>

#define FETTLE_DEVICE __device__ __forceinline__

#ifdef __CUDACC__
#define FETTLE_UNROLL _Pragma("unroll")
#else
#define FETTLE_UNROLL
#endif

namespace kernels::cuda
{

inline constexpr int kWarps = 8; // of each block that multiplies
inline constexpr int kThreads = kWarps * 32;
inline constexpr unsigned kAllLanes = ~0U;

FETTLE_DEVICE int laneIndex()
{
    return static_cast<int>(threadIdx.x % 32);
}

FETTLE_DEVICE int warpIndex()
{
    return static_cast<int>(threadIdx.x / 32);
}

} // namespace kernels::cuda
