// SPDX-License-Identifier: GPL-3.0-or-later
// The one way to launch a kernel.
#pragma once

#include "kernels/cuda/module/context.h"

#include <utility>

namespace kernels::cuda
{

struct Grid {
    dim3 blocks;
    int threads = kThreads;
    std::size_t shared = 0; // bytes of dynamic shared memory
};

// Once for each kernel and device: it may use all shared memory, and all kernels want the same division of it, since a
// multiprocessor has to drain before it divides anew.
template <auto kKernel>
cudaError_t prepare(const Context& context)
{
    static unsigned prepared = 0; // a bit for each device
    const unsigned bit = 1U << (context.device % 32);
    if ((prepared & bit) != 0) {
        return cudaSuccess;
    }
    prepared |= bit;
    const auto* kernel = reinterpret_cast<const void*>(kKernel);
    const cudaError_t error = cudaFuncSetAttribute(kernel, cudaFuncAttributeMaxDynamicSharedMemorySize,
                                                   static_cast<int>(context.sharedLimit));
    constexpr int kAllShared = 100; // percent
    return error != cudaSuccess
               ? error
               : cudaFuncSetAttribute(kernel, cudaFuncAttributePreferredSharedMemoryCarveout, kAllShared);
}

template <auto kKernel, class... Arguments>
void launch(Context& context, const Grid& grid, Arguments&&... arguments)
{
    if (grid.shared > context.sharedLimit) {
        context.refuse("A matrix of this model is wider than this device's shared memory can hold a row of input for.");
        return;
    }
    if (context.error != cudaSuccess || context.refusal != nullptr) {
        return; // what would run now would read what was never written
    }
    context.note(prepare<kKernel>(context));
    cudaLaunchAttribute early{};
    early.id = cudaLaunchAttributeProgrammaticStreamSerialization;
    early.val.programmaticStreamSerializationAllowed = 1;
    cudaLaunchConfig_t config{};
    config.gridDim = grid.blocks;
    config.blockDim = dim3(static_cast<unsigned>(grid.threads));
    config.dynamicSmemBytes = grid.shared;
    config.stream = context.stream;
    config.attrs = &early;
    config.numAttrs = context.overlaps ? 1 : 0;
    context.note(cudaLaunchKernelEx(&config, kKernel, std::forward<Arguments>(arguments)...));
}

} // namespace kernels::cuda
