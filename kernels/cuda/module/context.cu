// SPDX-License-Identifier: GPL-3.0-or-later
#include "kernels/cuda/module/context.h"

namespace kernels::cuda
{

namespace
{

template <class T>
cudaError_t allocate(T*& memory, std::size_t count)
{
    void* bytes = nullptr;
    const cudaError_t error = cudaMalloc(&bytes, count * sizeof(T));
    memory = static_cast<T*>(bytes);
    return error;
}

} // namespace

cudaError_t open(Context& context, int device)
{
    cudaDeviceProp properties{};
    context.note(cudaGetDeviceProperties(&properties, device));
    context.note(cudaSetDevice(device));
    if (context.error != cudaSuccess) {
        return context.error;
    }
    context.device = device;
    context.multiprocessors = properties.multiProcessorCount;
    context.overlaps = properties.major >= 9;
    context.hasTiles = properties.major >= 8;
    context.hasSmallTiles = properties.major * 10 + properties.minor >= 75;
    context.hasTinyFloats = properties.major * 10 + properties.minor >= 89;
    context.sharedLimit = properties.sharedMemPerBlockOptin;
    const auto blocks = static_cast<std::size_t>(context.multiprocessors) * 2;
    context.note(cudaStreamCreateWithFlags(&context.stream, cudaStreamNonBlocking));
    context.note(allocate(context.counters, kCounters));
    context.note(allocate(context.parts, blocks * kMostGroup * (kWidestHead + 2)));
    context.note(allocate(context.ids, kMostTokens));
    context.note(allocate(context.live, 3));
    context.note(cudaMalloc(&context.candidates, chooseBytes()));
    void* steps = nullptr;
    context.note(cudaMallocHost(&steps, sizeof(Steps)));
    context.steps = static_cast<Steps*>(steps);
    if (context.error == cudaSuccess) {
        *context.steps = Steps();
        context.note(cudaMemsetAsync(context.counters, 0, kCounters * sizeof(unsigned), context.stream));
        context.note(cudaMemsetAsync(context.live, 0, 3 * sizeof(std::int64_t), context.stream));
    }
    return context.error;
}

void close(Context& context)
{
    cudaSetDevice(context.device);
    if (context.stream != nullptr) {
        cudaStreamSynchronize(context.stream);
        context.prompts = Prompts(); // the library is done with the stream, and is closed on its device
        cudaStreamDestroy(context.stream);
    }
    for (const RopeTable& table : context.ropes) {
        cudaFree(table.device);
    }
    cudaFree(context.counters);
    cudaFree(context.parts);
    cudaFree(context.ids);
    cudaFree(context.live);
    cudaFree(context.candidates);
    cudaFreeHost(context.steps);
    context = Context();
}

} // namespace kernels::cuda
