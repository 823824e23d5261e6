// SPDX-License-Identifier: GPL-3.0-or-later
#include "tests/simt/test_kernels.h"

#include "kernels/cuda/device/mma.h"
#include "kernels/cuda/device/warp.h"

namespace tests
{

namespace
{

__global__ void rotateKernel(const int* in, int* out, int count, Fault fault)
{
    simt::SharedCursor cursor;
    auto* values = static_cast<int*>(simt::takeShared(cursor, sizeof(int) * blockDim.x, 16));
    auto* more = static_cast<int*>(simt::takeShared(cursor, sizeof(int) * 4, 16));
    if (fault == Fault::TooMuchShared)
        more = static_cast<int*>(simt::takeShared(cursor, sizeof(int) * 4096, 16));
    const int t = static_cast<int>(threadIdx.x);
    const int i = static_cast<int>(blockIdx.x * blockDim.x) + t;
    const int n = static_cast<int>(blockDim.x);
    values[t] = i < count || fault == Fault::PastTheEnd ? in[i] : 0;
    if (fault == Fault::PastTheEndOfShared && t == 0)
        values[n] = 1;
    if (fault == Fault::Misaligned)
        values[t] += *reinterpret_cast<const int*>(reinterpret_cast<const char*>(in) + 2);
    if (fault == Fault::BarrierNotByAll && t == 3)
        return;
    if (fault == Fault::ShuffleNotByAll && t != 3)
        values[t] += __shfl_sync(~0U, values[t], 0);
    if (t < 4)
        more[t] = 0;
    if (fault != Fault::MissingBarrier)
        __syncthreads();
    const int next = values[(t + 1) % n];
    if (fault == Fault::MissingBarrierAfter)
        values[t] = 0;
    if (i < count)
        out[i] = next + more[t % 4];
}

__global__ void sumKernel(const float* in, float* out, int count)
{
    simt::SharedCursor cursor;
    auto* parts = static_cast<float*>(simt::takeShared(cursor, sizeof(float) * 32, 16));
    float sum = 0.0F;
    for (int i = static_cast<int>(threadIdx.x); i < count; i += static_cast<int>(blockDim.x))
        sum += in[i];
    for (int bits = 16; bits > 0; bits /= 2)
        sum += __shfl_xor_sync(~0U, sum, bits);
    if (threadIdx.x % 32 == 0)
        parts[threadIdx.x / 32] = sum;
    __syncthreads();
    if (threadIdx.x == 0) {
        float all = 0.0F;
        for (unsigned i = 0; i < blockDim.x / 32; ++i)
            all += parts[i];
        *out = all;
    }
}

__global__ void countKernel(unsigned* counters)
{
    atomicAdd(counters, 1U);
    __syncthreads();
    if (threadIdx.x == 0 && atomicAdd(counters + 2, 1U) == gridDim.x - 1)
        atomicAdd(counters + 1, 1U);
}

__global__ void laneKernel(int* out)
{
    const int t = static_cast<int>(threadIdx.x);
    out[t * 6] = __shfl_sync(~0U, t, 5);
    out[t * 6 + 1] = __shfl_xor_sync(~0U, t, 1, 8);
    out[t * 6 + 2] = __shfl_down_sync(~0U, t, 3);
    out[t * 6 + 3] = __shfl_up_sync(~0U, t, 1, 16);
    out[t * 6 + 4] = static_cast<int>(__ballot_sync(~0U, t % 3 == 0));
    out[t * 6 + 5] = t % 32 < 8 ? __any_sync(0xFFU, t % 32 == 7) : __all_sync(0xFFFFFF00U, t % 32 > 7);
}

__global__ void warpKernel(int* out, bool synced)
{
    simt::SharedCursor cursor;
    auto* values = static_cast<int*>(simt::takeShared(cursor, sizeof(int) * 32, 16));
    values[threadIdx.x] = static_cast<int>(threadIdx.x);
    if (synced)
        __syncwarp();
    out[threadIdx.x] = values[31 - threadIdx.x];
}

// What a GPU runs, and what stands for it here.
__global__ void butterflyKernel(const float* in, float* out)
{
    using namespace kernels::cuda;
    const float x = in[threadIdx.x];
    float* row = out + threadIdx.x * 6;
    row[0] = byShuffles<32>(x, Plus());
    row[1] = sumOverLanes(x);
    row[2] = byShuffles<4>(x, Plus());
    row[3] = sumOverLanes<4>(x);
    row[4] = byShuffles<8>(x, Most());
    row[5] = maxOverLanes<8>(x);
}

// What the instructions of 7.5 make of the same fragments stands beside the larger one's.
__global__ void halfProductKernel(const unsigned* a, const unsigned* b, float* out)
{
    const unsigned t = threadIdx.x;
    const std::uint32_t left[4] = {a[4 * t], a[4 * t + 1], a[4 * t + 2], a[4 * t + 3]};
    const std::uint32_t right[2] = {b[2 * t], b[2 * t + 1]};
    float whole[4] = {1.0F, 2.0F, 3.0F, 4.0F};
    float parts[4] = {1.0F, 2.0F, 3.0F, 4.0F};
    kernels::cuda::multiplyTiles<kernels::cuda::Pair::Half>(whole, left, right);
    kernels::cuda::multiplyHalvesInParts(parts, left, right);
    for (int i = 0; i < 4; ++i) {
        out[8 * t + i] = whole[i];
        out[8 * t + 4 + i] = parts[i];
    }
}

__global__ void byteProductKernel(const unsigned* a, const unsigned* b, int* out)
{
    const unsigned t = threadIdx.x;
    const std::uint32_t left[4] = {a[4 * t], a[4 * t + 1], a[4 * t + 2], a[4 * t + 3]};
    const std::uint32_t right[2] = {b[2 * t], b[2 * t + 1]};
    int whole[4] = {1, 2, 3, 4};
    int parts[4] = {1, 2, 3, 4};
    kernels::cuda::multiplyByteTiles(whole, left, right);
    kernels::cuda::multiplyBytesInParts(parts, left, right);
    for (int i = 0; i < 4; ++i) {
        out[8 * t + i] = whole[i];
        out[8 * t + 4 + i] = parts[i];
    }
}

cudaLaunchConfig_t config(int blocks, int threads, std::size_t shared)
{
    cudaLaunchConfig_t result{};
    result.gridDim = dim3(static_cast<unsigned>(blocks));
    result.blockDim = dim3(static_cast<unsigned>(threads));
    result.dynamicSmemBytes = shared;
    return result;
}

} // namespace

cudaError_t rotate(const int* in, int* out, int count, int threads, Fault fault)
{
    const auto how = config((count + threads - 1) / threads, threads, static_cast<std::size_t>(threads) * 4 + 16);
    return cudaLaunchKernelEx(&how, rotateKernel, in, out, count, fault);
}

cudaError_t sums(const float* in, float* out, int count, int threads)
{
    const auto how = config(1, threads, 128);
    return cudaLaunchKernelEx(&how, sumKernel, in, out, count);
}

cudaError_t count(unsigned* counters, int blocks, int threads)
{
    const auto how = config(blocks, threads, 0);
    return cudaLaunchKernelEx(&how, countKernel, counters);
}

cudaError_t lanes(int* out, int threads)
{
    const auto how = config(1, threads, 0);
    return cudaLaunchKernelEx(&how, laneKernel, out);
}

cudaError_t butterflies(const float* in, float* out, int threads)
{
    const auto how = config(1, threads, 0);
    return cudaLaunchKernelEx(&how, butterflyKernel, in, out);
}

cudaError_t halfProducts(const unsigned* a, const unsigned* b, float* out)
{
    const auto how = config(1, 32, 0);
    return cudaLaunchKernelEx(&how, halfProductKernel, a, b, out);
}

cudaError_t byteProducts(const unsigned* a, const unsigned* b, int* out)
{
    const auto how = config(1, 32, 0);
    return cudaLaunchKernelEx(&how, byteProductKernel, a, b, out);
}

cudaError_t warpOnly(int* out, bool synced)
{
    const auto how = config(1, 32, 128);
    return cudaLaunchKernelEx(&how, warpKernel, out, synced);
}

} // namespace tests
