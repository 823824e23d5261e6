// SPDX-License-Identifier: GPL-3.0-or-later
// Loads with a hint, and the order of launches (PTX ISA 8, sections "ld", "prefetch" and "griddepcontrol").
#pragma once

#include "kernels/cuda/device/target.h"

#include <cstring>

namespace kernels::cuda
{

// Weights: 16 bytes that nobody writes while kernels run and that are read once. They pass the first cache by and ask
// for what lies beside them.
FETTLE_DEVICE uint4 loadWeights16(const void* from)
{
#ifdef __CUDACC__
    uint4 v;
#if __CUDA_ARCH__ >= 800
    asm("ld.global.nc.L1::no_allocate.L2::256B.v4.u32 {%0, %1, %2, %3}, [%4];"
#else
    asm("ld.global.nc.L1::no_allocate.v4.u32 {%0, %1, %2, %3}, [%4];"
#endif
        : "=r"(v.x), "=r"(v.y), "=r"(v.z), "=r"(v.w)
        : "l"(from));
    return v;
#else
    return *static_cast<const uint4*>(from);
#endif
}

FETTLE_DEVICE uint2 loadWeights8(const void* from) // the same of 8
{
#ifdef __CUDACC__
    uint2 v;
#if __CUDA_ARCH__ >= 800
    asm("ld.global.nc.L1::no_allocate.L2::256B.v2.u32 {%0, %1}, [%2];"
#else
    asm("ld.global.nc.L1::no_allocate.v2.u32 {%0, %1}, [%2];"
#endif
        : "=r"(v.x), "=r"(v.y)
        : "l"(from));
    return v;
#else
    return *static_cast<const uint2*>(from);
#endif
}

// The same of few bytes: neighbours share a sector, so these stay in the first cache.
template <class T>
FETTLE_DEVICE T loadWeights(const void* from)
{
#ifdef __CUDACC__
    return __ldg(static_cast<const T*>(from));
#else
    return *static_cast<const T*>(from);
#endif
}

// What another block of this launch has written: from the second cache, which all share.
FETTLE_DEVICE float loadFresh(const float* from)
{
#ifdef __CUDACC__
    return __ldcg(from);
#else
    return *from;
#endif
}

// Asks for 128 bytes from `from` on, for the second cache. The address must be of an allocation.
FETTLE_DEVICE void prefetch(const void* from)
{
#ifdef __CUDACC__
    asm volatile("prefetch.global.L2 [%0];" ::"l"(from));
#else
    simt::checkAccess(from, 1, simt::Access::Read);
#endif
}

// Programmatic dependent launch (CUDA C++ Programming Guide, "Programmatic Dependent Launch and Synchronization"): the
// next kernel's blocks may come as soon as all of ours have called letNextBegin(); what earlier kernels wrote may be
// read only after waitForEarlier(). Before it a kernel may read weights, which nobody writes. Every kernel of a chain
// calls both, since the wait is for the direct predecessor alone. Nothing on devices before 9.0.
FETTLE_DEVICE void letNextBegin()
{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
    asm volatile("griddepcontrol.launch_dependents;");
#endif
}

FETTLE_DEVICE void waitForEarlier()
{
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 900
    asm volatile("griddepcontrol.wait;" ::: "memory");
#endif
}

} // namespace kernels::cuda
