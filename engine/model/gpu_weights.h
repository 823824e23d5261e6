// SPDX-License-Identifier: GPL-3.0-or-later
// The weights of a model on a GPU: one piece of memory, planned to the byte before anything is copied.
#pragma once

#include "engine/model/gpu.h"
#include "engine/model/weights.h"

#include <atomic>
#include <functional>

namespace engine::model
{

struct GpuWeights {
    Weights views;    // into `memory`; matrices of kernels::Layout::Device
    GpuMemory memory;
};

// Bytes on the device of the layers from `firstLayer` on and the head. `weights` as they come from a file, not packed for
// the processor.
std::int64_t gpuBytes(const Weights& weights, const Config& config, int firstLayer = 0);

// Empty, or one sentence: why not only some layers of the model can be on a GPU.
std::string splitRefusal(const Config& config, const std::string& name);

// The views of the result have those layers and the head; with all layers also the token embedding.
// Repacks (kernels/cuda/device_weights.h) with all cores and copies. `progress` gets the share done in 0..1.
// Throws engine::Error: NoMemory, Unsupported, Stopped.
GpuWeights uploadWeights(const Weights& weights, const Config& config, std::shared_ptr<Gpu> gpu, const std::atomic<bool>& stop,
                         const std::function<void(double share)>& progress, int firstLayer = 0);

} // namespace engine::model
