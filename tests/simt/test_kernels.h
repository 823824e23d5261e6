// SPDX-License-Identifier: GPL-3.0-or-later
// Small kernels that are right, and some that are wrong on purpose.
#pragma once

#include <cuda_runtime.h>

namespace tests
{

enum class Fault {
    None,
    MissingBarrier,      // neighbours' values are read before they are all written
    MissingBarrierAfter, // and overwritten before they are all read
    PastTheEnd,          // of device memory
    PastTheEndOfShared,
    HostMemory,
    Misaligned,
    BarrierNotByAll,
    ShuffleNotByAll,
    TooMuchShared,
    Released
};

// out[i] = sum of in[0 .. count-1] over the block's rotated neighbours: each thread writes in[i], reads its neighbour's.
cudaError_t rotate(const int* in, int* out, int count, int threads, Fault fault);
cudaError_t sums(const float* in, float* out, int count, int threads); // one block: out[0] = sum by shuffles
cudaError_t count(unsigned* counters, int blocks, int threads);        // [2]: every thread; blocks that came last
cudaError_t lanes(int* out, int threads);                              // [threads][6] what each operation of a warp gives
// out [threads][6]: sums of 32 and 4 lanes and maxima of 8, each by shuffles and as kernels do it
cudaError_t butterflies(const float* in, float* out, int threads);
// One warp: sums [16][8] of random tiles by the large instruction and by those of 7.5. a [32][4], b [32][2], out [32][8].
cudaError_t halfProducts(const unsigned* a, const unsigned* b, float* out);
cudaError_t byteProducts(const unsigned* a, const unsigned* b, int* out);
cudaError_t warpOnly(int* out, bool synced);                           // an exchange inside a warp

} // namespace tests
