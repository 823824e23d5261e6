// SPDX-License-Identifier: GPL-3.0-or-later
// Copies from device to shared memory that go on while the thread computes (PTX ISA 8, "cp.async"; on devices before 8.0
// they are done at once).
#pragma once

#include "kernels/cuda/device/target.h"

namespace kernels::cuda
{

// Of one thread. A copy that was begun has happened when wait() returns, for this thread; others see it behind a barrier.
// When it happens in between nobody knows: the emulator draws it.
class AsyncCopies
{
public:
    // kBytes: 8 or 16, to which both addresses are aligned. Zeros where there is nothing: `from` is not read then.
    template <int kBytes>
    FETTLE_DEVICE void begin(void* to, const void* from, bool isThere)
    {
        static_assert(kBytes == 8 || kBytes == 16);
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
        const auto place = static_cast<unsigned>(__cvta_generic_to_shared(to));
        const int count = isThere ? kBytes : 0;
        if constexpr (kBytes == 16) { // past the first cache
            asm volatile("cp.async.cg.shared.global [%0], [%1], 16, %2;" ::"r"(place), "l"(from), "r"(count) : "memory");
        } else {
            asm volatile("cp.async.ca.shared.global [%0], [%1], 8, %2;" ::"r"(place), "l"(from), "r"(count) : "memory");
        }
#elif defined(__CUDACC__)
        copy<kBytes>(to, from, isThere);
#else
        if (simt::coin()) {
            copy<kBytes>(to, from, isThere);
            return;
        }
        if (m_count == kMost) {
            simt::fail("more copies are on their way than the emulator keeps");
        }
        m_begun[m_count++] = {to, from, kBytes, isThere};
#endif
    }

    FETTLE_DEVICE void wait()
    {
#if defined(__CUDA_ARCH__) && __CUDA_ARCH__ >= 800
        asm volatile("cp.async.wait_all;" ::: "memory");
#elif !defined(__CUDACC__)
        for (int i = 0; i < m_count; ++i) {
            const Begun& b = m_begun[i];
            b.bytes == 16 ? copy<16>(b.to, b.from, b.isThere) : copy<8>(b.to, b.from, b.isThere);
        }
        m_count = 0;
#endif
    }

private:
    template <int kBytes>
    static FETTLE_DEVICE void copy(void* to, const void* from, bool isThere)
    {
        if constexpr (kBytes == 16) {
            *static_cast<uint4*>(to) = isThere ? *static_cast<const uint4*>(from) : make_uint4(0, 0, 0, 0);
        } else {
            *static_cast<uint2*>(to) = isThere ? *static_cast<const uint2*>(from) : make_uint2(0, 0);
        }
    }

#ifndef __CUDACC__
    static constexpr int kMost = 64;
    struct Begun {
        void* to;
        const void* from;
        int bytes;
        bool isThere;
    };
    Begun m_begun[kMost] = {};
    int m_count = 0;
#endif
};

} // namespace kernels::cuda
