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
    Weights views; // into `memory`; matrices of kernels::Layout::Device, of 2:4 Sparse
    GpuMemory memory;
};

// Bytes on the device of the layers first .. end - 1 (-1: behind the last), with the token embedding where the first of
// all is among them, and the head where that is asked for. `weights` as they come from a file, not packed for the processor.
std::int64_t gpuBytes(const Weights& weights, const Config& config, int first = 0, int end = -1, bool head = true);
// What those are sums of, but for the ends, which may share a matrix.
std::int64_t gpuBytesOfLayer(const Weights& weights, const Config& config, int layer);
std::int64_t gpuBytesOfEnds(const Weights& weights, const Config& config, bool embedding, bool head);

// Empty, or one sentence: why the layers of the model cannot lie in several places.
std::string splitRefusal(const Config& config, const std::string& name);

// The views of the result have what gpuBytes() counts. Only a matrix that looksSparse() (kernels/sparse.h), but is not
// 2:4 in all rows, takes more than was counted: its plain rows.
// Repacks (kernels/cuda/device_weights.h) with all cores and copies. `progress` gets the share done in 0..1.
// Throws engine::Error: NoMemory, Unsupported, Stopped.
GpuWeights uploadWeights(const Weights& weights, const Config& config, std::shared_ptr<Gpu> gpu, const std::atomic<bool>& stop,
                         const std::function<void(double share)>& progress, int first = 0, int end = -1, bool head = true);

} // namespace engine::model
