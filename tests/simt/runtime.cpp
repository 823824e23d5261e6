// SPDX-License-Identifier: GPL-3.0-or-later
// The calls of CUDA's runtime on the emulator: everything is done at once, but for what a stream captures.
#include "tests/simt/stand_in/cuda_runtime.h"

#include <functional>
#include <vector>

struct simtGraph {
    std::vector<std::function<void()>> steps;
    int device = 0;
};

struct simtStream {
    int device = 0;
    std::unique_ptr<simtGraph> capturing;
    bool spoiled = false; // something was done that a graph cannot hold
};

namespace
{

int current = 0; // device

// What a stream is asked for is done on its device, which has to be the current one.
bool isElsewhere(cudaStream_t stream)
{
    return stream != nullptr && stream->device != current;
}

// Runs a step now, or keeps it for the graph.
cudaError_t doOrRecord(cudaStream_t stream, std::function<void()> step)
{
    if (isElsewhere(stream))
        return cudaErrorInvalidResourceHandle;
    if (stream != nullptr && stream->capturing)
        stream->capturing->steps.push_back(std::move(step));
    else
        step();
    return cudaSuccess;
}

template <class T, class Change>
T atomically(T* at, const Change& change)
{
    simt::checkAccess(at, sizeof(T), simt::Access::Atomic);
    const T before = *at;
    *at = change(before);
    return before;
}

} // namespace

namespace simt
{

int currentDevice()
{
    return current;
}

std::uint64_t shuffle(unsigned mask, std::uint64_t value, int from)
{
    Shuffled operand{value, from};
    together(
        mask,
        [](void* const* operands) {
            std::uint64_t values[32] = {};
            for (int i = 0; i < 32; ++i)
                if (operands[i] != nullptr)
                    values[i] = static_cast<Shuffled*>(operands[i])->value;
            for (int i = 0; i < 32; ++i)
                if (auto* lane = static_cast<Shuffled*>(operands[i]))
                    // A lane that takes no part has no value: what comes from it is made to show.
                    lane->value = operands[lane->from] != nullptr ? values[lane->from] : ~std::uint64_t{0};
        },
        &operand);
    return operand.value;
}

unsigned ballot(unsigned mask, bool predicate)
{
    unsigned operand = predicate ? 1 : 0;
    together(
        mask,
        [](void* const* operands) {
            unsigned result = 0;
            for (unsigned i = 0; i < 32; ++i)
                result |= operands[i] != nullptr ? *static_cast<unsigned*>(operands[i]) << i : 0;
            for (int i = 0; i < 32; ++i)
                if (operands[i] != nullptr)
                    *static_cast<unsigned*>(operands[i]) = result;
        },
        &operand);
    return operand;
}

cudaError_t enqueue(const cudaLaunchConfig_t& how, std::shared_ptr<Call> call)
{
    const Size3 grid{how.gridDim.x, how.gridDim.y, how.gridDim.z};
    const Size3 threads{how.blockDim.x, how.blockDim.y, how.blockDim.z};
    return doOrRecord(how.stream, [grid, threads, bytes = how.dynamicSmemBytes, call = std::move(call),
                                   device = current] { runGrid(grid, threads, bytes, *call, device); });
}

} // namespace simt

int atomicAdd(int* at, int value) { return atomically(at, [value](int x) { return x + value; }); }
unsigned atomicAdd(unsigned* at, unsigned value) { return atomically(at, [value](unsigned x) { return x + value; }); }
float atomicAdd(float* at, float value) { return atomically(at, [value](float x) { return x + value; }); }
int atomicMax(int* at, int value) { return atomically(at, [value](int x) { return std::max(x, value); }); }
unsigned atomicExch(unsigned* at, unsigned value) { return atomically(at, [value](unsigned) { return value; }); }

cudaError_t cudaGetDeviceCount(int* count)
{
    *count = simt::machine().devices;
    return cudaSuccess;
}

cudaError_t cudaGetDeviceProperties(cudaDeviceProp* properties, int device)
{
    const simt::Machine& machine = simt::machine();
    *properties = {"emulated device",    machine.memory,       machine.sharedLimit,
                   machine.computeMajor, machine.computeMinor, machine.multiprocessors};
    return device >= 0 && device < machine.devices ? cudaSuccess : cudaErrorInvalidDevice;
}

cudaError_t cudaSetDevice(int device)
{
    if (device < 0 || device >= simt::machine().devices)
        return cudaErrorInvalidDevice;
    current = device;
    return cudaSuccess;
}

cudaError_t cudaDriverGetVersion(int* version)
{
    *version = 13000;
    return cudaSuccess;
}

cudaError_t cudaMemGetInfo(std::size_t* free, std::size_t* total)
{
    *total = simt::machine().memory;
    *free = *total - std::min(*total, simt::allocatedBytes(current));
    return cudaSuccess;
}

const char* cudaGetErrorString(cudaError_t error)
{
    switch (error) {
    case cudaSuccess: return "no error";
    case cudaErrorMemoryAllocation: return "out of memory";
    case cudaErrorInvalidDevice: return "invalid device ordinal";
    case cudaErrorInvalidResourceHandle:
        return "invalid resource handle";
    case cudaErrorStreamCaptureInvalidated: return "operation failed due to a previous error during capture";
    default: return "invalid argument";
    }
}

cudaError_t cudaGetLastError()
{
    return cudaSuccess;
}

cudaError_t cudaMalloc(void** memory, std::size_t bytes)
{
    std::size_t free = 0;
    std::size_t total = 0;
    cudaMemGetInfo(&free, &total);
    *memory = bytes <= free ? simt::allocate(bytes) : nullptr;
    return *memory != nullptr ? cudaSuccess : cudaErrorMemoryAllocation;
}

cudaError_t cudaFree(void* memory)
{
    return memory == nullptr || simt::release(memory) ? cudaSuccess : cudaErrorInvalidValue;
}

cudaError_t cudaMallocHost(void** memory, std::size_t bytes)
{
    *memory = simt::allocatePinned(bytes);
    return *memory != nullptr ? cudaSuccess : cudaErrorMemoryAllocation;
}

cudaError_t cudaFreeHost(void* memory)
{
    return memory == nullptr || simt::release(memory) ? cudaSuccess : cudaErrorInvalidValue;
}

cudaError_t cudaMemcpyAsync(void* to, const void* from, std::size_t bytes, cudaMemcpyKind kind, cudaStream_t stream)
{
    const bool fromDevice = kind != cudaMemcpyHostToDevice;
    const bool toDevice = kind != cudaMemcpyDeviceToHost;
    if (bytes > 0 && (simt::isDeviceMemory(from, bytes) != fromDevice || simt::isDeviceMemory(to, bytes) != toDevice))
        return cudaErrorInvalidValue;
    return doOrRecord(stream, [=] { std::memcpy(to, from, bytes); });
}

cudaError_t cudaMemcpyPeerAsync(void* to, int toDevice, const void* from, int fromDevice, std::size_t bytes,
                                cudaStream_t stream)
{
    if (bytes > 0 && (!simt::isDeviceMemory(from, bytes, fromDevice) || !simt::isDeviceMemory(to, bytes, toDevice)))
        return cudaErrorInvalidValue;
    return doOrRecord(stream, [=] { std::memcpy(to, from, bytes); });
}

cudaError_t cudaMemsetAsync(void* to, int value, std::size_t bytes, cudaStream_t stream)
{
    if (bytes > 0 && !simt::isDeviceMemory(to, bytes))
        return cudaErrorInvalidValue;
    return doOrRecord(stream, [=] { std::memset(to, value, bytes); });
}

cudaError_t cudaStreamCreateWithFlags(cudaStream_t* stream, unsigned /*flags*/)
{
    *stream = new simtStream{current, nullptr, false};
    return cudaSuccess;
}

cudaError_t cudaStreamDestroy(cudaStream_t stream)
{
    delete stream;
    return cudaSuccess;
}

cudaError_t cudaStreamSynchronize(cudaStream_t stream)
{
    if (stream != nullptr && stream->capturing) { // as on a device: a graph cannot hold it
        stream->spoiled = true;
        return cudaErrorStreamCaptureInvalidated;
    }
    return cudaSuccess;
}

cudaError_t cudaStreamBeginCapture(cudaStream_t stream, cudaStreamCaptureMode /*mode*/)
{
    if (isElsewhere(stream))
        return cudaErrorInvalidResourceHandle;
    stream->capturing = std::make_unique<simtGraph>();
    stream->capturing->device = stream->device;
    stream->spoiled = false;
    return cudaSuccess;
}

cudaError_t cudaStreamEndCapture(cudaStream_t stream, cudaGraph_t* graph)
{
    *graph = stream->spoiled ? nullptr : stream->capturing.release();
    stream->capturing.reset();
    return *graph != nullptr ? cudaSuccess : cudaErrorStreamCaptureInvalidated;
}

cudaError_t cudaGraphInstantiate(cudaGraphExec_t* exec, cudaGraph_t graph, unsigned long long /*flags*/)
{
    *exec = new simtGraph(*graph);
    return cudaSuccess;
}

cudaError_t cudaGraphLaunch(cudaGraphExec_t exec, cudaStream_t stream)
{
    if (isElsewhere(stream) || exec->device != current)
        return cudaErrorInvalidResourceHandle;
    for (const auto& step : exec->steps)
        step();
    return cudaSuccess;
}

cudaError_t cudaGraphDestroy(cudaGraph_t graph)
{
    delete graph;
    return cudaSuccess;
}

cudaError_t cudaGraphExecDestroy(cudaGraphExec_t exec)
{
    delete exec;
    return cudaSuccess;
}
