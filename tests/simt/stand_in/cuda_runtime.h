// SPDX-License-Identifier: GPL-3.0-or-later
// Stands in for CUDA's header of this name: the words of the language and the calls of the runtime that our kernels and
// our module use, with their meaning on the emulator (tests/simt/emulator.h). Written after the CUDA C++ Programming
// Guide; only what is used is here.
#pragma once

#include "tests/simt/emulator.h"

#include <cmath>
#include <cstring>
#include <memory>
#include <tuple>
#include <utility>

#define __global__
#define __device__
#define __host__
#define __forceinline__ inline
#define __launch_bounds__(...)
#define __grid_constant__

struct uint3 {
    unsigned x, y, z;
};
struct dim3 {
    unsigned x, y, z;
    constexpr dim3(unsigned a = 1, unsigned b = 1, unsigned c = 1) : x(a), y(b), z(c) {}
};
struct alignas(8) float2 {
    float x, y;
};
struct alignas(16) float4 {
    float x, y, z, w;
};
struct alignas(8) uint2 {
    unsigned x, y;
};
struct alignas(16) uint4 {
    unsigned x, y, z, w;
};
inline float2 make_float2(float x, float y) { return {x, y}; }
inline float4 make_float4(float x, float y, float z, float w) { return {x, y, z, w}; }
inline uint2 make_uint2(unsigned x, unsigned y) { return {x, y}; }
inline uint4 make_uint4(unsigned x, unsigned y, unsigned z, unsigned w) { return {x, y, z, w}; }

namespace simt
{
struct Builtin {
    uint3 thread, block;
    dim3 blockSize, gridSize;
};
extern Builtin builtin;

// One operand of a shuffle, and what comes back.
struct Shuffled {
    std::uint64_t value;
    int from; // lane, -1: the own one
};
std::uint64_t shuffle(unsigned mask, std::uint64_t value, int from);
unsigned ballot(unsigned mask, bool predicate);

template <class T>
T shuffleAs(unsigned mask, T value, int from)
{
    static_assert(sizeof(T) <= 8);
    std::uint64_t bits = 0;
    std::memcpy(&bits, &value, sizeof value);
    bits = shuffle(mask, bits, from);
    std::memcpy(&value, &bits, sizeof value);
    return value;
}

// All lanes of the warp: kLanes / 2, ..., 2, 1 lanes apart they meet and combine what they have.
template <int kLanes, class T, class Combine>
T butterfly(T value, const Combine& /*combine*/)
{
    T operand = value;
    together(
        ~0U,
        [](void* const* lanes) {
            for (int bits = kLanes / 2; bits > 0; bits /= 2)
                for (int low = 0; low < 32; ++low)
                    if ((low & bits) == 0) {
                        T& one = *static_cast<T*>(lanes[low]);
                        T& two = *static_cast<T*>(lanes[low | bits]);
                        one = two = Combine()(one, two);
                    }
        },
        &operand);
    return operand;
}
} // namespace simt

extern const uint3& threadIdx;
extern const uint3& blockIdx;
extern const dim3& blockDim;
extern const dim3& gridDim;

inline void __syncthreads() { simt::barrier(); }
inline void __syncwarp(unsigned mask = ~0U) { simt::syncWarp(mask); }
inline void __threadfence() {}
inline void __threadfence_system() {}

template <class T>
T __shfl_sync(unsigned mask, T value, int from, int width = 32)
{
    return simt::shuffleAs(mask, value, simt::lane() / width * width + from % width);
}
template <class T>
T __shfl_xor_sync(unsigned mask, T value, int bits, int width = 32)
{
    const int from = simt::lane() ^ bits;
    return simt::shuffleAs(mask, value, from / width == simt::lane() / width ? from : simt::lane());
}
template <class T>
T __shfl_down_sync(unsigned mask, T value, int by, int width = 32)
{
    const int from = simt::lane() + by;
    return simt::shuffleAs(mask, value, from / width == simt::lane() / width ? from : simt::lane());
}
template <class T>
T __shfl_up_sync(unsigned mask, T value, int by, int width = 32)
{
    const int from = simt::lane() - by;
    return simt::shuffleAs(mask, value, from >= simt::lane() / width * width ? from : simt::lane());
}
inline unsigned __ballot_sync(unsigned mask, int predicate) { return simt::ballot(mask, predicate != 0); }
inline int __any_sync(unsigned mask, int predicate) { return simt::ballot(mask, predicate != 0) != 0 ? 1 : 0; }
inline int __all_sync(unsigned mask, int predicate) { return simt::ballot(mask, predicate != 0) == mask ? 1 : 0; }

int atomicAdd(int* at, int value);
unsigned atomicAdd(unsigned* at, unsigned value);
float atomicAdd(float* at, float value);
int atomicMax(int* at, int value);
unsigned atomicExch(unsigned* at, unsigned value);

inline int __popc(unsigned x) { return __builtin_popcount(x); }
inline int __clz(int x) { return x == 0 ? 32 : __builtin_clz(static_cast<unsigned>(x)); }
inline int __ffs(int x) { return __builtin_ffs(x); }
inline float rsqrtf(float x) { return 1.0F / std::sqrt(x); }

// --- The runtime's calls ---

enum cudaError_t { cudaSuccess = 0, cudaErrorInvalidValue = 1, cudaErrorMemoryAllocation = 2, cudaErrorInsufficientDriver = 35, cudaErrorInvalidDevice = 101, cudaErrorInvalidResourceHandle = 400, cudaErrorStreamCaptureInvalidated = 901 };
enum cudaMemcpyKind { cudaMemcpyHostToDevice = 1, cudaMemcpyDeviceToHost = 2, cudaMemcpyDeviceToDevice = 3 };
enum cudaStreamCaptureMode { cudaStreamCaptureModeThreadLocal = 1 };
enum cudaFuncAttribute { cudaFuncAttributeMaxDynamicSharedMemorySize = 8, cudaFuncAttributePreferredSharedMemoryCarveout = 9 };
enum cudaLaunchAttributeID { cudaLaunchAttributeProgrammaticStreamSerialization = 6 };
inline constexpr unsigned cudaStreamNonBlocking = 1;
inline constexpr unsigned cudaEventDisableTiming = 2;

struct cudaDeviceProp {
    char name[256];
    std::size_t totalGlobalMem;
    std::size_t sharedMemPerBlockOptin;
    int major, minor, multiProcessorCount;
};
struct simtStream;
struct simtGraph;
using cudaStream_t = simtStream*;
using cudaEvent_t = struct simtEvent*; // everything has happened when a call returns
using cudaGraph_t = simtGraph*;
using cudaGraphExec_t = simtGraph*;

struct cudaLaunchAttribute {
    cudaLaunchAttributeID id;
    struct {
        int programmaticStreamSerializationAllowed;
    } val;
};
struct cudaLaunchConfig_t {
    dim3 gridDim, blockDim;
    std::size_t dynamicSmemBytes;
    cudaStream_t stream;
    cudaLaunchAttribute* attrs;
    unsigned numAttrs;
};

cudaError_t cudaGetDeviceCount(int* count);
cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device);
cudaError_t cudaSetDevice(int device);
cudaError_t cudaDriverGetVersion(int* version);
cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total);
const char* cudaGetErrorString(cudaError_t error);
cudaError_t cudaGetLastError();
cudaError_t cudaMalloc(void** memory, std::size_t bytes);
cudaError_t cudaFree(void* memory);
cudaError_t cudaMallocHost(void** memory, std::size_t bytes);
cudaError_t cudaFreeHost(void* memory);
cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream);
cudaError_t cudaMemcpyPeerAsync(void* to, int toDevice, const void* from, int fromDevice, std::size_t bytes, cudaStream_t stream);
cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream);
cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned flags);
cudaError_t cudaStreamDestroy(cudaStream_t stream);
cudaError_t cudaStreamSynchronize(cudaStream_t stream);
inline cudaError_t cudaEventCreateWithFlags(cudaEvent_t* event, unsigned /*flags*/)
{
    *event = nullptr;
    return cudaSuccess;
}
inline cudaError_t cudaEventDestroy(cudaEvent_t /*event*/) { return cudaSuccess; }
inline cudaError_t cudaEventRecord(cudaEvent_t /*event*/, cudaStream_t /*stream*/) { return cudaSuccess; }
inline cudaError_t cudaStreamWaitEvent(cudaStream_t /*stream*/, cudaEvent_t /*event*/, unsigned /*flags*/) { return cudaSuccess; }
inline cudaError_t cudaEventSynchronize(cudaEvent_t /*event*/) { return cudaSuccess; }
cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode mode);
cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph);
cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long flags);
cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream);
cudaError_t cudaGraphDestroy(cudaGraph_t graph);
cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec);
inline cudaError_t cudaFuncSetAttribute(const void* /*kernel*/, cudaFuncAttribute /*which*/, int /*value*/) { return cudaSuccess; }

namespace simt
{
cudaError_t enqueue(const cudaLaunchConfig_t& how, std::shared_ptr<Call> call); // runs it, or records it while capturing

template <class... P>
struct KernelCall : Call {
    KernelCall(void (*code)(P...), P... values) : kernel(code), parameters(values...) {}
    void run() override { std::apply(kernel, parameters); }
    std::size_t bytes() const override { return sizeof *this; }
    void (*kernel)(P...);
    std::tuple<P...> parameters;
};
} // namespace simt

template <class... P, class... A>
cudaError_t cudaLaunchKernelEx(const cudaLaunchConfig_t* how, void (*kernel)(P...), A&&... arguments)
{
    return simt::enqueue(*how, std::make_shared<simt::KernelCall<P...>>(kernel, std::forward<A>(arguments)...));
}
