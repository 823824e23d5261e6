// SPDX-License-Identifier: GPL-3.0-or-later
// How much of a model a GPU has room for. Any thread.
#pragma once

#include "engine/model/weights.h"

namespace engine::model
{

// What will lie beside the weights.
struct GpuUse {
    std::int64_t context = 0; // positions; 0: as a session takes where nobody said
    kernels::Type cacheType = kernels::Type::F16;
    int batch = 256;
};

// Bytes on the GPU with the last `layers` layers and the head: weights, keys and values, buffers of a pass.
std::int64_t gpuBytesWith(const Weights& weights, const Config& config, const GpuUse& use, int layers);

// As many of the last layers as fit into `freeBytes`, with some room for the driver's own and for what others take
// meanwhile; 0: only the head does; -1: not even that. Mixtures of experts and encoders: all or nothing.
int gpuLayersThatFit(const Weights& weights, const Config& config, const GpuUse& use, std::int64_t freeBytes);

} // namespace engine::model
